"""What of a fact can be found by words: a title and a body for every record, made only when they are looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.model import Contact, Contest, Event, Fact, Facts, Passage, WinningCase

KINDS = ("case", "event", "item", "contest", "passage", "contact")
TOKEN = re.compile(r"[0-9A-Za-z가-힣㐀-鿿]+")


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


def record_of(kind: str, fact: Fact, row: int) -> Record:
    """The record of one row."""
    key = fact.id if row < 0 else f"{fact.id}#{row}"
    title, body = _texts(fact, row)
    return Record(key, kind, title, body)


def _texts(fact: Fact, row: int) -> tuple[str, str]:
    match fact:
        case WinningCase():
            parts = (fact.summary, fact.organization, fact.organization_printed, fact.track)
            return fact.title, " ".join(filter(None, parts))
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
        case _:
            return "", ""


def tokens_of(text: str) -> list[str]:
    """The words of a text, lower-cased, as they stand there."""
    return TOKEN.findall(text.lower())


@lru_cache(maxsize=65536)
def strip_ending(word: str) -> str:
    """A word without the particle that hangs on it, where at least two syllables remain."""
    for length in (3, 2, 1):
        if len(word) - length >= 2 and word[-length:] in _PARTICLES:
            return word[:-length]
    return word


_PARTICLES = frozenset(
    "은 는 이 가 을 를 에 의 로 으로 와 과 도 만 에서 에게 까지 부터 한테 으로써 로써 에는 에서는 이나 인"
    " 들 들을 들이 하여 하고 하는 한 해 했다 된 하다 하게 할 되어".split()  # endings that make a noun a verb
)


def is_particle(text: str) -> bool:
    """Whether this is a particle or an ending of those that are cut off."""
    return text in _PARTICLES


def content_words(text: str) -> list[str]:
    """The words of a text, each also without its particle."""
    words: list[str] = []
    for word in tokens_of(text):
        words.append(word)
        bare = strip_ending(word)
        if bare != word:
            words.append(bare)
    return words
