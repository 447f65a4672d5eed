"""Grades and prizes: 최우수, 금상, 국무총리표창, and those of fancy names in no list."""

from __future__ import annotations

import re

from knowledge.extract.lines import bare, bullet_of, strip_brackets
from knowledge.words.organizations import CHIEF

# Who gives it, and what it is called: 대통령상, 해맑음부장관표창, 최우수, 금상.
_GIVER = rf"(?:대통령|국무총리|부총리|[가-힣]{{0,12}}(?:{CHIEF}|차장|기관장|시장))"
GRADE = (
    rf"(?:(?:최우수|우수|장려|특별|대|금|은|동|입|으뜸|버금|최고|노력|인기|격려|참가|본|가작)상|최우수"
    rf"|우수|장려|특별|입선|가작"
    rf"|{_GIVER}\s?(?:상장?|표창|포상)|[1-5]등급?|[1-9]위|[가-힣]{{2,8}}[부처청원]\s?(?:표창))"
)
_GRADE = re.compile(
    rf"{GRADE}(?:\({GRADE}\)|{GRADE})?|(?:최우수|우수|장려)(?:팀|작|기관|사례|과제|부서|제안|공무원"
    rf"|직원)|[SABC]등급|훈장|포장"
)
_PRIZE = re.compile(r".{1,14}(?:상|표창|훈장|포장|위|등|등급|작|입선)(?:\(.{1,14}\))?")
_NO_PRIZE = re.compile(r".*(?:이상|대상자|해당|향상|현상|이하|보상|시작|제작)")
# What an inspection or an evaluation finds.
_VERDICT = re.compile(r"미흡|보통|불량|부진|양호|부적합|적합|위반|미달|탁월")
_HALF = re.compile(r"상반기|하반기")
_HEADING_GRADE = re.compile(
    rf"(?P<grade>(?:[가-힣]{{2,12}}\s)?{_GIVER}\s?(?:상장?|표창|포상)|{GRADE}(?:\({GRADE}\))?|[가-힣]{{1,5}}상)(?:작|기관|팀|(?<!^우수)사례)?\s*(?:$|[(:,\-–]|\d)"
)
_TRACK = re.compile(r"(?P<track>.{2,30}?(?:분야|부문|유형|영역|트랙|리그))(?:\s?\(.*\))?")


def uncounted(grade: str) -> str:
    """A grade without how many won it: `우수(2)`, `대상(1팀)`."""
    return re.sub(r"\s?\(\d+\s?[가-힣]{0,2}\)$", "", grade)


def is_grade(text: str) -> bool:
    """Whether a cell is a usual grade (최우수, 대상, 장관상 …), also with its number of winners (우수(2))."""
    return bool(_GRADE.fullmatch(uncounted(bare(text))))


def is_prize(squeezed: str) -> bool:
    """Whether a text without spaces may be a prize where prizes are expected: a usual grade, or any …상."""
    squeezed = uncounted(squeezed)
    return bool(_GRADE.fullmatch(squeezed) or (_PRIZE.fullmatch(squeezed) and not _NO_PRIZE.fullmatch(squeezed)))


def is_verdict(squeezed: str) -> bool:
    """Whether a text without spaces is a finding that no prize is given for (미흡, 양호)."""
    return bool(_VERDICT.fullmatch(squeezed))


def is_half(text: str) -> bool:
    """Whether a cell is 상반기 or 하반기."""
    return bool(_HALF.fullmatch(bare(text)))


def grade_of_heading(heading: str) -> str | None:
    """The grade that a heading such as `최우수상 (3건)` gives to all rows of a table without a grade column."""
    text = strip_brackets(bullet_of(strip_brackets(heading.strip()))[1])
    match = _HEADING_GRADE.match(text)
    return match["grade"] if match and len(text) < 30 else None


def track_of_heading(heading: str) -> str | None:
    """The track that a heading such as `① 제품 개발 부문 (3건)` gives to all rows of a table without one."""
    match = _TRACK.fullmatch(strip_brackets(bullet_of(strip_brackets(heading.strip()))[1]))
    return match["track"] if match else None
