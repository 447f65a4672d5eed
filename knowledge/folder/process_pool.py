"""Reads files in processes of their own, so that no file can harm this one: it hangs, crashes and eats memory alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from unicodedata import category

from pydantic import ValidationError

from knowledge.documents import UnreadableDocument
from knowledge.folder.process import FACTS, FACTS_JSON, TROUBLE, UNREADABLE, Limits, frame, next_frame
from knowledge.model import Facts

_PROGRAM = "from knowledge.folder.process import serve; serve()"
_START = "import sys; sys.path.insert(0, sys.argv.pop()); "
_AHEAD = 64  # files that may be read before their turn, so that a slow one does not stop the rest
_GRACE = 10  # seconds for a process to say that a reader took too long


class ReadingFailed(UnreadableDocument):
    """The reader gave up: it hung, crashed or took too much. That says nothing about what the file holds.

    `may_pass`: the machine may be to blame, so that another time the same file may be read.
    """

    def __init__(self, message_ko: str, may_pass: bool = False) -> None:
        super().__init__(message_ko)
        self.may_pass = may_pass


def read_release(path: Path, file: str) -> Facts:
    """The facts of the release or schedule at `path`, known as `file`, read in a process of its own.

    Raises UnreadableDocument, with a Korean sentence, where there is nothing to read or the reader fails.
    """
    with Readers(1) as readers:
        return facts_from(readers.read(path, file))


def printable(name: str) -> str:
    """A file's name as one line of text: bytes that are none are `?` (a name from another code page), and whatever
    would begin a line of its own, in the log or a report, or turn the line around is written out (`\\n`, `\\u202e`).
    """
    text = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or category(c) == "Zs" else c.encode("unicode_escape").decode() for c in text)


def facts_from(told: bytes) -> Facts:
    """The facts that `Readers` gave as JSON; raises ReadingFailed where they are none."""
    try:
        return FACTS_JSON.validate_json(told)
    except ValidationError as error:
        raise ReadingFailed("읽은 내용을 알아볼 수 없어요. 다른 형식으로 저장해 넣어 주세요.") from error


class Readers:
    """Up to `jobs` processes that read files, started when needed, ended with the context, whatever they are reading.

    `program` is what they run, Python with the project on its path.
    """

    def __init__(self, jobs: int, limits: Limits | None = None, program: str = _PROGRAM) -> None:
        self._limits = limits or Limits()
        self._program = program
        self._started: list[_Process] = []
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="readers")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._started:
            process.kill()
        self._threads.shutdown()
        for process in self._started:
            process.end()

    def read(self, path: Path, file: str) -> bytes:
        """The facts of `path`, known as `file`, as JSON that is not to be trusted: see `facts_from`.

        Raises UnreadableDocument, and ReadingFailed where that is the reader's fault.
        """
        try:
            process = self._idle.get_nowait()
        except Empty:
            process = _Process(self._program, self._limits)
            self._started.append(process)
        told = process.ask(path, printable(file))
        if not told:
            process.end()
            raise ReadingFailed("읽다가 멈췄어요. 다른 형식으로 저장해 넣어 주세요.", may_pass=True)
        self._idle.put(process)
        kind, said = told[:1], told[1:]
        if kind == FACTS:
            return said
        sentence = said[:500].decode("utf-8", "replace")
        raise UnreadableDocument(sentence) if kind == UNREADABLE else ReadingFailed(sentence, kind == TROUBLE)

    def read_all(self, files: Iterable[tuple[Path, str]]) -> Iterator[bytes | UnreadableDocument]:
        """`read` of every file, in their order; several at a time, and few that nobody has taken yet."""
        ahead: deque[Future[bytes | UnreadableDocument]] = deque()
        for path, file in files:
            ahead.append(self._threads.submit(self._read_or_say, path, file))
            if len(ahead) > _AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _read_or_say(self, path: Path, file: str) -> bytes | UnreadableDocument:
        try:
            return self.read(path, file)
        except UnreadableDocument as error:
            return error


class _Process:
    """One process that reads; asked by one thread at a time."""

    def __init__(self, program: str, limits: Limits) -> None:
        root = str(Path(__file__).parents[2])
        ours, theirs = socket.socketpair()
        with theirs:
            # The environment holds the token of the bot, and a session of its own keeps Ctrl-C from it.
            self._popen = subprocess.Popen(  # noqa: S603 - our own interpreter with our own program
                [sys.executable, "-I", "-X", "utf8", "-c", _START + program, json.dumps(asdict(limits)), root],
                env={},
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                start_new_session=True,
            )
        ours.settimeout(limits.wall + _GRACE)
        with ours:
            self._stream = ours.makefile("rwb")

    def ask(self, path: Path, file: str) -> bytes:
        """What it tells about a file; nothing where it has ended or does not answer."""
        question = json.dumps({"path": os.fspath(path.absolute()), "file": file})
        try:
            self._stream.write(frame(question.encode()))
            self._stream.flush()
            return next_frame(self._stream.read)
        except (OSError, ValueError):  # a ValueError where another thread has closed it meanwhile
            return b""

    def kill(self) -> None:
        """Kill it, and with it its fork that may be reading."""
        if self._popen.returncode is None:  # once it was waited for, its number may be another's
            with suppress(ProcessLookupError, PermissionError):  # macOS refuses where all have ended
                os.killpg(self._popen.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill it and wait for its end."""
        self.kill()
        self._popen.wait()
        with suppress(OSError):  # a question that it did not take
            self._stream.close()
