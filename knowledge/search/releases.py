"""Which release the words of a question are about: evidence, from the whole of each release's text.

A mention is evidence and no key: every word counts by how few releases have it, so that a word which many share still
means something and decides nothing. More releases add candidates; they take nothing from what a word meant before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log

from knowledge.hangul import squeeze, squeeze_lines, strip_ending
from knowledge.model import Facts, Release
from knowledge.search.index import Index
from knowledge.words.vocabulary import issuer_names

_ALL = 60  # releases that are read word by word, every one of them
_LOOKED_AT = 8  # of more those whose records have most of the words: to read one of sixty cases takes 0.5 ms
_KEPT = 1000  # releases whose text is kept as it is compared
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


@dataclass(frozen=True, slots=True)
class _Texts:
    names: str
    whole: str


class Releases:
    """All releases of a knowledge base, found by what stands in them. Immutable; safe from several threads."""

    def __init__(self, facts: Facts, index: Index) -> None:
        self._facts = facts
        self._index = index
        self._releases = {release.id: release for release in facts.releases}
        self._texts = lru_cache(maxsize=_KEPT)(self._read)
        self._frequency = lru_cache(maxsize=8 * _KEPT)(self._count)

    def prepare(self) -> None:
        """Make every look-up now, so that no question pays for it."""
        _ = self._by_release

    def rank(self, words: Sequence[str]) -> list[Candidate]:
        """Releases with at least one of the words, what most speaks for first; the newer of equal ones."""
        weights = self.weights(words)
        total = sum(weights.values())
        if not total:
            return []
        found = []
        for release_id in self._candidates(words):
            texts = self._texts(release_id)
            share = sum(weight for word, weight in weights.items() if _stands(word, texts.whole)) / total
            named = sum(weight for word, weight in weights.items() if _stands(word, texts.names)) / total
            if share:
                found.append(Candidate(release_id, share, named))
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
        return _stands(squeeze(word), self._texts(release_id).whole)

    def names(self, release_id: str, word: str) -> bool:
        """Whether a word stands in a release's title or names something of it."""
        return _stands(squeeze(word), self._texts(release_id).names)

    def _candidates(self, words: Sequence[str]) -> Iterable[str]:
        if len(self._releases) <= _ALL:
            return self._releases
        return self._index.releases_with(words, _LOOKED_AT)

    def _count(self, word: str) -> int:
        if len(self._releases) <= _ALL:
            return sum(_stands(word, self._texts(release_id).whole) for release_id in self._releases)
        return self._index.releases_holding(word)

    def _day(self, release_id: str) -> int:
        day = self._releases[release_id].date
        return day.toordinal() if day else 0

    @cached_property
    def _by_release(self) -> dict[str, tuple[list[str], list[str]]]:
        """What names something in each release, and what else stands there."""
        found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        facts = self._facts
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
        return dict(found)

    def _read(self, release_id: str) -> _Texts:
        release: Release = self._releases[release_id]
        named, told = self._by_release.get(release_id, ([], []))
        issuers = issuer_names(release.ministry) if release.ministry else ()
        names = squeeze_lines((release.title, *release.subtitles, *named, *issuers))
        return _Texts(names, f"{names}\n{squeeze_lines(told)}")


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, as it is or without the particle that hangs on it."""
    return word in text or strip_ending(word) in text
