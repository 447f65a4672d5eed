"""Which winning cases agree with filters: by name only, never by nearness in spelling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.dialogue import Filters
from knowledge.hangul import squeeze, squeeze_each
from knowledge.model import Facts, WinningCase
from knowledge.search.postings import Mask
from knowledge.words.vocabulary import issued_by, organization_names

# Most telling first: where nothing agrees, the first of these without which something would is to blame.
NAMES = ("year", "ministry", "organization", "grade", "half", "track", "contest")


class CaseFacets:
    """One column of numbers for each filter over the cases, in their order. Immutable."""

    def __init__(self, facts: Facts, kept: Mapping[str, bytes] | None = None) -> None:
        """`kept` is what `dump` gave for the same facts. Raises KeyError or ValueError where it is anything else."""
        series = {c.id: c.series for c in facts.contests}
        issuers = {r.id: r.ministry for r in facts.releases}
        columns: dict[str, list[str | int | None]] = {
            "year": [c.year for c in facts.cases],
            "ministry": [issuers.get(c.release_id) for c in facts.cases],
            "organization": [c.organization for c in facts.cases],
            "grade": [c.grade for c in facts.cases],
            "half": [c.half for c in facts.cases],
            "track": [c.track for c in facts.cases],
            "contest": [series.get(c.contest_id or "") for c in facts.cases],
        }
        self._codes: dict[str, dict[str | int, int]] = {}
        self._columns: dict[str, NDArray[np.int32]] = {}
        for name, values in columns.items():
            self._codes[name] = {v: n for n, v in enumerate(dict.fromkeys(v for v in values if v is not None))}
            self._columns[name] = _numbered(values, self._codes[name])
        self._numbers = {release.id: n for n, release in enumerate(facts.releases)}
        self._releases = _numbered([c.release_id for c in facts.cases], self._numbers)
        self._latest = _latest(facts, series) if kept is None else np.frombuffer(kept["latest"], dtype=np.bool_)
        if len(self._latest) != len(facts.cases):
            raise ValueError("which cases are the latest was kept for others")
        self._mask = lru_cache(maxsize=512)(self._find)

    def dump(self) -> dict[str, bytes]:
        """What is expensive to find out, as bytes."""
        return {"latest": self._latest.tobytes()}

    def _find(self, name: str, value: str | int) -> Mask:
        codes = self._codes[name]
        if name == "organization":
            wanted = organization_names(str(value))
            meant = [code for known, code in codes.items() if organization_names(str(known)) & wanted]
            return np.isin(self._columns[name], meant)
        if name == "ministry":
            meant = [code for known, code in codes.items() if issued_by(str(known), str(value))]
            return np.isin(self._columns[name], meant)
        if name == "grade":
            asked = _grade_names(str(value))
            meant = [code for known, code in codes.items() if _grade_names(str(known)) & asked]
            return np.isin(self._columns[name], meant)
        mask: Mask = self._columns[name] == codes.get(value, -2)
        return mask

    def _masks(self, filters: Filters) -> dict[str, Mask]:
        values = {name: getattr(filters, name) for name in NAMES}
        return {name: self._mask(name, value) for name, value in values.items() if value is not None}

    def agreeing(self, filters: Filters) -> Mask:
        """True for each case that agrees with every filter that is set; one that was published again counts once."""
        return _all([self._latest, *self._masks(filters).values()])

    def standing_in(self, releases: Collection[str]) -> Mask:
        """True for each case that stands in one of these releases."""
        return np.isin(self._releases, [self._numbers[key] for key in releases if key in self._numbers])

    def blame(self, filters: Filters) -> tuple[Mask, str | None]:
        """The agreeing cases; where there are none, those that agree with all but one filter, and that one's name."""
        masks = self._masks(filters)
        agreeing = _all([self._latest, *masks.values()])
        if not masks or agreeing.any():
            return agreeing, None
        for blamed in masks:
            others = _all([self._latest, *(mask for name, mask in masks.items() if name != blamed)])
            if others.any():
                return others, blamed
        return agreeing, next(iter(masks))

    def values(self, name: str, among: Mask) -> tuple[str, ...]:
        """The values that these cases have, in the order of their first case."""
        known = {code: str(value) for value, code in self._codes[name].items()}
        codes = dict.fromkeys(self._columns[name][among].tolist())
        return tuple(known[code] for code in codes if code >= 0)

    @staticmethod
    def picked(cases: tuple[WinningCase, ...], among: Mask) -> list[WinningCase]:
        """The cases that are true in a mask."""
        return [cases[n] for n in np.flatnonzero(among)]


def _numbered(values: Sequence[str | int | None], codes: Mapping[Any, int]) -> NDArray[np.int32]:
    """The number of each value, -1 where it has none."""
    return np.fromiter(map(codes.get, values, repeat(-1)), dtype=np.int32, count=len(values))


def _grade_names(grade: str) -> set[str]:
    """What a grade may be asked for as: 최우수 for 최우수상, 대상 for 고용노동부장관상(대상)."""
    return {part.removesuffix("상") for part in re.split(r"[()]", squeeze(grade)) if part}


def _all(masks: list[Mask]) -> Mask:
    agreeing: Mask = np.logical_and.reduce(masks)
    return agreeing


def _latest(facts: Facts, series: dict[str, str]) -> Mask:
    """False for each case that a newer release names again, of the same contest and year, title and organization."""
    days = {r.id: r.date or date.min for r in facts.releases}
    names = squeeze_each(c.name for c in facts.cases)
    times = Counter(names)
    again = {n: name for n, name in enumerate(names) if times[name] > 1}
    keys: dict[int, tuple[str, int | None, str, str]] = {}
    newest: dict[tuple[str, int | None, str, str], str] = {}
    for n, name in again.items():
        c = facts.cases[n]
        key = keys[n] = (series.get(c.contest_id or "", c.contest), c.year, name, squeeze(c.organization or ""))
        kept = newest.setdefault(key, c.release_id)
        if days.get(c.release_id, date.min) > days.get(kept, date.min):
            newest[key] = c.release_id
    latest = np.ones(len(facts.cases), dtype=np.bool_)
    latest[[n for n, key in keys.items() if newest[key] != facts.cases[n].release_id]] = False
    return latest
