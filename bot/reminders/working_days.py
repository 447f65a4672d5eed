"""Working days in South Korea: Monday to Friday, without public and substitute holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)
_HOLIDAYS = holidays.country_holidays("KR")


@cache
def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < 5 and day not in _HOLIDAYS


@cache
def working_day_before_or_on(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


@cache
def next_working_day(day: date) -> date:
    """The first working day after the day."""
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day


def first_working_day_of_week(day: date) -> date | None:
    """The first working day of the week, Monday to Sunday, that the day is in; None if it has none."""
    monday = day - day.weekday() * _DAY
    return next((one for one in (monday + n * _DAY for n in range(5)) if is_working_day(one)), None)


def working_days_until(day: date, today: date) -> int:
    """How many working days are left: those after today, up to and with the day."""
    return sum(is_working_day(today + n * _DAY) for n in range(1, (day - today).days + 1))
