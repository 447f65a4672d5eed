"""What admins put right: laid over the facts of the releases, which stay as they were read."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.hangul import squeeze
from knowledge.model import Alias, Contact, CuratedAnswer, Event, Facts, WinningCase, fact_id

Correctable = Contact | Event | WinningCase
_Fact = TypeVar("_Fact", Contact, Event, WinningCase)

FIELDS: dict[type[Correctable], tuple[str, ...]] = {
    Contact: ("phone", "name", "rank", "role", "department"),
    Event: ("date", "end_date", "start", "end", "place", "name"),
    WinningCase: ("organization", "grade", "awardee", "title"),
}
"""What can be put right of each kind of fact."""

_DAYS, _TIMES = ("date", "end_date"), ("start", "end")


class Doing(StrEnum):
    """What a correction does."""

    CHANGE = "change"
    RETIRE = "retire"
    ADD = "add"
    ALIAS = "alias"
    ANSWER = "answer"


class Stale(StrEnum):
    """Why a correction may be taken away: a newer release says the same, says otherwise, or nothing has it any more."""

    AGREES = "agrees"
    OTHERWISE = "otherwise"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Correction:
    """What the admin `by` put right on a day.

    `fact` is what the release says, or all of what is added. CHANGE gives `field` the value `new`: days and times as
    ISO texts, "" = none. ALIAS and ANSWER add `alias` and `answer`.
    """

    doing: Doing
    day: datetime.date
    by: int
    fact: Contact | Event | WinningCase | None = None
    field: str = ""
    new: str = ""
    alias: Alias | None = None
    answer: CuratedAnswer | None = None

    @property
    def id(self) -> str:
        """The same for the same correction; 17 ASCII characters, for a button."""
        file = self.fact.source.file if self.fact else ""
        return fact_id("fix", file, self.doing, self.day, self.fact, self.field, self.new, self.alias, self.answer)

    @property
    def value(self) -> datetime.date | datetime.time | str | None:
        """`new` as the field has it."""
        if not self.new:
            return None
        if self.field in _DAYS:
            return datetime.date.fromisoformat(self.new)
        return datetime.time.fromisoformat(self.new) if self.field in _TIMES else self.new

    def fits(self, fact: Correctable) -> bool:
        """Whether it is about what a release says here: the same thing, with the value that was put right."""
        if type(fact) is not type(self.fact) or _key(fact) != _key(self.fact):
            return False
        told = [self.field] if self.doing is Doing.CHANGE else _TELLING[type(fact)]
        return all(getattr(fact, name) == getattr(self.fact, name) for name in told)

    def replaces(self, other: Correction) -> bool:
        """Whether the other one is of no more use beside this."""
        if self.alias and other.alias:
            return squeeze(self.alias.short) == squeeze(other.alias.short)
        if self.answer and other.answer:
            return squeeze(self.answer.question) == squeeze(other.answer.question)
        if self.fact is None or other.fact is None or Doing.ADD in (self.doing, other.doing):
            return self == other
        return other.fits(self.fact) and (self.doing is Doing.RETIRE or (self.field == other.field))


_TELLING: dict[type[Correctable], tuple[str, ...]] = {
    Contact: ("phone",),
    Event: ("date", "start"),
    WinningCase: ("grade", "organization"),
}


def _key(fact: Correctable | None) -> tuple[object, ...]:
    """What makes two statements be about one thing."""
    match fact:
        case Contact():
            return squeeze(fact.department or ""), fact.name
        case Event():
            return squeeze(fact.name), fact.contests, fact.kind
        case WinningCase():
            return squeeze(fact.contest), squeeze(fact.title or fact.awardee or ""), fact.half
        case _:
            return ()


def overlaid(facts: Facts, corrections: Sequence[Correction]) -> Facts:
    """The facts as they are with the corrections; what nothing fits to any more changes nothing."""
    if not corrections:
        return facts
    releases = {release.id for release in facts.releases}
    return replace(
        facts,
        contacts=_overlaid(Contact, facts.contacts, corrections, releases),
        events=_overlaid(Event, facts.events, corrections, releases),
        cases=_overlaid(WinningCase, facts.cases, corrections, releases),
        aliases=tuple(one.alias for one in corrections if one.alias),
        curated=tuple(one.answer for one in corrections if one.answer),
    )


def _overlaid(
    kind: type[_Fact], facts: Iterable[_Fact], corrections: Sequence[Correction], releases: set[str]
) -> tuple[_Fact, ...]:
    by_key: dict[tuple[object, ...], list[Correction]] = defaultdict(list)
    for one in corrections:
        if type(one.fact) is kind and one.doing is not Doing.ADD:
            by_key[_key(one.fact)].append(one)
    found = []
    for fact in facts:
        fitting = [one for one in by_key.get(_key(fact), ()) if one.fits(fact)] if by_key else []
        if any(one.doing is Doing.RETIRE for one in fitting):
            continue
        values: dict[str, Any] = {one.field: one.value for one in fitting}
        found.append(replace(fact, **values, corrected=max(one.day for one in fitting)) if fitting else fact)
    for one in corrections:
        if one.doing is Doing.ADD and isinstance(one.fact, kind) and one.fact.release_id in releases:
            found.append(replace(one.fact, corrected=one.day))
    return tuple(found)


def stale(facts: Facts, corrections: Sequence[Correction]) -> dict[str, Stale]:
    """Which corrections may be taken away, by their id; `facts` are those of the releases alone."""
    published = {release.id: release.date for release in facts.releases}
    every: tuple[Correctable, ...] = (*facts.contacts, *facts.events, *facts.cases)
    found: dict[str, Stale] = {}
    for one in corrections:
        if one.fact is None:
            continue
        same = [fact for fact in every if type(fact) is type(one.fact) and _key(fact) == _key(one.fact)]
        newer = [fact for fact in same if (published.get(fact.release_id) or datetime.date.min) > one.day]
        if one.doing is Doing.CHANGE and newer:
            agrees = any(getattr(fact, one.field) == one.value for fact in newer)
            found[one.id] = Stale.AGREES if agrees else Stale.OTHERWISE
        elif newer:
            found[one.id] = Stale.AGREES if one.doing is Doing.ADD else Stale.OTHERWISE
        elif one.fact.release_id not in published if one.doing is Doing.ADD else not any(map(one.fits, same)):
            found[one.id] = Stale.GONE
    return found
