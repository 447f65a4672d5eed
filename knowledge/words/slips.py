"""What a slip of the thumb is, and how far a typed word is from a known one: the only place that says so.

Words are compared sound by sound. A slip costs less the likelier it is: vowels and consonants that sound alike .2 to
.35, a neighbouring key .7, everything else 1.1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.hangul import VOWELS, coarse_sound, is_syllable, sounds, to_jamo

SAME = 0.2  # between two vowels that nobody hears apart
ALIKE = 0.35  # between two sounds that are taken for each other
HEARD = 0.5  # or nearly so
NEIGHBOUR = 0.7
DOUBLED = 0.5
OTHER = 1.1
_FEW = 32  # words that are compared sooner than looked through

_HEARD = {
    SAME: ("ㅐㅔㅒㅖ", "ㅚㅙㅞ"),
    ALIKE: (
        *("ㄱㄲㅋ", "ㄷㄸㅌ", "ㅂㅃㅍ", "ㅅㅆ", "ㅈㅉㅊ"),
        *("ㅏㅑ", "ㅓㅕ", "ㅗㅛ", "ㅜㅠ", "ㅗㅜ", "ㅏㅘ", "ㅓㅝ", "ㅢㅣ", "ㅢㅡ", "ㅢㅔ", "ㅟㅣ"),
        *("ㅚㅐ", "ㅙㅐ", "ㅞㅐ", "ㅚㅔ", "ㅙㅔ", "ㅞㅔ"),
    ),
    HEARD: ("ㄴㄹ", "ㅡㅜ", "ㅡㅓ", "ㅓㅗ"),
}
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")


def _costs() -> dict[tuple[str, str], float]:
    costs: dict[tuple[str, str], float] = {}

    def note(one: str, other: str, cost: float) -> None:
        costs.setdefault((one, other), cost)
        costs.setdefault((other, one), cost)

    for cost, groups in _HEARD.items():
        for group in groups:
            for one, other in combinations(group, 2):
                note(one, other, cost)
    for row in _ROWS:
        for one, other in pairwise(row):
            note(one, other, NEIGHBOUR)
    for upper, lower in pairwise(_ROWS):  # a key stands below the gap between two of the row above
        for place, key in enumerate(lower):
            for above in upper[place : place + 2]:
                note(key, above, NEIGHBOUR)
    keys = {vowel: to_jamo(vowel) for vowel in VOWELS}
    for one, other in combinations(VOWELS, 2):  # compound vowels are two keys
        if len(keys[one]) == len(keys[other]) == 2:
            cost = sum(
                costs.get(pair, OTHER) for pair in zip(keys[one], keys[other], strict=True) if pair[0] != pair[1]
            )
            note(one, other, min(cost, OTHER))
        elif keys[one] in keys[other] or keys[other] in keys[one]:
            note(one, other, NEIGHBOUR)
    return costs


_COST = _costs()


@lru_cache(maxsize=65536)
def slip_cost(typed: str, word: str) -> float:
    """What it costs to have typed this for that word; 0 where both are written alike."""
    one, other = sounds(typed), sounds(word)
    before: list[float] = []
    row = [n * OTHER for n in range(len(other) + 1)]
    for i, key in enumerate(one, 1):
        before, last = row, before
        row = [i * OTHER]
        dropped = DOUBLED if one[i - 2 : i - 1] == key and i > 1 else OTHER
        for j, meant in enumerate(other, 1):
            added = DOUBLED if other[j - 2 : j - 1] == meant and j > 1 else OTHER
            best = min(
                before[j - 1] + (0.0 if key == meant else _COST.get((key, meant), OTHER)),
                before[j] + dropped,
                row[j - 1] + added,
            )
            if i > 1 and j > 1 and key == other[j - 2] and one[i - 2] == meant and key != meant:
                best = min(best, last[j - 2] + NEIGHBOUR)
            row.append(best)
    return round(row[-1], 3)


def most_slips(word: str) -> float:
    """What may be mended in a word of this length; the shorter, the less."""
    whole = sum(map(is_syllable, word))
    syllables = whole + (len(word) - whole) // 2
    if syllables < 2:
        return ALIKE if len(word) < 3 else 0.0
    return (0.75, 1.15, 1.5)[syllables - 2] if syllables < 5 else 2.3 if syllables < 8 else 3.3


@lru_cache(maxsize=16384)
def _opening(written: str) -> str:
    """The first two sounds of what is written."""
    return sounds(written)[:2]


class KnownWords:
    """Words that may have been meant by a typed one. Immutable once built, for any number of threads."""

    def __init__(self, words: Iterable[str], kept: bytes | None = None) -> None:
        """Sorted by the number of sounds and the first or the last of them: slips hardly ever change both ends.

        `kept` is what `dump` gave for the same words. Raises ValueError where it is anything else.
        """
        self._words = [word for word in dict.fromkeys(words) if word]
        self._forms = _forms(self._words) if kept is None else np.frombuffer(kept, dtype=_FORM)
        if len(self._forms) != len(self._words):
            raise ValueError("the sounds were kept for other words")
        self._buckets: dict[tuple[int, int, str], tuple[NDArray[np.int32], NDArray[np.uint64]]] = {}
        for end, at in ((0, "first"), (-1, "last")) if self._words else ():
            keys = self._forms["length"].astype(np.uint32) << np.uint32(16) | self._forms[at]
            order = np.argsort(keys, kind="stable").astype(np.int32)
            held = self._forms["held"][order]
            kinds, starts = np.unique(keys[order], return_index=True)
            for key, begin, stop in zip(kinds.tolist(), starts, [*starts[1:], len(order)], strict=True):
                self._buckets[key >> 16, end, chr(key & 0xFFFF)] = order[begin:stop], held[begin:stop]
        self.near = lru_cache(maxsize=4096)(self._near)

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if not any(map(str.isdigit, word)):
                found[sounds(word)].append(word)
        return dict(found)

    def dump(self) -> bytes:
        """What it takes longest to find out about the words."""
        return self._forms.tobytes()

    def alike(self, typed: str) -> Sequence[str]:
        """Words that are written like this one, jamo by jamo."""
        opening = _opening(typed[:1])
        if len(opening) > 1 and opening not in self._openings:
            return ()  # as nearly all are, of the many stretches that are asked for
        return self._sounding.get(sounds(typed), ())

    @cached_property
    def _openings(self) -> frozenset[str]:
        return frozenset(_opening(written) for written in self._sounding)

    def _near(self, typed: str, most: float | None = None) -> tuple[tuple[str, float], ...]:
        """Words that this one may be with a slip or two in it and what these cost, cheapest first, eight at most."""
        most = most_slips(typed) if most is None else most
        heard = coarse_sound(typed)
        if not most or any(map(str.isdigit, typed)):
            return ()  # a figure is never a slip of another
        allowed = max(1, int(most / NEIGHBOUR))
        held = _forms([typed])["held"][0]
        near: set[str] = set()
        for length in range(len(heard) - allowed, len(heard) + allowed + 1):
            for key in ((length, 0, heard[0]), (length, -1, heard[-1])):
                if (bucket := self._buckets.get(key)) is None:
                    continue
                numbers = bucket[0]
                if len(numbers) > _FEW:  # a slip puts at most one sound in the place of another
                    numbers = numbers[np.bitwise_count(bucket[1] ^ held) <= 2 * allowed]
                if words := [self._words[n] for n in numbers.tolist()]:
                    sounded = coarse_sound("\n".join(words)).split("\n")
                    found = process.extract(heard, sounded, scorer=OSA.distance, score_cutoff=allowed, limit=16)
                    near.update(words[n] for _, _, n in found)
        priced = sorted((slip_cost(typed, word), word) for word in near)
        return tuple((word, cost) for cost, word in priced[:8] if cost <= most)


@cache
def _coarse_sounds() -> NDArray[np.uint16]:
    """For each character up to four sounds."""
    found = np.zeros((0x10000, 4), dtype=np.uint16)
    found[:, 0] = np.arange(0x10000)
    korean = [*range(0x3131, 0x3164), *range(0xAC00, 0xD7A4)]
    heard = coarse_sound("\n".join(map(chr, korean))).split("\n")
    found[korean] = [[ord(some[n]) if n < len(some) else 0 for n in range(4)] for some in heard]
    return found


def _heard(text: str) -> NDArray[np.uint16]:
    """A long text as `coarse_sound` has it, in a fifth of the time; characters beyond the first 65,536 are one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sounded = _coarse_sounds()[np.minimum(codes, 0xFFFF)].ravel()
    heard: NDArray[np.uint16] = sounded[sounded != 0]
    return heard


_COARSE = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅎㅏㅐㅓㅗㅡㅣ"
_CLASS = np.arange(0x10000, dtype=np.uint8) % len(_COARSE)
_CLASS[[ord(sound) for sound in _COARSE]] = range(len(_COARSE))


# Of a word how many sounds it has, the first and the last of them, and how often it has each of sixteen kinds of them:
# a bit for each of the first four times, so that words which many bits tell apart are many slips apart.
_FORM = np.dtype([("length", np.uint16), ("first", np.uint16), ("last", np.uint16), ("held", np.uint64)])


def _forms(words: Sequence[str]) -> NDArray[np.void]:
    forms = np.zeros(len(words), dtype=_FORM)
    if not words:
        return forms
    heard = _heard("\n".join([*words, ""]))
    ends = np.flatnonzero(heard == ord("\n"))
    lengths = np.diff(ends, prepend=-1) - 1
    forms["length"], forms["first"], forms["last"] = lengths, heard[ends - lengths], heard[ends - 1]
    word = np.repeat(np.arange(len(words), dtype=np.int32), lengths)
    kinds = word * len(_COARSE) + _CLASS[np.delete(heard, ends)]
    times = np.minimum(np.bincount(kinds, minlength=len(words) * len(_COARSE)), 4).reshape(-1, len(_COARSE))
    bits = np.array([0, 1, 3, 7, 15], dtype=np.uint64)[times]
    forms["held"] = np.bitwise_or.reduce(bits << np.arange(0, 64, 4, dtype=np.uint64), axis=1)
    return forms
