"""Calendars as Google and Outlook write them: what was moved or cancelled, in the same file or in another one."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.reminders.agenda import ChangeKind, reconcile
from knowledge.folder.reading import read_folder
from knowledge.folder.schedules import read_schedule
from knowledge.model import Facts

# A file that Google Calendar exports has its zone, and DTSTAMP is when it was exported.
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:혁신행정담당관실
X-WR-TIMEZONE:Asia/Seoul
BEGIN:VTIMEZONE
TZID:Asia/Seoul
X-LIC-LOCATION:Asia/Seoul
BEGIN:STANDARD
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:GMT+9
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE
{}END:VCALENDAR
"""
# What Outlook sends to those who are invited, and saves as a file: one entry, with its method.
OUTLOOK = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:{method}
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VTIMEZONE
TZID:Korea Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CLASS:PUBLIC
{lines}
PRIORITY:5
TRANSP:OPAQUE
UID:040000008200E00074C5B7101A82E008
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
END:VEVENT
END:VCALENDAR
"""
CEREMONY = """SUMMARY;LANGUAGE=ko:적극행정 경진대회 시상식
DTSTART;TZID="Korea Standard Time":20270310T100000
DTEND;TZID="Korea Standard Time":20270310T120000
DTSTAMP:20270201T000000Z
SEQUENCE:0"""


def google(*events: str) -> str:
    return GOOGLE.format("".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events))


def outlook(lines: str, method: str = "REQUEST") -> str:
    return OUTLOOK.format(lines=lines, method=method)


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.ics").write_bytes(text.replace("\n", "\r\n").encode())


def read(tmp_path: Path, **files: str) -> Facts:
    put(tmp_path, **files)
    return read_folder(tmp_path)


def days(facts: Facts) -> list[date | None]:
    return sorted((event.date for event in facts.events), key=str)


def test_a_cancellation_in_a_file_of_its_own_takes_the_entry_away(tmp_path: Path) -> None:
    cancelled = (
        CEREMONY.replace("SEQUENCE:0", "SEQUENCE:1").replace(":20270201T", ":20270205T").replace("=ko:", "=ko:취소됨: ")
    )
    put(tmp_path, a=outlook(CEREMONY))
    assert days(read_folder(tmp_path)) == [date(2027, 3, 10)]
    facts = read(tmp_path, b=outlook(cancelled, "CANCEL"))
    assert (facts.events, facts.warnings) == ((), ())


def test_a_cancellation_without_a_method_counts_by_its_status(tmp_path: Path) -> None:
    again = google(f"UID:1@google.com\n{CEREMONY}".replace(' Standard Time"', "").replace('"Korea', "Asia/Seoul"))
    off = again.replace("SEQUENCE:0", "SEQUENCE:1\nSTATUS:CANCELLED")
    assert days(read(tmp_path, b=again)) == [date(2027, 3, 10)]
    assert days(read(tmp_path, a=off)) == []


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_of_two_files_the_later_edition_counts_whatever_they_are_called(
    tmp_path: Path, first: str, second: str
) -> None:
    moved = CEREMONY.replace("20270310T", "20270317T").replace("SEQUENCE:0", "SEQUENCE:1")
    facts = read(tmp_path, **{first: outlook(CEREMONY), second: outlook(moved)})
    assert days(facts) == [date(2027, 3, 17)]
    assert facts.warnings == ()


def test_the_sequence_counts_before_the_stamp_and_the_stamp_where_it_is_the_same(tmp_path: Path) -> None:
    exported_later = CEREMONY.replace("20270310T", "20270311T").replace("DTSTAMP:202702", "DTSTAMP:202709")
    moved = CEREMONY.replace("20270310T", "20270317T").replace("SEQUENCE:0", "SEQUENCE:1")
    assert days(read(tmp_path, a=outlook(exported_later), b=outlook(CEREMONY))) == [date(2027, 3, 11)]
    assert days(read(tmp_path, a=outlook(exported_later), b=outlook(moved))) == [date(2027, 3, 17)]


def test_an_edition_that_cannot_be_read_takes_nothing_away(tmp_path: Path) -> None:
    broken = CEREMONY.replace("20270310T", "2027-13-").replace("SEQUENCE:0", "SEQUENCE:1")
    facts = read(tmp_path, a=outlook(CEREMONY), b=outlook(broken))
    assert days(facts) == [date(2027, 3, 10)]
    assert [warning.file for warning in facts.warnings] == ["b.ics"]


SERIES = """UID:weekly@google.com
SUMMARY:적극행정 경진대회 심사
DTSTART;TZID=Asia/Seoul:20270302T140000
DTEND;TZID=Asia/Seoul:20270302T160000
RRULE:FREQ=WEEKLY;COUNT=4
DTSTAMP:20270201T000000Z
SEQUENCE:0"""
ONE = SERIES.replace("RRULE:FREQ=WEEKLY;COUNT=4", "RECURRENCE-ID:20270302T050000Z").replace("SEQUENCE:0", "SEQUENCE:1")


def test_a_first_occurrence_that_was_cancelled_is_none(tmp_path: Path) -> None:
    off = f"{ONE}\nSTATUS:CANCELLED"
    apart = read(tmp_path, a=google(SERIES), b=google(off))
    assert days(apart) == []
    (tmp_path / "b.ics").unlink()
    together = read(tmp_path, a=google(SERIES, off))
    assert days(together) == []
    assert ["첫날이 취소되거나" in warning.text for warning in together.warnings] == [True]


def test_a_first_occurrence_that_is_left_out_is_none(tmp_path: Path) -> None:
    facts = read(tmp_path, a=google(f"{SERIES}\nEXDATE;TZID=Asia/Seoul:20270302T140000"))
    assert days(facts) == []
    assert ["첫날이 취소되거나" in warning.text for warning in facts.warnings] == [True]


def test_a_first_occurrence_that_was_moved_is_on_its_new_day_only(tmp_path: Path) -> None:
    moved = ONE.replace("Seoul:20270302T", "Seoul:20270303T")
    assert days(read(tmp_path, a=google(SERIES), b=google(moved))) == [date(2027, 3, 3)]
    (tmp_path / "b.ics").unlink()
    assert days(read(tmp_path, a=google(SERIES, moved))) == [date(2027, 3, 3)]


def test_another_occurrence_that_was_moved_leaves_the_first(tmp_path: Path) -> None:
    third = ONE.replace("RECURRENCE-ID:20270302", "RECURRENCE-ID:20270316").replace(
        "Seoul:20270302T", "Seoul:20270317T"
    )
    assert days(read(tmp_path, a=google(SERIES), b=google(third))) == [date(2027, 3, 2), date(2027, 3, 17)]


def test_a_series_that_was_cancelled_takes_its_changed_days_with_it(tmp_path: Path) -> None:
    moved = ONE.replace("Seoul:20270302T", "Seoul:20270303T")
    off = SERIES.replace("SEQUENCE:0", "SEQUENCE:2\nSTATUS:CANCELLED")
    assert days(read(tmp_path, a=google(SERIES, moved), b=google(off))) == []


@pytest.mark.parametrize(
    ("status", "left"), [("", [date(2027, 3, 2), date(2027, 3, 10)]), ("STATUS:CANCELLED\n", [date(2027, 3, 2)])]
)
def test_a_change_of_a_day_and_all_that_follow_takes_the_place_of_older_changes(
    tmp_path: Path, status: str, left: list[date]
) -> None:
    third = ONE.replace("RECURRENCE-ID:20270302", "RECURRENCE-ID:20270316").replace(
        "Seoul:20270302T", "Seoul:20270317T"
    )
    onward = (
        ONE.replace("RECURRENCE-ID:20270302", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270309")
        .replace("Seoul:20270302T", "Seoul:20270310T")
        .replace("SEQUENCE:1", f"{status}SEQUENCE:2")
    )
    facts = read(tmp_path, a=google(SERIES, third), b=google(onward))
    assert days(facts) == left
    assert [warning.file for warning in facts.warnings if "되풀이" in warning.text] == ["a.ics", "b.ics"][: len(left)]


def test_a_day_that_cannot_be_read_is_never_the_whole_series(tmp_path: Path) -> None:
    off = ONE.replace("RECURRENCE-ID:20270302T050000Z", "RECURRENCE-ID:someday\nSTATUS:CANCELLED")
    assert days(read(tmp_path, a=google(SERIES), b=google(off))) == [date(2027, 3, 2)]


def test_an_answer_to_an_invitation_is_no_edition_of_it(tmp_path: Path) -> None:
    reply = "DTSTART:20270310T010000Z\nDTSTAMP:20270301T000000Z\nSEQUENCE:0\nSUMMARY:수락: 시상식"
    facts = read(tmp_path, a=outlook(CEREMONY), b=outlook(reply, "REPLY"))
    assert [event.source.file for event in facts.events] == ["a.ics"]
    assert [(warning.file, "회신" in warning.text) for warning in facts.warnings] == [("b.ics", True)]


ZONE = "TZID=Korea Standard Time"


def test_from_midnight_to_midnight_is_whole_days(tmp_path: Path) -> None:
    put(
        tmp_path,
        a=outlook(f"SUMMARY:심사\nDTSTART;{ZONE}:20270302T000000\nDTEND;{ZONE}:20270303T000000"),
        b=google("SUMMARY:심사\nDTSTART:20270301T150000Z\nDTEND:20270303T150000Z"),
    )
    (single,) = read_schedule(tmp_path / "a.ics", "a.ics").events
    (two,) = read_schedule(tmp_path / "b.ics", "b.ics").events
    assert (single.date, single.end_date, single.start, single.end) == (date(2027, 3, 2), None, None, None)
    assert (two.date, two.end_date, two.start, two.end) == (date(2027, 3, 2), date(2027, 3, 3), None, None)


def test_what_ends_at_midnight_ends_on_the_day_before(tmp_path: Path) -> None:
    put(
        tmp_path,
        a=outlook(f"SUMMARY:심사\nDTSTART;{ZONE}:20270302T180000\nDTEND;{ZONE}:20270303T000000"),
        b=outlook(f"SUMMARY:접수\nDTSTART;{ZONE}:20270302T090000\nDTEND;{ZONE}:20270401T000000"),
    )
    (evening,) = read_schedule(tmp_path / "a.ics", "a.ics").events
    assert (evening.date, evening.end_date, evening.start, evening.end) == (date(2027, 3, 2), None, time(18), None)
    _, deadline = read_schedule(tmp_path / "b.ics", "b.ics").events
    assert (deadline.date, deadline.end) == (date(2027, 3, 31), None)


def test_a_time_zone_that_nobody_knows_is_doubted_where_it_stands(tmp_path: Path) -> None:
    text = outlook('SUMMARY:심사\nDTSTART;TZID="Customized Time Zone 7":20270302T140000\nDTSTAMP:20270201T000000Z')
    facts = read(tmp_path, a=text)
    (event,), (warning,) = facts.events, facts.warnings
    assert (event.date, event.start) == (date(2027, 3, 2), time(14))
    assert warning.file == "a.ics"
    assert text.split("\n")[warning.line - 1].startswith("DTSTART")
    assert "Customized Time Zone 7" in warning.text


def test_zones_of_windows_of_the_file_and_of_the_world_are_known_where_files_are_read(tmp_path: Path) -> None:
    facts = read(
        tmp_path,
        a=outlook(CEREMONY),
        b=google(SERIES.replace("RRULE:FREQ=WEEKLY;COUNT=4\n", "")),
        c=google("UID:3@google.com\nSUMMARY:설명회\nDTSTART:20270304T060000Z"),
        d=google("UID:4@google.com\nSUMMARY:발표\nDTSTART;TZID=America/New_York:20270304T200000"),
    )
    assert [event.start for event in facts.events] == [time(10), time(14), time(15), time(10)]
    assert facts.warnings == ()


def test_a_cancellation_is_told_though_another_entry_of_the_first_file_is_doubted(tmp_path: Path) -> None:
    put(tmp_path, a=google(SERIES, "UID:2@google.com\nSUMMARY:날짜 없는 심사"))
    now = datetime(2027, 2, 1, 9, tzinfo=ZoneInfo("Asia/Seoul"))
    agenda = reconcile((), read_folder(tmp_path), now, first=True)
    assert [entry.day for entry in agenda.entries] == [date(2027, 3, 2)]
    put(tmp_path, b=google(f"{ONE}\nSTATUS:CANCELLED"))
    (change,) = reconcile(agenda.entries, read_folder(tmp_path), now).changes
    assert change.kind is ChangeKind.CANCELLED
