"""Days as people say and type them: 글피, 다다음 주 화요일, 12월 둘째 주, 이번 달 말, 4분기, 12/1~12.

- In a question (`spoken_period`): all that was said about time, and the text without it.
- As the answer to "which day?" (`told_day`), which holds nothing else.

The only module that knows `korean-datetime`, which does the reading. Days are put into one spelling for it before, and
what looks like a day and is none (연말정산, 1일 1건, 올해의 인물) is covered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from korean_datetime import (
    Ambiguity,
    BuiltinHolidays,
    Cycle,
    Grain,
    Kind,
    ParseOptions,
    TemporalExpression,
    TemporalParser,
)

from knowledge.dates import WEEKDAYS

_THIS, _NEAREST, _COMING = (
    TemporalParser(ParseOptions(cycle=cycle)) for cycle in (Cycle.CURRENT, Cycle.NEAREST, Cycle.FUTURE)
)
_NEAR = timedelta(days=92)  # a day without a year is one of another year if that is not farther


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


def spoken_period(text: str, day: date) -> Period:
    """The time words in `text`, resolved as on `day`.

    Days that do not exist, or that fall on another weekday than was said, are left in the text and are no days at all.
    상반기 and 하반기 stay in `rest` too: they divide cases as well as days.
    """
    written = _in_one_spelling(text, day)
    said = _read(written, day)
    if not said or _contradict(said, written):
        return Period(text)
    whole = next((one for one in said if one.unit == "year"), None)
    found = next((one for one in said if one.unit != "year"), None)
    rest = written
    for one in sorted(filter(None, (whole, found)), key=lambda one: -one.start):
        half = _HALF.search(rest, one.start, one.stop)
        rest = f"{rest[: one.start]} {half[0] if half else ''}{_HANGING.sub('', rest[one.stop :])}".strip()
    year = whole.first.year if whole else None
    if found is None:
        return Period(rest, year)
    if found.year_said and found.first.year == found.last.year:
        year = found.first.year
    elif year and found.month_said:
        found = _in_year(found, year)
    if found.unit == "month":
        return Period(rest, year, found.first.month)
    month = found.first.month if found.month_said and found.unit == "day" else None
    return Period(rest, year, month, found.first, found.last)


_HALF = re.compile(r"[상하]반기")
_HANGING = re.compile(
    r"^(?:\s?(?:까지인?|이후|안에|중에?)|쯤|경|은요|는요|에는|에도|에서|부터|자|날|은|는|도|의|에|이|가|꺼|거|것)(?=[\s?!.~]|$)"
)


def _contradict(said: Sequence[_Said], text: str) -> bool:
    """Whether another weekday, or beside a day another one, was said."""
    days = pairwise(one for one in said if one.unit == "day")
    others = ((one, other) for one, other in days if re.fullmatch(r"[\s,(]*", text[one.stop : other.start]))
    return any(one.weekday_agrees is False for one in said) or any(one.first != other.first for one, other in others)


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day, or with `last` a period; `weekday_agrees` is False where another weekday was written beside it."""

    day: date
    last: date | None = None
    weekday_agrees: bool = True


def told_day(text: str, today: date) -> ToldDay | None:
    """The day in 12월 3일, 12/3, 2026-12-03, 다음 주 금요일, 12월 1일~12일; None where there is none.

    A day without a year, and a weekday, is the next one from `today` on.
    """
    written = _in_one_spelling(text, today)
    said = _read(written, today, told=True)
    found = next((one for one in said if one.unit in ("day", "days")), None)
    if found is None:
        return None
    last = found.last if found.unit == "days" else None
    return ToldDay(found.first, last, not _contradict(said, written))


# One spelling of every day, year and range

_DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])"
_WHAT_BEGAN_ON_A_DAY = (  # 6.25참전, 12.3 비상계엄
    "절|광복|참전|전쟁|운동|항쟁|혁명|의거|민주|사건|사태|참사|희생|비상|계엄|군사|세월호|선언|합의|국가유공|재단"
)
_TYPED_DAY = re.compile(
    r"(?<![\d.,/:·])(?<!\d{3}-)(?:['’‘]?(?P<year>(?:19|20)?\d\d)\s*(?P<mark>[./-])\s*)?"
    rf"(?P<month>1[0-2]|0?[1-9])\s*(?(mark)(?P=mark)|[./])\s*(?P<day>{_DAY_NUMBER})(?![\d%:])"
    r"(?!\s?(?:억|만|천|조|배|점|명|건|개|위|대|세|급|차|도|k?m|kg)(?![가-힣]))"
    rf"(?!\s?(?:이상|이하|미만|초과|동의|찬성|{_WHAT_BEGAN_ON_A_DAY}))"
    r"(?:\.(?!\d)|일)?(?=\s|$|[^가-힣\w.·/]|자|에|부터|까지|은|는|의|이|도)"
    rf"(?P<to>\s?[~-]\s?{_DAY_NUMBER}(?!\d|\s?[./]\s?\d|\s?[월일])\.?)?"
)
# What stands behind a number of days or years that are no date.
_LENGTH = (
    r"간(?!담)|동안|째|차(?![관장])|치|만에|마다|씩|연속|이내|이상|이하|미만|내로|내에|안에|넘|된|근속|근무|경력|휴가"
)
_TYPED_YEAR = re.compile(
    r"(?<![\d.])(?:(?P<full>(?:19|20)\d\d)(?:\s*년도?|(?!\s*년))|['’‘](?P<bare>\d\d)(?=\s|$)"
    rf"|['’‘]?(?P<short>\d\d)\s*년도?(?!\s*(?:{_LENGTH}|전(?!체|국|\s?직원)|뒤|후(?!반))))"
    r"(?!\d|\s*[-.]\s*\d{3,4}\b|대(?!상|회|비)|\s?(?:세대|[명개건호점번팀곳원])(?![가-힣])|\s?[만억여](?=\s|원|명|건|개|$))"
)
_OTHER_SPELLINGS = (
    (r"[∼〜～]", "~"),
    (r"(?<![\d.])(?:20)?(\d\d)\.\s?(?=\d{1,2}\s?월)", r"20\1년 "),
    (r"(?<![\d제])(20\d\d)[.-]\s?(1[0-2]|0?[1-9])\.?(?!\s?[\d./호-])(?=\s|$|[에은는의도])", r"\1년 \2월"),
    (rf"(?<=[\d일.])\s?\(\s?([{WEEKDAYS}])(?:요일)?\s?\)", r" \1요일"),
    (r"(?<!\d)(\d{1,2})\s?~\s?(?=\d{1,2}\s?월)", r"\1월~"),
    (r"(?<!\d)([1-4])\s?~\s?(?=[1-4]\s?분기)", r"\1분기~"),
    (r"(?<!\d)([1-4])\s?(?:/\s?4|사)\s?분기", r"\1분기"),
    (r"(?<![가-힣])올\s?(?=[상하]반기|연[말초]|\d{1,2}\s?월)", "올해 "),
    (r"(?<=[년해])\s?([말초])(?=\s|$|에|까지|부터)", r" 연\1"),
    (r"(?<=주)\s?중(?=에|\s|$)", ""),
    (r"이번\s?년도", "올해"),
    (r"담담(?=\s?[주달])", "다담"),
    (
        r"(\d\s?(?:일|주|개월)|일주일|이틀|사흘|나흘|닷새|열흘|보름|한\s?달)\s?(?:안에?|이내에?|내에)\s?"
        r"(?=마감|접수|끝|있|열|하는|시상|행사|일정|발표)",
        r"\1 뒤까지 ",
    ),
)


def _in_one_spelling(text: str, today: date) -> str:
    """12.3.(목) as 12월 3일 목요일, 12/1~5 as 12월 1일~5일, '24년도 as 2024년, 다음 분기 as 2027년 1분기."""
    for pattern, spelling in _OTHER_SPELLINGS:
        text = re.sub(pattern, spelling, text)
    text = _TYPED_YEAR.sub(_year_in_words, _TYPED_DAY.sub(_day_in_words, text))

    def numbered(said: re.Match[str]) -> str:
        quarters = today.year * 4 + (today.month - 1) // 3 + {"이번": 0, "다음": 1}.get(said[1], -1)
        return f"{quarters // 4}년 {quarters % 4 + 1}분기"

    return re.sub(r"(?<![가-힣])(이번|다음|지난|저번)\s?분기", numbered, text)


def _day_in_words(typed: re.Match[str]) -> str:
    month, day = int(typed["month"]), int(typed["day"])
    year = _full_year(typed["year"]) if typed["year"] else None
    if _make(year or 2000, month, day) is None:
        return typed[0]
    to = f"{typed['to'].removesuffix('.')}일" if typed["to"] else ""
    return f"{f'{year}년 ' if year else ''}{month}월 {day}일{to}"


def _year_in_words(typed: re.Match[str]) -> str:
    return f"{_full_year(typed['full'] or typed['short'] or typed['bare'])}년"


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# What is covered before the reading

_COVER = "□"
# What is asked about at this desk: these may stand behind a day without a space.
_SUBJECTS = re.compile(
    "행사|일정|(?:시상|위촉|시무|종무|발대|기념|개막|폐막|협약|개소|출범|수여|수료|선포|개관|착수|체결)식|마감|접수|발표"
    "|심사|공모|공고|교육|회의|간담|설명회|토론|공청|세미나|워크[숍샵]|포럼|협의|박람|보고회|브리핑|대회|보도|자료|사례"
    "|포상|수상|우수|장려|대상|시작|종료|예정|주요|뭐|몇|어디|언제|누가|누구|무슨\\s?(?:행사|일정)"
    "|안에|있|하는|했|열[리린릴]|나온|나간|낸|(?<=[년해주달월])[꺼거것]"
)
_HOLIDAYS = "|".join(
    re.escape(name).replace(r"\ ", r"\s?")
    for name in sorted({*BuiltinHolidays().names(), *BuiltinHolidays().span_names()}, key=len, reverse=True)
)
_BEHIND_NO_MONTH = r"(?<![\d월])(?<!월\s)"
_NO_DAY = re.compile(
    r"\d+\s?박\s?\d+\s?일|\d\d\s?년대(?!상|회|비)|\d+\s?[/-]\s?\d+(?!\s?[일시])"
    rf"|{_BEHIND_NO_MONTH}(?<!지난)(?<!지난\s)\d+\s?(?:[일년]\s?(?:{_LENGTH}|장(?![가-힣]))|주\s?(?:간|동안))"
    r"|(?<!\d)\d{1,2}년제(?!\s?\d)"
    rf"|{_BEHIND_NO_MONTH}\d+\s?일\s?\d+\s?(?:건|회|번|명|개|식|잔|끼|시간|만|가지|곳)"
    r"|(?<![가-힣])(?<![번음난담]\s)주\s?\d+\s?(?:일|시간|회)"
    r"|연말\s?(?:정산|연시)|내일\s?(?:채움|배움|키움|저축|이룸|이음|준비|[을를])|금주\s?(?:구역|캠페인|운동|클리닉|상담)"
    # 올해의 인물, 이달의 기능한국인, 5월의 봄
    r"|(?:오늘|내일|어제|이번?\s?달|올해|\d{1,2}월)의\s?(?=[가-힣])(?!첫|[둘셋넷]째|마지막|[초말]|[상중하]순)"
    rf"|{_HOLIDAYS}|매[주월달년]\s?(?:[{WEEKDAYS}]요일|\d{{1,2}}\s?일|말일?|초|중순)?"
    rf"|{_BEHIND_NO_MONTH}\d+\s?일에\s?(?:[한두세]|\d+)\s?[번건회]|\d월\s?(?:민주|항쟁|혁명|유신|단체)|그제서?야"
    r"|당일|익일|전일|익[주월년]|당월|이듬해|이맘때|평일|주중|이월"
    r"|지금|현재|방금|이따가?|잠시|시간\s?(?:반\s?)?[전뒤후]|분\s?[전뒤후]"
    rf"|모래(?!\s?(?:{_COVER}|오전|오후|\d))"
)


def _cover(hit: re.Match[str]) -> str:
    return _COVER * len(hit[0])


# The reading


@dataclass(frozen=True, slots=True)
class _Said:
    """Days that were said at `[start:stop]` of a text in one spelling.

    `unit` is year, half, month (12월), day, days (from one to another) or stretch (다음 주, 이번 달 말, 금요일까지);
    `weekday_agrees` is None where no weekday was said.
    """

    start: int
    stop: int
    first: date
    last: date
    unit: str
    year_said: bool
    month_said: bool
    weekday_agrees: bool | None


_SAYS_YEAR = re.compile(r"\d{4}|[작내금후명전]년|해(?=\s|$)")
_SAYS_MONTH = re.compile(r"\d\s?월(?:\s?\d+\s?일|$)")
_MONTH_ALONE = re.compile(r"(?:(?:\d{4}\s?년|[가-힣]+[년해])\s?)?\d{1,2}\s?월(?:\s?달)?")
_WEEK_OF_MONTH = re.compile(r"(?:째|첫|마지막)\s?주|주\s?차")
_YEARS_AGO = re.compile(r"(?<!반)[년해]\s?[전뒤후]$")
_TO = re.compile(r"\s*(?:부터|에서|[~-])\s*")


def _read(text: str, today: date, *, told: bool = False) -> list[_Said]:
    """All days in a text in one spelling, in order; `told`: as the answer to "which day?"."""
    covered = _NO_DAY.sub(_cover, _SUBJECTS.sub(_cover, text))
    noon = datetime(today.year, today.month, today.day, 12)  # noqa: DTZ001 - stands for the day
    found = _THIS.parse_all(covered, noon)
    if any(_TO.fullmatch(covered, one.span[1], other.span[0]) for one, other in pairwise(found)):
        return []  # an end before its beginning
    said = (_days_of(one, covered, noon, told) for one in found if _means_a_day(one, covered, told))
    return [one for one in said if one]


def _days_of(one: TemporalExpression, covered: str, noon: datetime, told: bool) -> _Said | None:
    today, behind = noon.date(), covered[one.span[1] :]
    year_said = bool(_SAYS_YEAR.search(one.text))
    if not year_said and re.match(r"\d|[연년]초", one.text) and one.grain is not Grain.QUARTER:
        one = _of_a_year(one, noon, told)
    first, last = one.start.date(), (one.end - timedelta(microseconds=1)).date()
    unit = "day" if first == last else "stretch"
    if one.grain is Grain.YEAR or _YEARS_AGO.search(one.text):
        first, last, unit = date(first.year, 1, 1), date(first.year, 12, 31), "year"
    elif one.grain is Grain.HALF_YEAR:
        unit = "half"
    elif one.is_range:
        unit = "days" if one.grain not in (Grain.MONTH, Grain.QUARTER) and unit == "stretch" else unit
    elif one.grain is Grain.MONTH and _MONTH_ALONE.fullmatch(one.text):
        unit = "month"
    elif _WEEK_OF_MONTH.search(one.text):
        if (week := _counted_by_thursdays(one, first, last)) is None:
            return None
        first, last = week
    elif told and Ambiguity.SAME_WEEKDAY in one.ambiguities and one.text[0] in WEEKDAYS:
        first = last = today
    agrees = _weekday_agrees(one.text, first, last)
    if unit in ("day", "month", "stretch") and not told:
        if re.match(r"\s?까지", behind) and last >= today:
            first, unit = today, "stretch"
        elif re.match(r"\s?이후", behind):
            last, unit = date.max, "stretch"
    return _Said(*one.span, first, last, unit, year_said, bool(_SAYS_MONTH.search(one.text)), agrees)


_ENDS = re.compile(
    "(?:에서|에는|에도|에|엔|의|쯤|경|께|부터|까지|안에|은|는|이나|이|가|도|자|중|날|만|나|랑|과|와|인데|인|이고|야|요|예요|꺼|거|것)*"
    "(?![가-힣])"
)
_WEEKDAY = re.compile(rf"([{WEEKDAYS}])(?:요일|욜)")
_WEEKDAY_OF_MONTH = re.compile(rf"[달월]\s?(?:에\s?|의\s?)?{_WEEKDAY.pattern}")
_DAY_ALONE = re.compile(r"\d{1,2}\s?일")
# What says neither a week nor a month of its own.
_UNPLACED = re.compile(rf"주말|주초|월말|월초|말일|[연년][초말]|{_DAY_ALONE.pattern}|{_WEEKDAY.pattern}")
_BESIDE_SUBJECT = re.compile(rf"(?:에는?|까지|의)?\s*(?:$|[?!.]|{_COVER})")
_TODAY = re.compile(rf"오늘\s?(?:까지|부터)?인?\s*(?:$|[?!.]|{_COVER}|오전|오후|\d)")


def _means_a_day(one: TemporalExpression, covered: str, told: bool) -> bool:
    """Whether these words say a day here: 3일 전, but not 마감 3일 전; 연말 시상식, but not 연말 성과급."""
    before, behind = covered[: one.span[0]].rstrip(), covered[one.span[1] :]
    if one.kind is Kind.TIME or (one.grain is not Grain.YEAR and not _ENDS.match(behind)):
        return False
    if _WEEKDAY_OF_MONTH.search(one.text):
        return False
    if one.text.endswith(("전", "뒤", "후")) and before.endswith(_COVER):
        return False
    unplaced = _UNPLACED.fullmatch(one.text) is not None
    if told:
        return not (unplaced and before)
    if one.text.startswith("오늘") and not one.is_range:
        return _TODAY.match(covered, one.span[0]) is not None
    if _DAY_ALONE.fullmatch(one.text):
        return re.match(r"(?:에|까지|자|날)(?![가-힣])", behind) is not None
    if _WEEKDAY.match(one.text):
        return False  # of which week?
    return not unplaced or _BESIDE_SUBJECT.match(behind) is not None


def _of_a_year(one: TemporalExpression, noon: datetime, told: bool) -> TemporalExpression:
    """The same days of a neighbouring year (or month) if they are near, where told if those of this one are over."""
    counted_otherwise = timedelta(7 if _WEEK_OF_MONTH.search(one.text) else 0)
    if told and one.end + counted_otherwise > noon:
        return one
    other = (_COMING if told else _NEAREST).parse(one.text, noon)
    return replace(other, span=one.span) if other and (told or abs(other.start - noon) <= _NEAR) else one


def _counted_by_thursdays(one: TemporalExpression, first: date, last: date) -> tuple[date, date] | None:
    """A week of a month, or a day in it, if a month's first week is that of its first Thursday.

    They were counted by the rows of a calendar. Where that gives another day, it is one only if it is the first, second
    … last such weekday of the month too.
    """
    is_last = "마지막" in one.text
    if Ambiguity.CALENDAR_ROW_SPILL in one.ambiguities and "첫" in one.text and first.day <= 7:
        first, last = first - timedelta(7), last - timedelta(7)  # a day of the month before was moved into this one
    monday = first - timedelta(first.weekday())
    month = (monday if is_last else monday + timedelta(6)).replace(day=1)
    if is_last:
        later = timedelta(-7 if (monday + timedelta(3)).month != month.month else 0)
    else:
        later = timedelta(7 if month.weekday() > 3 else 0)
    if first == last:
        rows = (monday - month).days // 7 + 1
        counted = month + timedelta((first.weekday() - month.weekday()) % 7 + 7 * rows)
        fits = (first + later + timedelta(7)).month != month.month if is_last else first + later == counted
        if (first + later).month != month.month or (later and not fits):
            return None
    return first + later, last + later


def _weekday_agrees(text: str, first: date, last: date) -> bool | None:
    said = [WEEKDAYS.index(hit[1]) for hit in _WEEKDAY.finditer(text)]
    if not said:
        return None
    days = [first.weekday(), last.weekday()]
    return said == days if len(said) == 2 else said[0] in days


def _in_year(said: _Said, year: int) -> _Said:
    """The same days of that year, where it has them."""
    first = _make(year, said.first.month, said.first.day)
    last = _make(year + said.last.year - said.first.year, said.last.month, said.last.day)
    return replace(said, first=first, last=last) if first and last else said
