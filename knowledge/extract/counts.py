"""How many entries came in and how many were chosen, where prose says so."""

from __future__ import annotations

import re

from knowledge.extract.lines import Doubts, Line
from knowledge.extract.stages import number

__all__ = ["received_in", "selected_in", "winners_in"]

_N = r"(?P<n>\d[\d,]*)\s?(?P<thousand>천|만)?여?\s?(?P<unit>건|점|편|개\s?팀|팀|개\s?사|작품|개\s?과제|개|명)"
# Other years, running totals and plans are not this year's counts.
_OTHER = re.compile(r"누적|지난해|작년|전년|첫\s?회|역대\s?누|까지\s총|그간|그동안")
_RECEIVED = (
    re.compile(
        rf"{_N}(?:\s?이상)?(?:의|이|가)?\s?[^.\d]{{0,14}}?(?:접수(?:되|됐|받|했)|접수|응모(?:되|했|하|작)|출품(?:되|됐|했)|제출(?:되|됐|했|하)|제안(?:되|됐))"
    ),
    re.compile(rf"(?:접수|응모|출품|추천)(?:된|한|받은)\s?(?:총\s?)?{_N}"),
    re.compile(rf"(?:총|모두)\s?{_N}(?:이|가)?\s?(?:참여|참가|응모|출품|접수)"),
)
_CHOSEN = r"(?:선정|선발|수상|시상|포상|수여|뽑)"
_SELECTED = (
    re.compile(
        rf"(?:최종|총)\s?(?:적으로\s)?{_N}(?!\s?(?:내외|의\s?(?:공로자|직원|참가)))(?:\([^)]*\))?[^.,→\d]{{0,20}}?{_CHOSEN}"
    ),
    re.compile(rf"{_CHOSEN}된\s{_N}(?!\s?내외)"),
    re.compile(rf"(?:우수사례|우수작|수상작|수상자|과제|작품)\s?{_N}(?:을|를|이|가)?\s?(?:최종\s?)?{_CHOSEN}"),
    re.compile(rf"{_N}(?:의)?\s?(?:우수사례|우수작|수상작|국정과제|과제|작품)[^.,]{{0,24}}?{_CHOSEN}"),
)
_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_SELECTED_IN_WORDS = re.compile(
    rf"(?P<n>{'|'.join(_WORDS)})\s?(?:가지|건의|개의)\s?(?:우수\s?)?(?:성과|사례|과제|작품)[^.,]{{0,6}}?{_CHOSEN}"
)
_WINNERS = re.compile(
    r"(?P<who>(?:\d[\d,]*(?:개|명|팀)[^,.\d]{0,20}?(?:와|과|및|,)\s?)*\d[\d,]*(?:개|명|팀)(?:의)?\s?[가-힣·]{1,12}?)(?:에게|에)\s?"
    r"(?P<prize>[가-힣]{0,10}(?:표창|상장|훈장|포장|상))(?:을|를)?\s?(?:수여|시상)"
)


def _value(match: re.Match[str]) -> int:
    return number(match["n"]) * {"천": 1000, "만": 10_000}.get(match["thousand"] or "", 1)


def _clauses(text: str) -> list[str]:
    return [clause for clause in re.split(r"(?<=다)\.\s|(?<=며),?\s|(?<=으며)\s", text) if clause]


def _best(
    lines: tuple[Line, ...], patterns: tuple[re.Pattern[str], ...], what: str, doubts: Doubts
) -> tuple[int, str] | None:
    """The count by the strongest pattern that says one; several different ones are a doubt, not a choice."""
    for pattern in patterns:
        found: dict[int, tuple[str, Line]] = {}
        for line in lines:
            for clause in _clauses(line.text):
                for match in pattern.finditer(clause):
                    if _OTHER.search(clause, clause.rfind(", ", 0, match.start()) + 1, match.end()):
                        continue
                    found.setdefault(_value(match), (match["unit"].replace(" ", ""), line))
        if len(found) > 1 and pattern is patterns[0]:
            counts = ", ".join(f"{n}{unit}" for n, (unit, _) in found.items())
            doubts.add(
                next(iter(found.values()))[1].number, f"{what} 수가 여러 가지로 적혀 있어 읽지 않았어요({counts})."
            )
            return None
        if len(found) == 1:
            value, (unit, _) = next(iter(found.items()))
            return value, unit
    return None


def received_in(lines: tuple[Line, ...], doubts: Doubts) -> tuple[int, str] | None:
    """(count, unit) of this year's entries."""
    return _best(lines, _RECEIVED, "접수", doubts)


def selected_in(lines: tuple[Line, ...], doubts: Doubts) -> tuple[int, str] | None:
    """(count, unit) of what was finally chosen."""
    if found := _best(lines, _SELECTED, "선정", doubts):
        return found
    for line in lines:
        if match := _SELECTED_IN_WORDS.search(line.text):
            return _WORDS[match["n"]], "건"
    return None


def winners_in(lines: tuple[Line, ...]) -> str | None:
    """Who won, in words: `4개 센터·부서와 32명의 직원에 장관표창 수여`."""
    for line in lines:
        if match := _WINNERS.search(line.text):
            return f"{match['who'].strip()}, {match['prize']}"
    return None
