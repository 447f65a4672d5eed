"""What a slip of the thumb is, and how far a typed word is from a known one: the only place that says so.

Words are compared sound by sound. A slip costs less the likelier it is: vowels and consonants that sound alike .2 to
.35, a neighbouring key .7, everything else 1.1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.hangul import VOWELS, coarse_sound, is_syllable, sounds, to_jamo

SAME = 0.2  # between two vowels that nobody hears apart
ALIKE = 0.35  # between two sounds that are taken for each other
HEARD = 0.5  # or nearly so
NEIGHBOUR = 0.7
DOUBLED = 0.5
OTHER = 1.1

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


class KnownWords:
    """Words that may have been meant by a typed one. Immutable once built, for any number of threads."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sorted by the number of sounds and the first or the last of them: slips hardly ever change both ends."""
        self._buckets: dict[tuple[int, int, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        known = [word for word in dict.fromkeys(words) if word]
        heard = coarse_sound("\n".join(known)).split("\n") if known else []
        for word, sounded in zip(known, heard, strict=True):
            for end in (0, -1):
                bucket = self._buckets[len(sounded), end, sounded[end]]
                bucket[0].append(sounded)
                bucket[1].append(word)
        self._buckets.default_factory = None
        self.near = lru_cache(maxsize=4096)(self._near)

    def _near(self, typed: str, most: float | None = None) -> tuple[tuple[str, float], ...]:
        """Words that this one may be with a slip or two in it and what these cost, cheapest first, eight at most."""
        most = most_slips(typed) if most is None else most
        heard = coarse_sound(typed)
        if not most or any(map(str.isdigit, typed)):
            return ()  # a figure is never a slip of another
        allowed = max(1, int(most / NEIGHBOUR))
        near: set[str] = set()
        for length in range(len(heard) - allowed, len(heard) + allowed + 1):
            for key in ((length, 0, heard[0]), (length, -1, heard[-1])):
                if bucket := self._buckets.get(key):
                    found = process.extract(heard, bucket[0], scorer=OSA.distance, score_cutoff=allowed, limit=16)
                    near.update(bucket[1][n] for _, _, n in found)
        priced = sorted((slip_cost(typed, word), word) for word in near)
        return tuple((word, cost) for cost, word in priced[:8] if cost <= most)
