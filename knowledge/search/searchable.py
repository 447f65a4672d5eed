"""What of a fact can be found by words: a title and a body for every record, made only when they are looked at."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


def rows_of(facts: Facts) -> tuple[list[Fact], NDArray[np.int8], NDArray[np.int16]]:
    """Of every record its fact, the place of its kind in EVERY_KIND, and its row. The cases come first, in order."""
    told = [(event, row) for event in facts.events for row in range(-1, len(event.programme))]
    rows = [row for _, row in told]
    groups: dict[str, tuple[Fact, ...]] = {
        "contest": facts.contests,
        "passage": facts.passages,
        "contact": facts.contacts,
        "release": facts.releases,
        "statement": facts.statements,
    }
    every: list[Fact] = [*facts.cases, *(event for event, _ in told), *chain.from_iterable(groups.values())]
    kinds = np.repeat([EVERY_KIND.index(kind) for kind in groups], [len(group) for group in groups.values()])
    of_events = [EVERY_KIND.index("event" if row < 0 else "item") for row in rows]
    kinds = np.concatenate([np.full(len(facts.cases), EVERY_KIND.index("case")), of_events, kinds])
    items = np.full(len(every), -1, dtype=np.int16)
    items[len(facts.cases) : len(facts.cases) + len(rows)] = rows
    return every, kinds.astype(np.int8), items


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
