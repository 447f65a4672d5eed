"""A person to call while a release is read, and how names, ranks and phone numbers look."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.extract.lines import Line, bare

__all__ = ["EXTENSIONS", "NAME", "PHONE", "RANK", "Group", "Person", "is_rank"]

PHONE = re.compile(r"(?<!\d)(0\d{1,2})\s?[-.)·]\s?(\d{3,4})\s?[-.·]\s?(\d{4})(?!\d)")
EXTENSIONS = re.compile(r"(?:\s*[,/~]\s*(\d{4}))+(?!\d)")
RANK = re.compile(
    r"(?:과|국|실|팀|부|차|처|소|원|청|지청|센터|본부|사업|파트|그룹|단|반|계)장|(?:사무|서기|주무|연구|감독|이사|부이사|조사|전문|기술서기|행정|공업|시설|방역|장학|정책|비서|심의|기획|심사)관"
    r"|[가-힣]{0,6}(?:담당관|연구사|연구원|위원|컨설턴트|매니저|대리|주임|조정관|감독관)|담당|담당자|대리|과장보?|팀원|직원|계장|간사|경[위감정사장]|소[령방위경]|주사"
)
NAME = re.compile(r"[가-힣]{2,4}")


@dataclass(slots=True)
class Group:
    """People of one department, whose name may stretch over the rows of its people."""

    pieces: list[str] = field(default_factory=list)
    skipped: bool = False


@dataclass(slots=True)
class Person:
    """Someone to call, with the group whose department is theirs and the line they stand on."""

    group: Group
    role: str | None
    rank: str | None
    name: str
    phone: str | None
    line: Line


def is_rank(word: str) -> bool:
    """Whether a word is a rank (과장, 사무관, 책임컨설턴트)."""
    return bool(RANK.fullmatch(bare(word)))
