"""What of a fact can be found by words: a title and a body for every record, made only when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from knowledge.model import Contact, Contest, Event, Fact, Facts, Passage, Release, WinningCase

KINDS = ("case", "event", "item", "contest", "passage", "contact")
"""What is found by a search over everything. Releases and their other lines are only found by `Releases`."""
EVERY_KIND = (*KINDS, "release", "statement")


class Record(NamedTuple):
    """Something that can be found: a fact, or a row of its programme (-1: the fact itself)."""

    kind: str
    fact: Fact
    row: int

    @property
    def key(self) -> str:
        """The fact's id, for a row of its programme followed by `#` and its number."""
        return self.fact.id if self.row < 0 else f"{self.fact.id}#{self.row}"

    @property
    def title(self) -> str:
        """What it is called."""
        return _texts(self.fact, self.row)[0]

    @property
    def body(self) -> str:
        """What else can be found of it."""
        return _texts(self.fact, self.row)[1]


def records_of(facts: Facts) -> Iterator[Record]:
    """Every record. The cases come first, in order."""
    for case in facts.cases:
        yield Record("case", case, -1)
    for event in facts.events:
        yield Record("event", event, -1)
        for number in range(len(event.programme)):
            yield Record("item", event, number)
    for contest in facts.contests:
        yield Record("contest", contest, -1)
    for passage in facts.passages:
        yield Record("passage", passage, -1)
    for contact in facts.contacts:
        yield Record("contact", contact, -1)
    for release in facts.releases:
        yield Record("release", release, -1)
    for statement in facts.statements:
        yield Record("statement", statement, -1)


def _texts(fact: Fact, row: int) -> tuple[str, str]:
    match fact:
        case WinningCase():
            parts = (fact.summary, fact.organization, fact.organization_printed, fact.track, fact.awardee)
            return fact.title or "", " ".join(filter(None, parts))
        case Event() if row >= 0:
            item = fact.programme[row]
            return item.title, item.note or ""
        case Event():
            body = [*fact.contests, *(a.name for a in fact.attendees), fact.note or ""]
            return f"{fact.name} {fact.place or ''}", " ".join(body)
        case Contest():
            stages = (f"{s.name} {s.judges or ''}" for s in fact.stages)
            body = [fact.purpose or "", *fact.fields, fact.eligibility or "", fact.winners or "", *stages, *fact.notes]
            return fact.name, " ".join(body)
        case Passage():
            return fact.heading or "", fact.text
        case Contact():
            return fact.department or "", ""
        case Release():
            return fact.title, " ".join([*fact.subtitles, fact.ministry or ""])
        case _:
            return "", ""
