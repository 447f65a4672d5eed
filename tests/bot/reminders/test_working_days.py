from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.reminders.working_days import (
    first_working_day_of_week,
    is_working_day,
    next_working_day,
    working_day_before_or_on,
    working_days_until,
)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 3, 7),  # a Saturday
        date(2026, 3, 8),  # a Sunday
        date(2026, 1, 1),
        date(2026, 2, 17),  # 설날
        date(2026, 9, 25),  # 추석
        date(2026, 3, 2),  # instead of 삼일절, a Sunday
        date(2026, 8, 17),  # instead of 광복절, a Saturday
        date(2025, 10, 8),  # instead of the day before 추석, a Sunday
    ],
)
def test_weekends_holidays_and_their_substitutes_are_no_working_days(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 12, 31), date(2026, 4, 6)])
def test_other_days_are_working_days(day: date) -> None:
    assert is_working_day(day)


def test_before_a_long_holiday_is_the_last_day_that_people_worked() -> None:
    assert working_day_before_or_on(date(2025, 10, 9)) == date(2025, 10, 2)
    assert working_day_before_or_on(date(2025, 10, 2)) == date(2025, 10, 2)


def test_the_working_day_before_new_year_is_in_the_old_year() -> None:
    assert working_day_before_or_on(date(2027, 1, 3)) == date(2026, 12, 31)
    assert next_working_day(date(2026, 12, 31)) == date(2027, 1, 4)


def test_a_week_begins_with_its_first_working_day() -> None:
    assert first_working_day_of_week(date(2026, 3, 8)) == date(2026, 3, 3)  # Monday is a substitute holiday
    assert first_working_day_of_week(date(2025, 10, 6)) == date(2025, 10, 10)  # 추석 until Thursday
    assert first_working_day_of_week(date(2026, 3, 13)) == date(2026, 3, 9)


def test_working_days_are_counted_from_tomorrow_to_the_day_itself() -> None:
    assert working_days_until(date(2026, 3, 10), date(2026, 3, 3)) == 5
    assert working_days_until(date(2026, 3, 3), date(2026, 2, 27)) == 1  # after a weekend and a holiday
    assert working_days_until(date(2026, 3, 8), date(2026, 3, 7)) == 0
    assert working_days_until(date(2026, 3, 3), date(2026, 3, 3)) == 0


def test_no_run_of_days_off_is_longer_than_two_weeks() -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(3650)]
    assert max(day - working_day_before_or_on(day) for day in days) < timedelta(days=14)


def test_the_last_day_of_the_calendar_does_no_harm() -> None:
    assert working_day_before_or_on(date.max) == date.max
