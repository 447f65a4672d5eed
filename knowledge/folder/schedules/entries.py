"""What a schedule file says on one line, and the events it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812 - a field is called date
from datetime import time, timedelta
from pathlib import PurePosixPath

from knowledge.documents import Doubt
from knowledge.extract.names import series_of
from knowledge.folder.schedules.revisions import withdrawn
from knowledge.hangul import squeeze
from knowledge.model import (
    CalendarEntry,
    Event,
    EventKind,
    ExtractionWarning,
    Facts,
    Holiday,
    Release,
    Revision,
    Source,
    fact_id,
)
from knowledge.words.kinds import kind_of

_FIRST_YEAR, _LAST_YEAR = 1900, 2099  # those that releases print; at the ends of the calendar no sum of days holds
_LONGEST_HOLIDAY = timedelta(days=10)  # with a wrong year in it, no reminder would ever come


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a schedule. `end_date` is the last day; times belong to the day they stand beside."""

    line: int
    quote: str
    contest: str | None
    event: str
    date: Date
    end_date: Date | None
    start: time | None
    end: time | None
    place: str | None
    note: str | None
    revision: Revision | None = None

    def fault(self) -> str | None:
        """What is wrong with the dates as a Korean sentence, or None."""
        for day in filter(None, (self.date, self.end_date)):
            if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return f"{_FIRST_YEAR}년부터 {_LAST_YEAR}년까지의 날짜가 아니에요: {day}."
        if self.end_date is not None and self.end_date < self.date:
            return f"끝나는 날({self.end_date})이 시작하는 날({self.date})보다 빨라요."
        if self.end_date is None and self.start and self.end and self.end < self.start:
            return f"끝나는 시각({self.end:%H:%M})이 시작하는 시각({self.start:%H:%M})보다 빨라요."
        if self.declares_holiday and (self.end_date or self.date) - self.date > _LONGEST_HOLIDAY:
            return f"임시공휴일이 {_LONGEST_HOLIDAY.days}일보다 길어요."
        return None

    @property
    def declares_holiday(self) -> bool:
        """Whether it says nothing but that offices are closed."""
        return self.contest is None and squeeze(self.event) == "임시공휴일"


@dataclass(frozen=True, slots=True)
class WithoutDay:
    """An entry of a calendar that is on no day: it was cancelled, or is repeated without its first day."""

    line: int
    quote: str
    revision: Revision


_BEGINS = re.compile("시작|개시|개막")
_PERIOD = re.compile(r"\s*기간$")


def facts_of(file: str, entries: Iterable[Entry | WithoutDay], doubts: Iterable[Doubt]) -> Facts:
    """A schedule's entries as the facts of a release that has only a title.

    Entries of a calendar that are not in force become no events, but are told, for other files have their say on them.
    """
    title = re.sub(r"[\s_-]+", " ", PurePosixPath(file).stem).strip() or file
    release_id = fact_id("release", file)
    release = Release(release_id, file, title, (), None, None, Source(file, 1, title))
    warnings = [_warning(file, doubt.line, doubt.text) for doubt in doubts]
    facts: dict[str, Event | Holiday] = {}
    told: list[CalendarEntry] = []
    every = [(entry, _facts_of_entry(file, release_id, entry)) for entry in entries]
    dated = [(entry, made, entry.revision) for entry, made in every if entry.revision]
    old = withdrawn([revision for *_, revision in dated])
    out_of_force = {id(entry) for position, (entry, *_) in enumerate(dated) if position in old}
    for number, (entry, made, revision) in enumerate(dated):
        ids, source = tuple(fact.id for fact in made), Source(file, entry.line, entry.quote)
        told.append(CalendarEntry(fact_id("entry", file, number), release_id, revision, ids, source))
    for entry, made in every:
        for fact in made if id(entry) not in out_of_force else ():
            if fact.id in facts:
                doubt = f"같은 일정이 두 번 있어요: {fact.name} {fact.date}. 앞의 것만 읽었어요."
                warnings.append(_warning(file, entry.line, doubt))
            else:
                facts[fact.id] = fact
    warnings.sort(key=lambda warning: warning.line)
    return Facts(
        releases=(release,),
        events=tuple(fact for fact in facts.values() if isinstance(fact, Event)),
        holidays=tuple(fact for fact in facts.values() if isinstance(fact, Holiday)),
        calendar_entries=tuple(told),
        warnings=tuple(warnings),
    )


def _facts_of_entry(file: str, release_id: str, entry: Entry | WithoutDay) -> list[Event | Holiday]:
    if isinstance(entry, WithoutDay):
        return []
    if entry.declares_holiday:
        days = ((entry.end_date or entry.date) - entry.date).days + 1
        return [_holiday(file, release_id, entry, entry.date + timedelta(days=n)) for n in range(days)]
    return [_event(file, release_id, part) for part in _opened(entry)]


def _holiday(file: str, release_id: str, entry: Entry, day: Date) -> Holiday:
    return Holiday(fact_id("holiday", file, day), release_id, entry.event, day, Source(file, entry.line, entry.quote))


def _warning(file: str, line: int, text: str) -> ExtractionWarning:
    return ExtractionWarning(file, line, text, Source(file, line, "").place(numbered=True))


def _opened(entry: Entry) -> Iterator[Entry]:
    """A period of entries ("접수", 1 to 31 March) as its first and its last day, which people miss."""
    if entry.end_date is None or kind_of(entry.event) is not EventKind.OPENING or _BEGINS.search(entry.event):
        yield entry
        return
    what = _PERIOD.sub("", entry.event)
    yield replace(entry, event=f"{what} 시작", end_date=None, end=None)
    yield replace(entry, event=f"{what} 마감", date=entry.end_date, end_date=None, start=None)


def _event(file: str, release_id: str, entry: Entry) -> Event:
    named = entry.contest is None or entry.contest in entry.event
    return Event(
        # The day belongs to the id: an event that moves is announced anew.
        id=fact_id("event", file, entry.contest, entry.event, entry.date),
        release_id=release_id,
        name=entry.event if named else f"{entry.contest} {entry.event}",
        kind=kind_of(entry.event),
        date=entry.date,
        end_date=entry.end_date,
        start=entry.start,
        end=entry.end,
        place=entry.place,
        contests=(series_of(entry.contest),) if entry.contest else (),
        attendees=(),
        programme=(),
        openness=None,
        note=entry.note,
        source=Source(file, entry.line, entry.quote),
    )
