"""Words to ranked records, with the reason for each hit.

An in-memory index of character bigrams finds candidates (BM25, rare parts weigh more). The candidates are ranked by
coverage: which share of the question's information stands in the record, word by word: as typed, as another word
for the same thing, or with a slip. Coverage lies between 0 and 1 and means the same for every question, so that
"none of these" can win.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from knowledge.hangul import initials, is_initials, sound, squeeze
from knowledge.lexicon import word_table
from knowledge.model import Contact, Contest, Event, Facts, Passage, WinningCase

__all__ = ["Hit", "Index", "Match", "Record", "content_words", "strip_ending"]

CANDIDATES = 200
K1, B = 1.2, 0.6
SYNONYM, SLIP_BASE, PART = 0.85, 0.75, 0.7
TITLE_BONUS = 0.06

_TOKEN = re.compile(r"[0-9A-Za-z가-힣㐀-鿿]+")


@dataclass(frozen=True, slots=True)
class Record:
    """Something that can be found: `key` is a fact's id, for a row of a programme followed by `#` and its number."""

    key: str
    kind: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Match:
    """Why a word of the question counts for a record: the words found for it, and how well they agree (0 … 1)."""

    word: str
    found: str
    weight: float
    agreement: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A record with the share of the question that it covers (0 … 1) and the words that made it."""

    record: Record
    coverage: float
    score: float
    matches: tuple[Match, ...]


@lru_cache(maxsize=65536)
def strip_ending(word: str) -> str:
    """A word without the particle that hangs on it, where at least two syllables remain."""
    for length in (3, 2, 1):
        if len(word) - length >= 2 and word[-length:] in _particles():
            return word[:-length]
    return word


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    particles = "은 는 이 가 을 를 에 의 로 으로 와 과 도 만 에서 에게 까지 부터 한테 으로써 로써 에는 에서는 이나 인"
    endings = "들 들을 들이 하여 하고 하는 한 해 했다 된 하다 하게 할 되어"
    return frozenset(f"{particles} {endings}".split())


def content_words(text: str) -> list[str]:
    """The words of a text, squeezed, each also without its particle."""
    words: list[str] = []
    for token in _TOKEN.findall(text):
        word = token.lower()
        words.append(word)
        bare = strip_ending(word)
        if bare != word:
            words.append(bare)
    return words


def _grams(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or ([text] if text else [])


def records_of(facts: Facts) -> Iterable[Record]:
    """Everything in the facts that words can find."""
    for case in facts.cases:
        yield _case_record(case)
    for event in facts.events:
        yield Record(event.id, "event", f"{event.name} {event.place or ''}", _event_body(event))
        for number, item in enumerate(event.programme):
            yield Record(f"{event.id}#{number}", "item", item.title, item.note or "")
    for contest in facts.contests:
        yield _contest_record(contest)
    for passage in facts.passages:
        yield _passage_record(passage)
    for contact in facts.contacts:
        yield _contact_record(contact)


def _case_record(case: WinningCase) -> Record:
    body = " ".join(filter(None, (case.summary, case.organization, case.organization_printed, case.track)))
    return Record(case.id, "case", case.title, body)


def _event_body(event: Event) -> str:
    return " ".join([*event.contests, *(a.name for a in event.attendees), event.note or ""])


def _contest_record(contest: Contest) -> Record:
    stages = (f"{s.name} {s.judges or ''}" for s in contest.stages)
    body = [
        contest.purpose or "",
        *contest.fields,
        contest.eligibility or "",
        contest.winners or "",
        *stages,
        *contest.notes,
    ]
    return Record(contest.id, "contest", contest.name, " ".join(body))


def _passage_record(passage: Passage) -> Record:
    return Record(passage.id, "passage", passage.heading or "", passage.text)


def _contact_record(contact: Contact) -> Record:
    return Record(contact.id, "contact", contact.department or "", "")


class Index:
    """All records of a knowledge base, searchable. Built once, read by many threads."""

    def __init__(self, facts: Facts) -> None:
        self.records = tuple(records_of(facts))
        self._titles = [squeeze(r.title) for r in self.records]
        self._bodies = [squeeze(r.body) for r in self.records]
        self._tokens = [(_token_text(r.title), _token_text(r.body)) for r in self.records]
        self._kinds = np.array([r.kind for r in self.records], dtype=object)
        self._number = {r.key: n for n, r in enumerate(self.records)}
        self._build()

    def _build(self) -> None:
        counts: dict[str, list[tuple[int, float]]] = defaultdict(list)
        lengths = np.array([3 * len(t) + len(b) + 1 for t, b in zip(self._titles, self._bodies, strict=True)])
        mean = float(lengths.mean()) if len(lengths) else 1.0
        for number, (title, body) in enumerate(zip(self._titles, self._bodies, strict=True)):
            bag = Counter(_grams(body))
            for gram in _grams(title):
                bag[gram] += 3
            norm = K1 * (1 - B + B * lengths[number] / mean)
            for gram, count in bag.items():
                counts[gram].append((number, count * (K1 + 1) / (count + norm)))
        self._postings = {
            gram: (
                np.array([n for n, _ in rows], dtype=np.int32),
                np.array([w for _, w in rows], dtype=np.float32),
            )
            for gram, rows in counts.items()
        }

    @cached_property
    def words(self) -> dict[str, int]:
        """Every word that stands in a record, with the number of records it stands in."""
        return Counter(word for r in self.records for word in set(content_words(f"{r.title} {r.body}")))

    @cached_property
    def _heard(self) -> tuple[list[str], list[str]]:
        words = [w for w in self.words if len(w) >= 2]
        return words, [sound(w) for w in words]

    @cached_property
    def _word_initials(self) -> dict[str, list[str]]:
        by_initials: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            if len(word) >= 2:
                by_initials[initials(word)].append(word)
        for record in self.records:
            words = _TOKEN.findall(record.title.lower())
            for pair in pairwise(words):
                joined = "".join((pair[0], strip_ending(pair[1])))
                by_initials[initials(joined)].append(joined)
        return by_initials

    def weight(self, word: str) -> float:
        """How much a word says (idf); a word that stands nowhere says most."""
        found = [len(self._postings[g][0]) if g in self._postings else 0 for g in _grams(squeeze(word))]
        n = len(self.records)
        if not found:
            return 0.1
        rare = sorted(found)[: max(1, len(found) // 2)]
        return sum(log(1 + (n - f + 0.5) / (f + 0.5)) for f in rare) / len(rare)

    def knows(self, word: str) -> bool:
        """Whether the word stands somewhere, as it is."""
        grams = _grams(squeeze(word))
        if not all(g in self._postings for g in grams):
            return False
        return squeeze(word) in self.words or any(
            squeeze(word) in t or squeeze(word) in b for t, b in zip(self._titles, self._bodies, strict=True)
        )

    def words_with_initials(self, typed: str) -> list[str]:
        """Words whose initials are these, or begin with these where none is exact."""
        exact = self._word_initials.get(typed, [])
        if exact or len(typed) < 3:
            return sorted(exact)
        return sorted(w for key, words in self._word_initials.items() if key.startswith(typed) for w in words)

    @lru_cache(maxsize=4096)  # noqa: B019 - an index lives as long as its knowledge base
    def similar(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words of the records that a slip or two away from this one would be, with their likeness (0 … 1)."""
        typed = sound(squeeze(word))
        if len(typed) < 4:
            return ()
        words, heard = self._heard
        allowed = 1 if len(typed) < 9 else 2 if len(typed) < 15 else 3
        near = process.extract(typed, heard, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        return tuple((words[n], 1.0 - distance / len(typed)) for _, distance, n in near)

    def search(
        self, words: Sequence[str], kinds: Collection[str] = (), keys: Collection[str] | None = None
    ) -> list[Hit]:
        """Records that cover the words, best first. `keys` restricts to these records, `kinds` to these kinds."""
        wanted = [w for w in dict.fromkeys(squeeze(w) for w in words) if w]
        if not wanted or not self.records:
            return []
        alternatives = {w: self._alternatives(w) for w in wanted}
        weights = {w: self.weight(w) for w in wanted}
        total = sum(weights.values()) or 1.0
        hits = []
        for number in self._candidates(alternatives, kinds, keys):
            hits.append(self._hit(number, wanted, alternatives, weights, total))
        hits = [h for h in hits if h.coverage > 0]
        return sorted(hits, key=lambda h: (-round(h.score, 6), self._number[h.record.key]))

    def _candidates(
        self,
        alternatives: dict[str, tuple[tuple[str, float], ...]],
        kinds: Collection[str],
        keys: Collection[str] | None,
    ) -> list[int]:
        scores = np.zeros(len(self.records), dtype=np.float32)
        for options in alternatives.values():
            for text, agreement in options:
                for gram in _grams(text):
                    if gram in self._postings:
                        rows, weights = self._postings[gram]
                        idf = log(1 + (len(self.records) - len(rows) + 0.5) / (len(rows) + 0.5))
                        scores[rows] += weights * np.float32(idf * agreement)
        if kinds:
            scores[~np.isin(self._kinds, list(kinds))] = 0
        if keys is not None:
            mask = np.zeros(len(self.records), dtype=bool)
            mask[[self._number[k] for k in keys if k in self._number]] = True
            scores[~mask] = 0
        best = np.argsort(-scores, kind="stable")[:CANDIDATES]
        return [int(n) for n in best if scores[n] > 0]

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
        elif not self.knows(bare):
            for other, likeness in (*self.similar(bare), *self.similar(word)):
                options.setdefault(other, SLIP_BASE + (likeness - 0.6) * 0.5)
        return tuple(options.items())

    def _hit(
        self,
        number: int,
        wanted: Sequence[str],
        alternatives: dict[str, tuple[tuple[str, float], ...]],
        weights: dict[str, float],
        total: float,
    ) -> Hit:
        title, body = self._tokens[number]
        matches, covered, bonus = [], 0.0, 0.0
        for word in wanted:
            found, agreement, in_title = self._agreement(alternatives[word], title, body)
            if agreement > 0:
                matches.append(Match(word, found, weights[word], agreement))
                covered += weights[word] * agreement
                bonus += weights[word] * agreement * in_title
        coverage = covered / total
        return Hit(self.records[number], coverage, coverage + TITLE_BONUS * bonus / total, tuple(matches))

    @staticmethod
    def _agreement(options: Sequence[tuple[str, float]], title: str, body: str) -> tuple[str, float, float]:
        best: tuple[str, float, float] = ("", 0.0, 0.0)
        for text, agreement in options:
            for place, in_title in ((title, 1.0), (body, 0.0)):
                candidate = (text, agreement * _stands(text, place), in_title)
                if candidate[1:] > best[1:]:
                    best = candidate
        if best[1] > 0:
            return best
        text = options[0][0]
        if len(text) >= 4:
            part = _partly(text, title, body)
            if part >= 0.5:
                return text, PART * part, 0.0
        return best

    def title_coverage(self, text: str, record: Record) -> float:
        """The share of a record's title that stands in the text (0 … 1)."""
        title, typed = squeeze(record.title), squeeze(text)
        grams = _grams(title)
        return sum(g in typed for g in grams) / len(grams) if grams else 0.0


def _token_text(text: str) -> str:
    """A text's words, lower-cased, each behind a bar: so that a match can tell where a word begins."""
    return "".join(f"|{word}" for word in _TOKEN.findall(text.lower()))


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


def _partly(text: str, title: str, body: str) -> float:
    """For a long unspaced stretch: the share of its bigrams in the record, or its likeness to the nearest stretch."""
    title, body = title.replace("|", ""), body.replace("|", "")
    grams = set(_grams(text))
    if len(grams) < 3:
        return 0.0
    whole = title + " " + body
    share = sum(g in whole for g in grams) / len(grams)
    if share >= 0.5 or len(text) > 12:
        return share
    return max(share, fuzz.partial_ratio(sound(text), sound(title)) / 100 - 0.1) if len(text) <= 12 else share


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
