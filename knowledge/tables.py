"""How facts stand in tables: the schema of a knowledge base file, facts to rows and rows to facts."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, time
from typing import Any, TypeVar, cast

from sqlite_utils import Database

from knowledge.model import (
    Attendee,
    Contact,
    Contest,
    Event,
    EventKind,
    ExtractionWarning,
    Facts,
    HalfCount,
    Passage,
    ProgrammeItem,
    Release,
    Source,
    Stage,
    WarningKind,
    WinningCase,
)

SCHEMA_VERSION = 4

_T = TypeVar("_T")
_Row = dict[str, Any]
_Parents = dict[tuple[Any, ...], list[Any]]
_Decoders = Mapping[str, Callable[[Any], Any]]

# Tables in the order they are filled, so that what is pointed at comes first. `position` keeps the order
# of the facts: SQLite promises none.
_SOURCE: Mapping[str, type] = {
    "source_file": str,
    "source_line": int,
    "source_quote": str,
    "source_page": int,
    "source_recovered": int,
}
_SCHEMA: Mapping[str, Mapping[str, type]] = {
    "meta": {"key": str, "value": str},
    "releases": {
        "id": str,
        "position": int,
        "file": str,
        "title": str,
        "subtitles": str,
        "date": str,
        "ministry": str,
        **_SOURCE,
        "form": str,
    },
    "passages": {
        "id": str,
        "position": int,
        "release_id": str,
        "heading": str,
        "text": str,
        **_SOURCE,
    },
    "contests": {
        "id": str,
        "position": int,
        "release_id": str,
        "name": str,
        "series": str,
        "year": int,
        "purpose": str,
        "frequency": str,
        "since": int,
        "received": int,
        "selected": int,
        "unit": str,
        "winners": str,
        "fields": str,
        "eligibility": str,
        "notes": str,
        **_SOURCE,
    },
    "contest_stages": {
        "contest_id": str,
        "position": int,
        "name": str,
        "judges": str,
        "count": int,
        "unit": str,
    },
    "stage_halves": {
        "contest_id": str,
        "stage_position": int,
        "position": int,
        "half": str,
        "count": int,
    },
    "events": {
        "id": str,
        "position": int,
        "release_id": str,
        "name": str,
        "kind": str,
        "date": str,
        "end_date": str,
        "start": str,
        "end": str,
        "place": str,
        "contests": str,
        "openness": str,
        "note": str,
        **_SOURCE,
    },
    "attendees": {"event_id": str, "position": int, "name": str, "count": int},
    "programme_items": {
        "event_id": str,
        "position": int,
        "start": str,
        "end": str,
        "minutes": str,
        "title": str,
        "note": str,
        "open": int,
        **_SOURCE,
    },
    "winning_cases": {
        "id": str,
        "position": int,
        "release_id": str,
        "contest_id": str,
        "contest": str,
        "year": int,
        "half": str,
        "track": str,
        "grade": str,
        "organization": str,
        "organization_printed": str,
        "title": str,
        "summary": str,
        "note": str,
        **_SOURCE,
    },
    "contacts": {
        "id": str,
        "position": int,
        "release_id": str,
        "department": str,
        "role": str,
        "rank": str,
        "name": str,
        "phone": str,
        "as_of": str,
        **_SOURCE,
    },
    "warnings": {"position": int, "file": str, "line": int, "text": str, "place": str, "kind": str},
    "kept": {"name": str, "value": bytes},
}
_KEYS: Mapping[str, str | tuple[str, ...]] = {
    "meta": "key",
    "kept": "name",
    "contest_stages": ("contest_id", "position"),
    "stage_halves": ("contest_id", "stage_position", "position"),
    "attendees": ("event_id", "position"),
    "programme_items": ("event_id", "position"),
    "warnings": "position",
}
_POINTS_AT: Mapping[str, str] = {"release_id": "releases", "contest_id": "contests", "event_id": "events"}


def write_facts(facts: Facts, db: Database, meta: Mapping[str, str], kept: Mapping[str, bytes]) -> None:
    """Fill an empty database with `facts` and `meta`, and with what was computed from the facts: `kept`.

    Raises sqlite3.IntegrityError when ids are doubled or point nowhere, or when SQLite finds it unsound.
    """
    db.execute("PRAGMA foreign_keys = ON")
    with db.atomic():
        for name, columns in _SCHEMA.items():
            db.table(name).create(
                dict(columns),
                pk=_KEYS.get(name, "id"),
                foreign_keys=[(column, _POINTS_AT[column], "id") for column in columns if column in _POINTS_AT],
                strict=True,
            )
        for name, rows in _rows(facts, {"schema_version": str(SCHEMA_VERSION), **meta}):
            db.table(name).insert_all(rows)
        db.table("kept").insert_all({"name": name, "value": value} for name, value in kept.items())
        db.index_foreign_keys()
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    if broken or sound != "ok":
        raise sqlite3.IntegrityError(str(broken[:3] or sound))


def _rows(facts: Facts, meta: Mapping[str, str]) -> Iterator[tuple[str, Iterable[_Row]]]:
    yield "meta", ({"key": key, "value": value} for key, value in meta.items())
    yield "releases", _numbered(facts.releases)
    yield "passages", _numbered(facts.passages)
    yield "contests", _numbered(facts.contests, without=("stages",))
    stages = [(contest.id, at, stage) for contest in facts.contests for at, stage in enumerate(contest.stages)]
    yield (
        "contest_stages",
        ({"contest_id": owner, "position": at, **_flat(stage, ("halves",))} for owner, at, stage in stages),
    )
    yield (
        "stage_halves",
        (
            {"contest_id": owner, "stage_position": at, "position": n, **_flat(half)}
            for owner, at, stage in stages
            for n, half in enumerate(stage.halves)
        ),
    )
    yield "events", _numbered(facts.events, without=("attendees", "programme"))
    yield "attendees", _owned("event_id", ((event.id, event.attendees) for event in facts.events))
    yield "programme_items", _owned("event_id", ((event.id, event.programme) for event in facts.events))
    yield "winning_cases", _numbered(facts.cases)
    yield "contacts", _numbered(facts.contacts)
    yield "warnings", _numbered(facts.warnings)


def _numbered(facts: Iterable[Any], without: tuple[str, ...] = ()) -> Iterator[_Row]:
    return ({"position": at, **_flat(fact, without)} for at, fact in enumerate(facts))


def _owned(column: str, parts: Iterable[tuple[str, Iterable[Any]]]) -> Iterator[_Row]:
    return ({column: owner, **row} for owner, owned in parts for row in _numbered(owned))


def _flat(fact: Any, without: tuple[str, ...] = ()) -> _Row:
    row: _Row = {}
    for field in fields(fact):
        value = getattr(fact, field.name)
        if isinstance(value, Source):
            row |= {f"source_{name}": _cell(part) for name, part in _flat(value).items()}
        elif field.name not in without:
            row[field.name] = _cell(value)
    return row


def _cell(value: object) -> object:
    match value:
        case tuple():
            return json.dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes" if not value.second and not value.microsecond else "auto")
        case EventKind() | WarningKind():
            return value.value
        case bool():
            return int(value)
    return value


def read_meta(db: Database) -> dict[str, str]:
    """What `write_facts` was given as `meta`, and `schema_version`."""
    return dict(db.execute("SELECT key, value FROM meta").fetchall())


def read_kept(db: Database) -> dict[str, bytes]:
    """What `write_facts` was given as `kept`."""
    return dict(db.execute("SELECT name, value FROM kept").fetchall())


def read_facts(db: Database) -> Facts:
    """All facts of a database of this `SCHEMA_VERSION`, equal to those written."""
    day, clock = date.fromisoformat, time.fromisoformat
    halves = _grouped(_read(db, "stage_halves", HalfCount, ("contest_id", "stage_position")))
    steps = _read(db, "contest_stages", Stage, ("contest_id", "position"), parts={"halves": halves})
    stages = _grouped((owner[:1], stage) for owner, stage in steps)
    attendees = _grouped(_read(db, "attendees", Attendee, ("event_id",)))
    timed: _Decoders = {"start": clock, "end": clock, "open": bool}
    programme = _grouped(_read(db, "programme_items", ProgrammeItem, ("event_id",), timed))
    dated: _Decoders = {
        "kind": EventKind,
        "date": day,
        "end_date": day,
        "start": clock,
        "end": clock,
        "contests": _list,
    }
    return Facts(
        releases=_all(_read(db, "releases", Release, ("id",), {"subtitles": _list, "date": day})),
        passages=_all(_read(db, "passages", Passage, ("id",))),
        contests=_all(
            _read(db, "contests", Contest, ("id",), {"fields": _list, "notes": _list}, parts={"stages": stages})
        ),
        events=_all(_read(db, "events", Event, ("id",), dated, parts={"attendees": attendees, "programme": programme})),
        cases=_all(_read(db, "winning_cases", WinningCase, ("id",))),
        contacts=_all(_read(db, "contacts", Contact, ("id",), {"as_of": day})),
        warnings=_all(_read(db, "warnings", ExtractionWarning, (), {"kind": WarningKind})),
    )


def _read(
    db: Database,
    table: str,
    kind: type[_T],
    key: tuple[str, ...],
    decode: _Decoders | None = None,
    parts: Mapping[str, _Parents] | None = None,
) -> Iterator[tuple[tuple[Any, ...], _T]]:
    """The rows of `table` in their order as `kind`, each with the columns of `key` beside it.

    `decode` says what a column's text stands for; a field in `parts` has no column but what is there under the key.
    """
    names = [field.name for field in fields(cast("Any", kind))]
    decode, parts = decode or {}, parts or {}
    stored = [name for name in names if name not in parts]
    columns = [column for name in stored for column in (_SOURCE if name == "source" else (name,))]
    at_source = stored.index("source") if "source" in stored else None
    decoders = [(columns.index(name), convert) for name, convert in decode.items()]
    owned = [(at, parts[name]) for at, name in enumerate(names) if name in parts]
    order = "position" if key in (("id",), ()) else ", ".join([*key, "position"])
    # Table and column names are this module's own, never input.
    selected = ", ".join(f"[{name}]" for name in (*key, *columns))
    rows = db.execute(f"SELECT {selected} FROM [{table}] ORDER BY {order}")  # noqa: S608
    if names[-1] == "source" and not decoders and not owned:  # the cases: most of a big base
        made, width = cast("Any", kind), len(_SOURCE)
        yield from ((row[: len(key)], made(*row[len(key) : -width], _source(row[-width:]))) for row in rows)
        return
    for row in rows:
        owner, values = row[: len(key)], list(row[len(key) :])
        for at, convert in decoders:
            if values[at] is not None:
                values[at] = convert(values[at])
        if at_source is not None:
            after = at_source + len(_SOURCE)
            values[at_source:after] = [_source(values[at_source:after])]
        for at, children in owned:
            values.insert(at, tuple(children.get(owner, ())))
        yield owner, kind(*values)


def _source(cells: Sequence[Any]) -> Source:
    file, line, quote, page, recovered = cells
    return Source(file, line, quote, page, bool(recovered))


def _all(rows: Iterable[tuple[object, _T]]) -> tuple[_T, ...]:
    return tuple(fact for _, fact in rows)


def _grouped(rows: Iterable[tuple[tuple[Any, ...], Any]]) -> _Parents:
    found: _Parents = defaultdict(list)
    for owner, part in rows:
        found[owner].append(part)
    return found


def _list(cell: str) -> tuple[Any, ...]:
    return tuple(json.loads(cell))
