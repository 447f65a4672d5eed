"""Dates that admins add in chat: the rows of a schedule file of ours, which the library reads beside the releases."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date as Date  # noqa: N812 - a field is called date
from datetime import time
from pathlib import Path

from bot.reminders.agenda import Entry
from knowledge.documents import UnreadableDocument
from knowledge.folder.reading import with_schedule
from knowledge.folder.schedules import entries as rows
from knowledge.folder.schedules import read_entries, table_file
from knowledge.folder.schedules.entries import facts_of
from knowledge.model import Event, Facts, fact_id

_FILE = "schedule.csv"
_NAME = "관리자 일정.csv"  # what people read as the source; no file of the releases folder should be called that


class OwnDateError(Exception):
    """The date cannot be kept, or the file cannot be used; `message_ko` is a Korean sentence for an admin."""

    def __init__(self, message_ko: str) -> None:
        super().__init__(message_ko)
        self.message_ko = message_ko


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A row of the file. `end_date` is the last day, None = `date`; times belong to the day they stand beside."""

    contest: str | None
    event: str
    date: Date
    end_date: Date | None = None
    start: time | None = None
    end: time | None = None
    place: str | None = None
    note: str | None = None

    @property
    def key(self) -> str:
        """The same for the same row; 16 ASCII characters, for a button."""
        return fact_id("row", _NAME, *astuple(self))

    def events(self) -> tuple[Event, ...]:
        """What it will be read as: one event, or two for a period of entries. Raises OwnDateError if it is wrong."""
        if fault := rows.Entry(1, "", *astuple(self)).fault():
            raise OwnDateError(fault)
        facts = facts_of(_NAME, *table_file.read(table_file.write([astuple(self)])))
        if facts.warnings:
            raise OwnDateError(facts.warnings[0].text)
        return facts.events


class OwnDates:
    """The dates kept in `DATA_DIR/schedule.csv`. What is to become of the file is published like all else.

    Every method raises OwnDateError where the file was edited by hand and is not whole, OSError where the disk refuses.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _FILE

    def rows(self) -> tuple[OwnDate, ...]:
        """All of them, in the order they were added; each text is one line without spaces around it."""
        if not self._path.exists():
            return ()
        try:
            entries, doubts = read_entries(self._path)
        except UnreadableDocument as error:
            raise OwnDateError(f"{self._path}: {error.message_ko}") from error
        if doubts:
            raise OwnDateError(f"{self._path} {doubts[0].line}행: {doubts[0].text}")
        return tuple(OwnDate(*(getattr(entry, column) for column in table_file.HEADER)) for entry in entries)

    def added(self, row: OwnDate) -> bytes:
        """The file with one more. Raises OwnDateError if it is wrong or there already."""
        row.events()
        return _file_of([*self.rows(), row])

    def changed(self, old: OwnDate, new: OwnDate) -> bytes | None:
        """The file with one in the place of another; None if that is gone. Raises OwnDateError as `added` does."""
        new.events()
        rows = self.rows()
        return _file_of([new if row == old else row for row in rows]) if old in rows else None

    def removed(self, row: OwnDate) -> bytes | None:
        """The file without one; None if it is gone."""
        rows = self.rows()
        return _file_of([one for one in rows if one != row]) if row in rows else None

    def content(self) -> bytes | None:
        """The file as it is; None where there is none."""
        return self._path.read_bytes() if self._path.exists() else None

    def write(self, content: bytes | None) -> None:
        """Makes this the file, whole or not at all; None: there is none."""
        if content is None:
            self._path.unlink(missing_ok=True)
        elif content != self.content():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            aside = self._path.with_suffix(".new")
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path)


def _file_of(rows: Iterable[OwnDate]) -> bytes:
    text = table_file.write(map(astuple, rows))
    if facts_of(_NAME, *table_file.read(text)).warnings:  # each row by itself is right
        raise OwnDateError("같은 날의 같은 일정이 이미 있어요.")
    return text.encode("utf-8-sig")  # the signature is for Excel


def with_own_dates(facts: Facts, content: bytes | None) -> Facts:
    """The facts of a folder with the dates of this file instead of those that they have."""
    own = facts_of(_NAME, *table_file.read(content.decode("utf-8-sig"))) if content else Facts()
    return with_schedule(facts, _NAME, own)


def is_own_dates(file: str) -> bool:
    """Whether the file that a fact has as its source is the one of own dates."""
    return file == _NAME


def added(entries: Iterable[Entry]) -> dict[str, Date | None]:
    """The file of own dates, if any of these entries is from it, and the day on which the latest became known."""
    own = [entry.since for entry in entries if is_own_dates(entry.file)]
    return {_NAME: max((since.date() for since in own if since), default=None)} if own else {}


def own_dates_in(data_dir: Path) -> dict[str, Path]:
    """The file of own dates by the name that it has as a source."""
    return {_NAME: data_dir / _FILE}
