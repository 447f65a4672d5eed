"""The state in a file of its own: taken while the bot runs, checked, and put back.

A backup is one SQLite file, complete in itself. Beside the tables of the state it holds the files of DATA_DIR that
cannot be built again, and when it was taken.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.state.faults import StateFault, StoreError, cannot_be_opened, state_fault, too_new
from bot.state.rows import stamp

BACKUPS = "backups"
"""The folder in DATA_DIR for what is kept by itself: a state before it was brought to a new form or replaced."""

RESTORED, RESTORED_FROM = "restored", "restored from"
"""Marks in a state that was put back: when that was, and when its backup was taken, where that is known."""

_KEPT = 3
_KEPT_FOR = timedelta(days=90)
_PARTS = ("", "-wal", "-shm")
_COUNTED = ("people", "subscriptions", "deliveries")
_OWN = """
CREATE TABLE backup (taken_at TEXT NOT NULL) STRICT;
CREATE TABLE backup_files (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: when it was taken (None for a file that is a plain copy), its form, how many rows of what.

    `files` are the names of the files beside the state.
    """

    taken_at: datetime | None
    form: int
    people: int
    subscriptions: int
    deliveries: int
    files: tuple[str, ...] = ()


def back_up(state: Path, to: Path, at: datetime, beside: Iterable[Path] = ()) -> Contents:
    """Copies what the state holds now into `to`, also while a bot uses it; what was there is replaced in the end.

    Files `beside` it, also in folders there, go into it where they exist. Raises StoreError where the state cannot be
    read or is not whole, and OSError where `to` cannot be written.
    """
    if not state.is_file():
        raise StoreError(f"백업할 상태 파일이 없어요({state}). DATA_DIR을 확인해 주세요.")
    if to.exists() and to.samefile(state):
        raise StoreError(f"상태 파일 자신({state})에는 백업할 수 없어요. 다른 이름을 적어 주세요.")
    aside = to.with_name(f"{to.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)  # it names people
    try:
        with _read_only(state) as source, closing(sqlite3.connect(aside, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, not three
            copy.executescript(_OWN)
            copy.execute("INSERT INTO backup VALUES (?)", [stamp(at)])
            for one in beside:
                if one.is_file():
                    name = one.relative_to(state.parent).as_posix()
                    copy.execute("INSERT INTO backup_files VALUES (?, ?)", [name, one.read_bytes()])
            contents = _checked(copy, state)
        _sync(aside)
        aside.replace(to)
        _sync(to.parent)
    except sqlite3.Error as error:
        fault = state_fault(error) or StateFault.DAMAGED
        where = to if fault in (StateFault.FULL, StateFault.UNWRITABLE) else state  # the state is only read
        raise cannot_be_opened(where, fault) from error
    finally:
        aside.unlink(missing_ok=True)
    return contents


def put_back(backup: Path, state: Path, at: datetime, newest_form: int) -> Contents:
    """Puts a backup in the place of the state, with the files beside it; what was there goes to BACKUPS.

    Nobody may use the state meanwhile. It is written aside and checked first. Raises StoreError, and changes nothing,
    where the file is no whole state or of a form beyond `newest_form`, and OSError where the folder cannot be written.
    """
    if not backup.is_file():
        raise StoreError(f"백업 파일이 없어요({backup}).")
    state.parent.mkdir(parents=True, exist_ok=True)
    aside = state.with_name(f"{state.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    try:
        with _read_only(backup) as source, closing(sqlite3.connect(aside, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            contents = _checked(copy, backup)
            if contents.form > newest_form:
                raise too_new(contents.form, newest_form)
            files = _files(copy, state.parent) if contents.taken_at else {}
            copy.executescript("DROP TABLE IF EXISTS backup; DROP TABLE IF EXISTS backup_files;")
            if copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'inbox'").fetchone()[0]:
                # What waited then may have been answered since: its answer says that it may be a repeat.
                copy.execute("UPDATE inbox SET sending = 1 WHERE payload IS NOT NULL")
            marks = [(RESTORED, stamp(at))]
            marks += [(RESTORED_FROM, stamp(contents.taken_at))] if contents.taken_at else []
            copy.execute("DELETE FROM marks WHERE name IN (?, ?)", [RESTORED, RESTORED_FROM])
            copy.executemany("INSERT INTO marks (name, at) VALUES (?, ?)", marks)
        _sync(aside)
        _set_aside(state)
        aside.replace(state)
    except sqlite3.Error as error:
        raise cannot_be_opened(backup, state_fault(error) or StateFault.DAMAGED) from error
    finally:
        aside.unlink(missing_ok=True)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
    _sync(state.parent)
    return contents


def keep_before_migration(state: Path, form: int) -> None:
    """Copies a state of an older form to BACKUPS, where the last few stay. Raises as `back_up` does."""
    folder = _folder(state)
    to = folder / f"form-{form}.sqlite"
    with _read_only(state) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    to.chmod(0o600)
    _sync(to)
    _tidy(folder)


def forget_old(state: Path, now: datetime) -> None:
    """Deletes what BACKUPS keeps for longer than 90 days: it names people, who may have asked to be forgotten since."""
    before = (now - _KEPT_FOR).timestamp()
    for old in (state.parent / BACKUPS).glob("*.sqlite"):
        if old.stat().st_mtime < before:
            _delete(old)


def _checked(db: sqlite3.Connection, path: Path) -> Contents:
    """What is in it. Raises StoreError where it is not whole, or no state at all."""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables.issuperset(_COUNTED):
        raise cannot_be_opened(path, StateFault.FOREIGN)
    whole = db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    if not whole or db.execute("PRAGMA foreign_key_check").fetchone():
        raise cannot_be_opened(path, StateFault.DAMAGED)
    people, subscriptions, deliveries = (db.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in _COUNTED)  # noqa: S608 - names of ours
    own = "backup" in tables
    return Contents(
        datetime.fromisoformat(db.execute("SELECT taken_at FROM backup").fetchone()[0]) if own else None,
        int(db.execute("PRAGMA user_version").fetchone()[0]),
        people,
        subscriptions,
        deliveries,
        tuple(name for (name,) in db.execute("SELECT name FROM backup_files ORDER BY name")) if own else (),
    )


def _files(db: sqlite3.Connection, folder: Path) -> dict[Path, bytes]:
    """The files in a backup by where they belong. Raises StoreError for one that would lie outside of `folder`."""
    found = {}
    for name, content in db.execute("SELECT name, content FROM backup_files"):
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise cannot_be_opened(folder / name, StateFault.FOREIGN)
        found[path] = content
    return found


def _set_aside(state: Path) -> None:
    """Moves a state with all its parts, of which an old -wal would undo what is put beside it."""
    there = [Path(f"{state}{part}") for part in _PARTS if Path(f"{state}{part}").exists()]
    if not there:
        return
    folder = _folder(state)
    number = max((int(one.stem.rpartition("-")[2]) for one in folder.glob("replaced-*.sqlite")), default=0) + 1
    for path in reversed(there):  # the parts first: without its main file a -wal is never read
        to = folder / f"replaced-{number}.sqlite{path.name.removeprefix(state.name)}"
        path.rename(to)
        to.touch()  # it is kept from now on
    _tidy(folder)


def _folder(state: Path) -> Path:
    folder = state.parent / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _tidy(folder: Path) -> None:
    """Leaves the latest few."""
    latest = sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in latest[_KEPT:]:
        _delete(old)


def _delete(backup: Path) -> None:
    for part in _PARTS:
        Path(f"{backup}{part}").unlink(missing_ok=True)


def _read_only(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))


def _write(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{path.name}.new")
    aside.write_bytes(content)
    _sync(aside)
    aside.replace(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
