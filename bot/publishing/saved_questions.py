"""Questions that admins saved with the facts that answer them: what a new version must still say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Curated
from knowledge.model import Contact, Contest, CuratedAnswer, Event, Fact, Passage, WinningCase
from knowledge.questions.understand import understand

_SAID: dict[type, tuple[str, ...]] = {
    Event: ("name", "date", "end_date", "start", "end", "place"),
    WinningCase: ("title", "awardee", "organization", "contest", "half", "track", "grade"),
    Contact: ("department", "name", "rank", "phone"),
    Contest: ("name", "received", "selected", "prize", "eligibility"),
    Passage: ("text",),
    CuratedAnswer: ("text", "origin"),
}


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """A question as it was asked on a day, and what was answered: `facts` has a line for each record or choice."""

    text: str
    day: date
    status: str
    facts: tuple[str, ...]
    number: int = 0


def saved(text: str, base: KnowledgeBase, day: date) -> SavedQuestion:
    """The question with the answer that it has by itself, without a conversation before it."""
    found = answered(text, base, day)
    return SavedQuestion(text, day, found.status.value, tuple(said(found, base)))


def holds(question: SavedQuestion, base: KnowledgeBase) -> bool:
    """Whether it is still answered so: the order of the facts does not count."""
    found = answered(question.text, base, question.day)
    return found.status == question.status and sorted(said(found, base)) == sorted(question.facts)


def broken(questions: Sequence[SavedQuestion], old: KnowledgeBase | None, new: KnowledgeBase) -> list[SavedQuestion]:
    """Those whose answer was right and is not any more."""
    return [one for one in questions if not holds(one, new) and (old is None or holds(one, old))]


def changed(questions: Sequence[str], old: KnowledgeBase, new: KnowledgeBase, day: date) -> list[str]:
    """Which of these questions are answered otherwise by other knowledge."""

    def told(text: str, base: KnowledgeBase) -> tuple[object, ...]:
        found = answered(text, base, day)
        return found.status, sorted(said(found, base))

    return [text for text in questions if told(text, old) != told(text, new)]


def answered(text: str, base: KnowledgeBase, day: date) -> Answer:
    """What a question without a conversation before it is answered."""
    return answer(understand(text, base, day), base, day)


def said(found: Answer, base: KnowledgeBase) -> Iterator[str]:
    """What an answer states, a line for each of its records and choices."""
    for record in found.records:
        fact = base.get(record.partition("#")[0])
        if fact is not None:
            yield _line(fact)
    yield from (_line(part.answer) for part in found.parts if isinstance(part, Curated))
    yield from (f"? {choice.label}" for choice in found.choices)


def _line(fact: Fact | CuratedAnswer) -> str:
    values = (getattr(fact, name) for name in _SAID.get(type(fact), ("title",)))
    return " · ".join(f"{v:%H:%M}" if isinstance(v, time) else str(v) for v in values if v not in (None, ""))
