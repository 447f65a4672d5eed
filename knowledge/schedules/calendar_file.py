"""Schedules as `.ics` (iCalendar, RFC 5545), as calendar programs export them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from knowledge.documents import UnreadableDocument
from knowledge.schedules.entries import Doubt, Entry

__all__ = ["read"]

_SEOUL = ZoneInfo("Asia/Seoul")
# Where the name of a contest ends inside a summary ("2027년 적극행정 경진대회 접수 마감").
_CONTEST_ENDS = re.compile(r"^(.*(?:경진대회|공모전|대회|대전|챌린지|콘테스트|어워드|공모제))\s+(\S.*)$")


class _Place(NamedTuple):
    line: int
    quote: str


def read(text: str) -> tuple[list[Entry], list[Doubt]]:
    """The entries that can be read and the doubts about the others.

    Times are turned into Asia/Seoul; floating ones are taken as such. Raises UnreadableDocument where the
    text is no calendar or has no entry.
    """
    try:
        calendars = Calendar.from_ical(text, multiple=True) if "BEGIN:VCALENDAR" in text.upper() else []
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise UnreadableDocument("달력 파일(.ics)의 형식이 깨져 있어요. 달력에서 다시 내보내 주세요.") from error
    events = [event for calendar in calendars for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    if not events:
        raise UnreadableDocument("달력 파일(.ics)에 일정이 하나도 없어요.")
    entries: list[Entry] = []
    doubts: list[Doubt] = []
    newest = {_identity(event): _sequence(event) for event in sorted(events, key=_sequence)}
    for event, place in zip(events, _places(text, len(events)), strict=True):
        if _sequence(event) < newest[_identity(event)]:
            continue  # an older edition of an entry that was moved
        summary = _words(event, "SUMMARY")
        if _words(event, "STATUS") == "CANCELLED":
            doubts.append(Doubt(place.line, f"취소된 일정이라 읽지 않았어요: {summary or '제목 없음'}"))
            continue
        if summary is None:
            doubts.append(Doubt(place.line, "제목(SUMMARY)이 없는 일정이라 읽지 않았어요."))
            continue
        entry = _entry(event, summary, place)
        fault = entry.fault() if entry else "시작하는 날(DTSTART)을 읽을 수 없어요."
        if entry is None or fault:
            doubts.append(Doubt(place.line, f"이 일정은 읽지 않았어요: {summary}. {fault}"))
            continue
        entries.append(entry)
        if "RRULE" in event or "RDATE" in event:
            doubts.append(Doubt(place.line, f"되풀이되는 일정이라 첫날만 읽었어요: {summary}"))
    return entries, doubts


def _entry(event: Event, summary: str, place: _Place) -> Entry | None:
    try:
        first, last = event.start, event.end
    except (ValueError, TypeError, AttributeError):
        return None
    day, start = _in_seoul(first)
    end_day, end = _in_seoul(last)
    if start is None and end_day > day:
        end_day -= timedelta(days=1)  # the end of a whole day is the day after (RFC 5545, 3.6.1)
    if first == last:
        end = None
    found = _CONTEST_ENDS.match(summary)
    return Entry(
        line=place.line,
        quote=place.quote,
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
    value = event.get(name)
    if isinstance(value, list):
        value = value[0]
    return " ".join(str(value).split()) or None if value is not None else None


def _identity(event: Event) -> tuple[str, str]:
    """One entry of a calendar, or one changed day of a repeated entry; an entry without UID is its own."""
    again = event.get("RECURRENCE-ID")
    return (_words(event, "UID") or str(id(event)), again.to_ical().decode() if again is not None else "")


def _sequence(event: Event) -> int:
    number = _words(event, "SEQUENCE") or "0"
    return int(number) if number.isdigit() else 0


def _places(text: str, count: int) -> list[_Place]:
    """Where each entry's summary stands, as printed; where the file is too odd to tell, its first line."""
    unfolded: list[_Place] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if unfolded and line[:1] in (" ", "\t"):
            unfolded[-1] = unfolded[-1]._replace(quote=unfolded[-1].quote + line[1:])
        else:
            unfolded.append(_Place(number, line))
    places: list[_Place] = []
    for place in unfolded:
        if place.quote.strip().upper() == "BEGIN:VEVENT":
            places.append(place)
        elif places and re.match("SUMMARY[;:]", place.quote, re.IGNORECASE):
            places[-1] = place
    return places if len(places) == count else [unfolded[0]] * count
