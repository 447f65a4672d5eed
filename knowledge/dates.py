"""The grammar of Korean days and times as releases print them; days as people say them are in `said_days`.

- Printed (`find_dates`, `find_times`): absolute ones, and ones whose year or month a reference day supplies. The
  weekday in parentheses is a free checksum: `FoundDate.weekday_agrees` says whether it fits.
- Typed (`told_time`): the answer to "what time?", which holds nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

WEEKDAYS = "월화수목금토일"

_HANJA = "月火水木金土日"
_QUOTE = "['’‘′`´]"
_DAY_OF_WEEK = rf"[{WEEKDAYS}{_HANJA}]"
_WEEKDAY = rf"(?:\s?\(\s?(?P<weekday>{_DAY_OF_WEEK})(?:요일)?\s?(?:\)|(?=[,/]))|\s(?P<weekday2>[{WEEKDAYS}])요일)?"
LAST_YEAR = r"(?:작년|전년|지난\s?해|저번\s?해)"
_MARK = rf"(?P<mark>지난\s?달|다음\s?달|[내이]달|{LAST_YEAR}|지난|오는|내년|올해|금년)?\s*(?:,\s*)?"
_DATE = re.compile(
    _MARK + r"(?:" + rf"(?:(?<!\d)(?P<y4>(?:19|20)\d\d)|{_QUOTE}\s?(?P<y2>\d\d)|(?<![\d.,'’‘])(?P<y2plain>[12]\d))"
    r"\s?(?:[./-]|년도?)\s?(?P<m>\d{1,2})\s?(?:[./-]|월)\s?(?P<d>\d{1,2})(?![\d:])\s?(?:일|\.)?"
    r"|(?<![\d.,])(?P<m2>\d{1,2})\s?월\s?(?P<d2>\d{1,2})\s?(?:일|(?=[~∼～]\s?\d{1,2}\s?일))"
    r"|(?<![\d.,/])(?P<m3>\d{1,2})\s?[./]\s?(?P<d3>\d{1,2})\s?"
    rf"(?:(?<=\d)일|(?<=\d)\.(?!\s?\d{{1,2}}(?![\d:]))|(?=\(\s?{_DAY_OF_WEEK}\s?[),]))"
    # Without a mark behind it only a period (1.28~3.17) and a day in parentheses (4.28, …) are none of other figures.
    r"|(?<![\d.,/])(?P<m5>\d{1,2})\s?[./]\s?(?P<d5>\d{1,2})(?=\s?[~∼～]\s?\d{1,2}\s?[./]\s?\d{1,2}(?!\d))"
    r"|(?<=\()(?P<m6>\d{1,2})\.\s?(?P<d6>\d{1,2})(?=[),])"
    r"|(?<![\d.,/])(?P<m7>\d{1,2})\.\s(?P<d7>\d{1,2})(?=\s[가-힣])"
    # A day alone counts with its weekday, or where a word before it says of which month it is.
    rf"|(?<![\d.,월])(?P<d4>\d{{1,2}})\s?일(?:(?=\s?\(\s?{_DAY_OF_WEEK}\s?[),]|\s[{WEEKDAYS}]요일)|(?(mark)(?!\s?(?:간|동안|째|이내|만))|(?!)))"
    r")" + _WEEKDAY
)
_TO = re.compile(
    r"\.?\s*(?:(?:오전|오후|낮|밤)?\s?(?:\d{1,2}:\d\d|\d{1,2}\s?시(?:\s?\d{1,2}\s?분|\s?반)?)\s*)?(?:[~∼～〜–-]|부터)\s*"
)
_LAST_DAY = re.compile(
    r"(?:(?P<m>\d{1,2})\s?[./]\s?)?(?P<d>\d{1,2})(?![\d:.]?\d)\s?(?:일|\.|(?=[(,)]|까지|$))(?!\s?\d)" + _WEEKDAY
)
# Which month from the release's one: 지난달, 이달, 다음 달.
_MONTHS = {"지난달": -1, "이달": 0, "내달": 1, "다음달": 1}

_CLOCK = re.compile(
    r"(?:(?P<half>오전|오후|낮|밤|새벽|아침|저녁)\s?)?"
    r"(?:(?<![\d:.,])(?P<h>\d{1,2})\s?[:：]\s?(?P<m>\d{2})(?![\d:])"
    r"|(?<![\d:.,])(?P<h2>\d{1,2})\s?시(?!간|도|군|즌|리|장|점)(?:\s?(?P<m2>\d{1,2})\s?분|\s?(?P<half_past>반)(?![가-힣]))?"
    r"|(?P<noon>정오))"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day or period in a text at `[start:stop]`. `end_day` is a period's last day, else None.

    `year_stated` and `month_stated` tell what was printed and not taken from the reference day; `weekday` is the first
    day's as printed; `weekday_agrees` is None where none is.
    """

    start: int
    stop: int
    day: date
    end_day: date | None
    year_stated: bool
    month_stated: bool
    weekday_agrees: bool | None
    weekday: str | None = None


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time of day in a text at `[start:stop]`; `end` where a period is printed and its end is stated."""

    start: int
    stop: int
    at: time
    end: time | None


def weekday_name(day: date) -> str:
    """The weekday's one-syllable name (월 … 일)."""
    return WEEKDAYS[day.weekday()]


def find_dates(text: str, reference: date | None = None) -> tuple[FoundDate, ...]:
    """All days and periods in a text, in order.

    Without `reference` only days with a printed year are found; with it (usually the release's date) a missing year or
    month is supplied, so that a printed weekday fits where it can. Days that do not exist are passed over.
    """
    return tuple(_dates(text, reference))


def _dates(text: str, reference: date | None) -> Iterator[FoundDate]:
    position = 0
    while match := _DATE.search(text, position):
        position = match.end()
        day = _day_of(match, reference)
        if day is None:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip(" ,"))
        agrees = _agrees(match, day)
        end_day = None
        to = _TO.match(text, match.end())
        if to and (last := _last_day(text, to.end(), day, reference)):
            last_match, end_day = last
            position = last_match.end()
            last_agrees = _agrees(last_match, end_day)
            agrees = last_agrees if agrees is None else agrees and last_agrees is not False
        year_stated = any(match[g] for g in ("y4", "y2", "y2plain"))
        yield FoundDate(start, position, day, end_day, year_stated, match["d4"] is None, agrees, _weekday(match))


def _last_day(text: str, position: int, first: date, reference: date | None) -> tuple[re.Match[str], date] | None:
    if match := _DATE.match(text, position):
        # 지난 and 오는 are said of the release's day, all else goes on from the period's first.
        day = _day_of(match, reference if match["mark"] and reference else first)
        if day is not None and day < first and not (match["y4"] or match["y2"] or match["y2plain"]):
            day = _make(first.year + 1, day.month, day.day)
        if day is not None and day >= first:
            return match, day
    if match := _LAST_DAY.match(text, position):
        day = _make(first.year, int(match["m"] or first.month), int(match["d"]))
        if day is not None and day >= first:
            return match, day
    return None


def _day_of(match: re.Match[str], reference: date | None) -> date | None:
    if match["d"]:
        year = int(match["y4"] or match["y2"] or match["y2plain"])
        if year < 100:
            # Releases begin in 1999.
            year += 2000 if year < 90 else 1900
        return _make(year, int(match["m"]), int(match["d"]))
    if reference is None:
        return None
    weekday = _weekday(match)
    mark = "".join((match["mark"] or "").split())
    if match["d4"] and mark in _MONTHS:
        months = reference.year * 12 + reference.month - 1 + _MONTHS[mark]
        return _make(months // 12, months % 12 + 1, int(match["d4"]))
    if match["d4"]:
        return _nearest_month(int(match["d4"]), weekday, reference, mark)
    month, day = (int(next(filter(None, (match[f"{unit}{form}"] for form in "23567")))) for unit in "md")
    year = reference.year + (-1 if re.fullmatch(LAST_YEAR, mark) else int(mark == "내년"))
    found = _make(year, month, day)
    if found and mark == "지난" and found > reference:
        found = _make(year - 1, month, day)
    elif found and mark == "오는" and found < reference:
        found = _make(year + 1, month, day)
    if found and weekday and weekday_name(found) != weekday and not mark:
        # 12월 30일(화) in a release of early January: the neighbouring year whose weekday fits.
        near = [_make(year + step, month, day) for step in (-1, 1)]
        fitting = [d for d in near if d and weekday_name(d) == weekday and abs((d - reference).days) < 120]
        found = fitting[0] if len(fitting) == 1 else found
    return found


def _nearest_month(day: int, weekday: str | None, reference: date, mark: str | None) -> date | None:
    first = reference.replace(day=1)
    months = [first, (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)]
    days = [d for m in months if (d := _make(m.year, m.month, day))]
    if mark == "지난":
        days = sorted((d for d in days if d <= reference), reverse=True)
    elif mark == "오는":
        days = sorted(d for d in days if d >= reference)
    fitting = [d for d in days if weekday is None or weekday_name(d) == weekday]
    return next(iter(fitting or days), None)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _agrees(match: re.Match[str], day: date) -> bool | None:
    weekday = _weekday(match)
    return None if weekday is None else weekday_name(day) == weekday


def _weekday(match: re.Match[str]) -> str | None:
    weekday: str | None = match["weekday"] or match["weekday2"]
    return WEEKDAYS[_HANJA.index(weekday)] if weekday and weekday in _HANJA else weekday


def find_times(text: str) -> tuple[FoundTime, ...]:
    """All times of day in a text, in order; `10:00~12:30` and `오후 2시~4시` are one with an end, `14:00~` has none."""
    found = []
    position = 0
    while match := _CLOCK.search(text, position):
        position = match.end()
        at = _time_of(match, None)
        if at is None:
            continue
        end = None
        to = _TO.match(text, match.end())
        if to and (last := _CLOCK.match(text, to.end())):
            end = _time_of(last, match["half"])
            if end is not None and end < at and last["half"] is None:
                end = None
            position = last.end()
        found.append(FoundTime(match.start(), position, at, end))
    return tuple(found)


def _time_of(match: re.Match[str], inherited: str | None) -> time | None:
    if match["noon"]:
        return time(12)
    hour = int(match["h"] or match["h2"])
    minute = 30 if match["half_past"] else int(match["m"] or match["m2"] or 0)
    half = match["half"] or inherited
    if half in ("오후", "저녁", "밤") and hour < 12:
        hour += 12
    elif half in ("오전", "새벽", "아침") and hour == 12:
        hour = 0
    elif half == "낮" and hour < 6:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


_HOURS = ("한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두")
_HOUR_IN_WORDS = re.compile(rf"({'|'.join(reversed(_HOURS))})\s?시(?!작)")
_OFFICES_OPEN = 7  # o'clock; earlier hours without 오전 are those of an afternoon
_SAYS_WHICH_HALF = re.compile(r"오전|오후|낮|밤|새벽|아침|저녁|[:：]")


def told_time(text: str) -> FoundTime | None:
    """The time, or from when until when, in 14:00, 오후 두시~4시, 2시 (which is 14:00); None where there is none."""
    text = _HOUR_IN_WORDS.sub(lambda said: f"{_HOURS.index(said[1]) + 1}시", text)
    found = next(iter(find_times(text)), None)
    if found is None or _SAYS_WHICH_HALF.search(text):
        return found
    return replace(found, at=_in_office_hours(found.at), end=_in_office_hours(found.end) if found.end else None)


def _in_office_hours(at: time) -> time:
    return at.replace(hour=at.hour + 12) if 0 < at.hour < _OFFICES_OPEN else at
