"""Days, months and years as people say them (올해, 작년, '24년, 다음 주), resolved against the day of the question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """What was said about time. `first` and `last` bound a stretch of days (inclusive), where one was meant.

    `rest` is the text without the words that were understood.
    """

    rest: str
    year: int | None = None
    month: int | None = None
    first: date | None = None
    last: date | None = None


_RELATIVE_YEARS = (
    (re.compile(r"재작년|지지난\s*해|그저께\s*해"), -2),
    (re.compile(r"작년도?|지난\s*해|전년도?|저번\s*해"), -1),
    (re.compile(r"올해|금년도?|이번\s*해|이번\s*년도|올\s?(?=하반기|상반기)"), 0),
    (re.compile(r"내년도?|다음\s*해|명년"), 1),
)
_YEAR = re.compile(
    r"(?<!\d)(?:(?P<full>(?:19|20)\d\d)\s*(?:년도|년)?|'?(?P<short>\d\d)\s*(?:년도|년)|'(?P<bare>\d\d)(?=\s|$))(?!\d|\s*[-.]\s*\d{3,4}\b)"
)
_MONTH_DAY = re.compile(
    r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*(?:월|[./])\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*일?(?:자)?(?!\d|[억만건명점%:])"
)
_MONTH = re.compile(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*월(?:달)?(?!\s*요일)")
_NUMERIC = re.compile(
    r"(?<!\d)'?(?P<year>(?:20)?\d\d)\s*[./-]\s*(?P<month>1[0-2]|0?[1-9])\s*[./-]\s*(?P<day>3[01]|[12]\d|0?[1-9])\.?(?!\d)"
)


def spoken_period(text: str, day: date) -> Period:
    """The time words in `text`, resolved as on `day`; impossible days are left in the text."""
    if found := _whole_date(text):
        return found
    year: int | None = None
    for pattern, offset in _RELATIVE_YEARS:
        if hit := pattern.search(text):
            year, text = day.year + offset, _cut(text, hit)
            break
    if year is None and (hit := _YEAR.search(text)):
        year = int(hit["full"] or 2000 + int(hit["short"] or hit["bare"]))
        text = _cut(text, hit)
    stretch = _stretch(text, day)
    if stretch:
        hit, first, last = stretch
        return Period(_cut(text, hit), year, None, first, last)
    if hit := _MONTH_DAY.search(text):
        month, number = int(hit["month"]), int(hit["day"])
        try:
            exact = date(year or day.year, month, number)
        except ValueError:
            return Period(text, year)
        if year is None:
            return Period(_cut(text, hit), None, month, exact, exact)
        return Period(_cut(text, hit), year, month, exact, exact)
    if hit := _MONTH.search(text):
        return Period(_cut(text, hit), year, int(hit["month"]))
    return Period(text, year)


_HANGING = re.compile(r"^(?:은요|는요|에는|에도|에서|까지|부터|은|는|도|의|에|이|가|꺼|거|것)(?=[\s?!.~]|$)")


def _cut(text: str, hit: re.Match[str]) -> str:
    return f"{text[: hit.start()]} {_HANGING.sub('', text[hit.end() :])}".strip()


def _whole_date(text: str) -> Period | None:
    hit = _NUMERIC.search(text)
    if not hit:
        return None
    year = int(hit["year"]) if len(hit["year"]) == 4 else 2000 + int(hit["year"])
    try:
        exact = date(year, int(hit["month"]), int(hit["day"]))
    except ValueError:
        return None
    return Period(_cut(text, hit), year, exact.month, exact, exact)


def _stretch(text: str, day: date) -> tuple[re.Match[str], date, date] | None:
    monday = day - timedelta(days=day.weekday())
    month = day.replace(day=1)
    after = (month + timedelta(days=32)).replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    stretches = (
        (r"내일\s*모레|모레", day + timedelta(2), day + timedelta(2)),
        (r"내일(?!\s*(?:채움|배움))", day + timedelta(1), day + timedelta(1)),
        (r"오늘(?=\s*(?:뭐|일정|행사|시상식|마감|접수|몇\s*시|발표|심사))", day, day),
        (r"어제", day - timedelta(1), day - timedelta(1)),
        (r"(?:다음|담|차)\s*주", monday + timedelta(7), monday + timedelta(13)),
        (r"이번\s*주(?!년)|금주(?=\s|[에의]|일정|행사|마감)", monday, monday + timedelta(6)),
        (r"(?:지난|저번)\s*주", monday - timedelta(7), monday - timedelta(1)),
        (r"(?:다음|담)\s*달", after, (after + timedelta(32)).replace(day=1) - timedelta(1)),
        (r"이번\s*달|이달", month, after - timedelta(1)),
        (r"(?:지난|저번)\s*달", before, month - timedelta(1)),
    )
    for pattern, first, last in stretches:
        if hit := re.search(rf"(?<![가-힣])(?:{pattern})", text):
            return hit, first, last
    return None
