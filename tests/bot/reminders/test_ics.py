from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from bot.clock import SEOUL
from bot.reminders.agenda import Entry, reconcile
from bot.reminders.ics import calendar_of
from bot.state.store import Store
from knowledge.base import KnowledgeBase
from knowledge.model import EventKind, Facts
from tests.bot.reminders.dates import DAY, event, joined, seoul, stated

NOW = seoul(1, 5)
NIGHT = timedelta(hours=-15)


def entries_of(facts: Facts) -> tuple[Entry, ...]:
    return reconcile((), facts, NOW, first=True).entries


def file_of(facts: Facts, entries: Iterable[Entry] | None = None) -> bytes:
    return calendar_of(entries_of(facts) if entries is None else entries, KnowledgeBase(facts), NOW)


def by_icalendar(data: bytes) -> list[dict[str, Any]]:
    return [
        {
            "uid": str(one["UID"]),
            "sequence": one.sequence,
            "summary": str(one["SUMMARY"]),
            "start": one.start,
            "end": one.end,
            "place": str(one["LOCATION"]) if "LOCATION" in one else None,
            "description": str(one["DESCRIPTION"]),
            "kinds": list(one.categories),
            "status": str(one["STATUS"]),
            "busy": str(one["TRANSP"]),
            "stamps": (one.DTSTAMP, one.LAST_MODIFIED),
            "alarms": [
                (str(alarm["ACTION"]), str(alarm["DESCRIPTION"]), alarm.decoded("TRIGGER"))
                for alarm in one.walk("VALARM")
            ],
        }
        for one in Calendar.from_ical(data).events
    ]


def by_ical(data: bytes) -> list[dict[str, Any]]:
    return [
        {
            "uid": one.uid,
            "sequence": one.sequence,
            "summary": one.summary,
            "start": one.start,
            "end": one.end,
            "place": one.location,
            "description": one.description,
            "kinds": one.categories,
            "status": one.status.value if one.status else None,
            "busy": one.transparency,
            "stamps": (one.dtstamp, one.last_modified),
            "alarms": [(alarm.action, alarm.description, alarm.trigger) for alarm in one.alarm],
        }
        for one in IcsCalendarStream.calendar_from_ics(data.decode()).events
    ]


def read_back(data: bytes) -> list[dict[str, Any]]:
    """What both readers say."""
    found = by_icalendar(data)
    assert by_ical(data) == found
    return found


def test_a_ceremony_is_read_back_as_it_was_by_two_readers() -> None:
    facts = stated("일정.csv", event(start=time(10), end=time(12, 30), place="매화홀", note="정장"))
    (entry,) = entries_of(facts)
    (found,) = read_back(file_of(facts))
    assert found == {
        "uid": f"{entry.uid}@award-desk-bot",
        "sequence": 0,
        "summary": "시상식",
        "start": seoul(3, 10, 10),
        "end": seoul(3, 10, 12, 30),
        "place": "매화홀",
        "description": "정장\n출처: 일정 파일 일정.csv",
        "kinds": ["시상식"],
        "status": "CONFIRMED",
        "busy": "TRANSPARENT",
        "stamps": (NOW, NOW),
        "alarms": [("DISPLAY", "시상식", timedelta(days=-1)), ("DISPLAY", "시상식", timedelta(hours=-1))],
    }


def test_the_file_is_a_published_calendar_with_the_time_zone_of_its_times() -> None:
    data = file_of(stated("일정.csv", event(start=time(10))))
    calendar = Calendar.from_ical(data)
    assert isinstance(calendar, Calendar)
    assert (calendar["METHOD"], calendar["X-WR-CALNAME"]) == ("PUBLISH", "시상식·우수사례 일정")
    assert {"PRODID", "VERSION"} <= set(calendar)
    (zone,) = calendar.timezones
    assert zone.tz_name == "Asia/Seoul"
    assert zone.to_tz(lookup_tzid=False).utcoffset(seoul(7, 1).replace(tzinfo=None)) == timedelta(hours=9)
    assert b"DTSTART;TZID=Asia/Seoul:20260310T100000\r\n" in data
    assert data == file_of(stated("일정.csv", event(start=time(10))))


@pytest.mark.parametrize(
    ("said", "begins", "ends"),
    [
        (event(), DAY, date(2026, 3, 11)),
        (event(last=date(2026, 3, 12)), DAY, date(2026, 3, 13)),
        (event(end=time(12)), DAY, date(2026, 3, 11)),
        (event(start=time(10)), seoul(3, 10, 10), seoul(3, 10, 11)),
        (event(start=time(23, 30)), seoul(3, 10, 23, 30), seoul(3, 11, 0, 30)),
        (event(start=time(10), end=time(9)), seoul(3, 10, 10), seoul(3, 10, 11)),
        (event(start=time(10), end=time(9), last=date(2026, 3, 12)), seoul(3, 10, 10), seoul(3, 12, 9)),
        (event(start=time(10), last=date(2026, 3, 12)), seoul(3, 10, 10), seoul(3, 13, 0)),
        (event(kind=EventKind.DEADLINE), DAY, date(2026, 3, 11)),
        (event(kind=EventKind.DEADLINE, start=time(9), end=time(18)), seoul(3, 10, 18), seoul(3, 10, 18)),
        (event(kind=EventKind.OPENING, start=time(9), end=time(18)), seoul(3, 10, 9), seoul(3, 10, 18)),
    ],
)
def test_an_entry_begins_and_ends_when_it_is_said_to(said: Any, begins: date, ends: date) -> None:
    (found,) = read_back(file_of(stated("일정.csv", said)))
    assert (found["start"], found["end"]) == (begins, ends)


def test_whole_days_end_on_the_day_after_and_ring_at_nine_the_day_before() -> None:
    data = file_of(stated("일정.csv", event(last=date(2026, 3, 12))))
    assert b"DTSTART;VALUE=DATE:20260310\r\nDTEND;VALUE=DATE:20260313\r\n" in data
    (found,) = read_back(data)
    assert found["alarms"] == [("DISPLAY", "시상식", NIGHT)]
    assert datetime.combine(found["start"], time.min, SEOUL) + NIGHT == seoul(3, 9, 9)


def test_a_period_of_entries_is_the_moment_it_opens_and_the_moment_it_closes() -> None:
    period = event(kind=EventKind.OPENING, name="접수", last=date(2026, 3, 31), start=time(9), end=time(18))
    data = file_of(stated("일정.csv", period))
    opens, closes = read_back(data)
    assert (opens["summary"], opens["start"], opens["end"]) == ("접수 · 접수 시작", seoul(3, 10, 9), seoul(3, 10, 9))
    assert (closes["summary"], closes["start"], closes["end"]) == (
        "접수 · 접수 마감",
        seoul(3, 31, 18),
        seoul(3, 31, 18),
    )
    assert b"DTEND" not in data  # RFC 5545, 3.6.1: it ends when it begins
    whole_days = event(kind=EventKind.OPENING, name="접수", last=date(2026, 3, 31))
    assert [(one["start"], one["end"]) for one in read_back(file_of(stated("일정.csv", whole_days)))] == [
        (DAY, date(2026, 3, 11)),
        (date(2026, 3, 31), date(2026, 4, 1)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '쉼표, 쌍반점; 빗금\\ \\n "따옴표" 콜론: ^\'^n',
        "첫 줄\n둘째 줄\r\n셋째 줄",
        "🎉👨‍👩‍👧 축하 " + "가나다라마바사아자차카타파하" * 20,
        "BEGIN:VEVENT\nEND:VCALENDAR",
        "칸\t띄움 ",
    ],
)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    facts = stated("일정.csv", event(name=f"{text} 시상식", start=time(10), place=text, note=text))
    data = file_of(facts)
    (found,) = read_back(data)
    plain = text.replace("\r\n", "\n")
    assert found["summary"] == f"{plain} 시상식"
    assert found["place"] == plain
    assert found["description"] == f"{plain}\n출처: 일정 파일 일정.csv"
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)


def test_what_no_calendar_may_hold_becomes_a_space() -> None:
    (found,) = read_back(file_of(stated("일정.csv", event(place="가\x00나\x0b다\x1f라\x85마\u2028바\x7f"))))
    assert found["place"] == "가 나 다 라 마 바 "


def test_the_release_is_named_with_its_date() -> None:
    facts = stated("a.hwpx", event(), published=date(2026, 1, 2))
    (found,) = read_back(file_of(facts))
    assert found["description"] == "출처: 『a.hwpx』 (2026-01-02 보도자료)"
    gone = calendar_of(entries_of(facts), KnowledgeBase(Facts()), NOW)
    assert read_back(gone)[0]["description"] == "출처: a.hwpx"


def test_a_date_that_moves_keeps_its_uid_and_raises_its_sequence() -> None:
    store = Store(None)
    before = stated("일정.csv", event(start=time(10)), event(name="심사", kind=EventKind.JUDGING))
    store.reconcile(before, NOW, NOW)
    old = {one["summary"]: one for one in read_back(file_of(before, store.agenda().entries))}
    after = stated("일정.csv", event(date(2026, 3, 17), start=time(10)), event(name="심사", kind=EventKind.JUDGING))
    store.reconcile(after, seoul(1, 6), seoul(1, 6))
    new = {one["summary"]: one for one in read_back(file_of(after, store.agenda().entries))}
    store.close()
    assert new["시상식"]["uid"] == old["시상식"]["uid"]
    assert (old["시상식"]["sequence"], new["시상식"]["sequence"]) == (0, 1)
    assert (old["시상식"]["start"], new["시상식"]["start"]) == (seoul(3, 10, 10), seoul(3, 17, 10))
    assert new["심사"] == old["심사"]


def test_what_was_cancelled_says_so_and_rings_no_more() -> None:
    (entry,) = entries_of(stated("일정.csv", event(start=time(10))))
    (found,) = read_back(file_of(Facts(), [replace(entry, cancelled=True, sequence=2)]))
    assert (found["status"], found["summary"], found["sequence"]) == ("CANCELLED", "[취소] 시상식", 2)
    assert found["alarms"] == []


def test_a_calendar_without_entries_is_one() -> None:
    assert read_back(file_of(Facts())) == []


def test_a_year_of_entries_is_read_back_by_two_readers() -> None:
    files = [
        stated(
            f"{n}.csv", event(DAY + timedelta(days=n), kind, name=f"행사 {n}", start=time(n % 24) if n % 3 else None)
        )
        for n, kind in enumerate(list(EventKind) * 50)
    ]
    assert len(read_back(file_of(joined(*files)))) == len(entries_of(joined(*files))) > 50
