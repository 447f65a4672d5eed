"""The day and the time that somebody types when asked for them: what they write is nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from knowledge.dates import WEEKDAYS, FoundTime, find_dates, find_times
from knowledge.spoken import spoken_period

_WEEKDAY = re.compile(rf"([{WEEKDAYS}])요일")
_OFFICES_OPEN = 7  # o'clock; earlier hours without 오전 are those of an afternoon
_SAYS_WHICH_HALF = re.compile(r"오전|오후|낮|밤|새벽|아침|저녁|[:：]")


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day, or with `last` a period; `weekday_agrees` is False where another weekday was written beside it."""

    day: date
    last: date | None = None
    weekday_agrees: bool = True


def told_day(text: str, today: date) -> ToldDay | None:
    """The day in 12월 3일, 12/3, 2026-12-03, 다음 주 금요일, 12월 1일~12일; None where there is none.

    A day without a year is the next one from `today` on.
    """
    text = " ".join(text.split())
    if text == "오늘":
        return ToldDay(today)
    said = spoken_period(text, today)
    if found := next(iter(find_dates(text, today)), None):
        told = ToldDay(found.day, found.end_day, found.weekday_agrees is not False)
        settled = found.year_stated or said.year is not None or said.first != said.last  # 올해 1월 3일, 지난달 3일
        return told if settled else _next(told, today)
    if weekday := _WEEKDAY.fullmatch(text):
        return ToldDay(today + timedelta((WEEKDAYS.index(weekday[1]) - today.weekday()) % 7))
    if said.first is None or said.last is None:
        return None
    if said.first == said.last:
        return ToldDay(said.first) if said.year else _next(ToldDay(said.first), today)
    weekday = _WEEKDAY.search(said.rest)
    if weekday is None or said.last - said.first >= timedelta(7):
        return None
    return ToldDay(said.first + timedelta(WEEKDAYS.index(weekday[1])))


def told_time(text: str) -> FoundTime | None:
    """The time, or from when until when, in 14:00, 오후 2시~4시, 2시 (which is 14:00); None where there is none."""
    found = next(iter(find_times(text)), None)
    if found is None or _SAYS_WHICH_HALF.search(text):
        return found
    return replace(found, at=_in_office_hours(found.at), end=_in_office_hours(found.end) if found.end else None)


def _in_office_hours(at: time) -> time:
    return at.replace(hour=at.hour + 12) if 0 < at.hour < _OFFICES_OPEN else at


def _next(told: ToldDay, today: date) -> ToldDay:
    """The same a year later where it is over."""
    if (told.last or told.day) >= today or (told.day.month, told.day.day) == (2, 29):
        return told
    last = told.last and told.last.replace(year=told.last.year + 1)
    return replace(told, day=told.day.replace(year=told.day.year + 1), last=last)
