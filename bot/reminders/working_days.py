"""Working days in South Korea: Monday to Friday, without public and substitute holidays.

A holiday that the government declares a few weeks ahead (임시공휴일) no calendar knows; these days are an argument,
`declared`, see `KnowledgeBase.declared_holidays`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)
_NONE: frozenset[date] = frozenset()
_HOLIDAYS = holidays.country_holidays("KR")


@cache
def is_working_day(day: date, declared: frozenset[date] = _NONE) -> bool:
    """Whether offices work on that day."""
    return day.weekday() < 5 and day not in _HOLIDAYS and day not in declared


@cache
def working_day_before_or_on(day: date, declared: frozenset[date] = _NONE) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day, declared):
        day -= _DAY
    return day


@cache
def next_working_day(day: date, declared: frozenset[date] = _NONE) -> date:
    """The first working day after the day."""
    day += _DAY
    while not is_working_day(day, declared):
        day += _DAY
    return day


def first_working_day_of_week(day: date, declared: frozenset[date] = _NONE) -> date | None:
    """The first working day of the week, Monday to Sunday, that the day is in; None if it has none."""
    monday = day - day.weekday() * _DAY
    return next((one for one in (monday + n * _DAY for n in range(5)) if is_working_day(one, declared)), None)


def working_days_until(day: date, today: date, declared: frozenset[date] = _NONE) -> int:
    """How many working days are left: those after today, up to and with the day."""
    return sum(is_working_day(today + n * _DAY, declared) for n in range(1, (day - today).days + 1))
