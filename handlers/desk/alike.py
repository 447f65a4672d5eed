"""Which questions are alike: the same words in another order, with other endings or a slip."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.state.admin_work import MissedQuestion, Wrong
from knowledge.hangul import squeeze, strip_ending

_ALIKE, _OF_WORDS = 80, 5  # where only words are shared, they have to be more


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
    """A group that is being filled, with what its newest question is compared by."""

    words: str
    squeezed: str
    pairs: int
    questions: list[MissedQuestion]


def grouped(questions: Iterable[MissedQuestion]) -> list[Group]:
    """These questions, the newest first, by likeness: the most frequent first and then the newest.

    Compared are only questions that share a third of their pairs of letters, as alike ones do, and all their numbers:
    2024년 and 2025년 are two questions. It takes a while all the same; not to be done on the event loop.
    """
    kinds: list[_Kind] = []
    having: dict[tuple[frozenset[str], str], list[int]] = defaultdict(list)
    for one in questions:
        words = " ".join(sorted(strip_ending(word) for word in one.text.split()))
        squeezed, digits = squeeze(words), frozenset(re.findall(r"\d+", one.text))
        keys = [(digits, pair) for pair in _pairs(squeezed)]
        shared = Counter(n for key in keys for n in having[key])
        near = sorted(n for n, count in shared.items() if 3 * count >= min(len(keys), kinds[n].pairs))
        found = next((n for n in near if _are_alike(kinds[n], words, squeezed)), len(kinds))
        if found == len(kinds):
            kinds.append(_Kind(words, squeezed, len(keys), []))
            for key in keys:
                having[key].append(found)
        kinds[found].questions.append(one)
    every = [Group(tuple(kind.questions)) for kind in kinds]
    return sorted(every, key=lambda group: (-len(group.questions), -group.questions[0].number))


def _pairs(squeezed: str) -> set[str]:
    return {squeezed[n : n + 2] for n in range(max(1, len(squeezed) - 1))}


def _are_alike(kind: _Kind, words: str, squeezed: str) -> bool:
    of_words = fuzz.token_set_ratio(kind.words, words, score_cutoff=_ALIKE + _OF_WORDS)
    return bool(of_words or fuzz.ratio(kind.squeezed, squeezed, score_cutoff=_ALIKE))
