"""Words to ranked records, with the reason for each hit.

An in-memory index of character bigrams finds candidates (BM25, rare parts weigh more). The candidates are ranked by
coverage: which share of the question's information stands in the record, word by word: as typed, as another word
for the same thing, or with a slip. Coverage lies between 0 and 1 and means the same for every question, so that
"none of these" can win.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge.hangul import (
    initial_letters,
    is_initials,
    is_particle,
    sound,
    sounds,
    squeeze,
    strip_ending,
    tokens_of,
)
from knowledge.model import Fact, Facts, Release
from knowledge.search.postings import Mask, Postings, bigrams
from knowledge.search.searchable import EVERY_KIND, KINDS, Record, rows_of
from knowledge.words.lexicon import word_table
from knowledge.words.slips import KnownWords

CANDIDATES = 120  # records that are looked at word by word
LOOKED_AT = 300  # records that are read to see whether a word stands anywhere
TITLED = 0.75  # share of a text's bigrams that must stand in a title for the text to be that title
SYNONYM, SLIPPED, PART = 0.85, 0.95, 0.7
TITLE_BONUS = 0.06
_STORED = "utf-16-le"  # what is kept of texts: quickly read, and without characters that take two places
TELLING = 5  # sounds from which a word that stands nowhere is looked for as a slip of another (not 머리 as 마리)


class Match(NamedTuple):
    """Why a word of the question counts for a record: the words found for it, and how well they agree (0 … 1)."""

    word: str
    found: str
    weight: float
    agreement: float


class Hit(NamedTuple):
    """A record with the share of the question that it covers (0 … 1) and the words that made it."""

    record: Record
    coverage: float
    score: float
    matches: tuple[Match, ...]


class _Texts(NamedTuple):
    """A record's words as they are compared: all of them without spaces, and title and body with a bar before each."""

    whole: str
    title: str
    body: str


class Index:
    """All records of a knowledge base, searchable. Built once or restored, then only read, by any number of threads."""

    def __init__(self, facts: Facts, kept: Mapping[str, bytes] | None = None) -> None:
        self._facts, self._kinds, self._items = rows_of(facts)
        self._cases = len(facts.cases)  # whose rows are the first
        keys = [fact.id for fact in self._facts]
        for number in np.flatnonzero(self._items >= 0).tolist():
            keys[number] = self.record(number).key
        self._number = dict(zip(keys, range(len(keys)), strict=True))
        if kept is None:
            self._build()
        else:
            self._restore(kept)

    def _build(self) -> None:
        records = [self.record(n) for n in range(len(self._facts))]
        titles, bodies = [squeeze(r.title) for r in records], [squeeze(r.body) for r in records]
        self._postings = Postings.build(titles, bodies)
        tokens = [(tokens_of(r.title), tokens_of(r.body)) for r in records]
        forms = ({form for token in (*title, *body) for form in (token, strip_ending(token))} for title, body in tokens)
        self.words: dict[str, int] = Counter(form for found in forms for form in found)
        self._lines = "".join(f"{_barred(title)}\t{_barred(body)}\n" for title, body in tokens)
        self._line_ends = _line_ends(self._lines.encode(_STORED))
        self._title_words = _title_words(self._titles().encode(_STORED))
        self._known_words = KnownWords(_mendable(self.words))

    def _restore(self, kept: Mapping[str, bytes]) -> None:
        self._postings = Postings.restore(len(self._facts), kept)
        counts = np.frombuffer(kept["counts"], dtype=np.int32).tolist()
        self.words = dict(zip(kept["words"].decode(_STORED).split("\n"), counts, strict=True))
        self._title_words = _title_words(kept["titles"])
        self._lines = kept["lines"].decode(_STORED)
        self._line_ends = _line_ends(kept["lines"])
        if len(self._line_ends) != len(self._facts):
            raise ValueError("the search index was kept for other records")
        self._known_words = KnownWords(_mendable(self.words), kept["heard"])

    def dump(self) -> dict[str, bytes]:
        """All that is expensive to build, as bytes: `Index(facts, dump)` is the same index over the same facts."""
        counts = np.array(list(self.words.values()), dtype=np.int32).tobytes()
        texts = {"words": "\n".join(self.words), "titles": self._titles(), "lines": self._lines}
        stored = {name: text.encode(_STORED) for name, text in texts.items()}
        return {**self._postings.dump(), **stored, "counts": counts, "heard": self._known_words.dump()}

    def prepare(self) -> None:
        """Make every look-up now, so that no question pays for it."""
        self._postings.prepare()
        _ = self._word_list, self._word_initials, self._release_numbers

    # --- words ----------------------------------------------------------------------------------------------------

    def weight(self, word: str) -> float:
        """How much a word says (idf); a word that stands nowhere says most."""
        found = sorted(self._postings.frequencies(bigrams(squeeze(word))))
        rare = found[: max(1, len(found) // 2)]
        return sum(self._postings.idf(f) for f in rare) / len(rare) if rare else 0.1

    def knows(self, word: str) -> bool:
        """Whether the word stands somewhere, as it is."""
        word = squeeze(word)
        if word in self.words:
            return True
        grams = bigrams(word)
        frequencies = self._postings.frequencies(grams)
        if not grams or not all(frequencies):
            return False
        rarest = grams[frequencies.index(min(frequencies))]
        rows = self._postings.rows_of(rarest)[:LOOKED_AT]
        return any(
            _stands(word, place) for n in rows for place in (self._texts(int(n)).title, self._texts(int(n)).body)
        )

    def similar(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words of the records that are a slip or two away from this one, with what the slips cost, cheapest first."""
        return self._known_words.near(squeeze(word))

    def words_with_initials(self, typed: str) -> list[str]:
        """Words whose initials are these; else words of titles that follow each other; else words that begin so."""
        exact = _between(self._word_list, self._word_initials, f"\n{typed}\n")
        if exact or len(typed) < 3:
            return sorted(exact)
        return sorted(self.title_runs(typed)) or sorted(_between(self._word_list, self._word_initials, f"\n{typed}"))

    @cached_property
    def _word_list(self) -> str:
        return "\n" + "\n".join(w for w in self.words if len(w) >= 2) + "\n"

    @cached_property
    def _word_initials(self) -> str:
        return _in_initials(self._word_list)

    def _titles(self) -> str:
        """All titles but those of contacts, with a bar between their words."""
        named = np.flatnonzero(self._kinds != EVERY_KIND.index("contact")).tolist()
        return "\n".join(self._texts(number).title[1:] for number in named)

    def title_runs(self, typed: str) -> set[str]:
        """Stretches of titles, from the beginning of a word, that have these initials."""
        plain, heard, heads = self._title_words
        whole: set[str] = set()
        begun: set[str] = set()
        at = heard.find(typed)
        while at >= 0 and len(whole) + len(begun) < 20:
            if heads[at]:
                end = at + len(typed)
                run = "".join(f" {plain[n]}" if heads[n] else plain[n] for n in range(at, end)).strip()
                hangs = (
                    next((k for k in range(end, min(end + 4, len(heads))) if heads[k] or plain[k] == "\n"), end) - end
                )
                ended = hangs == 0 or is_particle(plain[end : end + hangs])
                (whole if ended else begun).add(run)
            at = heard.find(typed, at + 1)
        return whole or begun

    def case_titled(self, text: str) -> str | None:
        """The key of the case whose title this text is, or is a long part of; None where that is not clear."""
        typed = squeeze(text)
        grams = set(bigrams(typed))
        if len(grams) < 7:
            return None
        if not len(self._postings.holding(list(grams), ceil(TITLED * len(grams)), self._cases)):
            return None
        scores = self._postings.scores(dict.fromkeys(grams, 1.0))
        scores[self._cases :] = 0
        shares = []
        for number in _best(scores, 8):
            title = self._texts(number).title.replace("|", "")
            shares.append((sum(g in title for g in grams) / len(grams), number))
        shares.sort(key=lambda share: (-share[0], share[1]))
        if not shares or shares[0][0] < TITLED or (len(shares) > 1 and shares[0][0] - shares[1][0] < 0.2):
            return None
        return self.record(shares[0][1]).key

    # --- records --------------------------------------------------------------------------------------------------

    def number(self, key: str) -> int:
        """The row of a record."""
        return self._number[key]

    def fact(self, key: str) -> Fact | None:
        """The fact with this id, or None where there is none."""
        number = self._number.get(key)
        return None if number is None or self._items[number] >= 0 else self._facts[number]

    def record(self, number: int) -> Record:
        """The record of one row of the index."""
        return Record(EVERY_KIND[self._kinds[number]], self._facts[number], int(self._items[number]))

    @cached_property
    def _release_numbers(self) -> tuple[NDArray[np.int32], list[str]]:
        """For each row the number of its release, and the releases' ids."""
        ids = [fact.id if isinstance(fact, Release) else fact.release_id for fact in self._facts]
        places = {key: number for number, key in enumerate(dict.fromkeys(ids))}
        return np.fromiter(map(places.__getitem__, ids), dtype=np.int32, count=len(ids)), list(places)

    def releases_with(self, words: Sequence[str], most: int) -> list[str]:
        """The ids of the releases in whose records most of the words stand."""
        numbers, ids = self._release_numbers
        scores = self._postings.scores({gram: 1.0 for word in words for gram in bigrams(squeeze(word))})
        best = np.zeros(len(ids), dtype=np.float32)
        likely = np.flatnonzero(scores > 0.4 * scores.max(initial=0.0))  # a release counts by its likeliest record
        np.maximum.at(best, numbers[likely], scores[likely])
        return [ids[n] for n in _best(best, most)]

    def releases_holding(self, word: str) -> int:
        """In about how many releases a word stands: in no more than its rarest part does."""
        numbers, ids = self._release_numbers
        grams = bigrams(word)
        frequencies = self._postings.frequencies(grams)
        rarest = grams[frequencies.index(min(frequencies))]
        holds = np.zeros(len(ids), dtype=np.bool_)
        holds[numbers[self._postings.rows_of(rarest)]] = True
        return int(np.count_nonzero(holds))

    def _texts(self, number: int) -> _Texts:
        begin = self._line_ends[number - 1] + 1 if number else 0
        title, _, body = self._lines[begin : self._line_ends[number]].partition("\t")
        return _Texts(f"{title} {body}".replace("|", ""), title, body)

    def search(
        self,
        words: Sequence[str],
        kinds: Collection[str] = KINDS,
        keys: Collection[str] | None = None,
        cases: Mask | None = None,
    ) -> list[Hit]:
        """Records that cover the words, best first.

        `kinds` restricts to these kinds, `keys` to these records, `cases` to the cases that are true in it.
        """
        wanted = [w for w in dict.fromkeys(squeeze(w) for w in words) if w]
        if not wanted or not self._facts:
            return []
        options = {w: self._alternatives(w) for w in wanted}
        weights = {w: self.weight(w) for w in wanted}
        total = sum(weights.values()) or 1.0
        candidates = self._candidates(options, kinds, keys, cases)
        strange = {w for w in wanted if not self.knows(strip_ending(w))}
        found = (self._hit(number, options, weights, total, strange) for number in sorted(candidates))
        return sorted(filter(None, found), key=lambda hit: -round(hit.score, 6))

    def _candidates(
        self,
        options: dict[str, tuple[tuple[str, float], ...]],
        kinds: Collection[str],
        keys: Collection[str] | None,
        cases: Mask | None,
    ) -> list[int]:
        wanted: dict[str, float] = {}
        for alternatives in options.values():
            for text, agreement in alternatives:
                for gram in bigrams(text):
                    wanted[gram] = max(agreement, wanted.get(gram, 0.0))
        scores = self._postings.scores(wanted)
        if tuple(kinds) == ("case",) and keys is None:
            scores = scores[: self._cases]
        else:
            scores *= self._of_kinds(frozenset(kinds))
        if cases is not None:
            scores[: len(cases)] *= cases
        if keys is not None:
            inside = [self._number[k] for k in keys if k in self._number]
            kept = scores[inside]
            scores[:] = 0
            scores[inside] = kept
        return _best(scores, CANDIDATES)

    @lru_cache(maxsize=64)  # noqa: B019 - an index lives as long as its knowledge base
    def _of_kinds(self, kinds: frozenset[str]) -> Mask:
        return np.isin(self._kinds, [EVERY_KIND.index(kind) for kind in kinds])

    def _alternatives(self, word: str) -> tuple[tuple[str, float], ...]:
        """What to look for instead of a word, with how much it then counts."""
        options: dict[str, float] = {word: 1.0}
        bare = strip_ending(word)
        options.setdefault(bare, 1.0)
        for other in synonyms_of(bare) + synonyms_of(word):
            options.setdefault(other, SYNONYM)
        if is_initials(word):
            for other in self.words_with_initials(word)[:12]:
                options.setdefault(other, 0.95)
        elif len(sounds(bare)) >= TELLING and not self.knows(bare):
            for other, cost in (*self.similar(bare), *self.similar(word)):
                options.setdefault(other, SLIPPED - cost * 0.5 / len(sounds(other)))
        return tuple(options.items())

    def _hit(
        self,
        number: int,
        options: dict[str, tuple[tuple[str, float], ...]],
        weights: dict[str, float],
        total: float,
        strange: Collection[str],
    ) -> Hit | None:
        texts = self._texts(number)
        matches, covered, bonus = [], 0.0, 0.0
        for word, alternatives in options.items():
            found, agreement, in_title = _agreement(alternatives, texts)
            if agreement == 0 and len(word) >= 4 and word in strange:
                found, agreement, in_title = word, _partly(word, texts), 0.0
            if agreement > 0:
                weight = weights[word]
                matches.append(Match(word, found, weight, agreement))
                covered += weight * agreement
                bonus += weight * agreement * in_title
        if not matches:
            return None
        coverage = covered / total
        return Hit(self.record(number), coverage, coverage + TITLE_BONUS * bonus / total, tuple(matches))


def _title_words(titles: bytes) -> tuple[str, str, Mask]:
    """All titles without spaces, their initials, and where in them a word begins."""
    chars = np.frombuffer(titles, dtype=np.uint16)
    letters = chars != ord("|")
    after_bar = np.concatenate([[True], ~letters[:-1] | (chars[:-1] == ord("\n"))])[: len(chars)]
    heads: Mask = after_bar[letters]
    plain = chars[letters].tobytes().decode(_STORED)
    return plain, _in_initials(plain), heads


def _mendable(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) >= 2]


def _barred(tokens: Iterable[str]) -> str:
    return "".join(f"|{token}" for token in tokens)


def _line_ends(lines: bytes) -> array[int]:
    """Where each line ends of a text in UTF-16, without characters that take two places in that."""
    ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint16) == ord("\n"))
    return array("i", ends.astype(np.intc).tobytes())


@cache
def _initials() -> NDArray[np.uint16]:
    return np.array([ord(initial_letters(chr(code))) for code in range(0x10000)], dtype=np.uint16)


def _in_initials(text: str) -> str:
    """A long text as `initial_letters` has it, in a tenth of the time."""
    codes = np.frombuffer(text.encode(_STORED), dtype=np.uint16)
    return _initials()[codes].tobytes().decode(_STORED)


def _best(scores: Any, most: int) -> list[int]:
    """The numbers of the highest scores above 0, highest first, earlier rows first where they are equal."""
    top = scores.max(initial=0.0)
    highest = np.flatnonzero(scores > 0.4 * top)  # far from the best is out; among few rows the rest is sorted faster
    if len(highest) < most:
        highest = np.flatnonzero(scores > 0)
    if len(highest) > most:
        floor = np.partition(scores[highest], len(highest) - most)[len(highest) - most]
        highest = highest[scores[highest] >= floor][: 2 * most]
    order = np.lexsort((highest, -scores[highest]))
    return [int(n) for n in highest[order][:most] if scores[n] > 0]


def _between(plain: str, heard: str, typed: str) -> set[str]:
    """The whole lines of `plain` at which `heard`, line for line its initials, holds what was typed."""
    found: set[str] = set()
    at = heard.find(typed)
    while at >= 0 and len(found) < 50:
        end = plain.find("\n", at + 1)
        found.add(plain[at + 1 : end])
        at = heard.find(typed, at + 1)
    return found


def _agreement(options: Sequence[tuple[str, float]], texts: _Texts) -> tuple[str, float, float]:
    best: tuple[str, float, float] = ("", 0.0, 0.0)
    for text, agreement in options:
        if agreement < best[1] or text not in texts.whole:
            continue
        for place, in_title in ((texts.title, 1.0), (texts.body, 0.0)):
            candidate = (text, agreement * _stands(text, place), in_title)
            if candidate[1:] > best[1:]:
                best = candidate
    return best


def _stands(word: str, tokens: str) -> float:
    """How well a word stands in a text: 1 at the beginning of a word, less inside one or across several, else 0."""
    at = tokens.find("|" + word)
    if at >= 0:
        after = tokens[at + 1 + len(word) : at + 2 + len(word)]
        if not (word[-1].isdigit() and after.isdigit()):
            return 1.0
    if word in tokens and not word.isdigit():
        return 0.99 if len(word) >= 3 else 0.8
    if len(word) >= 4 and word in tokens.replace("|", ""):
        return 0.95
    return 0.0


def _partly(text: str, texts: _Texts) -> float:
    """How far a long unspaced stretch that is no known word agrees: by its bigrams, or by the likest stretch."""
    grams = set(bigrams(text))
    if len(grams) < 3:
        return 0.0
    share = sum(g in texts.whole for g in grams) / len(grams)
    if share < 0.5 and len(text) <= 12:
        share = max(share, fuzz.partial_ratio(sound(text), sound(texts.title.replace("|", ""))) / 100 - 0.1)
    return PART * share if share >= 0.6 else 0.0


@lru_cache(maxsize=1)
def _synonym_groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for group in word_table()["synonyms"]["groups"]:
        squeezed = [squeeze(w) for w in group]
        for word in squeezed:
            groups[word].extend(w for w in squeezed if w != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in groups.items()}


def synonyms_of(word: str) -> tuple[str, ...]:
    """Other words for the same thing, by the word table."""
    return _synonym_groups().get(word, ())
