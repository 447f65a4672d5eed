"""Days that a release labels or tells of, each bound to what happens on it.

A day's kind is bound by the first rule that holds: a label directly before it, the cell beside it, the head of its
column, the line above, the verb of its own clause. What no rule binds is no event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from knowledge.dates import LAST_YEAR, FoundDate, find_dates, find_times, weekday_name
from knowledge.extract.lines import Line, bare, bullet_of, strip_brackets, units_of
from knowledge.hangul import sentences
from knowledge.model import EventKind

_WHEN = r"(?:기간|기한|마감|일정|일시|일자|시기|예정일|일)"
_ENTRY = "(?:접수|공모|응모|모집|신청|제출|출품|추천|연장)"
_SENT_IN = "(?:출품작|원고|서류|작품|신청서|지원서|참가자?|참여자?|공고|아이디어|사례|온라인|현장|우편|공모전|총|및)"
_WINNERS = "(?:수상작|당선작|입상작|선정작|수상자|당선자|선정자|합격자|대상자|당첨자)"
_CHOOSING = "(?:최종|심사|선정|선발|당선|수상|입상|합격|추첨|평가|공모)"
_JUDGING = "(?:심사|평가|검증|검토|심의|추첨|예선|본선|결선|투표)"
# Labels, compared without spaces. What stands first wins: 발표평가 is no 발표, 공모전시상식 no 공모.
_LABELS = (
    (EventKind.CEREMONY, re.compile(rf"(?:시상|수여|포상)식?{_WHEN}?")),
    (
        EventKind.RESULT,
        re.compile(
            rf"{_CHOOSING}?(?:(?:{_WINNERS}|결과)?및?(?:결과)?(?:발표|통보|통지)"
            rf"|(?:{_WINNERS}|결과)및?(?:결과)?(?:공지|공고|공개)){_WHEN}?"
        ),
    ),
    (EventKind.JUDGING, re.compile(rf"(?:[가-힣]{{2,4}})?{_JUDGING}{_WHEN}?")),
    (EventKind.OPENING, re.compile(rf"(?=.*{_ENTRY}){_SENT_IN}*(?:{_ENTRY}{_SENT_IN}*)+{_WHEN}?|총{_WHEN}")),
    (
        EventKind.OTHER,
        re.compile(
            r"(?:행사|개최|대회|강좌|교육|설명회|사업설명회)(?:일시|기간|일정|일자|일)"
            r"|[가-힣]{0,6}(?:발표대회|경진대회|설명회|강좌|캠프|토론회|박람회|본행사)"
        ),
    ),
)
_DAYS_HEAD = ("일정", "일시", "기간", "일자", "날짜")
_NOISE = re.compile(r"제?\d+[차회]|\(?예정\)?|및장소|/장소|^\d+[.)]|[□■○ㅇ◦❑❍◎●◇◆▶・·▣*<>\[\]【】「」『』‘’“”'\"󰋼\s-]")
# 공모기간, 대상 : … and 예비심사(지역본부) : …
_BESIDE_LABEL = re.compile(r"(?<=[가-힣])(?:[,·/]\s?(?:대상|방법|장소)|\([가-힣\s]{2,12}\))(?=\s?[:：]\s*$)")
_FROM_NOW = re.compile(r"(?:공고일?|게시일|오늘|지금)(?:부터)?\s*[~∼～-]\s*$")
# 접수(34건, 5.20.~7.31.): what is counted stands between label and day.
_COUNTED = re.compile(r"(?P<label>[가-힣]{2,10})\([^()]{1,15},\s?$")
_SEPARATOR = re.compile(r"[,;→⇒▶►|]|\s/\s|…|\.{3}|다\.\s|[①-⑳]")
_LONGEST_LABEL = 60
# 「이야기 진흥 계획」 발표(3. 26.): anything is announced, so what it was has to be said.
_TOLD_OF = re.compile(r"발표|통보|통지|공지|공고|공개")
_DUE = re.compile(r"마감|기한")
# A step after the entries: 출품작 제출, 8월 27일까지 출품작을 제출하며.
_WORK = "(?P<what>[가-힣]{1,5}작|작품|원고|서류|보고서)"
_HANDED_IN = re.compile(rf"{_WORK}제출{_WHEN}?")
_HANDING_IN = re.compile(rf"\s?까지\s{_WORK}[을를]\s제출")
_PERIOD_LABEL = re.compile(r"(?:기간|일정|일시|마감|기한)$")

_CLOCK = r"(?:(?:오전|오후|밤)?\s?\d{1,2}(?:시|:\d\d)\s?(?:\d+분)?\s?)?"
_UNTIL = re.compile(rf"[^가-힣]*(?:\([^)]*\))?\s*{_CLOCK}(?:까지|마감)")
_SINCE = re.compile(r"[^가-힣]*(?:\([^)]*\))?\s*부터")
_CLAUSE = re.compile(r"(?:[하되이으리]며|[하되이으]고|[했였]으며|[한된]\s(?:뒤|후|다음)|지만|는데)(?:,\s*|\s+)")
_SENDING = re.compile(
    rf"(?:{_ENTRY}|참가\s?신청|지원서|원서)"
    r"(?=[을를도]?\s?(?:받|하|했|한|할|될|되|된|돼|가능|진행|실시|마감|이|들어|기간|$)|[을를이가은는]\s|\s)"
    r"|(?:작품|원고|서류|원서)[을를]\s(?:받|내|보내|모)|들어온|들어왔|^\s?까지\s받|(?:보내|내)면\s된다|원서를\s낼"
)
_CONTEST_HELD = re.compile(
    r"공모전?[’”']?[이을를은]"
    r"(?=[^.]{0,40}(?:열[리린렸었고]|연다|벌[였인]|늘[린렸]|연장|치[렀르러]|진행|개최|실시))"
)
# What a call did in its time: it was run, it went on.
_RUN = re.compile(
    r"\s?(?:\([^)]*\))?\s?(?:까지)?\s?(?:(?!\S*전시)\S+\s){0,3}?"
    r"(?:벌[인였어려]|펼[쳐친쳤]|꾸[린렸려]|이어[진졌]|진행|치[러렀른]|열[린렸]|실시)"
)
_CEREMONY_HELD = re.compile(
    r"(?:시상식|포상식|수여식|시상)(?:[을를이도과와은]|\s?및)?[^.]{0,45}?"
    r"(?:열|연다|연\s|막을|개최|거행|진행|갖|가졌|가진|치[르렀러]|엄수|마련)"
)
_CEREMONY_PLANNED = re.compile(r"(?:\s?중)?(?:에)?\s(?:개최|열릴|진행)\s?(?:예정인|될)?\s[^,.]{0,24}시상식")
_HELD = re.compile(r"열[린릴]|개최|진행|거행|마련|갖는다|가진다")
_GONE = re.compile(r"(?:지난|지난해|작년)\s$")
_RESULT_TOLD = re.compile(
    rf"(?:{_WINNERS}|(?:심사|선정|선발|공모|평가|최종|수상)\s?결과)[^.]{{0,40}}?"
    r"(?:발표|공개|통보|공지|연락|안내|알[리린릴려])|최종\s발표"
)
_JUDGED = re.compile(r"\s?(?:\d차\s)?[가-힣]{0,4}심사")
# Days so far from the release are of the year before or after; calls of spring announce the ceremony of autumn.
_FARTHEST_BACK, _FARTHEST_AHEAD = -200, 260
# 2023년 처음, 2030년까지 and 044-202-2044 are no years of the text.
_PRINTED_YEAR = re.compile(
    r"(?<![\d-])(20[0-3]\d)(?=년(?!\s?(?:처음|부터|까지|이후|이래))|\s?[.\-/]\s?\d{1,2}\s?[.\-/]\s?\d)"
)
_BARE_DAY = re.compile(
    r"(?:(?P<mark>지난|오는)\s?)?(?<![\d.월~∼])(?<![월달]\s)(?<!부터\s)(?P<day>\d{1,2})일"
    r"(?=\s(?:오전|오후|낮|치러|열[린릴]|개최|(?:[^\d,.]|\d+[층호회]){2,30}?(?:에서|을\s(?:방문|찾아)|를\s(?:방문|찾아)))"
    r"|(?P<since>부터\s(?:내달|다음\s?달|이달|\d{1,2}[일월])))"
)
_TODAY = re.compile(r"오늘(?:\(\d{1,2}일\))?(?=부터)")
# A month alone, printed where a day would be: 2019년 11월 중, ’20년 10월 말, 12월 초.
_MONTH = re.compile(
    r"(?<![\d.~∼～])(?:(?:20\d\d|['’‘]\d\d)\s?년\s?)?(?:1[0-2]|[1-9])월(?:\s?(?:초순?|중순?|하순|상순|말|경))?(?!\s?\d|[가-힣]|\s?[~∼～-])"
)
_MARKED = re.compile(rf"\s*(?:{LAST_YEAR}|내년|올해|금년|지난|오는)")
_HOUR_WITHIN = 25  # characters behind a day in which its hour stands
_REACH = 140  # characters behind a day in which its clause is read


@dataclass(frozen=True, slots=True)
class Years:
    """Where a day's year is from when it is not printed: the release's date, else the one year that the text names."""

    reference: date | None
    only: int | None

    @property
    def near(self) -> date | None:
        """The day that a missing year or month is read against."""
        return self.reference or (date(self.only, 7, 1) if self.only else None)


@dataclass(frozen=True, slots=True)
class BoundDay:
    """A day or period with what happens on it; entries are OPENING, `first` None where only their deadline is printed.

    `label` is what stands before it, or the noun of its clause. `month`: as printed, where that is all.
    """

    kind: EventKind
    label: str
    first: date | None
    last: date | None
    start: time | None
    end: time | None
    line: Line
    month: str | None = None

    def entry_label(self, kind: EventKind) -> str:
        """What the first or the last day of entries is called: `접수 마감`, or `출품작 제출 마감` of a second step."""
        sent = _HANDED_IN.fullmatch(bare(self.label))
        return kind.value.replace("접수", f"{sent['what']} 제출") if sent else kind.value


def years_of(day: date | None, names: tuple[str, ...], lines: tuple[Line, ...]) -> Years:
    """The years a release's days may have: its own date's, else that of a contest's name, else the only one printed."""
    if day is not None:
        return Years(day, None)
    named = {int(year) for name in names for year in re.findall(r"(?<!\d)(20[0-3]\d)(?!\d)", name)}
    printed = {int(year) for line in lines for year in _PRINTED_YEAR.findall(line.text)}
    for years in (named, printed):
        if len(years) == 1:
            return Years(None, years.pop())
    return Years(None, None)


def bound_days(lines: tuple[Line, ...], years: Years) -> tuple[BoundDay, ...]:
    """All days of these lines that a label or a clause binds to a kind, in their order."""
    found: list[BoundDay] = []
    above = ""
    for line in lines:
        if line.row is not None:
            found.extend(_of_row(line, years))
            above = ""
            continue
        for unit in units_of(replace(line, text=with_months(line.text, years.reference))):
            labelled = list(_labelled(line, unit, above, years))
            taken = {(day.first, day.last) for day in labelled}
            found.extend(labelled)
            found.extend(day for day in _told(line, unit, years) if (day.first, day.last) not in taken)
            above = unit
    return tuple(found)


def _kind_of_label(text: str) -> EventKind | None:
    """What a day under this label is; None where the label says nothing of that."""
    label = _NOISE.sub("", strip_brackets(text.strip()))
    return next((kind for kind, pattern in _LABELS if pattern.fullmatch(label)), None)


def _label_before(prefix: str) -> tuple[EventKind, str] | None:
    """The label that ends where a day begins: behind `:` or a bracket any last words, else all or a period's."""
    prefix = _FROM_NOW.sub("~ ", _BESIDE_LABEL.sub("", prefix))
    if counted := _COUNTED.search(prefix):
        prefix = f"{prefix[: counted.start()]}{counted['label']}("
    tail = _SEPARATOR.split(prefix)[-1]
    marked = re.search(r"[:：=(\[)\]]\s*$", tail)
    tail = re.sub(r"[\s:：=(\[)\]<>~∼]+$", "", tail)
    tail = re.sub(r"(?<=[가-힣])(?:은|는)$", "", tail).strip()
    if not tail or len(tail) > _LONGEST_LABEL:
        return None
    words = tail.split()
    for count in range(1, min(len(words), 6) + 1):
        label = " ".join(words[-count:]).lstrip("([<")
        if kind := _kind_of_label(label):
            if count != len(words) and _TOLD_OF.fullmatch(label):
                continue
            if count != len(words) and not marked and not _PERIOD_LABEL.search(label):
                return None
            longer = " ".join(words[-count - 1 :]).lstrip("([<")
            more = _kind_of_label(longer)
            return (more, longer) if more else (kind, label)
    return None


def _labelled(line: Line, unit: str, above: str, years: Years) -> Iterator[BoundDay]:
    end = 0
    for day in days_in(unit, years):
        prefix = unit[end : day.start]
        bound = _label_before(prefix)
        if bound is None and end == 0 and len(bare(prefix)) <= 2 and (kind := _kind_of_label(above)):
            bound = kind, above
        end = day.stop
        if bound:
            yield from _made(*bound, day, unit, line)
    for month in _MONTH.finditer(unit):
        if bound := _label_before(unit[: month.start()]):
            yield _in_month(*bound, month, line)


def _in_month(kind: EventKind, label: str, month: re.Match[str], line: Line) -> BoundDay:
    return BoundDay(kind, bullet_of(label.strip(" ・·"))[1], None, None, None, None, line, month[0].strip())


def _of_row(line: Line, years: Years) -> Iterator[BoundDay]:
    """The days in a row's cells, by the label inside, the cell to the left or the head of the column."""
    cells = line.row.texts if line.row else ()
    heads = line.table.rows[0].filled if line.table else ()
    for x, cell in enumerate(cells):
        days = days_in(cell, years)
        month = _MONTH.match(cell)
        if not (days or month) or len(cell) > _REACH:
            continue
        if inside := list(_labelled(line, cell, "", years)):
            yield from inside
            continue
        left = next((text for text in reversed(cells[:x]) if text), "")
        head = heads[x] if x < len(heads) else ""
        kind = _kind_of_label(left)
        if kind is None and (kind := _kind_of_label(head)):
            left = head if left[:1].isdigit() else f"{left} {head}".strip()
        if kind is None and bare(head) in _DAYS_HEAD:
            kind = next((found for word in left.split()[-1:] if (found := _kind_of_label(word))), None)
        if kind and len(days) <= 2:
            for day in days:
                yield from _made(kind, left, day, cell, line)
        if kind and month and not days:
            yield _in_month(kind, left, month, line)


def _told(line: Line, unit: str, years: Years) -> Iterator[BoundDay]:
    """Days bound by the verb of their own clause."""
    for sentence in sentences(unit):
        bounds = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
        days = days_in(sentence, years)
        for n, day in enumerate(days):
            begin = max(bound for bound in bounds if bound <= day.start)
            finish = min(bound for bound in bounds if bound >= day.stop)
            following = days[n + 1].start if n + 1 < len(days) else finish
            near = sentence[day.stop : min(finish, following, day.stop + _REACH)]
            if kind := _kind_told(sentence, sentence[begin : day.start], near, sentence[begin:finish], day, years):
                yield from _made(*kind, day, sentence, line)
        for month in _MONTH.finditer(sentence):
            if kind := _kind_in_month(sentence[: month.start()], sentence[month.end() :][:_REACH]):
                yield _in_month(*kind, month, line)


def _kind_in_month(before: str, near: str) -> tuple[EventKind, str] | None:
    """What happens in a month without a day: `12월 개최 예정인 ‘… 시상식’`, `시상식은 7월 초 … 열린다`."""
    if _GONE.search(before):
        return None
    named = re.search(r"시상식[은이]\s(?:오는\s)?$", before)
    if _CEREMONY_HELD.search(near) or _CEREMONY_PLANNED.match(near) or (named and _HELD.search(near)):
        return EventKind.CEREMONY, "시상식"
    return None


def _kind_told(
    sentence: str, before: str, near: str, clause: str, day: FoundDate, years: Years
) -> tuple[EventKind, str] | None:
    """What its clause says happens on a day: `before` and `near` are the clause's parts around it."""
    lasts = day.end_day is not None
    if lasts or _UNTIL.match(near) or _SINCE.match(near):
        if _SENDING.search(near) or _CONTEST_HELD.search(clause) or (lasts and _RUN.match(near) and "공모" in sentence):
            step = _HANDING_IN.match(near)
            return EventKind.OPENING, f"{step['what']} 제출" if step else "접수"
        if lasts and re.match(r"\s*\)", near) and re.search(r"공모전?[’”'」』]?\s?\($", before):
            return EventKind.OPENING, "접수"
        if not lasts:
            return None
    elif _JUDGED.match(near):
        return EventKind.JUDGING, "심사"
    if _CEREMONY_HELD.search(near):
        return EventKind.CEREMONY, "시상식"
    # What was announced some days ago is no date to tell of.
    if years.reference and day.day > years.reference and _RESULT_TOLD.search(before + near):
        return EventKind.RESULT, "결과 발표"
    return None


def days_in(text: str, years: Years) -> tuple[FoundDate, ...]:
    """The days in a text, a missing year put within reach of the release's date."""
    if years.reference is None:
        # Without a day of its own to be read against, 지난, 오는 and 다음 달 say nothing.
        marks = r"지난(?!\s?달)|오는|(?:(?:지난|다음|이번)\s?달|내달|이달)\s?\d{1,2}일"
        text = re.sub(marks, lambda said: " " * len(said[0]), text)
    found = [d for d in find_dates(text, years.near) if years.reference or d.weekday_agrees is not False]
    return tuple(day if _MARKED.match(text, day.start) else _within_reach(day, years) for day in found)


def with_months(text: str, reference: date | None) -> str:
    """The month put before a bare day: `20일 회관에서` is the last such day or, marked with 오는, the next one;
    `13일부터 내달 17일까지` begins in the month of the release."""
    if reference is None:
        return text
    text = _TODAY.sub(f"{reference.month}월 {reference.day}일", text)

    def month(match: re.Match[str]) -> str:
        day = int(match["day"])
        first = reference.replace(day=1)
        if match["since"]:
            return f"{first.month}월 {day}일"
        if match["mark"] == "오는" and day < reference.day:
            first = (first + timedelta(days=32)).replace(day=1)
        elif match["mark"] != "오는" and day > reference.day + 3:
            first = (first - timedelta(days=1)).replace(day=1)
        return f"{match['mark'] or ''} {first.month}월 {day}일".lstrip()

    return _BARE_DAY.sub(month, text)


def _within_reach(day: FoundDate, years: Years) -> FoundDate:
    if day.year_stated or years.reference is None:
        return day
    ahead = (day.day - years.reference).days
    step = 1 if ahead < _FARTHEST_BACK else -1 if ahead > _FARTHEST_AHEAD else 0
    first = _in_year(day.day, step)
    if not step or first is None or (day.weekday and weekday_name(first) != day.weekday):
        return day
    return replace(day, day=first, end_day=day.end_day and _in_year(day.end_day, step))


def _in_year(day: date, step: int) -> date | None:
    try:
        return day.replace(year=day.year + step)
    except ValueError:
        return None


def _made(kind: EventKind, label: str, day: FoundDate, text: str, line: Line) -> Iterator[BoundDay]:
    """The day with its hours; of entries a single day is their deadline or, in a sentence, their first day."""
    after = text[day.stop :]
    following = next((other.start for other in find_dates(after, date(2000, 1, 1))), len(after))
    inside = next(iter(find_times(text[day.start : day.stop])), None)
    behind = next(iter(find_times(after[: min(following, _HOUR_WITHIN)])), None)
    clock = inside or behind
    first: date | None = day.day
    last = day.end_day
    if kind is EventKind.OPENING and last is None:
        is_deadline = (
            _DUE.search(label) or _HANDED_IN.fullmatch(bare(label)) or re.search(r"[~∼～]\s*$", text[: day.start])
        )
        if is_deadline or _UNTIL.match(after):
            first, last = None, day.day
    label = bullet_of(label.strip(" ・·"))[1]
    if kind is EventKind.OPENING:
        # The hour that is printed beside the last day is the deadline's.
        until = behind or (inside if day.end_day is None else None)
        since = inside.at if inside and day.end_day else None
        yield BoundDay(kind, label, first, last, since, (until.end or until.at) if until else None, line)
        return
    yield BoundDay(kind, label, first, last, clock.at if clock else None, clock.end if clock else None, line)
