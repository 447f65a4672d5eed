"""Names of contests and events as they stand in titles, headings and quotes."""

from __future__ import annotations

import re

from knowledge.extract.lines import strip_brackets
from knowledge.hangul import squeeze
from knowledge.words.organizations import ministries

CONTEST_WORD = (
    r"(?:경진대회|공모전|공모|선발대회|개발자대회|경연대회|대회|챌린지|해커톤|어워드|어워즈|콘테스트|품평회|선발전|백일장|콩쿠르|포상|대상"
    r"|[가-힣]{2,}상)"
)
_QUOTED = re.compile(
    r"(?:(?P<year>20\d\d)년?도?\s)?"
    r"(?:『(?P<a>[^『』]{2,60})』|「(?P<b>[^「」]{2,60})」|｢(?P<c>[^｢｣]{2,60})｣"
    r"|‘(?P<d>[^‘’]{2,60})’|'(?P<e>[^']{2,60})'|“(?P<f>[^“”]{2,60})”)"
)
_YEAR = re.compile(r"^(?:(?P<full>20\d\d)|['’‘](?P<short>\d\d))\s?(?:년도?)?\s+")
_ROUND = re.compile(r"제\s?\d+\s?[회차]\s*")
EVENT_WORD = (
    r"(?:시상식|포상식|수여식|발대식|협약식|개막식|출범식|위촉식|기념식|개소식|준공식|착공식|선포식|토론회|간담회|설명회|공청회|세미나|포럼|심포지엄|콘퍼런스|컨퍼런스|워크숍"
    r"|박람회|전시회|경진대회|경연대회|경연|대회|챌린지|점검회의|전략회의|회의|협의회|캠페인|축제|포상|주간|행사|현장\s?점검)"
)
_GENERIC = re.compile(
    r"우수사례|경진대회|공모전|대회|시상식|포상식|포상|챌린지|선정|결과|최종|주요|수상|선정작|시상|개최|사례|제\d+[회차]|20\d\d년?도?|년도?"
)
_ANNEX = re.compile(r"^[<\[【(]?\s*(?:붙\s?임|참\s?고|별\s?첨)\s?\d{0,2}\s?[\]】>)]?\s*[.:]?\s*")


def quoted(text: str) -> list[tuple[int, str, str | None]]:
    """Everything in quotes or brackets: (position, words, year printed right before)."""
    found = []
    for match in _QUOTED.finditer(text):
        words = next(match[g] for g in "abcdef" if match[g])
        found.append((match.start(), words.strip(), match["year"]))
    return found


def year_of(name: str) -> int | None:
    """The year a name begins with, or carries before 년."""
    if match := _YEAR.match(name):
        return int(match["full"] or f"20{match['short']}")
    match = re.search(r"(20\d\d)년", name)
    return int(match[1]) if match else None


def series_of(name: str) -> str:
    """A contest's name without year, round and ministry: the same every year."""
    series = strip_brackets(_ROUND.sub("", _YEAR.sub("", name)).strip())
    for ministry in sorted(ministries(), key=len, reverse=True):
        if series.startswith(f"{ministry} ") and len(series) > len(ministry) + 4:
            series = series[len(ministry) :].strip()
            break
    return strip_brackets(_ROUND.sub("", _YEAR.sub("", series)).strip()) or name


def distinctive(name: str) -> str:
    """What sets one contest apart from others: its name, squeezed, without the words that all of them share."""
    return squeeze(_GENERIC.sub("", name))


def without_annex(text: str) -> str:
    """A heading without `붙임 1` before and `개요` behind, and without enclosing quotes."""
    text = re.sub(r"\s*(?:개\s?요|계획(?:안|\(안\))?)\s*$", "", _ANNEX.sub("", text)).strip()
    return strip_brackets(text)
