from __future__ import annotations

from datetime import date, time

import pytest

from knowledge.dates import told_time
from knowledge.said_days import ToldDay, told_day

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12월 3일", date(2026, 12, 3)),
        ("12/3", date(2026, 12, 3)),
        ("12.3.", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("'26. 12. 3.", date(2026, 12, 3)),
        ("오늘", SUNDAY),
        ("내일", date(2026, 11, 23)),
        ("다음 주 금요일", date(2026, 11, 27)),
        ("이번 주 금요일", date(2026, 11, 20)),
        ("금요일", date(2026, 11, 27)),
        ("일요일", SUNDAY),
        ("다음 달 3일", date(2026, 12, 3)),
        ("내년 3월 2일", date(2027, 3, 2)),
        ("다다음 주 금요일", date(2026, 12, 4)),
        ("글피", date(2026, 11, 25)),
        ("보름 뒤", date(2026, 12, 7)),
        ("이번 달 말일", date(2026, 11, 30)),
        ("3일", date(2026, 12, 3)),
        ("12월 둘째 주 금요일", date(2026, 12, 11)),
        ("11월 넷째 주 금요일", date(2026, 11, 27)),
    ],
)
def test_a_day_is_understood_as_officials_type_it(text: str, day: date) -> None:
    assert told_day(text, SUNDAY) == ToldDay(day)


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert told_day("1월 5일", SUNDAY) == ToldDay(date(2027, 1, 5))
    assert told_day("12월 30일~1월 5일", date(2027, 2, 1)) == ToldDay(date(2027, 12, 30), date(2028, 1, 5))


@pytest.mark.parametrize("text", ["올해 1월 3일", "2026-01-03", "지난달 3일"])
def test_a_day_whose_year_or_month_was_told_stays_in_the_past(text: str) -> None:
    told = told_day(text, SUNDAY)
    assert told is not None
    assert told.day < SUNDAY


@pytest.mark.parametrize(
    "text", ["12/1~12", "12.1.(화)~12.12.(토)", "12월 1일~12일", "12월 1일부터 12일까지", "12. 1. ~ 12. 12."]
)
def test_a_period_has_its_last_day(text: str) -> None:
    assert told_day(text, SUNDAY) == ToldDay(date(2026, 12, 1), date(2026, 12, 12))


def test_another_weekday_beside_the_day_is_noticed() -> None:
    assert told_day("12월 3일(금)", SUNDAY) == ToldDay(date(2026, 12, 3), weekday_agrees=False)
    assert told_day("12월 3일(목)", SUNDAY) == ToldDay(date(2026, 12, 3))
    assert told_day("내일 수요일", SUNDAY) == ToldDay(date(2026, 11, 23), weekday_agrees=False)


@pytest.mark.parametrize(
    "text", ["", "아무 때나", "다음 주", "다음 달 말", "4분기", "매주 금요일", "이번 달 금요일", "2월 30일", "1203"]
)
def test_what_names_no_single_day_is_none(text: str) -> None:
    assert told_day(text, SUNDAY) is None


@pytest.mark.parametrize(
    ("text", "at", "end"),
    [
        ("14:00", time(14), None),
        ("오후 2시", time(14), None),
        ("2시", time(14), None),
        ("2시~4시", time(14), time(16)),
        ("10시 30분", time(10, 30), None),
        ("06:30", time(6, 30), None),
        ("오전 6시", time(6), None),
        ("정오", time(12), None),
    ],
)
def test_a_time_without_half_of_the_day_is_one_of_office_hours(text: str, at: time, end: time | None) -> None:
    found = told_time(text)
    assert found is not None
    assert (found.at, found.end) == (at, end)


def test_what_names_no_time_is_none() -> None:
    assert told_time("나중에") is None
