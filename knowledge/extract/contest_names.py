"""What title and lead call the contest or award that a release is about."""

from __future__ import annotations

import re

from knowledge.extract.lines import Line
from knowledge.extract.names import CONTEST_WORD, EVENT_WORD, quoted, year_of
from knowledge.hangul import squeeze

__all__ = ["named_contests"]

_WORDS = r"(?:[가-힣A-Za-z0-9·’‘'()&+…-]{1,20}\s){0,5}"
_HELD = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{0,20}}(?:경진대회|공모전|챌린지|해커톤|경연대회|어워드))(?:을|를)\s"
    r"(?:개최|실시|진행|추진|열)"
)
# Chosen without a contest's name: 적극행정 우수사례 10건을 선정, 우수공무원 선발.
_CHOSEN = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣·]{{0,12}}(?:우수\s?(?:사례|공무원|직원|과제)|특별성과|유공자))"
    r"(?:\s?\(?\d+\s?(?:건|명|개|점|곳)\)?)?(?:을|를|이|가)?\s(?:최종\s)?(?:선정|선발|시상"
    r"|포상)(?!\s?(?:기준|절차|위원))"
)
_TITLED = re.compile(
    rf"(?<!\S)(?P<name>{_WORDS}[가-힣A-Za-z0-9·]{{0,20}}(?:경진대회|공모전|해커톤|경연대회))(?=\s|[,…·]|$)"
)
# Words that end in 상 and are no award, and prizes that belong to some other contest.
_NO_AWARD = re.compile(
    r"(?<![가-힣])(?:보|이|정|세|일|향|영|현|인|협|비|해|육|증|상|조|지|예|회|위|통|화|중|부|형|단|책"
    r"|의|관|감|망|환|명|법|기|항|사|신|외|가|국제|전|재)상$"
    r"|(?:피해|손실|손해|재해|생활)\s?보상$|(?:이상|기상|가격|임금|요금)(?:현상|인상|향상|예상)$"
    r"|(?:장관|청장|처장|위원장|총리|대통령|원장|이사장|시장|지사)상$"
)
_WORD_BEFORE = re.compile(
    r"(?:[을를은는이가에의로]|에서|위해|위하여|하고|하는|하여|으로|하며|통해|대한|열린|오전|오후|\d일"
    r"|\(.\)|[,!?…]|장관|청장|와|과)$"
)
# What follows the name of an award in quotes, and names that are an honour themselves.
_AWARDED = re.compile(
    r"(?:의|에\s대한)?\s?(?:[가-힣]{1,4}\s)?(?:시상식|수여식|인증식|선정식|수상[작자]|당선작|선정작|선정\s결과)"
)
_OF_YEAR = re.compile(r"(?:20)?\d\d년?도?\s|제\s?\d+\s?[회차]")
_PRIZED = re.compile(
    r"(?:을|를|에서|의|에)\s[^.]{0,80}(?:시상|수상|순위|우수\s?(?:사례|작|상)|최우수|당선|입상|대상을)"
    r"|\s?(?:\(?총\s)?\d[\d,]*\s?(?:개\s?)?[가-힣]{1,3}(?:을|를)\s(?:최종\s)?(?:선정|선발|시상)"
)
_OTHER = re.compile(rf"(?:사업|제도|프로그램|교육|정책|방안|계획|대책|로드맵|법|조사|평가|통계|{EVENT_WORD})$")
_HONOUR = re.compile(
    r"(?:\d{1,2}월|이달|올해)의\s.{2,14}|.*(?:명장|명인|장인|달인|지킴이|으뜸|모범|자랑스러운|최우수|최고의|올해의|이달의).*"
)
_GIVEN = re.compile(r"시상|수상|선정|선발|뽑|지킴이")
# The target of a measure, a learned society's meeting, a relay of photographs.
_NO_CONTEST = re.compile(
    r"(?:지원|적용|조사|교육|점검|참여|신청|수혜|감면|과세|규제|관리|보호|평가|공모|선정)\s?대상$"
    r"|학술대회$|체육대회$|선수권대회$"
)


def named_contests(titles: list[Line], body: tuple[Line, ...]) -> list[tuple[str, int | None, Line]]:
    """Names with their year and line: the quoted ones of the first line that has any, else the one held or chosen."""
    named = next((found for line in [*titles, *body[:6]] if (found := _names(line))), [])
    if not named:
        lead = [(_HELD, line) for line in body[:6]] + [(_CHOSEN, line) for line in [*body[:3], *titles]]
        lead += [(_TITLED, line) for line in titles]
        named = next(([held] for pattern, line in lead if (held := _unquoted(pattern, line))), [])
    return named


def _unquoted(pattern: re.Pattern[str], line: Line) -> tuple[str, int | None, Line] | None:
    """A name that stands without quotes: back to the last word that ends in a particle."""
    if (match := pattern.search(line.text)) is None:
        return None
    words = match["name"].split(" ")
    start = max((i + 1 for i, word in enumerate(words[:-1]) if _WORD_BEFORE.search(word)), default=0)
    name = re.sub(r"유공자$", "유공자 포상", " ".join(words[start:]).replace("…", ""))
    return (name, year_of(name), line) if len(squeeze(name)) > 4 else None


def _names(line: Line) -> list[tuple[str, int | None, Line]]:
    found = []
    for at, words, year in quoted(line.text):
        name = re.sub(r"(?<=포상)식$", "", words)
        if re.search(r"[.!?]", name) or len(name) < 4 or _NO_CONTEST.search(name):
            continue
        behind = line.text[line.text.index(words, at) + len(words) + 1 :]
        is_awarded = _AWARDED.match(behind) or (
            _OF_YEAR.match(name) and _PRIZED.match(behind) and not _OTHER.search(name)
        )
        is_honour = _HONOUR.fullmatch(name) and _GIVEN.search(line.text)
        if not (is_awarded or is_honour or re.search(rf"{CONTEST_WORD}$", name)):
            continue
        if name.endswith("챌린지") and re.search(r"동참|캠페인|인증|릴레이|지목|실천", line.text):
            continue
        if (
            name.endswith("상")
            and not name.endswith("포상")
            and (_NO_AWARD.search(name) or not re.search(r"시상|수상|수여|선정|상을", line.text))
        ):
            continue
        if year:
            name = f"{year}년 {name}"
        found.append((name, year_of(name) or (int(name[:4]) if re.match(r"20\d\d\s", name) else None), line))
    return found
