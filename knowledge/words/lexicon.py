"""Which known words stand in a question: the word table, the names in the knowledge base, and a segmentation over both.

A question is cut into known words, endings and unknown stretches by the cheapest path (Viterbi), so that missing
spaces, particles and, where they are to be mended, slips are one problem and not three. Costs are per word; an unknown
syllable costs 1.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from knowledge.hangul import initial_letters, squeeze, squeeze_each, strip_ending
from knowledge.words.organizations import ORGANIZATION_ENDS
from knowledge.words.slips import KnownWords

LONGEST = 24  # syllables of the longest surface that is looked up
SLIPPED = 12  # syllables of the longest surface that is recognised with a slip in it
UNKNOWN = 1.0
WORD = 0.1
FILLER = 0.15
ENDING = 0.25
CONTENT = 0.35
WHOLE = 0.12  # a whole token that stands so in a record: not to be cut into question words (면허기준)
MENDED = 0.15  # added to what its slips cost, for a word that is not written as it is known
_INTO_TOKEN = {1: 3.0, 2: 1.3, 3: 0.7}  # a known word that begins after an unknown syllable of the same token
_HUNG = frozenset({"endings", "verb_endings"})
_AFTER_ENDING = -1  # stands for the length of the known word where that is an ending
_OUT_OF_TOKEN = {
    _AFTER_ENDING: 2.5,
    1: 1.6,
    2: 1.0,
    3: 0.6,
}  # a known word that an unknown syllable of the same token follows


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for: `kind` is a section of the word table or a kind of name, `value` the canonical word."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question. `surface` is the known word it was read as.

    No meanings: an unknown stretch. `starts` tells whether it begins a token of the typed text.
    """

    text: str
    surface: str
    meanings: tuple[Meaning, ...] = ()
    starts: bool = False


# For a stretch, and whether it is all that is left of a token but for an ending: what it may have been meant for, and
# what the slips cost.
Mending = Callable[[str, bool], Iterable[tuple[str, float]]]


@cache
def word_table() -> Mapping[str, Any]:
    """words.toml, read once."""
    return tomllib.loads((files("knowledge.words") / "words.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class _Cell:
    cost: float
    back: int
    span: Span | None
    known: int  # length of the known word that ends here, 0 after an unknown syllable


class Lexicon:
    """Surfaces with their meanings, and words that stand in records (`content`). Immutable once built."""

    def __init__(self, entries: Iterable[tuple[str, Meaning]], content: Collection[str] = ()) -> None:
        entries = list(entries)
        self._content = content
        self._exact: dict[str, tuple[Meaning, ...]] = {}
        for surface, (_, meaning) in zip(squeeze_each(entry for entry, _ in entries), entries, strict=False):
            known = self._exact.get(surface, ())
            if surface and len(surface) <= LONGEST and meaning not in known:
                self._exact[surface] = (*known, meaning)
        parts = squeeze_each(part for entry, _ in entries for part in entry.split())
        words = (*self._exact, *(part for part in parts if len(part) > 2))
        self._known_words = KnownWords(word for word in words if len(word) <= SLIPPED)
        self._reach = _reach((*self._exact, *content))
        self._plain = lru_cache(maxsize=4096)(self._spans)
        self._by_initials: dict[str, list[str]] = {}
        for surface, meanings in self._exact.items():
            if len(surface) >= 2 and any(m.kind not in _NEVER_INITIALS for m in meanings):
                self._by_initials.setdefault(initial_letters(surface), []).append(surface)

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        """The meanings of exactly this word."""
        return self._known(squeeze(word)) or ()

    def _known(self, surface: str) -> tuple[Meaning, ...] | None:
        known = self._exact.get(surface)
        if known is None and surface in self._content and _is_bare(surface):
            return (Meaning("content", surface),)
        return known

    def surfaces(self) -> Iterable[str]:
        """All known words, squeezed."""
        return self._exact.keys()

    def with_initials(self, typed: str) -> list[str]:
        """Known words whose initials are exactly these, in the order of the table."""
        return self._by_initials.get(typed, [])

    def containing_initials(self, typed: str) -> list[str]:
        """Names whose initials hold these somewhere, shortest first."""
        if len(typed) < 3:
            return []
        found = [s for key, surfaces in self._by_initials.items() if typed in key for s in surfaces]
        kinds = ("contest", "department", "organization", "track", "person")
        named = [s for s in found if any(m.kind in kinds for m in self._exact[s])]
        return sorted(named, key=lambda s: (len(s), s))

    def near(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words and parts of them that are a slip or two away, with what the slips cost, cheapest first."""
        return self._known_words.near(squeeze(word))

    def spans(self, text: str, mending: Mending | None = None, nouns: Collection[str] = ()) -> tuple[Span, ...]:
        """The cheapest reading of `text` as known words, endings and unknown stretches, in order.

        Without `mending` only words that are written as they are known count. `nouns` are words of this text that no
        record holds.
        """
        return self._spans(text, mending, nouns) if mending or nouns else self._plain(text)

    def _spans(self, text: str, mending: Mending | None = None, nouns: Collection[str] = ()) -> tuple[Span, ...]:
        chars, heads = _typed(text)
        n = len(chars)
        ends = self._token_ends(chars, heads)
        cells: list[_Cell | None] = [None] * (n + 1)
        cells[0] = _Cell(0.0, 0, None, 9)
        for i in range(n):
            here = cells[i]
            if here is None:
                continue
            self._step(cells, i + 1, here, i, self._unknown(chars, heads, i, here))
            mends = mending is not None and (heads[i] or here.known)
            of_dictionary = max((len(noun) for noun in nouns if chars.startswith(noun, i)), default=1)
            known_until = min(n, i + max(of_dictionary, self._reach.get(chars[i : i + 2], 0)))
            for j in range(i + 1, (min(n, i + LONGEST) if mends else known_until) + 1):
                typed = chars[i:j]
                exact = self._known(typed) if j <= known_until else None
                if exact is None and typed in nouns:
                    exact = (Meaning("content", typed),)
                if not (exact or mends):
                    continue
                whole = heads[i] and ends[j]
                readings: Iterable[tuple[str, tuple[Meaning, ...], float]] = ((typed, exact, 0.0),) if exact else ()
                if mending and mends and not exact:
                    near = mending(typed, ends[j])
                    readings = ((word, self._meant(word), MENDED + extra) for word, extra in near)
                for surface, meanings, extra in readings:
                    cost = extra + self._price(meanings, heads, i, j, n, here)
                    if whole and j - i >= 4 and cost == CONTENT:
                        cost = WHOLE
                    if cost < 50:
                        ending = all(m.kind in ("endings", "verb_endings") for m in meanings)
                        span = Span(typed, surface, meanings, heads[i])
                        self._step(cells, j, here, i, (cost, span, _AFTER_ENDING if ending else len(surface)))
        return _merged(cells, n)

    def _meant(self, surface: str) -> tuple[Meaning, ...]:
        """What a word means that something was mended to: one of the records, or a part of a known name, if no more."""
        return self._exact.get(surface) or (Meaning("content", surface),)

    def _token_ends(self, chars: str, heads: list[bool]) -> list[bool]:
        """For each place whether a token ends there, or only an ending hangs on it."""
        ends, end = [True] * (len(chars) + 1), len(chars)
        for j in range(len(chars) - 1, -1, -1):
            end = end if j + 1 == len(chars) or not heads[j + 1] else j + 1
            if not heads[j]:
                ends[j] = any(m.kind in _HUNG for m in self._exact.get(chars[j:end], ()))
        return ends

    @staticmethod
    def _unknown(chars: str, heads: list[bool], i: int, here: _Cell) -> tuple[float, Span, int]:
        cost = UNKNOWN
        if here.known and not heads[i]:
            cost += _OUT_OF_TOKEN.get(here.known, 0.3)
        return cost, Span(chars[i], chars[i], (), heads[i]), 0

    @staticmethod
    def _price(meanings: tuple[Meaning, ...], heads: list[bool], i: int, j: int, n: int, here: _Cell) -> float:
        kinds = {m.kind for m in meanings}
        if kinds <= {"endings", "verb_endings"}:
            ends_token = j == n or heads[j]
            if heads[i] or (here.known == 0 and not ends_token):
                return 99.0
            return ENDING if here.known else ENDING + 0.2
        cost = (
            CONTENT
            if kinds == {"content"}
            else FILLER
            if kinds <= {"filler", "endings", "verb_endings", "courtesy"}
            else WORD
        )
        if not heads[i] and here.known == 0:
            cost += _INTO_TOKEN.get(j - i, 0.4)
        return cost + 0.05 * sum(heads[i + 1 : j])

    @staticmethod
    def _step(cells: list[_Cell | None], j: int, here: _Cell, i: int, step: tuple[float, Span, int]) -> None:
        cost, span, known = step
        total = here.cost + cost
        there = cells[j]
        if there is None or total < there.cost - 1e-9:
            cells[j] = _Cell(total, i, span, known)


def _reach(words: Iterable[str]) -> dict[str, int]:
    """How long the longest word is that begins with the same two letters: nothing longer need be looked up."""
    reach: dict[str, int] = {}
    for word in words:
        if reach.get(word[:2], 0) < len(word):
            reach[word[:2]] = len(word)
    return reach


_NEVER_INITIALS = frozenset("endings verb_endings filler content courtesy".split())


def names_another(typed: str, surface: str) -> bool:
    """Whether what was typed ends as an organization's name does, but not as this one's: 천안시청 is not 천안지청."""
    end = next((e for e in ORGANIZATION_ENDS if typed.endswith(e)), None)
    return end is not None and not surface.endswith(end)


def _is_bare(word: str) -> bool:
    """Whether a word of a text stands without a particle; 상을 and 일은 keep theirs, being too short to be cut."""
    return len(word) >= 2 and strip_ending(word) == word and not (len(word) == 2 and word[-1] in "을를은는")


def _typed(text: str) -> tuple[str, list[bool]]:
    chars: list[str] = []
    heads: list[bool] = []
    fresh = True
    for char in text.lower():
        if char.isalnum():
            chars.append(char)
            heads.append(fresh)
            fresh = False
        else:
            fresh = True
    return "".join(chars), heads


def _merged(cells: list[_Cell | None], n: int) -> tuple[Span, ...]:
    path: list[Span] = []
    i = n
    while i > 0:
        cell = cells[i]
        if cell is None or cell.span is None:
            break
        path.append(cell.span)
        i = cell.back
    path.reverse()
    merged: list[Span] = []
    for span in path:
        last = merged[-1] if merged else None
        if last and not last.meanings and not span.meanings and not span.starts:
            merged[-1] = Span(last.text + span.text, last.surface + span.surface, (), last.starts)
        else:
            merged.append(span)
    return tuple(merged)
