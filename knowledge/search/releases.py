"""Which release the words of a question are about: evidence, from the whole of each release's text.

A mention is evidence and no key: every word counts by how few releases have it, so that a word which many share still
means something and decides nothing. More releases add candidates; they take nothing from what a word meant before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log

import numpy as np

from knowledge.hangul import squeeze, squeeze_lines, strip_ending
from knowledge.model import Facts
from knowledge.search.index import Index
from knowledge.words.vocabulary import issuer_names

_ALL = 60  # releases that are read word by word, every one of them
_LOOKED_AT = 8  # of more those whose records have most of the words
_IN_NAMES = 0.35  # what it counts in addition that a word stands in the title or names something of the release


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that a question may be about.

    `share` of the words, by weight, stands in it, `named` in its title and the names of what it tells of; `score` is
    what candidates are ranked by.
    """

    release_id: str
    share: float
    named: float

    @property
    def score(self) -> float:
        """How much speaks for it."""
        return self.share + _IN_NAMES * self.named


class Releases:
    """All releases of a knowledge base, found by what stands in them. Immutable; safe from several threads."""

    def __init__(self, facts: Facts, index: Index, kept: Mapping[str, bytes] | None = None) -> None:
        """`kept` is what `dump` gave for the same facts. Raises KeyError or ValueError where it is anything else."""
        self._index = index
        self._releases = {release.id: release for release in facts.releases}
        self._numbers = {release.id: number for number, release in enumerate(facts.releases)}
        # Of every release, one after the other: what names something in it, then what else stands there.
        self._text, self._ends = _written(facts) if kept is None else _restored(kept, len(facts.releases))
        self._frequency = lru_cache(maxsize=8000)(self._count)

    def dump(self) -> dict[str, bytes]:
        """All that is expensive to build, as bytes."""
        ends = np.array(self._ends, dtype=np.int32).tobytes()
        return {"release_text": self._text.encode("utf-16-le"), "release_ends": ends}

    def rank(self, words: Sequence[str]) -> list[Candidate]:
        """Releases with at least one of the words, what most speaks for first; the newer of equal ones."""
        weights = self.weights(words)
        total = sum(weights.values())
        if not total:
            return []
        found = []
        for release_id in self._candidates(words):
            held = {word: weight for word, weight in weights.items() if self._stands(word, release_id)}
            named = sum(weight for word, weight in held.items() if self._stands(word, release_id, named=True))
            if held:
                found.append(Candidate(release_id, sum(held.values()) / total, named / total))
        return sorted(found, key=lambda c: (-round(c.score, 6), -self._day(c.release_id), c.release_id))

    def weights(self, words: Iterable[str]) -> dict[str, float]:
        """How much each word says, squeezed: the fewer releases have it, the more."""
        wanted = dict.fromkeys(map(squeeze, words))
        return {w: self._weight(max(1, self._frequency(w))) for w in wanted if len(w) > 1 or w.isdigit()}

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._releases)

    @property
    def highest(self) -> float:
        """The weight of a word that stands in one release only."""
        return self._weight(1)

    def _weight(self, frequency: int) -> float:
        return log(1 + (len(self._releases) - frequency + 0.5) / (frequency + 0.5))

    def known(self, words: Iterable[str]) -> list[str]:
        """Those of the words that stand in some release: the others say nothing about which is meant."""
        return [word for word in words if self._frequency(squeeze(word))]

    def naming(self, word: str) -> bool:
        """Whether a word stands in the title of some release, or in a name of what one tells of."""
        return any(self.names(candidate, word) for candidate in self._candidates([word]))

    def has(self, release_id: str, word: str) -> bool:
        """Whether a word stands in a release."""
        return self._stands(squeeze(word), release_id)

    def names(self, release_id: str, word: str) -> bool:
        """Whether a word stands in a release's title or names something of it."""
        return self._stands(squeeze(word), release_id, named=True)

    def _stands(self, word: str, release_id: str, *, named: bool = False) -> bool:
        """Whether a word stands in a release or its names, as it is or without the particle that hangs on it."""
        number = self._numbers[release_id]
        begin, names, end = self._ends[2 * number : 2 * number + 3]
        return any(self._text.find(form, begin, names if named else end) >= 0 for form in (word, strip_ending(word)))

    def _candidates(self, words: Sequence[str]) -> Iterable[str]:
        if len(self._releases) <= _ALL:
            return self._releases
        return self._index.releases_with(words, _LOOKED_AT)

    def _count(self, word: str) -> int:
        if len(self._releases) <= _ALL:
            return sum(self._stands(word, release_id) for release_id in self._releases)
        return self._index.releases_holding(word)

    def _day(self, release_id: str) -> int:
        day = self._releases[release_id].date
        return day.toordinal() if day else 0


def _written(facts: Facts) -> tuple[str, list[int]]:
    """What stands in each release, squeezed, its names first; and where each of both ends, after a 0."""
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for contest in facts.contests:
        found[contest.release_id][0].append(contest.name)
    for event in facts.events:
        found[event.release_id][0].append(event.name)
    for case in facts.cases:
        found[case.release_id][1].extend(filter(None, (case.title, case.awardee, case.organization, case.summary)))
    for told in (*facts.passages, *facts.statements):
        found[told.release_id][1].extend((told.heading or "", told.text))
    for contact in facts.contacts:
        found[contact.release_id][1].append(contact.department or "")
    texts: list[str] = []
    for release in facts.releases:
        named, rest = found[release.id]
        issuers = issuer_names(release.ministry) if release.ministry else ()
        names = squeeze_lines((release.title, *release.subtitles, *named, *sorted(issuers)))
        texts += [f"{names}\n", f"{squeeze_lines(rest)}\n"]
    return "".join(texts), [0, *accumulate(map(len, texts))]


def _restored(kept: Mapping[str, bytes], count: int) -> tuple[str, list[int]]:
    text = kept["release_text"].decode("utf-16-le")
    ends = np.frombuffer(kept["release_ends"], dtype=np.int32).tolist()
    if len(ends) != 2 * count + 1 or ends[-1] != len(text):
        raise ValueError("the texts were kept for other releases")
    return text, ends
