"""Days, periods and times in every form that releases have printed, with the weekday as a check."""

from datetime import date, time

import pytest

from knowledge.dates import find_dates, find_times

APRIL = date(2026, 4, 13)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2003. 5. 12.(月)", date(2003, 5, 12)),
        ("2026년4월13일(월)", date(2026, 4, 13)),
        ("2026. 4월 13일", date(2026, 4, 13)),
        ("2026.4.13.(월요일)", date(2026, 4, 13)),
        ("2026. 4. 13. (월)", date(2026, 4, 13)),
        ("2026. 4. 13.(월, 14:00)", date(2026, 4, 13)),
        ("2026/04/13", date(2026, 4, 13)),
        ("’26년 4월 13일", date(2026, 4, 13)),
        ("´26.4.13(월)", date(2026, 4, 13)),
        ("’09. 9. 8.(화)", date(2009, 9, 8)),
        ("'99. 5. 3.(월)", date(1999, 5, 3)),
        ("2026. 4. 13일(월)", date(2026, 4, 13)),
        ("2026.04.13(월)", date(2026, 4, 13)),
    ],
)
def test_a_printed_year_is_read_in_every_form(text: str, day: date) -> None:
    (found,) = find_dates(text)
    assert (found.day, found.year_stated) == (day, True)
    assert found.weekday_agrees is not False


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("지난 10일 서울에서", date(2026, 4, 10)),
        ("오는 20일 부산에서", date(2026, 4, 20)),
        ("오는 5일 부산에서", date(2026, 5, 5)),
        ("이달 15일", date(2026, 4, 15)),
        ("지난달 28일", date(2026, 3, 28)),
        ("지난 달 28일", date(2026, 3, 28)),
        ("다음 달 5일", date(2026, 5, 5)),
        ("내달 5일", date(2026, 5, 5)),
        ("지난 3월 27일(금)", date(2026, 3, 27)),
        ("지난해 12월 16일", date(2025, 12, 16)),
        ("13일 월요일", date(2026, 4, 13)),
        ("4/13(월)", date(2026, 4, 13)),
        ("4월13일(월)", date(2026, 4, 13)),
    ],
)
def test_words_of_time_count_from_the_releases_day(text: str, day: date) -> None:
    (found,) = find_dates(text, APRIL)
    assert (found.day, found.year_stated) == (day, False)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("4월 13~17일", date(2026, 4, 13), date(2026, 4, 17)),
        ("2026. 4. 13.(월)∼14.(화)", date(2026, 4, 13), date(2026, 4, 14)),
        ("2026.4.13~4.17", date(2026, 4, 13), date(2026, 4, 17)),
        ("2026. 4. 13.~17.", date(2026, 4, 13), date(2026, 4, 17)),
        ("2025. 12. 29.(월) ~ 2026. 1. 9.(금)", date(2025, 12, 29), date(2026, 1, 9)),
        ("12.29.(월)~1.9.(금)", date(2025, 12, 29), date(2026, 1, 9)),
        ("4월 29일(수)부터 5월 6일(수)까지", date(2026, 4, 29), date(2026, 5, 6)),
        ("4. 13.(월) 10:00 ~ 4. 15.(수) 18:00", date(2026, 4, 13), date(2026, 4, 15)),
        ("4.13.(월)～4.14.(화), 2일간", date(2026, 4, 13), date(2026, 4, 14)),
    ],
)
def test_periods_of_every_form_have_both_days(text: str, first: date, last: date) -> None:
    (found,) = find_dates(text, APRIL)
    assert (found.day, found.end_day) == (first, last)
    assert found.weekday_agrees is not False


@pytest.mark.parametrize(
    "text",
    [
        "지난 10일간 서울에서",
        "지난 30일 동안",
        "14일 이내",
        "3.1운동",
        "4.19혁명",
        "6·25전쟁",
        "24시간",
        "1.5배",
        "5.18민주화운동",
        "3/4분기",
        "제4.13호",
    ],
)
def test_durations_names_and_figures_are_no_days(text: str) -> None:
    assert find_dates(text, APRIL) == ()


@pytest.mark.parametrize(
    ("text", "at", "end"),
    [
        ("낮 12시", time(12), None),
        ("오후 1시30분", time(13, 30), None),
        ("오후2시", time(14), None),
        ("14시30분", time(14, 30), None),
        ("14：00~16：00", time(14), time(16)),
        ("10시~12시", time(10), time(12)),
        ("오전 10시부터 11시 30분까지", time(10), time(11, 30)),
        ("오전 11시∼오후 1시", time(11), time(13)),
        ("14:00 ∼ 16:00(120분)", time(14), time(16)),
        ("10시 30분~11시 50분(80분)", time(10, 30), time(11, 50)),
        ("14:00(예정)", time(14), None),
        ("오후 12시 30분", time(12, 30), None),
        ("오전 9:30", time(9, 30), None),
    ],
)
def test_times_of_every_form(text: str, at: time, end: time | None) -> None:
    (found,) = find_times(text)
    assert (found.at, found.end) == (at, end)


def test_a_number_after_a_day_is_no_last_day() -> None:
    (found,) = find_dates("2026. 4. 13.(월) - 20개 기관", APRIL)
    assert found.end_day is None


def test_two_times_of_one_day_are_two() -> None:
    assert [(f.at, f.end) for f in find_times("10:00~12:00, 14:00~16:00")] == [
        (time(10), time(12)),
        (time(14), time(16)),
    ]


def test_a_weekday_decides_between_two_years() -> None:
    (found,) = find_dates("1월 5일(월)", date(2025, 12, 30))
    assert found.day == date(2026, 1, 5)
    assert found.weekday_agrees
