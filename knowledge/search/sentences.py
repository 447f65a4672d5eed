"""The sentences of a release, found by the words that are rare within it.

What names a release stands all over it and says nothing about where to look; a word that two of its sentences have says
nearly all. So every word counts by how few sentences of that very release hold it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log

from knowledge.hangul import sentences, squeeze, strip_ending
from knowledge.model import Passage, Release

LONGEST = 400  # characters; a longer sentence is a list that lost its line ends
_SHORTEST = 4
_NAME = 40  # characters of the cell that names a row, with its head
_TELLING = 12  # characters; anything shorter is a label
_FRAME = re.compile(r"^(?:보도\s?시점|붙임|별첨|담당\s?부서)|끝\.?$|^\(?(?:https?://|www)")
_HEADS = re.compile(r"(?:[^·\d]{1,12} · )+[^·\d]{1,12}")  # of the columns of a table
_CALL = re.compile(r"(?:담\s?당|책\s?임)\s?자.*\d{3,4}-\d{4}")
_ITEM = re.compile(r"\s(?=[□■○ㅇ◦▪▲△▶➜※]\s)")  # a list that lost its line ends
_KEPT = 64  # releases whose sentences are at hand


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a release, or a cell of a row with its head, as a passage of its own; `text` is it squeezed.

    `heading` is what stands above it, squeezed.
    """

    passage: Passage
    text: str
    heading: str

    @property
    def is_telling(self) -> bool:
        """Whether it says anything by itself: no label, and no line of a release's head or foot."""
        text = self.passage.text
        return len(text) >= _TELLING and not (_FRAME.search(text) or _HEADS.fullmatch(text))

    @property
    def is_call(self) -> bool:
        """Whether it is a row that names somebody to call."""
        return _CALL.search(self.passage.text) is not None

    def holds(self, word: str) -> bool:
        """Whether a squeezed word stands in it or above it, as it is or without the particle that hangs on it."""
        return any(form in self.text or form in self.heading for form in (word, strip_ending(word)))


class Sentences:
    """What can be quoted of each release. Immutable; safe from several threads."""

    def __init__(self, told_in: Mapping[str, Sequence[Passage]], release: Callable[[str], Release | None]) -> None:
        self._told_in, self._release = told_in, release
        self.of = lru_cache(maxsize=_KEPT)(self._cut)

    def weights(self, release_id: str, words: Iterable[str]) -> dict[str, float]:
        """How much each word says within a release, at most 1, squeezed; without those that do not stand there."""
        said = self.of(release_id)
        found: dict[str, float] = {}
        for word in dict.fromkeys(map(squeeze, words)):
            held = sum(sentence.holds(word) for sentence in said)
            if held:
                found[word] = self.weight(held, len(said))
        return found

    @staticmethod
    def weight(held: int, count: int) -> float:
        """How much it says that a sentence is one of `held` among `count`, at most 1."""
        return log(1 + count / (1 + held)) / log(1 + count / 2)

    def _cut(self, release_id: str) -> tuple[Sentence, ...]:
        passages = [*self._titles(release_id), *self._told_in.get(release_id, ())]
        found: dict[tuple[str, str], Sentence] = {}
        for passage in passages:
            heading = squeeze(passage.heading or "")
            # What is asked of a row stands in another cell of it.
            whole = "\n" in passage.text and len(passage.text) <= LONGEST
            for unit in [passage.text] if whole else units(passage.text):
                text = squeeze(unit)
                found.setdefault((text, heading), Sentence(replace(passage, text=unit), text, heading))
        return tuple(found.values())

    def _titles(self, release_id: str) -> list[Passage]:
        release = self._release(release_id)
        return titles(release) if release else []


def titles(release: Release) -> list[Passage]:
    """The title and the subtitles of a release, each as a sentence of it."""
    lines = (release.title, *release.subtitles)
    return [Passage(release.id, release.id, None, line, release.source) for line in lines]


def units(text: str) -> list[str]:
    """What can be quoted of a text: its sentences, of a row also each cell with its head and the row's name."""
    if "\n" in text:
        name, *cells = text.split("\n")  # a cell says nothing without the name of its row
        found = [name, *(f"{name}\n{cell}" if len(name) <= _NAME else cell for cell in cells), text]
    else:
        found = [sentence for item in _ITEM.split(text) for sentence in sentences(item)]
    return [unit for unit in found if _SHORTEST <= len(unit) <= LONGEST]
