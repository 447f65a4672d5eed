"""A knowledge base as one SQLite file: written aside, checked, swapped in whole.

Its tables follow from the dataclasses of knowledge/model.py. A tuple of dataclasses is a table: `cases`, or, inside
another dataclass, `event_attendees`, whose `event_id` points at the row it belongs to. A dataclass by itself is columns
of its row (`source_line`), other tuples are JSON, days, times and kinds text. A column `release_id` points at the table
`releases`, which must come before in `Facts`. `position` is the place in its tuple.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from pathlib import Path
from types import EllipsisType, NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from pydantic import Json, TypeAdapter
from pydantic_core import to_jsonable_python
from sqlite_utils import Database

from knowledge.model import Facts

_REBUILD = "award-bot build로 다시 만들어 주세요."
_AT_ONCE = 1000  # rows made into facts
_DISTINCT = 0.9  # share of different values from which a column is taken for one that never says the same twice
_T = TypeVar("_T")
_hints = cache(get_type_hints)


class DamagedBase(Exception):  # noqa: N818 - reads as what it is: a base that is damaged
    """A knowledge base file that cannot be used or written; the message is one Korean sentence for admins."""


class OutdatedBase(DamagedBase):
    """A sound file that was written for other dataclasses; it can only be built anew."""


def save(
    facts: Facts, path: Path, built_at: datetime, digest: str = "", kept: Mapping[str, bytes] | None = None
) -> None:
    """Publish `facts` at `path`, whole or not at all.

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
            meta = {"schema_version": _version(Facts), "built_at": built_at.isoformat(), "digest": digest}
            db.table("meta").insert_all(({"key": k, "value": v} for k, v in meta.items()), pk="key", strict=True)
            blobs = ({"name": name, "value": value} for name, value in (kept or {}).items())
            db.table("kept").insert_all(blobs, pk="name", strict=True)
            write_facts(facts, db)
        flush(aside)
        aside.replace(path)
        flush(path.parent)
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

    Raises DamagedBase when there is no such file or it is damaged, OutdatedBase when another version wrote it.
    """
    with _opened(path) as (db, meta):
        if meta.get("schema_version") != _version(Facts):
            raise OutdatedBase(f"지식베이스 파일 {path.name}은 다른 판이 만든 것이라 열 수 없어요. {_REBUILD}")
        return read_facts(Facts, db), datetime.fromisoformat(meta["built_at"])


def stored_digest(path: Path) -> str | None:
    """What the file at `path` was built from, as given to `save`; None where there is no usable one."""
    with suppress(DamagedBase), _opened(path) as (_, meta):
        if meta.get("schema_version") == _version(Facts):
            return meta.get("digest", "")
    return None


def stored_kept(path: Path) -> dict[str, bytes]:
    """What was computed from the facts of the file at `path`, whichever version wrote it; empty where there is none."""
    with suppress(DamagedBase), _opened(path) as (db, _):
        return dict(db.execute("SELECT name, value FROM kept").fetchall())
    return {}


def kept_value(path: Path, name: str) -> bytes | None:
    """One value of what `save` was given as `kept`; None where there is none, or no usable file."""
    with suppress(DamagedBase), _opened(path) as (db, _):
        found = db.execute("SELECT value FROM kept WHERE name = ?", [name]).fetchone()
        return None if found is None else bytes(found[0])
    return None


def finish(path: Path, built_at: datetime, name: str, value: bytes) -> None:
    """Give a file that nobody reads yet its last words: when it is from, and one more value to keep.

    Raises DamagedBase.
    """
    try:
        with closing(Database(path)) as db, db.atomic():
            db.execute("INSERT OR REPLACE INTO kept (name, value) VALUES (?, ?)", [name, value])
            db.execute("UPDATE meta SET value = ? WHERE key = 'built_at'", [built_at.isoformat()])
        flush(path)
    except (OSError, sqlite3.Error) as error:
        raise DamagedBase(
            f"지식베이스 파일을 쓸 수 없어요: {path} ({error}). 디스크와 권한을 확인해 주세요."
        ) from error


def flush(path: Path) -> None:
    """Have the disk confirm a file, or the names in a folder, before anything relies on them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Database, dict[str, str]]]:
    if not path.is_file():
        raise DamagedBase(f"지식베이스 파일이 없어요: {path}. {_REBUILD}")
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(Database(sqlite3.connect(address, uri=True))) as db:
            yield db, dict(db.execute("SELECT key, value FROM meta").fetchall())
    except (sqlite3.Error, OSError, ValueError, TypeError, KeyError) as error:
        sentence = f"지식베이스 파일 {path.name}이 손상되어 열 수 없어요({error}). {_REBUILD}"
        raise DamagedBase(sentence) from error


def write_facts(facts: Any, db: Database) -> None:
    """Add the tables of a dataclass of tuples of dataclasses, such as Facts, to a database.

    Raises sqlite3.IntegrityError when ids are doubled or point nowhere, or when SQLite finds it unsound.
    """
    with db.atomic():
        for name, table in _table(type(facts)).parts.items():
            _fill(db, table, None, [(name, getattr(facts, name))])
        db.index_foreign_keys()
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    if broken or sound != "ok":
        raise sqlite3.IntegrityError(str(broken[:3] or sound))


def read_facts(kind: type[_T], db: Database) -> _T:
    """What `write_facts` wrote, equal to it. `kind` is the dataclass that it was given."""
    return kind(**{name: tuple(_read(db, table, None)[None]) for name, table in _table(kind).parts.items()})


def _version(kind: type) -> str:
    """Another one whenever other dataclasses, or other fields of them, are kept."""
    return hashlib.blake2s(repr(_table(kind)).encode()).hexdigest()


class _Table(NamedTuple):
    """Where dataclasses of a kind are kept: the types of the columns, and the tables of the tuples in them.

    Both stand under the path to the value, as attrgetter takes it: "source.line".
    """

    name: str
    kind: Any
    columns: Mapping[str, Any]
    parts: Mapping[str, _Table]


def _table(kind: Any, name: str = "") -> _Table:
    columns: dict[str, Any] = {}
    parts: dict[str, _Table] = {}
    for path, hint in _paths(kind):
        match get_args(hint):
            case (part, EllipsisType()) if is_dataclass(part):
                parts[path] = _table(part, f"{name.removesuffix('s')}_{_column(path)}".removeprefix("_"))
            case _:
                columns[path] = hint
    return _Table(name, kind, columns, parts)


def _paths(kind: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, hint in _hints(kind).items():
        yield from _paths(hint, f"{above}{name}.") if is_dataclass(hint) else [(above + name, hint)]


def _column(path: str) -> str:
    return path.replace(".", "_")


def _reference(table: str) -> str:
    """What a column that points at this table is called."""
    return f"{table.removesuffix('s')}_id"


@cache
def _stored(hint: Any) -> tuple[type, TypeAdapter[Any] | None]:
    """What SQLite keeps values of a type as, and what makes a column of them again; None where nothing is to be done.

    Known are texts, numbers, days, times, StrEnums, and as JSON collections and dataclasses; each, or it or None.
    """
    kind = next(one for one in get_args(hint) if one is not NoneType) if isinstance(hint, UnionType) else hint
    if kind in (str, int, float):
        return kind, None
    if is_dataclass(kind) or get_origin(kind) not in (None, Literal):
        return str, TypeAdapter(list[Json[hint] | None])
    return int if kind is bool else str, TypeAdapter(list[hint])


def _fill(db: Database, table: _Table, owner: str | None, owned: Iterable[tuple[str, Iterable[Any]]]) -> None:
    """Make a table of what belongs to each key, which stands in the column `owner`, and the tables of its parts."""
    head = {"id": str, **({owner: str} if owner else {}), "position": int}
    columns = {_column(path): _stored(hint)[0] for path, hint in table.columns.items()}
    if taken := head.keys() & columns.keys() - {"id"}:
        raise TypeError(f"every row of {table.name} has these of its own: {taken}")
    pointed_at = {_reference(name): name for name in db.table_names()}
    keys = [(column, pointed_at[column], "id") for column in (head | columns) if column in pointed_at]
    values = {_column(path): attrgetter(path) for path in table.columns}
    parts: dict[str, list[tuple[str, Iterable[Any]]]] = {path: [] for path in table.parts}

    def rows() -> Iterator[Any]:
        for key, items in owned:
            for position, item in enumerate(items):
                # What has no id is called by its place: the second attendee of event-1 is "event-1.1".
                row: dict[str, Any] = {"id": f"{key}.{position}", "position": position}
                if owner:
                    row[owner] = key
                row |= {column: value(item) for column, value in values.items()}
                for path, found in parts.items():
                    found.append((row["id"], attrgetter(path)(item)))
                yield to_jsonable_python(row)

    db.table(table.name).create(head | columns, pk="id", foreign_keys=keys, strict=True).insert_all(rows())
    for path, part in table.parts.items():
        _fill(db, part, _reference(table.name), parts[path])


def _read(db: Database, table: _Table, owner: str | None) -> dict[Any, list[Any]]:
    """What stands in a table, in its order, by what is in the column `owner`; all under None without one."""
    parts = {path: _read(db, part, _reference(table.name)) for path, part in table.parts.items()}
    # Names of tables and columns are those of dataclasses, never input.
    selected = ", ".join(["id", owner or "NULL", *(f"[{_column(path)}]" for path in table.columns if path != "id")])
    # Rows are numbered as they are written, so that this order needs no sorting.
    rows = db.execute(f"SELECT {selected} FROM [{table.name}] ORDER BY rowid")  # noqa: S608
    found: dict[Any, list[Any]] = defaultdict(list)
    known: dict[str, dict[Any, Any]] = {}  # of columns that say the same again and again: equal values are one object
    while chunk := rows.fetchmany(_AT_ONCE):
        # By columns: a big base takes no step of Python for each of its values.
        keys, owners, *rest = zip(*chunk, strict=True)
        columns = iter(rest)
        values: dict[str, Iterable[Any]] = {}
        once: dict[Any, Any] = {}  # and in one row what is quoted may be the title
        for path, of in parts.items():
            values[path] = [tuple(of.get(key, ())) for key in keys]
        for path, hint in table.columns.items():
            column = keys if path == "id" else next(columns)
            if adapter := _stored(hint)[1]:
                values[path] = adapter.validate_python(column)
                continue
            if not found and len(set(column)) < _DISTINCT * len(column):
                known[path] = {}
            values[path] = map(known.get(path, once).setdefault, column, column)
        items = _made(table.kind, values, len(chunk))
        if owner is None:
            found[None] += items
            continue
        for key, item in zip(owners, items, strict=True):
            found[key].append(item)
    return found


def _made(kind: Any, values: Mapping[str, Iterable[Any]], count: int, above: str = "") -> list[Any]:
    """So many dataclasses with slots of what stands under the paths of their fields.

    Field by field: to call each, a frozen one, with all of its fields takes twice as long.
    """
    items = [object.__new__(kind) for _ in range(count)]
    for name, hint in _hints(kind).items():
        path = above + name
        column = values[path] if path in values else _made(hint, values, count, f"{path}.")
        deque(map(getattr(kind, name).__set__, items, column), maxlen=0)
    return items
