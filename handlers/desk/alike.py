"""Which questions are alike: what is known of them means the same, and what is not known is written alike.

A reply goes to all who asked alike, so that two questions are rather kept apart than taken for one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.state.admin_work import MissedQuestion, Wrong
from knowledge.hangul import strip_ending
from knowledge.words.lexicon import Lexicon, Meaning

_ALIKE = 80
_EMPTY = ("filler", "endings", "verb_endings")
_VAGUE = ("what_is", "which")  # 번호가 뭐예요 asks for no more than 번호


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike, the newest first."""

    questions: tuple[MissedQuestion, ...]

    @property
    def number(self) -> int:
        """What its buttons call it: the first one asked, which stays when others come."""
        return self.questions[-1].number

    @property
    def wrong(self) -> Counter[Wrong]:
        """What was said to be wrong about their answers, and how often."""
        return Counter(one.wrong for one in self.questions if one.wrong)

    @property
    def people(self) -> int:
        """How many people asked."""
        return len({one.user_id for one in self.questions})


@dataclass(slots=True)
class _Kind:
    """A group that is being filled, with the words of its newest question that nobody knows."""

    unknown: str
    questions: list[MissedQuestion] = field(default_factory=list)


def grouped(questions: Iterable[MissedQuestion], lexicon: Lexicon) -> list[Group]:
    """These questions, the newest first, by likeness: the most frequent first and then the newest.

    A thousand take a tenth of a second: not to be done on the event loop.
    """
    kinds: dict[object, list[_Kind]] = defaultdict(list)
    for one in questions:
        known, unknown = _read(one.text, lexicon)
        # 2024년 and 2025년 are two questions, however they are read.
        near = kinds[known, frozenset(re.findall(r"\d+", one.text))]
        kind = next((kind for kind in near if _are_alike(kind.unknown, unknown)), None)
        if kind is None:
            near.append(kind := _Kind(unknown))
        kind.questions.append(one)
    every = [Group(tuple(kind.questions)) for near in kinds.values() for kind in near]
    return sorted(every, key=lambda group: (-len(group.questions), -group.questions[0].number))


def _read(text: str, lexicon: Lexicon) -> tuple[frozenset[Meaning], str]:
    """What the known words of a question mean, without courtesies, and the unknown ones, in an order of their own."""
    spans = lexicon.spans(text)
    known = frozenset(
        span.meanings[0]
        for span in spans
        if span.meanings and span.meanings[0].kind not in _EMPTY and span.meanings[0].value not in _VAGUE
    )
    return known, "".join(sorted(strip_ending(span.surface) for span in spans if not span.meanings))


def _are_alike(one: str, other: str) -> bool:
    return one == other or bool(fuzz.ratio(one, other, score_cutoff=_ALIKE))
