"""Days that say what they are of, by a label, a column or their clause: entries, judging, results, prizes."""

from __future__ import annotations

from datetime import date, time

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Event, EventKind

HEAD = (
    "보도시점\t2026. 4. 13.(월) 10:00\n\n해맑음 이야기 공모전 개최\n\n"
    "해맑음부(장관 이하늘)는 ‘제3회 해맑음 이야기 공모전’을 개최한다고 밝혔다.\n\n"
)
ENTRIES = [(EventKind.OPENING, date(2026, 5, 4)), (EventKind.DEADLINE, date(2026, 6, 19))]


def events(text: str) -> tuple[Event, ...]:
    return extract(read_bytes("a.txt", (HEAD + text + "\n").encode())).events


def days(text: str) -> list[tuple[EventKind, date | None]]:
    return [(event.kind, event.date) for event in events(text)]


@pytest.mark.parametrize(
    "text",
    [
        "□ 접수기간 : 2026. 5. 4.(월) ~ 6. 19.(금)",
        "ㅇ 공모 기간 : ’26. 5. 4. ~ 6. 19.",
        "○ 응모기간 2026년 5월 4일부터 6월 19일까지",
        "- (신청기간) 5.4.(월)~6.19.(금)",
        "□ 공모 개요\n ㅇ 모집기간\n  - 2026. 5. 4.(월) ~ 6. 19.(금)",
        "구분\t일정\n작품 접수\t2026. 5. 4. ~ 6. 19.\n",
        "작품은 5월 4일부터 6월 19일까지 누리집에서 접수한다.",
        "작품은 오는 5월 4일부터 오는 6월 19일까지 받는다.",
        "공모는 오는 5월 4일부터 6월 19일까지 진행되며, 누구나 참여할 수 있다.",
    ],
)
def test_a_period_of_entries_is_its_first_day_and_its_deadline(text: str) -> None:
    assert days(text) == ENTRIES


def test_a_call_of_december_ends_in_the_next_year() -> None:
    head = HEAD.replace("2026. 4. 13.(월)", "2026. 12. 14.(월)")
    facts = extract(read_bytes("a.txt", f"{head}□ 접수기간 : 12. 14.(월) ~ 3. 5.(금)\n\n□ 시상식 : 4. 9.\n".encode()))
    assert [event.date for event in facts.events] == [date(2026, 12, 14), date(2027, 3, 5), date(2027, 4, 9)]


def test_a_deadline_keeps_its_hour() -> None:
    opening, deadline = events("□ 접수기간 : 2026. 5. 4.(월) ~ 6. 19.(금) 18:00까지")
    assert (opening.start, deadline.date, deadline.end) == (None, date(2026, 6, 19), time(18))


def test_a_deadline_that_the_lead_tells_takes_its_hour_from_the_block() -> None:
    text = "작품은 5월 4일부터 6월 19일까지 접수한다.\n\n□ 접수기간 : 2026. 5. 4.(월) ~ 6. 19.(금) 18:00까지"
    assert [(event.kind, event.end) for event in events(text)] == [
        (EventKind.OPENING, None),
        (EventKind.DEADLINE, time(18)),
    ]


def test_entries_that_begin_today_begin_on_the_releases_day() -> None:
    assert days("작품은 오늘부터 6월 19일까지 접수한다.") == [(EventKind.OPENING, date(2026, 4, 13)), ENTRIES[1]]
    assert days("오늘(13일)부터 작품을 접수한다.") == [(EventKind.OPENING, date(2026, 4, 13))]


def test_what_is_handed_in_later_is_a_deadline_of_its_own_name() -> None:
    text = "참가 신청은 5월 4일부터 6월 19일까지 받는다. 각 팀은 8월 27일까지 출품작을 제출하며 이어 평가를 받는다."
    assert [e.name.split(" 공모전 ")[1] for e in events(text)] == ["접수 시작", "접수 마감", "출품작 제출 마감"]
    row = "참가 신청\t출품작 제출\n5.4.~6.19.\t8.27.\n"
    assert [e.name.split(" 공모전 ")[1] for e in events(row)] == ["접수 시작", "접수 마감", "출품작 제출 마감"]


def test_a_call_that_is_told_is_no_event_besides() -> None:
    text = "□ 모집기간 : 5.4.~6.19.\n\n‘해맑음 이야기 캠프’ 참가자 모집을 5월 4일(월)부터 6월 19일(금)까지 실시한다."
    assert days(text) == ENTRIES


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("수상자에게는 오는 12월 개최 예정인 ‘해맑음 시상식’에서 상금을 수여한다.", "12월"),
        ("시상식은 7월 초 바람시에 있는 본부에서 열린다.", "7월 초"),
        ("시상식은 지난 3월 구름회관에서 열렸다.", None),
    ],
)
def test_a_ceremony_of_which_only_the_month_is_told_has_that_month(text: str, month: str | None) -> None:
    assert [(e.kind, e.date, e.month) for e in events(text)] == [(EventKind.CEREMONY, None, month)] * bool(month)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("□ 시상식 : 2026. 9. 1.(화) 14:00", EventKind.CEREMONY),
        ("ㅇ 시 상 식 : 2026. 9. 1.(화)", EventKind.CEREMONY),
        ("- 시상 : 2026. 9. 1.(화) 예정", EventKind.CEREMONY),
        ("○ 결과발표 : 2026. 9. 1.(화)", EventKind.RESULT),
        ("・ 수상작 발표 : 9. 1.(화)", EventKind.RESULT),
        ("- 당선작 발표 : 2026년 9월 1일, 누리집", EventKind.RESULT),
        ("□ 심사기간 : 2026. 9. 1.(화)", EventKind.JUDGING),
        ("구분\t일정\n수상작 발표\t2026. 9. 1.\n", EventKind.RESULT),
        ("수상작은 9월 1일 누리집에 발표할 예정이다.", EventKind.RESULT),
        ("시상식은 오는 9월 1일 구름회관에서 열릴 예정이다.", EventKind.CEREMONY),
    ],
)
def test_a_labelled_day_is_an_event_of_that_kind(text: str, kind: EventKind) -> None:
    assert days(text) == [(kind, date(2026, 9, 1))]


def test_two_days_of_a_sentence_are_two_events() -> None:
    text = "수상작은 8월 20일 누리집에 발표되며, 시상식은 9월 1일 구름회관에서 열린다."
    assert set(days(text)) == {(EventKind.RESULT, date(2026, 8, 20)), (EventKind.CEREMONY, date(2026, 9, 1))}


def test_the_days_of_a_chain_of_arrows_are_of_their_steps() -> None:
    found = days("□ 추진일정 : 공모(5.4~6.19) → 서면심사(7.2) → 시상식(9.1)")
    assert found == [*ENTRIES, (EventKind.JUDGING, date(2026, 7, 2)), (EventKind.CEREMONY, date(2026, 9, 1))]


@pytest.mark.parametrize(
    "text",
    [
        "□ 전시기간 : 2026. 5. 4.(월) ~ 6. 19.(금)",
        "공모전 수상작은 5월 4일부터 6월 19일까지 구름공원에서 작품전시회가 열리며, 들어온 작품은 책에 싣는다.",
        "□ 시상식 : 추후 공지",
        "정부는 지난해 9월 1일 시상식을 열어 스무 명에게 상을 주었다.",
        "□ 추진 배경\n - 「이야기 진흥 계획」 발표(’26. 3. 26.)",
    ],
)
def test_other_days_are_none_of_the_contest(text: str) -> None:
    assert [e for e in events(text) if e.kind is not EventKind.OTHER and e.date != date(2025, 9, 1)] == []
