"""How a name comes out of a thumb: every variant of a text that the tests type, the same ones in every run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from knowledge.hangul import compose, fold, initials, is_syllable, squeeze, to_jamo, to_latin_keys

__all__ = ["Variant", "in_initials", "slipped", "variants"]

ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
SHIFTED = {"ㅂ": "ㅃ", "ㅈ": "ㅉ", "ㄷ": "ㄸ", "ㄱ": "ㄲ", "ㅅ": "ㅆ", "ㅐ": "ㅒ", "ㅔ": "ㅖ"}


@dataclass(frozen=True)
class Variant:
    """A text as it was typed, and in which way it went wrong."""

    way: str
    text: str


def _neighbours() -> dict[str, str]:
    """The keys around each key of the two-set keyboard, and the same key with or without shift."""
    found: dict[str, set[str]] = {jamo: set() for row in ROWS for jamo in row}
    for row in ROWS:
        for left, right in pairwise(row):
            found[left].add(right)
            found[right].add(left)
    for upper, lower in pairwise(ROWS):
        # A key of the lower row stands below the gap between two keys of the upper one.
        for place, jamo in enumerate(lower):
            for above in upper[place : place + 2]:
                found[jamo].add(above)
                found[above].add(jamo)
    for plain, shifted in SHIFTED.items():
        found[shifted] = {plain}
        found[plain].add(shifted)
    return {jamo: "".join(sorted(others)) for jamo, others in found.items()}


NEIGHBOURS = _neighbours()


def _neighbour(keys: str, place: int, random: Random) -> str:
    return keys[:place] + random.choice(NEIGHBOURS[keys[place]]) + keys[place + 1 :]


def _deletion(keys: str, place: int, _: Random) -> str:
    return keys[:place] + keys[place + 1 :]


def _doubling(keys: str, place: int, _: Random) -> str:
    return keys[:place] + keys[place] + keys[place:]


def _transposition(keys: str, place: int, _: Random) -> str:
    return keys[:place] + keys[place + 1] + keys[place] + keys[place + 2 :]


SLIPS: dict[str, Callable[[str, int, Random], str]] = {
    "neighbour": _neighbour,
    "deletion": _deletion,
    "doubling": _doubling,
    "transposition": _transposition,
}


def slipped(text: str, way: str, seed: int) -> str:
    """The text with one key of one Hangul word hit wrong in this way; which one depends on text, way and seed alone."""
    random = Random(f"{text} {way} {seed}")
    keys = to_jamo(text)
    places = [n for n, key in enumerate(keys) if key in NEIGHBOURS]
    if way == "transposition":
        places = [n for n in places if n + 1 in places and keys[n] != keys[n + 1]]
    typed = text
    while squeeze(typed) == squeeze(text):
        typed = compose(SLIPS[way](keys, random.choice(places), random))
    return typed


def in_initials(text: str) -> str:
    """Each word as its initial consonants, without punctuation; Latin letters and digits stay."""
    return " ".join(filter(None, map(initials, re.split(r"\s+", fold(text)))))


def variants(name: str, frames: tuple[str, ...], seeds: int, *, unique_initials: bool) -> Iterator[Variant]:
    """Every way in which questions about `name` are typed; each of `frames` holds `{}` where the name stands.

    A slip of each kind in the name for every seed, frame by frame in turn; all else once with every frame.
    """
    for way in SLIPS:
        for seed in range(seeds):
            frame = frames[seed % len(frames)]
            yield Variant(way, frame.format(slipped(name, way, seed)))
    for frame in frames:
        asked = frame.format(name)
        yield Variant("as printed", asked)
        yield Variant("no spaces", re.sub(r"\s+", "", asked))
        yield Variant("NFD", unicodedata.normalize("NFD", asked))
        if any(map(is_syllable, asked)):
            yield Variant("English keyboard", to_latin_keys(asked))
        if unique_initials:
            yield Variant("initials", frame.format(in_initials(name)))
