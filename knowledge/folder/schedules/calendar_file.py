"""Schedules as `.ics` (iCalendar, RFC 5545), as calendar programs export them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from knowledge.documents import Doubt, UnreadableDocument
from knowledge.folder.schedules.entries import Entry
from knowledge.words.kinds import CONTEST_NOUN

# What the library raises, each in its place, over values that somebody else has made up.
_BROKEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)

_SEOUL = ZoneInfo("Asia/Seoul")
# Where the name of a contest ends inside a summary ("2027년 적극행정 경진대회 접수 마감").
_CONTEST_ENDS = re.compile(rf"^(.*(?:{CONTEST_NOUN}|대회|대전|공모제))\s+(\S.*)$")

_SUMMARY = re.compile("SUMMARY[;:]", re.IGNORECASE)
_NUMBER = re.compile("[0-9]{1,9}")


class _Block(NamedTuple):
    """The lines of one entry and the number of the first."""

    number: int
    lines: list[str]

    def place(self) -> tuple[int, str]:
        """Where its summary stands, and that as printed."""
        for at, line in enumerate(self.lines):
            if _SUMMARY.match(line):
                folded = takewhile(lambda more: more[:1] in (" ", "\t"), self.lines[at + 1 :])
                return self.number + at, line + "".join(more[1:] for more in folded)
        return self.number, self.lines[0]


def read(text: str) -> tuple[list[Entry], list[Doubt]]:
    """The entries that can be read and the doubts about the others.

    Times are turned into Asia/Seoul; floating ones are taken as such. Raises UnreadableDocument where the
    text is no calendar or has no entry.
    """
    rest, blocks = _split(text)
    try:
        calendars = Calendar.from_ical(rest, multiple=True)  # the library remembers the time zones that these define
    except _BROKEN as error:
        raise UnreadableDocument("달력 파일(.ics)의 형식이 깨져 있어요. 달력에서 다시 내보내 주세요.") from error
    if not (calendars and blocks):
        raise UnreadableDocument("달력 파일(.ics)에 일정이 하나도 없어요.")
    entries: list[Entry] = []
    doubts: list[Doubt] = []
    events: list[tuple[Event, int, str]] = []
    for block in blocks:
        line, quote = block.place()
        try:
            events.append((cast("Event", Event.from_ical(_joined(block.lines))), line, quote))
        except _BROKEN:
            doubts.append(Doubt(line, f"형식이 깨진 일정이라 읽지 않았어요: {quote}"))
    newest = {_identity(event): _sequence(event) for event, *_ in sorted(events, key=lambda found: _sequence(found[0]))}
    for event, line, quote in events:
        if _sequence(event) < newest[_identity(event)]:
            continue  # an older edition of an entry that was moved
        if _words(event, "STATUS") == "CANCELLED":
            continue  # it says for certain that there is none
        summary = _words(event, "SUMMARY")
        if summary is None:
            doubts.append(Doubt(line, "제목(SUMMARY)이 없는 일정이라 읽지 않았어요."))
            continue
        entry = _entry(event, summary, line, quote)
        fault = entry.fault() if entry else "언제인지(DTSTART, DTEND) 읽을 수 없어요."
        if entry is None or fault:
            doubts.append(Doubt(line, f"이 일정은 읽지 않았어요: {summary}. {fault}"))
            continue
        entries.append(entry)
        if "RRULE" in event or "RDATE" in event:
            doubts.append(Doubt(line, f"되풀이되는 일정이라 첫날만 읽었어요: {summary}"))
    return entries, doubts


def _entry(event: Event, summary: str, line: int, quote: str) -> Entry | None:
    try:
        first, last = event.start, event.end
        day, start = _in_seoul(first)
        end_day, end = _in_seoul(last)
    except _BROKEN:
        return None
    if start is None and end_day > day:
        end_day -= timedelta(days=1)  # the end of a whole day is the day after (RFC 5545, 3.6.1)
    if first == last:
        end = None
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
    )


def _in_seoul(moment: date | datetime) -> tuple[date, time | None]:
    if not isinstance(moment, datetime):
        return moment, None
    if moment.tzinfo is not None:
        moment = moment.astimezone(_SEOUL)
    return moment.date(), moment.time().replace(second=0, microsecond=0)


def _words(event: Event, name: str) -> str | None:
    value = _first(event, name)
    return " ".join(str(value).split()) or None if value is not None else None


def _first(event: Event, name: str) -> Any:
    """The value of a property, the first one where a file has it twice."""
    value = event.get(name)
    return value[0] if isinstance(value, list) else value


def _identity(event: Event) -> tuple[str, str]:
    """One entry of a calendar, or one changed day of a repeated entry; an entry without UID is its own."""
    again = _first(event, "RECURRENCE-ID")
    return (_words(event, "UID") or str(id(event)), again.to_ical().decode() if again is not None else "")


def _sequence(event: Event) -> int:
    number = _words(event, "SEQUENCE") or ""
    return int(number) if _NUMBER.fullmatch(number) else 0


def _split(text: str) -> tuple[str, list[_Block]]:
    """The calendar without its entries, and those."""
    rest: list[str] = []
    blocks: list[_Block] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            inside = True
            blocks.append(_Block(number, []))
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
