"""What a contest offers and who may enter: the printed phrase for the prize, and for those who are eligible."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extract.lines import Line, bare, units_of
from knowledge.words.kinds import CONTEST_NOUN, EARLIER

_MONEY = r"\d[\d,.]*\s?(?:(?:천|백)?\s?(?:만|억)\s?|천\s?)?(?:\d[\d,]*\s?(?:천|백)?\s?만\s?)?원"
_SPAN = rf"(?:{_MONEY}|\d[\d,]*\s?(?:천|백)?\s?만원?)(?:\s?[~∼～-]\s?{_MONEY})?"
_PRIZE_NOUN = r"(?:상금|시상금|포상금|부상|경품|문화상품권|상품권|지원금|국비|사업비)"
# In the order of what staff mean by "the prize": the total, the top prize, any prize, a grant.
_PRIZES = (
    re.compile(
        rf"총\s?(?:시\s?|포)?상금\s?(?:은|이|:|：)?\s?(?:총\s?|약\s?)?{_SPAN}(?:\s?상당)?|총\s?{_SPAN}(?=(?:의|\s규모의|\s상당의)?\s?(?:상금|시상금|포상금))"
    ),
    re.compile(
        rf"시\s?상\s?(?:금|내\s?역|계\s?획|규\s?모)?\s?[:：(]\s?(?:[^,.]{{0,14}},\s?)?(?:시상금\s|부상\s)?총?\s?{_SPAN}(?:\s상당)?"
    ),
    re.compile(
        rf"(?:대상|1등|최우수상?|금메달)\s?(?:\([^()]{{0,12}}\))?\s?(?:\d\s?[명팀점편인]?\s?)?[:(]?\s?"
        rf"(?:\([^()]*?{_SPAN}\)|(?:에는\s[^,.]{{2,24}}?)?(?:상금\s?)?{_SPAN}\)?)"
    ),
    re.compile(rf"(?:{_PRIZE_NOUN}|부상)\s?{_SPAN}\s?상당"),
    re.compile(rf"(?:시|포)?상금\s?(?:은|이|으로|:|：)?\s?(?:각각?\s?|최대\s?|최고\s?|총\s?)?{_SPAN}"),
    re.compile(rf"(?:각각?\s?|최대\s?|최고\s?|총\s?)?{_SPAN}(?:\s?까지)?(?:의|\s?상당의|\s?상당)?\s?{_PRIZE_NOUN}"),
    re.compile(rf"(?:(?:개소|기관|기업|팀|과제|곳)당\s)?(?:최대\s)?{_SPAN}(?=(?:의|을|를)?\s?(?:국비|지원|사업비))"),
)
_EARLIER = re.compile(EARLIER)
# Money is given for much: a prize is spoken of where entries or winners are.
_OF_CONTEST = re.compile(
    rf"{CONTEST_NOUN}|공모|대회|참[가여]|응모|출품|제출|접수|신청|상금|시상|수상|당선|선정|[가-힣]상|최우수|대상|[1-3]등"
)
_FINE = re.compile(r"벌금|과태료|범칙금|예산|부담|매출|융자|대출")

_ELIGIBLE_LABEL = re.compile(
    r"[(\[<]?(?:(?:응모|참가|참여|지원|공모|신청|모집|출품)?\s?자\s?격|(?:응모|참가|참여|공모|신청|출품)\s?대\s?상)(?:요건)?\s?[)\]>]?\s?[:：]?\s*(?P<who>\S.{3,80})"
)
_ELIGIBLE_ALONE = re.compile(r"(?:응모|참가|참여|지원|공모|신청|출품)(?:자격|대상)[:：]?")
# `응모자격 : 누구나 4. 출 품 수 : …`, `대 상 : 전국 청소년 작품형식 : …`: the next label ends the value.
_NEXT_LABEL = re.compile(r"\s(?:\d{1,2}\.\s)?[가-힣]{1,2}(?:\s?[가-힣]){1,5}\s?[:：]\s|\s\d{1,2}\.\s")
_WHOEVER = re.compile(
    r"(?P<who>(?:[가-힣A-Za-z0-9()·,\-~]+\s){0,6}?[가-힣A-Za-z()·]+(?:이라면|이면|라면|면)?\s?누구나(?:\s?제한\s?없이)?)"
    r"(?!\s(?:\S+\s)?(?:이용|사용|활용|쓸|볼|보고|들을|즐길|누릴|찾을|방문|관람|내려받|검색|접속))"
)
_AIMED = re.compile(r"(?:공모|공모전|대회|모집)[은는]\s(?P<who>[^,.]{4,50}?)(?:을|를)\s대상으로")
_LEADING = re.compile(
    r"^(?:또한|한편|이번|올해|그리고|더불어)\s|^.*며,\s|^.*(?:는|은|을|를|이|가|며|고|해|여|로)\s(?=\S+\s?(?:\S+\s)?누구나)"
)


def prize_of(lines: tuple[Line, ...]) -> str | None:
    """The printed phrase for what the winners get: the total, else the top prize, else what is said of a prize."""
    units = _units(lines)
    for pattern in _PRIZES:
        for unit in (unit for unit in units if _OF_CONTEST.search(bare(unit))):
            for found in pattern.finditer(unit):
                clause = unit[max(0, found.start() - 25) : found.end() + 10]
                if not _FINE.search(clause):
                    return found[0].strip(" :")
    return None


def eligibility_of(lines: tuple[Line, ...]) -> str | None:
    """The printed phrase for who may enter: under a label, else `… 누구나`, else whom the call is aimed at."""
    units = _units(lines)
    for unit, following in zip(units, [*units[1:], ""], strict=True):
        text = re.sub(r"^[^가-힣(\[<]+", "", unit)
        if label := _ELIGIBLE_LABEL.match(text):
            return _NEXT_LABEL.split(label["who"])[0].strip()
        if _ELIGIBLE_ALONE.fullmatch(bare(text)) and len(following) > 5:
            return re.sub(r"^[^가-힣A-Za-z0-9(]+", "", following)
    for pattern in (_WHOEVER, _AIMED):
        for unit in units:
            if found := pattern.search(unit):
                who = found["who"].strip()
                return _LEADING.sub("", who) if pattern is _WHOEVER else who
    return None


def _units(lines: tuple[Line, ...]) -> list[str]:
    """All that is said, but for what is of an earlier edition."""
    return [unit for line in lines for unit in _texts(line) if not _EARLIER.search(unit)]


def _texts(line: Line) -> Iterator[str]:
    if line.row is not None:
        yield " ".join(text for text in line.row.texts if text)
    else:
        for unit in units_of(line):
            yield from re.split(r"(?<=\S)\s(?=\d{1,2}\.\s[가-힣]{2})|(?<=[가-힣\d)])\s(?=대\s상\s?:)", unit)
