import re
from datetime import date, time
from pathlib import Path

import pytest

from knowledge.documents import UnreadableDocument
from knowledge.folder.schedules import is_schedule, read_schedule, table_file
from knowledge.model import EventKind, Facts

HEADER = "contest,event,date,end_date,start,end,place,note\n"
CONTEST = "2027년 고용노동부 적극행정 우수사례 경진대회"


def read(tmp_path: Path, text: str | bytes, name: str = "2027-일정_안내.csv") -> Facts:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_schedule(path, name)


def calendar(*events: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{inside}END:VCALENDAR\n".replace("\n", "\r\n")


def test_a_row_becomes_an_event_with_the_file_as_its_source(tmp_path: Path) -> None:
    row = f"{CONTEST},시상식,2027-11-12,,10:00,12:30,매화홀,우천 시에도 진행"
    facts = read(tmp_path, HEADER + row + "\n")
    (event,), (release,) = facts.events, facts.releases
    assert event.name == f"{CONTEST} 시상식"
    assert event.kind is EventKind.CEREMONY
    assert (event.date, event.end_date) == (date(2027, 11, 12), None)
    assert (event.start, event.end) == (time(10, 0), time(12, 30))
    assert (event.place, event.note) == ("매화홀", "우천 시에도 진행")
    assert event.contests == ("적극행정 우수사례 경진대회",)
    assert (event.source.file, event.source.line, event.source.quote) == ("2027-일정_안내.csv", 2, row)
    assert (release.title, release.id) == ("2027 일정 안내", event.release_id)
    assert facts.warnings == ()


def test_a_period_of_entries_is_an_opening_and_a_deadline(tmp_path: Path) -> None:
    facts = read(tmp_path, HEADER + "아이디어 공모전,접수 기간,2027-03-02,2027-03-31,09:00,18:00,,\n")
    opening, deadline = facts.events
    assert (opening.name, opening.kind) == ("아이디어 공모전 접수 시작", EventKind.OPENING)
    assert (opening.date, opening.end_date, opening.start, opening.end) == (
        date(2027, 3, 2),
        None,
        time(9),
        None,
    )
    assert (deadline.name, deadline.kind) == ("아이디어 공모전 접수 마감", EventKind.DEADLINE)
    assert (deadline.date, deadline.end_date, deadline.end) == (date(2027, 3, 31), None, time(18))


def test_another_period_stays_one_event(tmp_path: Path) -> None:
    (event,) = read(tmp_path, HEADER + "가 경진대회,1차 심사,2027-04-01,2027-04-03,,,,\n").events
    assert (event.date, event.end_date) == (date(2027, 4, 1), date(2027, 4, 3))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_the_encodings_of_korean_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    text = HEADER.upper().replace("\n", ",,\r\n") + "가 경진대회,시상식,2027. 3. 1.,,9:00:00,,뷁홀,,,\r\n,,,,,,,,,\r\n"
    facts = read(tmp_path, text.encode(encoding))
    (event,) = facts.events
    assert (event.date, event.start, event.place) == (date(2027, 3, 1), time(9), "뷁홀")
    assert facts.warnings == ()


def test_a_bad_row_is_a_warning_with_its_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = [
        '가 경진대회,"시상식,\n축하 공연",2027-03-01,,,,,',
        "가 경진대회,심사,2027-02-30,,,,,",
        "가 경진대회,심사,,,,,,",
        "가 경진대회,심사,2027-03-02,2027-03-01,,,,",
        "가 경진대회,심사,2027-03-02,,25:00,,,",
        "가 경진대회,심사,2027-03-02,,10:00,09:00,,",
        "가 경진대회,심사,2027-03-02,,,,1층, 로비,",
        "가 경진대회,발표,2027-03-05",
        "가 경진대회,발표,2027-03-05,,,,,",
    ]
    facts = read(tmp_path, HEADER + "\n".join(rows) + "\n")
    assert [(event.date, event.source.line) for event in facts.events] == [
        (date(2027, 3, 1), 2),
        (date(2027, 3, 5), 10),
    ]
    assert [warning.line for warning in facts.warnings] == [4, 5, 6, 7, 8, 9, 11]
    assert all(warning.file == "2027-일정_안내.csv" for warning in facts.warnings)
    assert "2027-02-30" in facts.warnings[0].text
    assert "date" in facts.warnings[1].text


def test_an_open_quote_is_reported_where_it_begins(tmp_path: Path) -> None:
    facts = read(tmp_path, HEADER + '가,심사,2027-03-01,,,,,\n가,"발표,2027-03-02,,,,,\n가,시상식,2027-03-03,,,,,\n')
    assert [event.kind for event in facts.events] == [EventKind.JUDGING]
    assert [(w.line, "따옴표" in w.text) for w in facts.warnings] == [(3, True)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"a,b\n1,2\n",
        b"contest;event;date\n",
        b"\x00\x01\x02",
        b"\xff\xfe\x00\x00",
        "첫 줄,없음\n".encode(),
    ],
    ids=["empty", "other header", "semicolons", "binary", "utf-16", "no header"],
)
def test_a_file_without_the_header_is_refused_with_a_reason(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="요"):
        read(tmp_path, data)


def test_a_missing_file_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="열 수 없어요"):
        read_schedule(tmp_path / "none.csv", "none.csv")


def test_the_same_row_twice_is_read_once_and_said(tmp_path: Path) -> None:
    facts = read(tmp_path, HEADER + "가,시상식,2027-03-01,,,,,\n가,시상식,2027-03-01,,,,홀,\n")
    assert len(facts.events) == 1
    assert facts.warnings[0].line == 3


def test_an_event_that_moves_gets_a_new_id(tmp_path: Path) -> None:
    (before,) = read(tmp_path, HEADER + "가,시상식,2027-03-01,,,,,\n").events
    (after,) = read(tmp_path, HEADER + "가,시상식,2027-03-02,,,,,\n").events
    assert before.id != after.id


def test_a_calendar_entry_is_read_in_seoul_time(tmp_path: Path) -> None:
    text = calendar(
        "UID:1\nSUMMARY:2027년 적극행정 경진대회 시상\n 식\nDTSTART:20271112T010000Z\n"
        "DTEND:20271112T033000Z\nLOCATION:세종\\, 매화홀\nDESCRIPTION:첫 줄\\n둘째 줄",
        "UID:2\nSUMMARY:발표\nDTSTART:20271101T150000Z",
        "UID:3\nSUMMARY:설명회\nDTSTART:20271102T140000\nDURATION:PT90M",
        "UID:4\nSUMMARY:심사\nDTSTART;TZID=Asia/Tokyo:20271103T093000",
    )
    facts = read(tmp_path, text, "부서.ics")
    first, second, third, fourth = facts.events
    assert (first.name, first.kind) == ("2027년 적극행정 경진대회 시상식", EventKind.CEREMONY)
    assert (first.date, first.start, first.end) == (date(2027, 11, 12), time(10), time(12, 30))
    assert first.contests == ("적극행정 경진대회",)
    assert (first.place, first.note) == ("세종, 매화홀", "첫 줄 둘째 줄")
    assert (first.source.line, first.source.quote) == (6, "SUMMARY:2027년 적극행정 경진대회 시상식")
    assert (second.date, second.start, second.end) == (date(2027, 11, 2), time(0), None)
    assert (third.start, third.end) == (time(14), time(15, 30))
    assert (fourth.date, fourth.start) == (date(2027, 11, 3), time(9, 30))
    assert facts.warnings == ()


def test_the_end_of_whole_days_is_the_day_before_the_one_written(tmp_path: Path) -> None:
    text = calendar(
        "UID:1\nSUMMARY:심사\nDTSTART;VALUE=DATE:20270301\nDTEND;VALUE=DATE:20270304",
        "UID:2\nSUMMARY:발표\nDTSTART;VALUE=DATE:20270305\nDTEND;VALUE=DATE:20270306",
        "UID:3\nSUMMARY:시상식\nDTSTART;VALUE=DATE:20270307",
    )
    events = read(tmp_path, text, "a.ics").events
    assert [(event.date, event.end_date, event.start) for event in events] == [
        (date(2027, 3, 1), date(2027, 3, 3), None),
        (date(2027, 3, 5), None, None),
        (date(2027, 3, 7), None, None),
    ]


def test_a_cancelled_calendar_entry_is_none(tmp_path: Path) -> None:
    text = calendar(
        "UID:1\nSUMMARY:심사\nDTSTART:20270301T100000\nSTATUS:CANCELLED", "UID:2\nSUMMARY:발표\nDTSTART:20270302"
    )
    facts = read(tmp_path, text, "a.ics")
    assert ([event.name for event in facts.events], facts.warnings) == (["발표"], ())


def test_what_a_calendar_cannot_say_for_certain_is_a_warning(tmp_path: Path) -> None:
    text = calendar(
        "UID:1\nSUMMARY:옛 심사\nDTSTART:00010101T100000",
        "UID:2\nSUMMARY:날짜 없는 심사",
        "UID:3\nSUMMARY:틀린 날짜\nDTSTART:2027-13-01",
        "UID:4\nDTSTART:20270301T100000",
        "UID:5\nSUMMARY:회의\nDTSTART:20270301T100000\nRRULE:FREQ=WEEKLY",
        "UID:6\nSUMMARY:거꾸로\nDTSTART:20270301T100000\nDTEND:20270228T100000",
    )
    facts = read(tmp_path, text, "a.ics")
    assert [event.name for event in facts.events] == ["회의"]
    assert [warning.line for warning in facts.warnings] == [6, 11, 15, 18, 24, 30]


def test_the_newest_edition_of_a_calendar_entry_counts(tmp_path: Path) -> None:
    text = calendar(
        "UID:1\nSEQUENCE:2\nSUMMARY:시상식\nDTSTART:20270401T100000",
        "UID:1\nSEQUENCE:0\nSUMMARY:시상식\nDTSTART:20270301T100000",
    )
    (event,) = read(tmp_path, text, "a.ics").events
    assert event.date == date(2027, 4, 1)


@pytest.mark.parametrize(
    "lines",
    [
        "DTSTART:99991231T235959Z",
        "DTSTART;VALUE=DATE:99991231",
        "DTSTART:20270301T100000\nDURATION:P999999999D",
        "DTSTART:20270301T100000\nDURATION:P99999999999999999999D",
        "DTSTART:20270301T100000\nDURATION:P40000D",
        "DTSTART:20270301T100000\nDTSTART:20270302T100000",
        "DTSTART:20270301T100000\nDTEND;VALUE=DATE:20270302",
        "DTSTART;TZID=Nowhere/None:99991231T235959\nSEQUENCE:²",
        "DTSTART:²0270301",
    ],
)
def test_an_odd_calendar_entry_costs_only_itself(tmp_path: Path, lines: str) -> None:
    text = calendar(
        "UID:1\nSUMMARY:심사\nDTSTART:20270228T100000",
        f"UID:2\n{lines}\nSUMMARY:시상식",
        "UID:3\nSUMMARY:발표\nDTSTART:20270302T100000",
    )
    facts = read(tmp_path, text, "a.ics")
    assert [event.name for event in facts.events] == ["심사", "발표"]
    (warning,) = facts.warnings
    assert text.split("\r\n")[warning.line - 1] == "SUMMARY:시상식"
    assert "시상식" in warning.text


@pytest.mark.parametrize(
    "lines",
    [
        "SEQUENCE:²",
        "SEQUENCE:" + "9" * 5000,
        "RECURRENCE-ID:20270301T100000\nRECURRENCE-ID:20270302T100000",
        "UID:3\nUID:4",
        "this is no line",
    ],
    ids=["no digit", "long", "doubled", "two names", "no line"],
)
def test_odd_words_about_a_calendar_entry_do_no_harm(tmp_path: Path, lines: str) -> None:
    text = calendar(f"UID:2\n{lines}\nSUMMARY:시상식\nDTSTART:20270301T100000")
    facts = read(tmp_path, text, "a.ics")
    assert ([event.date for event in facts.events], facts.warnings) == ([date(2027, 3, 1)], ())


def test_an_entry_that_does_not_end_costs_only_itself(tmp_path: Path) -> None:
    whole = calendar("SUMMARY:심사\nDTSTART:20270301T100000", "SUMMARY:발표\nDTSTART:20270302T100000")
    facts = read(tmp_path, whole.replace("END:VEVENT\r\n", "", 1), "a.ics")
    assert [event.name for event in facts.events] == ["발표"]
    assert [warning.line for warning in facts.warnings] == [5]


def test_a_time_zone_of_the_calendars_own_counts(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Elsewhere\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    text = calendar("SUMMARY:심사\nDTSTART;TZID=Elsewhere:20270301T100000")
    (event,) = read(tmp_path, text.replace("END:VCALENDAR", zone + "END:VCALENDAR"), "a.ics").events
    assert event.start == time(11)


def test_a_day_that_no_calendar_needs_is_a_warning(tmp_path: Path) -> None:
    facts = read(
        tmp_path, HEADER + "가,심사,9999-12-31,,,,,\n가,발표,2027-03-01,2270-03-01,,,,\n가,시상식,0001-01-01,,,,,\n"
    )
    assert facts.events == ()
    assert [warning.line for warning in facts.warnings] == [2, 3, 4]


def test_what_is_written_as_a_table_is_read_as_it_was() -> None:
    texts = [
        "=1+1",
        "'=1+1",
        "-10℃",
        "+82-2-000-0000",
        "@홀",
        "\uff1d1",
        "'홑따옴표",
        '쉼표, "따옴표"',
        "두 줄 \u2028 \0 셋",
        "🎉",
    ]
    rows = [("가 경진대회", text, date(2027, 3, n), None, time(9), None, text, None) for n, text in enumerate(texts, 1)]
    text = table_file.write(rows)
    assert not re.search(r"(^|,)\"?[-=+@\uff1d]", text, re.MULTILINE)
    entries, doubts = table_file.read(text)
    assert doubts == []
    wanted = [" ".join(text.replace("\0", " ").split()) for text in texts]
    assert [(entry.event, entry.place) for entry in entries] == [(text, text) for text in wanted]
    assert [(entry.date.day, entry.start, entry.end) for entry in entries] == [(n, time(9), None) for n in range(1, 11)]


@pytest.mark.parametrize("text", ["", "안녕하세요", "BEGIN:VCALENDAR\nbroken line\nEND:VCALENDAR", calendar()])
def test_what_is_no_calendar_is_refused_with_a_reason(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableDocument, match="달력"):
        read(tmp_path, text, "a.ics")


def test_schedules_are_known_by_their_names() -> None:
    assert is_schedule("a.CSV")
    assert is_schedule("a.ics")
    assert not is_schedule("a.txt")


def test_personal_numbers_in_schedules_are_hidden_and_said_without_them(tmp_path: Path) -> None:
    row = f"{CONTEST},시상식,2027-11-12,,10:00,,매화홀,문의 010-1234-5678\n"
    when = "UID:1\nDTSTAMP:20270101T000000Z\nDTSTART:20271112T100000\n"
    entry = f"{when}SUMMARY:시상식 (010 1234 5678)\nDESCRIPTION:02-2110-2428"
    for facts in (read(tmp_path, HEADER + row), read(tmp_path, calendar(entry), "a.ics")):
        ((event,), (warning,)) = facts.events, facts.warnings
        assert "5678" not in str(facts)
        assert "010-****-****" in f"{event.name} {event.note}"
        assert warning.line == event.source.line
    assert event.note == "02-2110-2428"
