"""One bot to a data folder: two would share the updates between them and send every reminder twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "bot.lock"


class AlreadyRunningError(Exception):
    """Another process holds the data folder; the message is one Korean sentence."""


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold `data_dir` for this process. The system lets go of it however the process ends.

    Raises AlreadyRunningError when another process holds it, OSError when the folder cannot be written.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / _FILE).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "?"
            sentence = f"봇이 이미 실행 중이에요: DATA_DIR {data_dir}, 프로세스 {holder}. 먼저 멈춰 주세요."
            raise AlreadyRunningError(sentence) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def has_run(data_dir: Path) -> bool:
    """Whether a bot has ever held `data_dir`."""
    return (data_dir / _FILE).exists()
