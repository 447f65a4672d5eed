"""Entries of the agenda as an `.ics` file (RFC 5545, RFC 5546) that Google, Apple and Outlook take.

- An entry keeps its UID, and its SEQUENCE is the agenda's; programs replace what they have by what has a higher one.
- A deadline, and an opening whose deadline is another entry, is a moment: it has no end. All else ends when it is said
  to, without that on the last day, and on a single day after an hour. Without a time it is whole days.
- The file has an entry's day once; what was cancelled is there too, as cancelled, so that it goes where it had gone.
- Alarms ring a day and an hour before; for whole days at 09:00 of the day before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from icalendar import STATUS, TRANSP, Alarm, Calendar, Event, Timezone

from bot.clock import SEOUL
from bot.reminders.agenda import Entry
from bot.reminders.own_dates import is_own_dates
from knowledge.base import KnowledgeBase
from knowledge.folder.schedules import is_schedule
from knowledge.model import EventKind, Release

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_NINE_THE_DAY_BEFORE = timedelta(hours=-15)
_SINCE = date(1990, 1, 1)  # the last summer time in Seoul was in 1988
# RFC 5545, 3.3.11: of the control characters a text has only tabs and, escaped, line ends.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def calendar_of(entries: Iterable[Entry], base: KnowledgeBase, now: datetime) -> bytes:
    """The file with these entries; `base` says which releases they are from."""
    zone = Timezone.from_tzid(SEOUL.key, first_date=_SINCE)
    del zone["COMMENT"]  # the library's remark, for which a VTIMEZONE has no place
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//award-desk-bot//KO")
    calendar.add("METHOD", "PUBLISH")
    calendar.calendar_name = "시상식·우수사례 일정"
    calendar.subcomponents = [zone, *(_event(entry, base.get(entry.release_id), now) for entry in entries)]
    data: bytes = calendar.to_ical()
    return data


def _event(entry: Entry, source: object, now: datetime) -> Event:
    told = entry.kind in entry.name or entry.kind is EventKind.OTHER
    summary = _text(entry.name if told else f"{entry.name} · {entry.kind}")
    begins, ends = _span(entry)
    before = (-_DAY, -_HOUR) if isinstance(begins, datetime) else (_NINE_THE_DAY_BEFORE,)
    return Event.new(
        uid=f"{entry.uid}@award-desk-bot",
        sequence=entry.sequence,
        stamp=now,
        last_modified=now,  # a note may have changed, which raises no sequence
        # Outlook shows what is published as cancelled like anything else.
        summary=f"[취소] {summary}" if entry.cancelled else summary,
        start=begins,
        end=ends,
        location=_text(entry.place) if entry.place else None,
        description=_text("\n".join(filter(None, [entry.note, _origin(entry, source)]))),
        categories=[entry.kind.value],
        status=STATUS.CANCELLED if entry.cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,  # to know of a day is not to be busy on it
        subcomponents=() if entry.cancelled else [Alarm.new_display(summary, trigger) for trigger in before],
    )


def _span(entry: Entry) -> tuple[date, date | None]:
    """When it begins and ends, both of a kind: days, the end being the day after, or times in Seoul."""
    is_moment = entry.kind is EventKind.DEADLINE or (entry.kind is EventKind.OPENING and entry.end_date is not None)
    last = entry.day if is_moment else entry.end_date or entry.day
    at = entry.closes if entry.kind is EventKind.DEADLINE else entry.start
    if at is None:
        return entry.day, last + _DAY
    begins = datetime.combine(entry.day, at, SEOUL)
    if is_moment:
        return begins, None
    ends = datetime.combine(last, entry.end, SEOUL) if entry.end else datetime.combine(last + _DAY, time.min, SEOUL)
    return begins, ends if ends > begins and (entry.end or entry.end_date) else begins + _HOUR


def _origin(entry: Entry, source: object) -> str:
    if is_own_dates(entry.file):
        return "출처: 관리자가 넣은 일정"
    if is_schedule(entry.file):
        return f"출처: 일정 파일 {entry.file}"
    if not isinstance(source, Release):
        return f"출처: {entry.file}"
    return f"출처: 『{source.title}』 ({f'{source.date} ' if source.date else ''}보도자료)"


def _text(words: str) -> str:
    return _NO_TEXT.sub(" ", words.replace("\r\n", "\n"))
