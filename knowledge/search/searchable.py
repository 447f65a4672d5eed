"""What of a fact can be found by words: a title and a body for every record, made only when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.model import Contact, Contest, Event, Fact, Facts, Passage, Release, WinningCase

KINDS = ("case", "event", "item", "contest", "passage", "contact")
"""What is found by a search over everything. Releases and their other lines are only found by `Releases`."""
EVERY_KIND = (*KINDS, "release", "statement")


@dataclass(frozen=True, slots=True)
class Record:
    """Something that can be found: `key` is a fact's id, for a row of a programme followed by `#` and its number."""

    key: str
    kind: str
    title: str
    body: str


def rows_of(facts: Facts) -> Iterator[tuple[str, Fact, int]]:
    """Every record's kind, fact and row of its programme (-1: the fact itself). The cases come first, in order."""
    for case in facts.cases:
        yield "case", case, -1
    for event in facts.events:
        yield "event", event, -1
        for number in range(len(event.programme)):
            yield "item", event, number
    for contest in facts.contests:
        yield "contest", contest, -1
    for passage in facts.passages:
        yield "passage", passage, -1
    for contact in facts.contacts:
        yield "contact", contact, -1
    for release in facts.releases:
        yield "release", release, -1
    for statement in facts.statements:
        yield "statement", statement, -1


def record_of(kind: str, fact: Fact, row: int) -> Record:
    """The record of one row."""
    key = fact.id if row < 0 else f"{fact.id}#{row}"
    title, body = _texts(fact, row)
    return Record(key, kind, title, body)


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
