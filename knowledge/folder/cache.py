"""What was read from files earlier, kept as one SQLite file, so that only what changed is read again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlite_utils import Database

from knowledge.documents import LARGEST
from knowledge.documents.formats import FORMATS
from knowledge.folder.schedules import LIBRARIES

# What decides how a file is read: our own modules, and the libraries of the formats where they are installed.
_OURS = ("documents", "extract", "folder/schedules", "folder/process.py", "words", "dates.py", "hangul.py", "model.py")
_THEIRS = sorted({*LIBRARIES, *(library for known in FORMATS for library in known.libraries)})

# What SQLite says where the disk is to blame and the file may be sound.
_REFUSED = (*(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY),)
_PATIENCE = 5.0  # seconds that another process may write
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class BusyReadings(OSError):  # noqa: N818 - as below
    """A file of readings that another process is using for long."""


class DamagedReadings(Exception):  # noqa: N818 - reads as what it is: readings that are damaged
    """A file of readings that cannot be used."""


@cache
def code_version() -> str:
    """Another one whenever files may be read differently than before."""
    here, seen = Path(__file__).parents[1], hashlib.blake2s()
    for name in _OURS:
        for path in sorted([here / name, *(here / name).rglob("*")]):
            if path.suffix in (".py", ".toml"):
                seen.update(path.read_bytes())
    for name in _THEIRS:
        try:
            seen.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            continue
    return seen.hexdigest()


def content_hash(paths: Iterable[Path]) -> str:
    """What stands in these files, as far as it is read. Raises OSError."""
    seen = hashlib.blake2b(digest_size=20)
    for path in paths:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        seen.update(len(content).to_bytes(8, "big"))
        seen.update(content)
    return seen.hexdigest()


def forget(path: Path | None) -> None:
    """Remove the file of readings at `path`, so that all is read again."""
    if path:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


class Readings:
    """What files of a content and a name were read as: facts as JSON, why they cannot be read, or both where only an
    older version of the reading code could read them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    @contextmanager
    def opened(cls, path: Path | None) -> Iterator[Readings]:
        """The readings kept at `path`, made where there are none; without a path they are forgotten at the end.

        Raises, also out of the context, DamagedReadings where the file is damaged, BusyReadings where another process
        keeps it, and OSError where the disk refuses.
        """
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # An empty name is a temporary file of SQLite's own: ten thousand readings need not fit into memory.
            with closing(Database(sqlite3.connect(path or "", timeout=_PATIENCE))) as db:
                # A damaged file only costs time, waiting for the disk after every file would cost it always.
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = OFF")
                db.table("readings").create(
                    {"content": str, "file": str, "version": str, "facts": bytes, "message": str},
                    pk=("content", "file"),
                    if_not_exists=True,
                    strict=True,
                )
                yield cls(db)
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            fault = BusyReadings if code in _IN_USE else OSError if code in _REFUSED else DamagedReadings
            raise fault(f"{path}: {error}") from error

    def knows(self, content: str, file: str) -> bool:
        """Whether this was read, by the present version of the reading code."""
        found = self._db.execute(
            "SELECT 1 FROM readings WHERE content = ? AND file = ? AND version = ?", (content, file, code_version())
        )
        return found.fetchone() is not None

    def get(self, content: str, file: str) -> tuple[bytes | None, str | None]:
        """The facts as JSON and what is wrong; neither where it was never read. An older version may have read it."""
        found = self._db.execute(
            "SELECT facts, message FROM readings WHERE content = ? AND file = ?", (content, file)
        ).fetchone()
        return found or (None, None)

    def put(self, content: str, file: str, told: bytes | str) -> None:
        """Keep facts as JSON, or why there are none."""
        facts, message = (told, None) if isinstance(told, bytes) else (None, told)
        self._put({"content": content, "file": file, "facts": facts, "message": message})

    def put_failure(self, content: str, file: str, message: str) -> None:
        """Keep how its reader broke, beside the facts that an older version may have read."""
        self._put({"content": content, "file": file, "message": message})

    def _put(self, reading: dict[str, object]) -> None:
        with self._db.atomic():
            self._db.table("readings").upsert({**reading, "version": code_version()})

    def keep_only(self, wanted: set[tuple[str, str]]) -> None:
        """Forget all but these contents of files."""
        there = set(self._db.execute("SELECT content, file FROM readings"))
        with self._db.atomic():
            for key in there - wanted:
                self._db.table("readings").delete(key)
