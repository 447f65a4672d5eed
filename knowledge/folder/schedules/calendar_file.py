"""Schedules as `.ics` (iCalendar, RFC 5545), as calendar programs export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event

from knowledge.documents import Doubt, UnreadableDocument
from knowledge.folder.schedules.entries import Entry, WithoutDay
from knowledge.folder.schedules.revisions import newest_of, withdrawn
from knowledge.model import Revision
from knowledge.words.kinds import CONTEST_NOUN

# What the library raises, each in its place, over values that somebody else has made up.
_BROKEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)

_SEOUL = ZoneInfo("Asia/Seoul")
_DAY = timedelta(days=1)
# Methods of what those who are invited send back (RFC 5546, 1.4), which often lacks half of the entry.
_ANSWERS = ("REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER")
# Where the name of a contest ends inside a summary ("2027년 적극행정 경진대회 접수 마감").
_CONTEST_ENDS = re.compile(rf"^(.*(?:{CONTEST_NOUN}|대회|대전|공모제))\s+(\S.*)$")

_SUMMARY = re.compile("SUMMARY[;:]", re.IGNORECASE)
_NUMBER = re.compile("[0-9]{1,9}")


class _Block(NamedTuple):
    """The lines of one entry, the number of the first, and in which calendar of the file it stands."""

    number: int
    lines: list[str]
    calendar: int

    def place(self) -> tuple[int, str]:
        """Where its summary stands, and that as printed."""
        for at, line in enumerate(self.lines):
            if _SUMMARY.match(line):
                folded = takewhile(lambda more: more[:1] in (" ", "\t"), self.lines[at + 1 :])
                return self.number + at, line + "".join(more[1:] for more in folded)
        return self.number, self.lines[0]

    def line_of(self, name: str) -> int:
        """Where a property stands; where the entry begins if it has none."""
        begins = (name + ":", name + ";")
        return self.number + next((at for at, line in enumerate(self.lines) if line.upper().startswith(begins)), 0)


def read(text: str) -> tuple[list[Entry | WithoutDay], list[Doubt]]:
    """The entries that can be read, also those that do not count any more, and the doubts about the others.

    Times are turned into Asia/Seoul; floating ones, and those of a zone that nobody knows, are taken as such. Raises
    UnreadableDocument where the text is no calendar or has no entry.
    """
    rest, blocks = _split(text)
    try:
        calendars = Calendar.from_ical(rest, multiple=True)  # the library remembers the time zones that these define
    except _BROKEN as error:
        raise UnreadableDocument("달력 파일(.ics)의 형식이 깨져 있어요. 달력에서 다시 내보내 주세요.") from error
    if not (calendars and blocks):
        raise UnreadableDocument("달력 파일(.ics)에 일정이 하나도 없어요.")
    methods = [(_words(calendar, "METHOD") or "").upper() for calendar in calendars]
    entries: list[Entry | WithoutDay] = []
    doubts: list[Doubt] = []
    repeated: list[tuple[Entry | WithoutDay, str]] = []
    for block in blocks:
        line, quote = block.place()
        try:
            event = cast("Event", Event.from_ical(_joined(block.lines)))
        except _BROKEN:
            doubts.append(Doubt(line, f"형식이 깨진 일정이라 읽지 않았어요: {quote}"))
            continue
        method = methods[block.calendar] if block.calendar < len(methods) else ""
        if method in _ANSWERS:
            doubts.append(Doubt(line, f"일정이 아니라 초대에 대한 회신이라 읽지 않았어요: {quote}"))
            continue
        revision = _revision(event, cancelled=method == "CANCEL")
        if revision is not None and revision.cancelled:
            entries.append(WithoutDay(line, quote, revision))
            continue
        if _words(event, "STATUS") == "CANCELLED" or method == "CANCEL":
            continue  # it says for certain that there is none, and has no name that others could be compared with
        summary = _words(event, "SUMMARY")
        if summary is None:
            doubts.append(Doubt(line, "제목(SUMMARY)이 없는 일정이라 읽지 않았어요."))
            continue
        entry = _entry(event, summary, line, quote, revision)
        fault = entry.fault() if entry else "언제인지(DTSTART, DTEND) 읽을 수 없어요."
        if entry is None or fault:
            doubts.append(Doubt(line, f"이 일정은 읽지 않았어요: {summary}. {fault}"))
            continue
        if unknown := _unknown_zone(event):
            said = f"모르는 시간대({unknown})라 한국 시각으로 읽었어요: {summary}. 날짜와 시각을 확인해 주세요."
            doubts.append(Doubt(block.line_of("DTSTART"), said))
        found: Entry | WithoutDay = entry
        if revision is not None and not _left_out(event).isdisjoint((revision.first, entry.date.isoformat())):
            found = WithoutDay(line, quote, revision)
        entries.append(found)
        if "RRULE" in event or "RDATE" in event or (revision is not None and revision.onward):
            repeated.append((found, summary))
    doubts += _doubts_of_repeated(entries, repeated)
    return entries, doubts


def _doubts_of_repeated(
    entries: list[Entry | WithoutDay], repeated: list[tuple[Entry | WithoutDay, str]]
) -> Iterator[Doubt]:
    """That of a repeated entry only the first day was read, or not even that; nothing of older editions."""
    revisions = [entry.revision for entry in entries if entry.revision]
    newest, old = newest_of(revisions), withdrawn(revisions)
    out_of_force = {id(revisions[position]) for position in old}
    for entry, summary in repeated:
        revision = entry.revision
        if isinstance(entry, Entry) and (revision is None or id(revision) not in out_of_force):
            yield Doubt(entry.line, f"되풀이되는 일정이라 첫날만 읽었어요: {summary}")
        elif revision is not None and revision == newest.get((revision.uid, "")):
            yield Doubt(entry.line, f"되풀이되는 일정의 첫날이 취소되거나 옮겨졌어요. 그 뒤는 읽지 않았어요: {summary}")


def _entry(event: Event, summary: str, line: int, quote: str, revision: Revision | None) -> Entry | None:
    try:
        first, last = event.start, event.end
        day, start = _in_seoul(first)
        end_day, end = _in_seoul(last)
    except _BROKEN:
        return None
    if first == last:
        end = None
    elif end == time(0) and end_day > day:
        # Outlook writes whole days from midnight to midnight, and everybody what lasts until midnight as 00:00 of the
        # next day, on which there is nothing any more.
        end_day, start, end = end_day - _DAY, None if start == time(0) else start, None
    elif start is None and end_day > day:
        end_day -= _DAY  # the end of a whole day is the day after (RFC 5545, 3.6.1)
    found = _CONTEST_ENDS.match(summary)
    return Entry(
        line=line,
        quote=quote,
        contest=found[1] if found else None,
        event=found[2] if found else summary,
        date=day,
        end_date=end_day if end_day != day else None,
        start=start,
        end=end,
        place=_words(event, "LOCATION"),
        note=_words(event, "DESCRIPTION"),
        revision=revision,
    )


def _in_seoul(moment: date | datetime) -> tuple[date, time | None]:
    if not isinstance(moment, datetime):
        return moment, None
    if moment.tzinfo is not None:
        moment = moment.astimezone(_SEOUL)
    return moment.date(), moment.time().replace(second=0, microsecond=0)


def _words(component: Component, name: str) -> str | None:
    value = _first(component, name)
    return " ".join(str(value).split()) or None if value is not None else None


def _first(component: Component, name: str) -> Any:
    """The value of a property, the first one where a file has it twice."""
    value = component.get(name)
    return value[0] if isinstance(value, list) else value


def _revision(event: Event, cancelled: bool) -> Revision | None:
    """Which edition of which entry it is; None for an entry without UID, which is its own."""
    uid = _words(event, "UID")
    if uid is None:
        return None
    return Revision(
        uid=uid,
        # One that cannot be read is about some day, and never about the whole entry.
        recurrence=_moment(event, "RECURRENCE-ID") or ("?" if "RECURRENCE-ID" in event else ""),
        first=_moment(event, "DTSTART"),
        sequence=_sequence(event),
        stamp=_stamp(event),
        cancelled=cancelled or _words(event, "STATUS") == "CANCELLED",
        onward=str(getattr(_first(event, "RECURRENCE-ID"), "params", {}).get("RANGE", "")).upper() == "THISANDFUTURE",
    )


def _moment(event: Event, name: str) -> str:
    """A day or a time as a text that is the same in whichever zone it is written; empty where there is none."""
    try:
        day, clock = _in_seoul(_first(event, name).dt)
    except _BROKEN:
        return ""
    return day.isoformat() if clock is None else f"{day.isoformat()}T{clock:%H:%M}"


def _left_out(event: Event) -> set[str]:
    """The days that a repeated entry leaves out (EXDATE)."""
    found = event.get("EXDATE", [])
    try:
        every = [one.dt for part in (found if isinstance(found, list) else [found]) for one in part.dts]
        days = [_in_seoul(one) for one in every]
    except _BROKEN:
        return set()
    return {day.isoformat() if clock is None else f"{day.isoformat()}T{clock:%H:%M}" for day, clock in days}


def _stamp(event: Event) -> str:
    try:
        stamp = _first(event, "DTSTAMP").dt
        return f"{stamp.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if stamp.tzinfo else f"{stamp:%Y-%m-%dT%H:%M:%SZ}"
    except _BROKEN:
        return ""


def _unknown_zone(event: Event) -> str | None:
    """The name of a time zone that neither the file explains nor anybody knows, as its times have it; or None."""
    for name in ("DTSTART", "DTEND"):
        value = _first(event, name)
        zone = getattr(value, "params", {}).get("TZID")
        if zone and isinstance(value.dt, datetime) and value.dt.tzinfo is None:
            return " ".join(str(zone).split())
    return None


def _sequence(event: Event) -> int:
    number = _words(event, "SEQUENCE") or ""
    return int(number) if _NUMBER.fullmatch(number) else 0


def _split(text: str) -> tuple[str, list[_Block]]:
    """The calendar without its entries, and those."""
    rest: list[str] = []
    blocks: list[_Block] = []
    inside, calendar = False, -1
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            inside = True
            blocks.append(_Block(number, [], max(calendar, 0)))
        elif word == "BEGIN:VCALENDAR":
            calendar += 1
        elif word == "END:VCALENDAR":  # also where the end of an entry is missing
            inside = False
        if inside:
            blocks[-1].lines.append(line)
        elif word != "END:VEVENT":
            rest.append(line)
        inside = inside and word != "END:VEVENT"
    return _joined(rest), blocks


def _joined(lines: list[str]) -> str:
    """With a line end in any case, because the library takes a text without one for the name of a file."""
    return "\r\n".join([*lines, ""])
