"""The process in which files are read: it forks for every file, and the fork may read that file and nothing else.

`knowledge.folder.process_pool` starts it with an empty environment. It has loaded the readers once, so a fork costs
milliseconds; it never looks at a file itself. Questions and answers are frames: their length in four bytes, then as
many bytes.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from io import FileIO
from pathlib import Path
from typing import Any
from zoneinfo import TZPATH

from pydantic import TypeAdapter

from knowledge.documents import UnreadableDocument, parts_of, read_document
from knowledge.documents.formats import FORMATS
from knowledge.extract import extract
from knowledge.folder.schedules import is_schedule, read_schedule
from knowledge.model import Facts

FACTS_JSON = TypeAdapter(Facts)
# The first byte of an answer: facts as JSON follow, or what is wrong with the file, or what became of its reader: by
# the file's doing, which will be the same next time, or perhaps by the machine's.
FACTS, UNREADABLE, FAILED, TROUBLE = b"F", b"U", b"X", b"T"

NO_PLAIN_FILE = "보통 파일이 아니라 읽지 않았어요(장치, 파이프, 소켓)."
_TOO_LONG = "읽는 데 너무 오래 걸려요. 다른 형식으로 저장해 넣어 주세요."
_TOO_MUCH_MEMORY = "읽는 데 메모리를 너무 많이 써요. 다른 형식으로 저장해 넣어 주세요."
_TOO_MUCH_SAID = "읽은 내용이 너무 많아요. 보도자료 하나씩 나누어 넣어 주세요."
_STOPPED = "읽다가 멈췄어요. 다른 형식으로 저장해 넣어 주세요."

# What readers load on first use, which would be once for every file; by the ending of its name, which may be wrong
# and need not be installed.
_LOADED_FOR = {f".{known.name}": known.modules for known in FORMATS}

# Audit events of what no reader needs: to talk to others, to start programs, to change files.
_REFUSED = (
    *("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill", "sqlite3."),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("shutil.", "tempfile."),
)
# What ends a reader from outside: the system where memory is short, or whoever stops the bot and all it has started.
_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class Limits:
    """What the reading of one file may take: bytes of address space, seconds of processor and of wall-clock time,
    bytes of answer."""

    memory: int = 1 << 30
    cpu: int = 20
    wall: int = 60
    answer: int = 8 << 20


def frame(body: bytes) -> bytes:
    """The body with its length before it."""
    return len(body).to_bytes(4, "big") + body


def next_frame(read: Callable[[int], bytes]) -> bytes:
    """The body of the next frame; nothing at the end."""
    return read(int.from_bytes(read(4), "big"))


def read_file(path: Path, file: str) -> Facts:
    """The facts of the release or schedule at `path`, known as `file`; raises UnreadableDocument."""
    if not path.is_file() and path.exists() and not path.is_dir():
        raise UnreadableDocument(NO_PLAIN_FILE)
    if is_schedule(path):
        return read_schedule(path, file)
    return extract(replace(read_document(path), file=file))


def serve(read: Callable[[Path, str], Facts] = read_file) -> None:
    """Answer every question of standard input, {"path", "file"} as JSON, until it ends. Limits stand in argv[1]."""
    limits = Limits(**json.loads(sys.argv[1]))
    sys.dont_write_bytecode = True
    for ours in sorted((Path(__file__).parents[1] / "releases").glob("*.txt")):
        read_file(ours, ours.name)  # patterns and word lists are made once, and not in every fork
    with suppress(BrokenPipeError):  # whoever asked is gone
        while asked := next_frame(sys.stdin.buffer.read):
            question = json.loads(asked)
            path = Path(question["path"])
            for name in _LOADED_FOR.get(path.suffix.lower(), ()):
                with suppress(ImportError):
                    import_module(name)
            gc.freeze()  # a fork that collects garbage would copy every page
            sys.stdout.buffer.write(frame(_read_in_a_fork(read, path, question["file"], limits)))
            sys.stdout.buffer.flush()


def _read_in_a_fork(read: Callable[[Path, str], Facts], path: Path, file: str, limits: Limits) -> bytes:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(ours)
            null = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(null, standard)  # what a reader prints must not get between the answers
            _confine(path, limits)
            with os.fdopen(theirs, "wb") as pipe:
                pipe.write(frame(_answer(read, path, file)))
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as answer:
        said, in_time = _listen(answer, limits)
    os.kill(child, signal.SIGKILL)  # it has ended, or has said too much, or takes too long
    _, status = os.waitpid(child, 0)
    if len(said) >= 4 and frame(said[4:]) == said:
        return said[4:]
    if len(said) > limits.answer:
        return FAILED + _TOO_MUCH_SAID.encode()
    if not in_time:
        return TROUBLE + _TOO_LONG.encode()  # without using the processor: a slow disk, a busy machine
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
    if ended_by == signal.SIGXCPU:
        return FAILED + _TOO_LONG.encode()
    return (TROUBLE if ended_by in _FROM_OUTSIDE else FAILED) + _STOPPED.encode()


def _listen(pipe: FileIO, limits: Limits) -> tuple[bytes, bool]:
    """What comes out of the pipe until it is closed, or more than an answer came, or time is up (False).

    Time is up, too, when whoever asked is gone: standard input holds no other question before this one is answered.
    """
    said, until = bytearray(), time.monotonic() + limits.wall
    while len(said) <= limits.answer:
        ready, _, _ = select.select([pipe, sys.stdin], [], [], max(0.0, until - time.monotonic()))
        if pipe not in ready:
            return bytes(said), False
        part = pipe.read(1 << 16)
        if not part:
            break
        said += part
    return bytes(said), True


# --- in the fork ----------------------------------------------------------------------------------------


def _confine(path: Path, limits: Limits) -> None:
    for name, most in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CPU", limits.cpu),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", 32),
        ("RLIMIT_CORE", 0),
    ):
        with suppress(ValueError, OSError):  # macOS has no limit of address space, and a lower one may be set already
            # A second above the soft limit, because at the hard one no signal says why it ended.
            resource.setrlimit(getattr(resource, name), (most, most + (name == "RLIMIT_CPU")))
    rooms = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    # A calendar names its time zone, and also UTC is a file there; without them its times were read as none.
    allowed = tuple(os.path.realpath(str(room)) + os.sep for room in (*rooms, *TZPATH, Path(__file__).parents[1]))
    files = {os.path.realpath(part) for part in parts_of(path)}

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(f"a reader may not do this: {event}")
        if event == "open" and not isinstance(arguments[0], int):
            real = os.path.realpath(os.fsdecode(arguments[0]))
            if (arguments[2] or 0) & _WRITING or not (real in files or real.startswith(allowed)):
                raise PermissionError(f"a reader may not open this: {real}")

    sys.addaudithook(watch)


def _answer(read: Callable[[Path, str], Facts], path: Path, file: str) -> bytes:
    try:
        return FACTS + FACTS_JSON.dump_json(read(path, file))
    except UnreadableDocument as error:
        return UNREADABLE + error.message_ko.encode("utf-8", "replace")
    except MemoryError:
        return FAILED + _TOO_MUCH_MEMORY.encode()
    except Exception as error:
        return FAILED + f"읽다가 오류가 났어요({type(error).__name__}). 다른 형식으로 저장해 넣어 주세요.".encode()
