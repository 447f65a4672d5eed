"""KnowledgeBase: what was extracted, saved and opened as one SQLite file; never edited in place."""

from __future__ import annotations

from functools import cached_property

from knowledge.model import Fact, Facts
from knowledge.search import Index
from knowledge.vocabulary import Vocabulary

__all__ = ["KnowledgeBase"]


class KnowledgeBase:
    """The facts of all releases with a look-up by id. Immutable: a new reading makes a new one."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def _by_id(self) -> dict[str, Fact]:
        f = self.facts
        kinds: tuple[tuple[Fact, ...], ...] = (
            f.releases,
            f.passages,
            f.contests,
            f.events,
            f.cases,
            f.contacts,
        )
        return {fact.id: fact for kind in kinds for fact in kind}

    def get(self, fact_id: str) -> Fact | None:
        """The fact with this id, or None where the knowledge base has no such fact (any more)."""
        return self._by_id.get(fact_id)

    @cached_property
    def index(self) -> Index:
        """Search over everything in it; built on first use, then only read."""
        return Index(self.facts)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names it holds and how staff write them."""
        return Vocabulary(self.facts)
