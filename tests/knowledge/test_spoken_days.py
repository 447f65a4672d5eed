from datetime import date

import pytest

from knowledge.dates import spoken_period

DAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024년 시상식", 2024),
        ("'24년 적극행정", 2024),
        ("24년도 시상식", 2024),
        ("2024 정부혁신", 2024),
        ("올해 시상식", 2026),
        ("금년 시상식", 2026),
        ("작년 시상식", 2025),
        ("지난해 시상식", 2025),
        ("재작년 시상식", 2024),
        ("내년 시상식", 2027),
        ("시상식", None),
        ("체불임금 101억", None),
        ("21만 5천여개", None),
    ],
)
def test_years_are_resolved_against_the_day_asked(text: str, year: int | None) -> None:
    assert spoken_period(text, DAY).year == year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("다음주 마감", date(2026, 11, 23), date(2026, 11, 29)),
        ("담주 마감", date(2026, 11, 23), date(2026, 11, 29)),
        ("이번 주 행사", date(2026, 11, 16), date(2026, 11, 22)),
        ("지난주 행사", date(2026, 11, 9), date(2026, 11, 15)),
        ("이번달 일정", date(2026, 11, 1), date(2026, 11, 30)),
        ("다음 달 일정", date(2026, 12, 1), date(2026, 12, 31)),
        ("내일 뭐 있어", date(2026, 11, 22), date(2026, 11, 22)),
        ("내일모레 뭐 있어", date(2026, 11, 23), date(2026, 11, 23)),
        ("2024.11.14 행사", date(2024, 11, 14), date(2024, 11, 14)),
        ("2024년 11월 14일 행사", date(2024, 11, 14), date(2024, 11, 14)),
    ],
)
def test_stretches_are_days_in_seoul(text: str, first: date, last: date) -> None:
    period = spoken_period(text, DAY)
    assert (period.first, period.last) == (first, last)


def test_words_that_were_understood_are_taken_out() -> None:
    assert spoken_period("작년 시상식 언제", DAY).rest == "시상식 언제"


def test_a_day_that_does_not_exist_stays_in_the_text() -> None:
    period = spoken_period("2월 30일 행사", DAY)
    assert period.first is None
    assert "30" in period.rest


def test_a_contest_called_naeil_is_not_tomorrow() -> None:
    assert spoken_period("내일채움공제 조건", DAY).first is None


def test_the_month_alone_is_a_month() -> None:
    assert spoken_period("11월 행사", DAY).month == 11
