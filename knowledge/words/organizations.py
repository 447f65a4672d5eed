"""Names of ministries and of the labour ministry's agencies, from organizations.toml beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import Levenshtein

from knowledge.hangul import squeeze, to_jamo

PUBLIC_END = "(?:부|처|청|위원회|공단|공사)"
"""What the name of a ministry or of a public body ends in; 원 too, but that is also 직원 and 의원."""
BODY_END = rf"(?:{PUBLIC_END}|진흥원|연구원|평가원|교육원|정보원|재단|은행|대학교|박물관|과학관|병원|공제회|협회)"
TOWN_END = "(?:특별시|광역시|특별자치[시도]|[남북]도|경기도|시|군|구)"
UNIT_END = "(?:과|팀|관|국|실|부|청|처|원|단|센터|회|소|공사|재단|은행|대학|학교|지사|TF|시|도|군|구)"
"""What the name of a body or of a part of one ends in."""
OFFICE_ENDS = tuple(
    "지청 시청 도청 구청 군청 노동청 국세청 지방청 교육청 경찰청 경찰서 소방서 법원 공단 공사 재단 진흥원 개발원 연구원"
    " 교육원 관리원 협회 대학교".split()
)
"""Ends that no other word has."""
ORGANIZATION_ENDS = (
    "위원회",
    *OFFICE_ENDS,
    *"담당관실 담당관 관실 정책관 정책실 정책국 정책과 기획과 지원과 관리과 총괄과 감독과 복지과 보험과 개발과".split(),
    *"협력과 예방과 운영과 상담과 홍보과 인사과 총무과 감사과 회계과 법무과 재정과".split(),
)
"""Ends that say what it is, so that a slip which makes another of them makes another name."""
CHIEF = (
    "(?:장관|처장|청장|위원장|원장|이사장|총장|사장|관장|소장|총재|회장|행장|교육감|도지사|군수|구청장|본부장|센터장)"
)
"""Who heads a body. 시장 is also a market and 차장 a rank: they stand only where something else makes it certain."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An agency: its full name and the short ones that staff use."""

    name: str
    short_names: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("knowledge.words") / "organizations.toml").read_text(encoding="utf-8"))


@cache
def organizations() -> tuple[Organization, ...]:
    """The labour ministry and its agencies, in the order of the file."""
    found = []
    for entry in _data()["organization"]:
        if not isinstance(entry, dict):
            raise TypeError(f"organizations.toml: {entry!r} is no table")
        found.append(Organization(str(entry["name"]), tuple(map(str, entry.get("short_names", ())))))
    return tuple(found)


@cache
def ministries() -> frozenset[str]:
    """Names of Korean ministries and central agencies, today's and former ones."""
    return frozenset(map(str, _data()["ministries"]))


@cache
def short_names(name: str) -> tuple[str, ...]:
    """How people write a ministry, central or local government for short (행안부, 과기정통부)."""
    return tuple(map(str, _data()["short_names"].get(name, ())))


@cache
def known_names() -> frozenset[str]:
    """Every known name without spaces, full and short."""
    return frozenset(
        {squeeze(name) for o in organizations() for name in (o.name, *o.short_names)}
        | {squeeze(m) for m in ministries()}
    )


@cache
def misprint_of(name: str) -> str | None:
    """The one known name of six or more syllables that differs from this one in a single jamo, else None."""
    squeezed = squeeze(name)
    if len(squeezed) < 6 or squeezed in known_names():
        return None
    jamo = to_jamo(squeezed)
    near = [o.name for o in organizations() if len(squeeze(o.name)) == len(squeezed)]
    near = [n for n in near if Levenshtein.distance(jamo, to_jamo(squeeze(n)), score_cutoff=1) == 1]
    return near[0] if len(near) == 1 else None
