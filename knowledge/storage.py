"""A knowledge base as one SQLite file: written aside, checked, swapped in whole; the one before is kept."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from knowledge.model import Facts
from knowledge.tables import SCHEMA_VERSION, read_facts, read_kept, read_meta, write_facts

_REBUILD = "award-bot build로 다시 만들어 주세요."


class DamagedBase(Exception):  # noqa: N818 - reads as what it is: a base that is damaged
    """A knowledge base file that cannot be used or written; the message is one Korean sentence for admins."""


def save(
    facts: Facts, path: Path, built_at: datetime, digest: str = "", kept: Mapping[str, bytes] | None = None
) -> None:
    """Publish `facts` at `path`, whole or not at all; a usable file there stays as `previous_of(path)`.

    `built_at` must be aware; `digest` says what it was built from and comes back from `stored_digest`, `kept` is what
    was computed from the facts and comes back from `stored_kept`.
    Raises DamagedBase when the facts do not fit together or into SQLite, or the disk refuses; then `path` is as it was.
    """
    if built_at.tzinfo is None:
        raise ValueError("built_at needs a time zone")
    aside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(Database(aside)) as db:
            # Nobody reads this file before it is complete and flushed, so a journal would only cost time.
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            write_facts(facts, db, {"built_at": built_at.isoformat(), "digest": digest}, kept or {})
        _flush(aside)
        if stored_digest(path) is not None:
            _keep_previous(path)
        aside.replace(path)
        _flush(path.parent)
    except (sqlite3.IntegrityError, OverflowError) as error:  # SQLite has no number above 2⁶³
        raise DamagedBase(f"읽은 내용이 서로 맞지 않아 지식베이스로 펴내지 않았어요({error}).") from error
    except (OSError, sqlite3.Error, UnicodeError) as error:
        sentence = f"지식베이스 파일을 쓸 수 없어요: {path} ({error}). 디스크와 권한을 확인해 주세요."
        raise DamagedBase(sentence) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def load(path: Path) -> tuple[Facts, datetime]:
    """The facts saved at `path`, equal to what was saved, and when they were built.

    Raises DamagedBase when there is no such file, when it is damaged, or when another version wrote it.
    """
    with _opened(path) as db:
        meta = read_meta(db)
        if meta.get("schema_version") != str(SCHEMA_VERSION):
            raise DamagedBase(f"지식베이스 파일 {path.name}은 다른 판이 만든 것이라 열 수 없어요. {_REBUILD}")
        return read_facts(db), datetime.fromisoformat(meta["built_at"])


def stored_digest(path: Path) -> str | None:
    """What the file at `path` was built from, as given to `save`; None where there is no usable one."""
    try:
        with _opened(path) as db:
            meta = read_meta(db)
    except DamagedBase:
        return None
    return meta.get("digest", "") if meta.get("schema_version") == str(SCHEMA_VERSION) else None


def stored_kept(path: Path) -> dict[str, bytes]:
    """What was computed from the facts of the file at `path`; empty where there is no usable one."""
    try:
        with _opened(path) as db:
            return read_kept(db) if read_meta(db).get("schema_version") == str(SCHEMA_VERSION) else {}
    except DamagedBase:
        return {}


def previous_of(path: Path) -> Path:
    """Where the file that `path` replaced is kept."""
    return path.with_name(f"{path.stem}.previous{path.suffix}")


def _flush(path: Path) -> None:
    """Have the disk confirm a file, or the names in a folder, before anything relies on them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep_previous(path: Path) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.old")
    try:
        try:
            os.link(path, aside)
        except OSError:  # a file system without hard links
            shutil.copy2(path, aside)
        aside.replace(previous_of(path))
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    if not path.is_file():
        raise DamagedBase(f"지식베이스 파일이 없어요: {path}. {_REBUILD}")
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(Database(sqlite3.connect(address, uri=True))) as db:
            yield db
    except (sqlite3.Error, OSError, ValueError, TypeError, KeyError) as error:
        sentence = f"지식베이스 파일 {path.name}이 손상되어 열 수 없어요({error}). {_REBUILD}"
        raise DamagedBase(sentence) from error
