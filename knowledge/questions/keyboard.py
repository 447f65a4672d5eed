"""Undoing what a phone keyboard does to a question before it is read: layouts, initials, courtesies, phone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from knowledge.hangul import (
    CLUSTERS,
    INITIALS,
    from_latin_keys,
    is_initials,
    is_syllable,
    squeeze,
    to_jamo,
)
from knowledge.questions.spelling import mended
from knowledge.search.index import Index
from knowledge.words.lexicon import Lexicon, Meaning, word_table
from knowledge.words.morphology import holds_verb

_LATIN = re.compile(r"[A-Za-z]{2,}")
_CLUSTERED = re.compile(rf"(?<!\w)[{INITIALS}{CLUSTERS}]{{2,}}")
_CONSONANTS = re.compile(rf"(?<!\w)[{INITIALS}]{{2,}}")
_INITIAL_RUN = re.compile(rf"(?<!\w)[{INITIALS}]+(?:[\W_]+[{INITIALS}0-9A-Za-z]+(?![가-힣]))+")
_INTRODUCTION = re.compile(r"^[^.?!\d]{2,40}?(?:입니다만|입니다|이라고 합니다|라고 합니다|인데요)[.,!~ ]+(?=\S)")
_PHONE = re.compile(
    r"(?<![\d.:])\+?\d[\d\s().\-]{2,16}\d(?![\d:])(?!\s*(?:년|월|일|억|만|건|명|점|개|팀|층|대|시|분|위|차|%|원))"
)
_PLAUSIBLE = 0.8  # share of whole syllables from which keys count as Hangul typed on the wrong layout

# Which section an initial word is looked up in first: what a word most likely stands for when two initials fit both.
_ORDER = (
    "subjects",
    "asks",
    "ranks",
    "grades",
    "halves",
    "contest",
    "track",
    "department",
    "organization",
    "lists",
)
_READ_FROM_INITIALS = frozenset(
    "when schedule programme what_time ends where which attends who how_many phone department fields received selected"
    " purpose open organization grade content".split()
)
_NAMES_FIRST = ("person", *_ORDER)


@dataclass(frozen=True, slots=True)
class Repair:
    """The text to read, and whether anything but spacing was changed. `persons` are names an initial word may mean."""

    text: str
    changed: bool
    persons: tuple[str, ...] = ()


def repair(text: str, lexicon: Lexicon, index: Index) -> Repair:
    """Latin keys that type Hangul, initials and slips, each read as the word it stands for."""
    split = _CLUSTERED.sub(lambda m: to_jamo(m[0]), text)  # Windows writes ㅂㅅ as ㅄ
    typed = _from_latin_words(split, lexicon, index)
    typed = _title_from_initials(typed, index)
    persons: list[str] = []
    about_person = bool(_CONSONANTS.search(typed)) and _speaks_of_person(typed, lexicon)
    typed = _CONSONANTS.sub(lambda m: _from_initials(m, lexicon, index, about_person, persons), typed)
    typed = mended(typed, lexicon, index)
    return Repair(typed, typed != split, tuple(persons))


def _from_latin_words(text: str, lexicon: Lexicon, index: Index) -> str:
    """Once one word is read from Latin keys, so are the others that type whole syllables."""
    typed = _LATIN.sub(
        lambda m: _from_latin(m[0], lexicon, index, among_others=m.string[m.start() - 1 : m.start()].isdigit()), text
    )
    if typed == text:
        return text
    return _LATIN.sub(lambda m: _from_latin(m[0], lexicon, index, among_others=True), text)


def _title_from_initials(text: str, index: Index) -> str:
    """Several words in initials that together are part of one title."""
    run = _INITIAL_RUN.search(text)
    joined = squeeze(run[0]) if run else ""
    if run is None or sum(c in INITIALS for c in joined) < 5:
        return text
    titles = index.title_runs(joined)
    return text.replace(run[0], f"{next(iter(titles))} ") if len(titles) == 1 else text


def _from_latin(word: str, lexicon: Lexicon, index: Index, *, among_others: bool = False) -> str:
    if (len(word) < 3 and not among_others) or word.lower() in index.words or lexicon.meanings(word):
        return word
    for keys in (word, word.lower()):
        hangul = from_latin_keys(keys)
        whole = sum(map(is_syllable, hangul))
        known = among_others or (whole >= 2 and _is_known(hangul, lexicon, index))
        if whole >= max(1, _PLAUSIBLE * len(hangul)) and known:
            return hangul
    return word


def _is_known(word: str, lexicon: Lexicon, index: Index) -> bool:
    """Whether all of a word is understood, be it with a slip in it: 공유즈 is only the beginning of one."""
    return index.knows(word) or all(s.meanings for s in lexicon.spans(mended(word, lexicon, index)))


def _speaks_of_person(text: str, lexicon: Lexicon) -> bool:
    for token in text.split():
        for meaning in _initial_meanings(token, lexicon) if is_initials(token) else lexicon.meanings(token):
            if meaning.kind == "ranks" or (
                meaning.kind == "asks" and meaning.value in ("phone", "who", "rank", "name")
            ):
                return True
    return False


def _initial_meanings(typed: str, lexicon: Lexicon) -> list[Meaning]:
    return [m for surface in lexicon.with_initials(typed) for m in lexicon.meanings(surface)]


def _from_initials(hit: re.Match[str], lexicon: Lexicon, index: Index, about_person: bool, persons: list[str]) -> str:
    typed, attached = hit[0], re.match(r"\w*", hit.string[hit.end() :])
    if attached and attached[0] and not lexicon.meanings(attached[0]):
        return typed  # a slip inside a word, not initials in front of one
    surfaces = lexicon.with_initials(typed)
    talk = [s for s in (typed, *surfaces) if any(m.kind == "talk" for m in lexicon.meanings(s))]
    if any(
        m.kind == "talk"
        for half in (2, 3)
        if typed == typed[:half] * (len(typed) // half)
        for m in lexicon.meanings(typed[:half])
    ):
        return typed
    if typed in talk or (len(set(typed)) == 1 and typed[0] in "ㅋㅎㅠㅜ"):
        return typed
    for kind in _NAMES_FIRST if about_person else _ORDER:
        found = [s for s in surfaces if any(_reads_as(m, kind) for m in lexicon.meanings(s)) and not holds_verb(s)]
        if found:
            if kind == "person":
                persons.extend(found)
            return _first_of(found, kind)
    words = index.words_with_initials(typed)
    if words:
        return words[0] if len(words) == 1 else typed
    names = [s for s in surfaces if any(m.kind == "person" for m in lexicon.meanings(s))]
    if names:
        persons.extend(names)
        return names[0]
    holders = lexicon.containing_initials(typed)
    return holders[0] if holders else typed


def _reads_as(meaning: Meaning, kind: str) -> bool:
    """Whether two or three initials may stand for this: what is often asked, not every word of the table."""
    return meaning.kind == kind and (kind != "asks" or meaning.value in _READ_FROM_INITIALS)


def _first_of(found: list[str], kind: str) -> str:
    if kind in ("asks", "subjects"):
        order = [squeeze(w) for words in word_table()[kind].values() for w in words]
        return min(found, key=lambda s: order.index(s) if s in order else len(order))
    return found[0]


def without_courtesy(text: str) -> str:
    """The text without greeting, self-introduction and closing; unchanged where nothing else would remain."""
    before = None
    cut = text
    while before != cut:
        before = cut
        for courtesy in _courtesies():
            if shorter := courtesy.sub("", cut).strip():
                cut = shorter
        shorter = _INTRODUCTION.sub("", cut).strip()
        cut = shorter or cut
    return cut


@cache
def _courtesies() -> tuple[re.Pattern[str], ...]:
    """Each courtesy at the beginning or the end of a text, the longest first."""
    words = sorted(word_table()["courtesy"]["words"], key=len, reverse=True)
    patterns = (r"\s*".join(map(re.escape, word.replace(" ", ""))) for word in words)
    return tuple(re.compile(rf"^{p}[.,!~^\s]*|(?<=[.,!?~\s]){p}[.,!~^\s]*$") for p in patterns)


def phone_digits(text: str) -> tuple[str, str] | None:
    """The digits of the first phone-like number and the text without it; a bare year is none."""
    for hit in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", hit[0])
        groups = re.findall(r"\d+", hit[0])
        if digits.startswith("82") and len(digits) >= 10:
            digits = "0" + digits[2:]
        looks_like_date = len(groups) >= 3 and len(groups[0]) in (2, 4) and all(len(g) <= 2 for g in groups[1:])
        looks_like_year = len(groups) == 1 and re.fullmatch(r"(?:19|20)\d\d", digits)
        if 4 <= len(digits) <= 12 and not looks_like_date and not looks_like_year:
            return digits, f"{text[: hit.start()]} {text[hit.end() :]}".strip()
    return None
