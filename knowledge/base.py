"""KnowledgeBase: what was extracted, with everything that finds something in it; never edited in place."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TypeVar

from knowledge.folder.conflicts import disputed_events
from knowledge.folder.schedules import is_schedule
from knowledge.model import Contact, Contest, Event, Fact, Facts, Passage
from knowledge.search.embedding import Meanings
from knowledge.search.facets import CaseFacets
from knowledge.search.index import Index
from knowledge.search.releases import Releases
from knowledge.search.sentences import Sentences
from knowledge.words.vocabulary import Vocabulary, house

_T = TypeVar("_T")


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Without garbage collection: a big base makes a million objects that all stay, and looking through them again and
    again costs a third of the time of opening it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class KnowledgeBase:
    """The facts of all releases and the look-ups over them. Immutable: a new reading makes a new one.

    `kept` may hold what `dump` gave for the same facts; without it that is built on first use.
    `meanings` finds cases by what is meant; None where that is not installed.
    """

    def __init__(self, facts: Facts, kept: Mapping[str, bytes] | None = None, meanings: Meanings | None = None) -> None:
        self.facts = facts
        self.meanings = meanings
        self._kept = kept or {}

    def get(self, fact_id: str) -> Fact | None:
        """The fact with this id, or None where the knowledge base has no such fact (any more)."""
        return self.index.fact(fact_id)

    def dump(self) -> dict[str, bytes]:
        """All that is expensive to build, as bytes, for keeping it beside the facts."""
        return self.index.dump() | self.releases.dump() | self.facets.dump()

    def prepare(self) -> None:
        """Make every look-up now, so that no question pays for it."""
        with collector_at_rest():
            self.index.prepare()
            self.vocabulary.prepare()
            _ = (self.releases, self.facets, self.release_numbers, self.contests_of_release)
            _ = (self.contests_of_series, self.contacts_of_release, self.contacts_named, self.contacts_in)
            _ = (self.contacts_with_digits, self.events_of_release, self.cases_listed)
            _ = (self.told_in, self.sentences, self.events, self.release_days, self.issuers, self.years)
        self._kept = {}  # all of it is in the look-ups by now

    def _restored(self, make: Callable[[Mapping[str, bytes] | None], _T]) -> _T:
        """What is made of what was kept, or anew where nothing was kept or what was kept for other facts."""
        try:
            return make(self._kept)
        except (KeyError, ValueError):
            return make(None)

    @cached_property
    def index(self) -> Index:
        """Search over everything in it; made on first use, then only read."""
        return self._restored(lambda kept: Index(self.facts, kept))

    @cached_property
    def releases(self) -> Releases:
        """Its releases, found by what stands in them."""
        return self._restored(lambda kept: Releases(self.facts, self.index, kept))

    @cached_property
    def told_in(self) -> dict[str, tuple[Passage, ...]]:
        """All that each release says, by its id, in the order of its text."""
        told = sorted((*self.facts.passages, *self.facts.statements), key=lambda p: p.source.line)
        return _grouped(told, lambda p: [p.release_id])

    @cached_property
    def sentences(self) -> Sentences:
        """What can be quoted of its releases."""
        releases = {release.id: release for release in self.facts.releases}
        return Sentences(self.told_in, releases.get)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names it holds and how staff write them."""
        return Vocabulary(self.facts, self.index.words)

    @cached_property
    def facets(self) -> CaseFacets:
        """Filters over its cases."""
        return self._restored(lambda kept: CaseFacets(self.facts, kept))

    @cached_property
    def contests_of_release(self) -> dict[str, tuple[Contest, ...]]:
        """Contests by their release's id."""
        return _grouped(self.facts.contests, lambda c: [c.release_id])

    @cached_property
    def contests_of_series(self) -> dict[str, tuple[Contest, ...]]:
        """Contests by their series."""
        return _grouped(self.facts.contests, lambda c: [c.series])

    @cached_property
    def release_numbers(self) -> dict[str, int]:
        """The place of each release among the releases, by its id."""
        return {release.id: number for number, release in enumerate(self.facts.releases)}

    @cached_property
    def contacts_of_release(self) -> dict[str, tuple[Contact, ...]]:
        """Contacts by their release's id."""
        return _grouped(self.facts.contacts, lambda c: [c.release_id])

    @cached_property
    def contacts_named(self) -> dict[str, tuple[Contact, ...]]:
        """Contacts by their name."""
        return _grouped(self.facts.contacts, lambda c: [c.name])

    @cached_property
    def contacts_in(self) -> dict[str, tuple[Contact, ...]]:
        """Contacts by their department and by each of its units, each as `unit_name` has it."""
        return _grouped(self.facts.contacts, _units)

    @cached_property
    def contacts_with_digits(self) -> dict[str, tuple[Contact, ...]]:
        """Contacts by the last four digits of their number."""
        return _grouped(self.facts.contacts, lambda c: ["".join(filter(str.isdigit, c.phone))[-4:]] if c.phone else [])

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Its events, without those that a newer release gives another day, time or place."""
        return tuple(event for event in self.facts.events if event.id not in self.restated)

    @cached_property
    def restated(self) -> dict[str, Event]:
        """The event of a newer release for each that it gives another day, time or place, by that one's id."""
        return self._disputed[0]

    @cached_property
    def rivals(self) -> dict[str, tuple[Event, ...]]:
        """The events of other releases that say otherwise of the same and are no newer, by an event's id."""
        return self._disputed[1]

    @cached_property
    def _disputed(self) -> tuple[dict[str, Event], dict[str, tuple[Event, ...]]]:
        return disputed_events(self.facts)

    @cached_property
    def release_days(self) -> dict[str, date]:
        """The day of each release that has one, by its id."""
        return {release.id: release.date for release in self.facts.releases if release.date}

    @cached_property
    def declared_holidays(self) -> frozenset[date]:
        """Public holidays that schedule files declare, because no calendar of holidays knew them."""
        return frozenset(holiday.date for holiday in self.facts.holidays)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that anything in it is from."""
        f = self.facts
        days = (*self.release_days.values(), *(e.date for e in f.events if e.date))
        years = (*(c.year for c in f.contests), *(c.year for c in f.cases), *(d.year for d in days))
        return frozenset(year for year in years if year)

    @cached_property
    def issuers(self) -> dict[str, str]:
        """Who issued each release, by its id, where that is known; a schedule file is the house's own."""
        own = {r.id: house() for r in self.facts.releases if is_schedule(r.file)}
        return own | {r.id: r.ministry for r in self.facts.releases if r.ministry}

    @cached_property
    def events_of_release(self) -> dict[str, tuple[Event, ...]]:
        """Events by their release's id, as the newest release has them."""
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.facts.events:
            found[event.release_id].append(self.restated.get(event.id, event))
        return {release: tuple(events) for release, events in found.items()}

    @cached_property
    def cases_listed(self) -> Counter[str]:
        """How many cases are listed for each contest's id."""
        return Counter(c.contest_id for c in self.facts.cases if c.contest_id)


def unit_name(department: str) -> str:
    """A department by the name it shares with its office: 혁신행정담당관 for 혁신행정담당관실."""
    return department.removesuffix("실") if department.endswith("담당관실") else department


def _units(contact: Contact) -> Iterable[str]:
    department = contact.department or ""
    return dict.fromkeys(unit_name(unit) for unit in filter(None, [department, *department.split()]))


def _grouped(items: Iterable[_T], keys: Callable[[_T], Iterable[str]]) -> dict[str, tuple[_T, ...]]:
    groups: dict[str, list[_T]] = defaultdict(list)
    for item in items:
        for key in keys(item):
            groups[key].append(item)
    return {key: tuple(group) for key, group in groups.items()}
