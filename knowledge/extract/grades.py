"""Grades and prizes: 최우수, 금상, 국무총리표창, and those of fancy names in no list."""

from __future__ import annotations

import re

from knowledge.extract.lines import bare
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
_HALF = re.compile(r"상반기|하반기")


def is_grade(text: str) -> bool:
    """Whether a cell is a usual grade (최우수, 대상, 장관상 …)."""
    return bool(_GRADE.fullmatch(bare(text)))


def is_half(text: str) -> bool:
    """Whether a cell is 상반기 or 하반기."""
    return bool(_HALF.fullmatch(bare(text)))
