"""Names of ministries and of the labour ministry's agencies, from organizations.toml beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import Levenshtein

from knowledge.hangul import squeeze, to_jamo

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
