"""Names of contests and events as they stand in titles, headings and quotes."""

from __future__ import annotations

import re

from knowledge.extract.lines import strip_brackets
from knowledge.hangul import squeeze
from knowledge.words.kinds import SHARED_WORDS
from knowledge.words.organizations import ministries

# Marks that open and close alike hold whole brackets: `(김해 / '첫 시) 우수상은 (논산 / '둘째 시')` quotes one work.
_QUOTED = re.compile(
    r"(?:(?P<year>20\d\d)년?도?\s)?"
    r"(?:『(?P<a>[^『』]{2,60})』|「(?P<b>[^「」]{2,60})」|｢(?P<c>[^｢｣]{2,60})｣|‘(?P<d>[^‘’]{2,60})’|“(?P<f>[^“”]{2,60})”"
    r"|'(?P<e>(?:[^'()]|\([^'()]*\)){2,60})'|`(?P<g>(?:[^`()]|\([^`()]*\)){2,60})`"
    r"|\"(?P<h>(?:[^\"()]|\([^\"()]*\)){2,60})\")"
)
_YEAR = re.compile(r"^(?:(?P<full>20\d\d)|['’‘](?P<short>\d\d))\s?(?:년도?)?\s+")
_ROUND = re.compile(r"제\s?\d+\s?[회차]\s*")
_GENERIC = re.compile(rf"{'|'.join(SHARED_WORDS)}|결과|최종|주요|수상|개최|제\d+[회차]|20\d\d년?도?|년도?")
_ANNEX = re.compile(r"^[<\[【(]?\s*(?:붙\s?임|참\s?고|별\s?첨)\s?\d{0,2}\s?[\]】>)]?\s*[.:]?\s*")


def quoted(text: str) -> list[tuple[int, str, str | None]]:
    """Everything in quotes or brackets: (position, words, year printed right before)."""
    found = []
    for match in _QUOTED.finditer(text):
        words = next(match[g] for g in "abcdefgh" if match[g])
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
