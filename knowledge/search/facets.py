"""Which winning cases agree with filters: by name only, never by nearness in spelling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import date
from functools import lru_cache

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

    def __init__(self, facts: Facts) -> None:
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
            codes: dict[str | int, int] = {}
            numbers = [-1 if v is None else codes.setdefault(v, len(codes)) for v in values]
            self._codes[name] = codes
            self._columns[name] = np.array(numbers, dtype=np.int32)
        self._numbers = {release.id: n for n, release in enumerate(facts.releases)}
        self._releases = np.array([self._numbers.get(c.release_id, -1) for c in facts.cases], dtype=np.int32)
        self._latest = _latest(facts, series)
        self._mask = lru_cache(maxsize=512)(self._find)

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


def _grade_names(grade: str) -> set[str]:
    """What a grade may be asked for as: 최우수 for 최우수상, 대상 for 고용노동부장관상(대상)."""
    return {part.removesuffix("상") for part in re.split(r"[()]", squeeze(grade)) if part}


def _all(masks: list[Mask]) -> Mask:
    agreeing: Mask = np.logical_and.reduce(masks)
    return agreeing


def _latest(facts: Facts, series: dict[str, str]) -> Mask:
    """False for each case that a newer release names again, of the same contest and year, title and organization."""
    days = {r.id: r.date or date.min for r in facts.releases}
    contests = [(series.get(c.contest_id or "", c.contest), c.year) for c in facts.cases]
    names = squeeze_each(c.name for c in facts.cases)
    keys = list(zip(contests, names, squeeze_each(c.organization or "" for c in facts.cases), strict=False))
    times = Counter(keys)
    again = [(n, key) for n, key in enumerate(keys) if times[key] > 1]
    newest: dict[tuple[tuple[str, int | None], str, str], str] = {}
    for n, key in again:
        release_id = facts.cases[n].release_id
        kept = newest.setdefault(key, release_id)
        if days.get(release_id, date.min) > days.get(kept, date.min):
            newest[key] = release_id
    latest = np.ones(len(facts.cases), dtype=np.bool_)
    latest[[n for n, key in again if newest[key] != facts.cases[n].release_id]] = False
    return latest
