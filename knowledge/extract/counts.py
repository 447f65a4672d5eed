"""How many entries came in and how many were chosen, where prose says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extract.grades import GRADE
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.stages import number

__all__ = ["received_in", "selected_in", "winners_in"]

_N = (
    r"(?<![\d,.])(?P<n>\d[\d,]*)\s?(?P<thousand>천|만)?여?\s?(?P<unit>건|점|편|개\s?팀|팀|개\s?사|작품"
    r"|개\s?과제|개\s?기관|개소|개|명|곳)(?!\s?보다|\s?에서|당)"
)
# Other years, running totals and plans are not this year's counts; nor are those of another scheme.
_OTHER = re.compile(
    r"누적|지난해|작년|전년|첫\s?회|역대\s?누|까지\s총|그간|그동안|\d{4}년(?:부터|에도)|바\s있"
    r"|[‘「“][^’」”]{2,40}(?:사업|제도|프로그램|교육|지원금)[’」”]"
)
_COMPARED = re.compile(
    r"(?:지난해|작년|전년|첫\s?회|’?\d\d년|20\d\d년)(?:[^()]{0,12}\([^()]*\)"
    r"|[^.,()]{0,12}?\d[\d,]*\s?\S{1,3}?(?:보다|대비|에서|에\s비해))"
)
_GRADED = re.compile(rf"{GRADE}(?:\([^()]*\))?\s?\(?(?:각\s)?$")
_ENTERED = r"(?:접수|응모|출품|제출|투고|(?:참가\s?)?신청)"
_RECEIVED = (
    re.compile(
        rf"{_N}(?:\s?이상)?(?:의|이|가|을|를)?\s?[^.\d]{{0,14}}?(?:접수(?!처|증|기간|번호)|응모(?:되|됐|했"
        rf"|하|한|작|해)|출품(?:되|됐|했|해|한)"
        r"|제출(?:되|됐|했|하|해|한)|제안(?:되|됐)|투고|신청(?:했|하였|해|되|됐|이\s|서를)|들어[왔온와]"
        r"|도전|참가했|모였)"
    ),
    re.compile(rf"(?:접수|응모|출품|추천|제출|신청)(?:된|한|받은|하신)\s?(?:총\s?)?(?:[가-힣]{{1,6}}\s)?{_N}"),
    re.compile(rf"(?:총|모두)\s?{_N}(?:이|가)?\s?(?:참여|참가|응모|출품|접수)"),
    re.compile(rf"{_N}(?:의)?\s?(?:추천|응모|접수|제출|출품)[^.,\d]{{0,8}}\s(?:중|가운데)"),
    re.compile(rf"(?:총|전체|모두)\s?{_N}(?:의\s[가-힣]{{1,6}})?\s?(?:중|가운데)"),
)
_CHOSEN = r"(?:선정|선발|수상|시상|포상|수여|뽑|입상)"
_SELECTED = (
    re.compile(
        rf"(?:최종|총)\s?(?:적으로\s)?{_N}(?!\s?(?:내외|중|가운데|의\s?(?:공로자|직원"
        rf"|참가)))(?:\([^)]*\))?[^.,→\d]{{0,20}}?{_CHOSEN}"
    ),
    re.compile(rf"{_N}(?:을|를|이|가)?\s최종\s?(?:적으로\s)?{_CHOSEN}"),
    re.compile(rf"{_CHOSEN}된\s{_N}(?!\s?내외)"),
    re.compile(
        rf"(?:우수사례|우수작|수상작|당선작|수상자|유공자|과제|작품|공무원|직원)\s?{_N}(?:을|를|이"
        rf"|가)?\s?(?:최종\s?)?(?:{_CHOSEN}|발표)"
    ),
    re.compile(
        rf"{_N}(?:의|을|를|이|가)?\s?(?:우수사례|우수작|수상작|국정과제|과제|작품|우수공무원)[^.,]{{0,24}}?{_CHOSEN}"
    ),
    re.compile(rf"{_N}(?:을|를|이|가)\s{_CHOSEN}"),
    re.compile(rf"{_N}\s[가-힣·]{{1,10}}(?:을|를|이|가)\s(?:최종\s)?{_CHOSEN}"),
    re.compile(rf"유공자\s?{_N}(?:에게)?\s[^.]{{0,20}}{_CHOSEN}"),
)
_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_SELECTED_IN_WORDS = re.compile(
    rf"(?P<n>{'|'.join(_WORDS)})\s?(?:가지|건의|개의)\s?(?:우수\s?)?(?:성과|사례|과제|작품)[^.,]{{0,6}}?{_CHOSEN}"
)
_BY_GRADE = re.compile(
    rf"(?P<grade>{GRADE})(?:\([가-힣 ]{{2,14}}\))?\s?\(?(?:각\s)?(?P<n>\d{{1,3}})\s?(?P<unit>건|점|편|개?\s?팀|명|개)"
)
_PLANNED = re.compile(r"예정|계획|모집|(?:선정|시상|수여|선발)(?:한다|할|해\s|하여\s)|드린다|만\s?원")
_WINNERS = re.compile(
    r"(?P<who>(?:\d[\d,]*(?:개|명|팀)[^,.\d]{0,20}?(?:와|과|및|,)\s?)*\d[\d,]*(?:개|명"
    r"|팀)(?:의)?\s?[가-힣·]{1,12}?)(?:에게|에)\s?"
    r"(?P<prize>[가-힣]{0,10}(?:표창|상장|훈장|포장|상))(?:을|를)?\s?(?:수여|시상)"
)
# Who came to a ceremony is no entry.
_ATTENDED = re.compile(r"시상식|발대식|포럼|토론회|간담회|행사에|참석")


def _value(match: re.Match[str]) -> int:
    return number(match["n"]) * {"천": 1000, "만": 10_000}.get(match["thousand"] or "", 1)


def _clauses(text: str) -> list[str]:
    told = _COMPARED.sub(" ", text)
    return [clause for clause in re.split(r"(?<=다)\.\s|(?<=며),?\s|(?<=으며)\s", told) if clause]


def _best(
    lines: tuple[Line, ...], patterns: tuple[re.Pattern[str], ...], what: str, doubts: Doubts
) -> tuple[int, str] | None:
    """The count by the strongest pattern that says one; several different ones are a doubt, not a choice."""
    clauses = [(line, clause) for line in lines for clause in _clauses(line.text) if re.search(r"\d", clause)]
    for pattern in patterns:
        found: dict[int, tuple[str, Line]] = {}
        for line, match in _matches(clauses, pattern, what):
            found.setdefault(_value(match), (match["unit"].replace(" ", ""), line))
        if len(found) > 1:
            # Works count where the people who sent them are counted beside them.
            found = {n: (unit, line) for n, (unit, line) in found.items() if unit != "명"} or found
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


def _matches(
    clauses: list[tuple[Line, str]], pattern: re.Pattern[str], what: str
) -> Iterator[tuple[Line, re.Match[str]]]:
    for line, clause in clauses:
        for match in pattern.finditer(clause):
            said = clause[clause.rfind(", ", 0, match.start()) + 1 : match.end()]
            if _OTHER.search(said) or _GRADED.search(clause[: match.start("n")]):
                continue
            if what == "접수" and match["unit"] == "명" and _ATTENDED.search(clause):
                continue
            yield line, match


def received_in(lines: tuple[Line, ...], doubts: Doubts) -> tuple[int, str] | None:
    """(count, unit) of this year's entries."""
    return _best(lines, _RECEIVED, "접수", doubts)


def selected_in(lines: tuple[Line, ...], doubts: Doubts) -> tuple[int, str] | None:
    """(count, unit) of what was finally chosen; the sum of the grades where each is counted and no total is said."""
    if found := _best(lines, _SELECTED, "선정", doubts):
        return found
    for line in lines:
        if match := _SELECTED_IN_WORDS.search(line.text):
            return _WORDS[match["n"]], "건"
    for line in lines:
        for clause in _clauses(line.text):
            counts = {match["grade"]: match for match in _BY_GRADE.finditer(clause)}
            if len(counts) > 1 and not _PLANNED.search(clause) and not _OTHER.search(clause):
                return sum(int(match["n"]) for match in counts.values()), next(iter(counts.values()))["unit"].replace(
                    " ", ""
                )
    return None


def winners_in(lines: tuple[Line, ...]) -> str | None:
    """Who won, in words: `4개 센터·부서와 32명의 직원에 장관표창 수여`."""
    for line in lines:
        if match := _WINNERS.search(line.text):
            return f"{match['who'].strip()}, {match['prize']}"
    return None
