from datetime import date, time

import pytest

from knowledge.dates import find_dates, find_times, weekday_name

APRIL = date(2026, 4, 13)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("'24. 11. 14.(목), 10:00", date(2024, 11, 14)),
        ("‘24. 11. 14.", date(2024, 11, 14)),
        ("24. 11. 14.(목)", date(2024, 11, 14)),
        ("2024.01.05 고용노동부", date(2024, 1, 5)),
        ("2024-01-05", date(2024, 1, 5)),
        ("2026.4 .10.(금) 14:30", date(2026, 4, 10)),
        ("2026. 4. 13(월)", date(2026, 4, 13)),
        ("2017년 8월 25일", date(2017, 8, 25)),
        ("’26.4.13일 10:00", date(2026, 4, 13)),
    ],
)
def test_a_day_with_its_year_needs_no_reference(text: str, day: date) -> None:
    (found,) = find_dates(text)
    assert found.day == day
    assert found.year_stated


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("4월 13일(월)", date(2026, 4, 13)),
        ("4.13.(월) 조간", date(2026, 4, 13)),
        ("4.13(월) 본사에서", date(2026, 4, 13)),
        ("4. 13.(월)", date(2026, 4, 13)),
        ("지난 10일(금) 서울에서", date(2026, 4, 10)),
        ("오는 17일(금)", date(2026, 4, 17)),
        ("12월 30일(화)", date(2025, 12, 30)),
        ("오는 1월 7일", date(2027, 1, 7)),
    ],
)
def test_a_missing_year_or_month_comes_from_the_reference_day(text: str, day: date) -> None:
    (found,) = find_dates(text, APRIL)
    assert found.day == day
    assert not found.year_stated


def test_without_a_reference_a_day_without_year_is_not_read() -> None:
    assert find_dates("11. 14.(목) 10:00") == ()


def test_a_wrong_weekday_is_reported_and_the_day_kept() -> None:
    (found,) = find_dates("2024. 11. 14.(금)")
    assert found.day == date(2024, 11, 14)
    assert found.weekday_agrees is False


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("’26. 4. 13.(월) ~ 4. 17.(금)", date(2026, 4, 13), date(2026, 4, 17)),
        ("4. 13.(월)~4. 19.(일)까지", date(2026, 4, 13), date(2026, 4, 19)),
        ("13일(월)부터 17일(금)까지", date(2026, 4, 13), date(2026, 4, 17)),
        ("4월 27일부터 5월 31일까지", date(2026, 4, 27), date(2026, 5, 31)),
        ("6.15.∼7.17.", date(2026, 6, 15), date(2026, 7, 17)),
        ("2026. 12. 28.(월) ~ 1. 8.(금)", date(2026, 12, 28), date(2027, 1, 8)),
    ],
)
def test_a_period_has_a_last_day(text: str, first: date, last: date) -> None:
    (found,) = find_dates(text, APRIL)
    assert (found.day, found.end_day) == (first, last)


@pytest.mark.parametrize("text", ["1.5톤 2.2조원", "044-202-7047", "제54회 2.30.", "2026. 13. 40.", "19층", "△3.2조원"])
def test_other_numbers_are_no_days(text: str) -> None:
    assert find_dates(text, APRIL) == ()


@pytest.mark.parametrize(
    ("text", "at", "end"),
    [
        ("10:00~12:30(150분)", time(10), time(12, 30)),
        ("10:00∼12:00", time(10), time(12)),
        ("10:00-10:05", time(10), time(10, 5)),
        ("14:00~", time(14), None),
        ("오후 1시", time(13), None),
        ("오후 2시~4시", time(14), time(16)),
        ("오후 1시 30분", time(13, 30), None),
        ("낮12시", time(12), None),
        ("정오", time(12), None),
        ("10시 국회에서", time(10), None),
        ("오전 9시 반", time(9, 30), None),
    ],
)
def test_times_of_day(text: str, at: time, end: time | None) -> None:
    (found,) = find_times(text)
    assert (found.at, found.end) == (at, end)


@pytest.mark.parametrize("text", ["3시간", "25:00", "(150분)", "공모 시 24시간"])
def test_durations_are_no_times(text: str) -> None:
    assert find_times(text) == ()


def test_the_span_tells_where_a_day_stands() -> None:
    text = "지난 10일(금) 서울에서"
    (found,) = find_dates(text, APRIL)
    assert text[found.stop :] == " 서울에서"


def test_weekdays_have_korean_names() -> None:
    assert weekday_name(date(2024, 11, 14)) == "목"


def test_the_last_day_of_a_period_that_is_over_is_said_of_the_day_it_is_told_on() -> None:
    for text in ("지난 9월 23일부터 지난 11일까지", "지난 9월 23일부터 지난 11월 11일까지"):
        (found,) = find_dates(text, date(2019, 11, 28))
        assert (found.day, found.end_day) == (date(2019, 9, 23), date(2019, 11, 11))
