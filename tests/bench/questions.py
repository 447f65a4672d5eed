"""Questions as staff type them, made from records of a synthetic base, each with the one right answer.

A question is kept only where what is typed fits a single record: the words together stand in no other, the slip makes
no other word and lies nearest to the one that was meant, the initials occur once.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.hangul import compose, initials, squeeze, to_jamo, to_latin_keys
from knowledge.model import Contact, Event, EventKind, WinningCase
from tests.bench.synthetic import World

__all__ = ["KINDS", "SEED", "Asked", "questions_on"]

SEED = 44
KINDS = ("plain", "typo", "nospace", "chosung", "qwerty", "filters", "reverse")
_ASKING = ("사례", "사례 알려줘", "사례 찾아줘", "사례 내용", "사례 자세히 알려주세요")
_CALLING = ("번호", "전화번호 알려줘", "연락처", "내선")
# Keys beside each other on the two-set keyboard, row by row.
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_BESIDE = {row[i]: [row[k] for k in (i - 1, i + 1) if 0 <= k < len(row)] for row in _ROWS for i in range(len(row))}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: any of `expected` first is right (a list has several)."""

    kind: str
    text: str
    expected: frozenset[str]


def questions_on(world: World, per_kind: int, seed: int = SEED) -> list[Asked]:
    """So many questions of each kind; fewer where a small base does not have as many that are unambiguous."""
    maker = _Maker(world, seed)
    found: list[Asked] = []
    for kind in KINDS:
        made: dict[str, Asked] = {}
        for asked in maker.stream(kind):
            made.setdefault(asked.text, asked)
            if len(made) == per_kind:
                break
        found += made.values()
    return found


class _Maker:
    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = random.Random(seed)

    def stream(self, kind: str) -> Iterator[Asked]:
        """Questions of this kind, over records in random order, as long as there are records."""
        facts = self._world.facts
        of_case: dict[str, Callable[[WinningCase], Asked | None]] = {
            "plain": self._plain,
            "typo": self._typo,
            "nospace": self._nospace,
            "chosung": self._chosung,
            "qwerty": self._qwerty,
            "filters": self._filters,
        }
        of_contact: dict[str, Callable[[Contact], Asked | None]] = {
            "chosung": self._name_in_initials,
            "qwerty": self._name_on_latin_keys,
            "reverse": self._reverse,
        }
        cases = self._random.sample(facts.cases, min(len(facts.cases), 4000))
        contacts = self._random.sample(facts.contacts, min(len(facts.contacts), 4000))
        for n in range(max(len(cases), len(contacts))):
            asked: Asked | None = None
            if kind in of_contact and (kind not in of_case or n % 3 == 2) and n < len(contacts):
                asked = of_contact[kind](contacts[n])
            elif kind in of_case and n < len(cases):
                asked = of_case[kind](cases[n])
            if asked:
                yield asked

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted({word for words in self._world.title_words.values() for word in words})

    @cached_property
    def _heard(self) -> list[str]:
        return [to_jamo(word) for word in self._vocabulary]

    @cached_property
    def _standing_in(self) -> dict[str, set[str]]:
        """For each word, the cases that it stands in, be it in the title, the summary or the organization."""
        known = set(self._vocabulary)
        found: dict[str, set[str]] = defaultdict(set)
        for case in self._world.facts.cases:
            for word in self._world.title_words[case.id]:
                found[word].add(case.id)
            for token in f"{case.summary} {case.organization}".replace("(", " ").split():
                for end in range(2, len(token) + 1):
                    if token[:end] in known:
                        found[token[:end]].add(case.id)
        return found

    @cached_property
    def _titles_in_initials(self) -> str:
        return "|".join(initials(squeeze(case.name)) for case in self._world.facts.cases)

    @cached_property
    def _names(self) -> Counter[tuple[str, ...]]:
        """How many contacts answer to a name, a name with a rank, a unit with a rank, and a unit with initials."""
        found: Counter[tuple[str, ...]] = Counter()
        for c in self._world.facts.contacts:
            unit = _unit(c)
            keys = [
                ("name", c.name),
                ("ranked", c.name, c.rank or ""),
                ("unit", unit, c.rank or ""),
                ("initials", initials(c.name)),
                ("placed", unit, initials(c.name)),
                ("phone", (c.phone or "").partition("-")[2]),
            ]
            found.update(keys)
        return found

    def _telling_words(self, case: WinningCase) -> list[str] | None:
        """Three or more words of the title, in its order, that stand together in no other case."""
        words = self._world.title_words[case.id]
        order = self._random.sample(range(len(words)), len(words))
        for count in range(3, len(words) + 1):
            chosen = [words[i] for i in sorted(order[:count])]
            if set.intersection(*(self._standing_in[w] for w in chosen)) == {case.id}:
                return chosen
        return None

    def _text(self, words: list[str]) -> str:
        return " ".join([*words, self._random.choice(_ASKING)])

    def _plain(self, case: WinningCase) -> Asked | None:
        words = self._telling_words(case)
        return Asked("plain", self._text(words), frozenset({case.id})) if words else None

    def _nospace(self, case: WinningCase) -> Asked | None:
        asked = self._plain(case)
        return Asked("nospace", asked.text.replace(" ", ""), asked.expected) if asked else None

    def _qwerty(self, case: WinningCase) -> Asked | None:
        asked = self._plain(case)
        return Asked("qwerty", to_latin_keys(asked.text), asked.expected) if asked else None

    def _typo(self, case: WinningCase) -> Asked | None:
        words = self._telling_words(case)
        if not words:
            return None
        long = [i for i, word in enumerate(words) if len(word) >= 3]
        for i in self._random.sample(long, min(len(long), self._random.choice((1, 1, 2)))):
            if not (slipped := self._slip(words[i])):
                return None
            words[i] = slipped
        return Asked("typo", self._text(words), frozenset({case.id})) if long else None

    def _slip(self, word: str) -> str | None:
        """The word with one key missed, hit twice, hit beside, or two keys in the wrong order."""
        keys = list(to_jamo(word))
        at = self._random.randrange(1, len(keys))
        match self._random.choice(("missed", "twice", "beside", "beside", "swapped")):
            case "missed":
                del keys[at]
            case "twice":
                keys.insert(at, keys[at])
            case "beside":
                keys[at] = self._random.choice(_BESIDE.get(keys[at], [keys[at]]))
            case "swapped":
                keys[at - 1], keys[at] = keys[at], keys[at - 1]
        slipped = compose("".join(keys))
        if slipped in self._standing_in:
            return None
        near = process.extract(to_jamo(slipped), self._heard, scorer=OSA.distance, score_cutoff=2, limit=2)
        meant = bool(near) and self._vocabulary[near[0][2]] == word and (len(near) == 1 or near[0][1] < near[1][1])
        return slipped if meant else None

    def _chosung(self, case: WinningCase) -> Asked | None:
        words, title = self._world.title_words[case.id], squeeze(case.name)
        runs = [words[i:k] for i in range(len(words)) for k in range(i + 2, len(words) + 1)]
        runs = [run for run in runs if "".join(run) in title and len("".join(run)) >= 6]
        runs = [run for run in runs if self._titles_in_initials.count(initials("".join(run))) == 1]
        runs = [run for run in runs if set.intersection(*(self._standing_in[w] for w in run)) == {case.id}]
        if not runs:
            return None
        run = min(runs, key=lambda run: len("".join(run)))
        # Two initials on their own may stand for anything; three or more are somebody's way to type a long word.
        between = self._random.choice(("", " ")) if min(map(len, run)) >= 3 else ""
        typed = between.join(map(initials, run))
        return Asked("chosung", f"{typed} 사례", frozenset({case.id}))

    def _name_in_initials(self, contact: Contact) -> Asked | None:
        typed, unit = initials(contact.name), _unit(contact)
        if self._names["initials", typed] > 1:
            if self._names["placed", unit, typed] > 1:
                return None
            typed = f"{unit} {typed}"
        return Asked("chosung", f"{typed} {self._random.choice(_CALLING)}", frozenset({contact.id}))

    def _name_on_latin_keys(self, contact: Contact) -> Asked | None:
        asked = self._by_name(contact)
        return Asked("qwerty", to_latin_keys(asked.text), asked.expected) if asked else None

    def _reverse(self, contact: Contact) -> Asked | None:
        return self._random.choice((self._by_phone, self._by_name, self._by_unit))(contact)

    def _by_phone(self, contact: Contact) -> Asked | None:
        phone = contact.phone or ""
        short = phone.partition("-")[2]
        writings = [phone, phone.replace("-", ""), phone.replace("-", " "), phone.replace("-", ".")]
        if self._names["phone", short] == 1:
            writings.append(short)
        asking = self._random.choice(("누구예요", "누구 번호예요?", "어느 부서야", ""))
        return Asked("reverse", f"{self._random.choice(writings)} {asking}".strip(), frozenset({contact.id}))

    def _by_name(self, contact: Contact) -> Asked | None:
        typed = contact.name
        if self._names["name", contact.name] > 1:
            typed = f"{typed} {contact.rank}"
        if self._names["ranked", contact.name, contact.rank or ""] > 1:
            typed = f"{_unit(contact)} {contact.name}"
        return Asked("reverse", f"{typed} {self._random.choice(_CALLING)}", frozenset({contact.id}))

    def _by_unit(self, contact: Contact) -> Asked | None:
        unit, rank = _unit(contact), contact.rank or ""
        if self._names["unit", unit, rank] > 1:
            return None
        asking = self._random.choice(("누구예요", "번호", "이름이 뭐예요"))
        return Asked("reverse", f"{unit} {rank} {asking}", frozenset({contact.id}))

    @cached_property
    def _by_contest(self) -> dict[tuple[str | None, str | None], set[str]]:
        found: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
        for case in self._world.facts.cases:
            found[case.contest_id, case.grade].add(case.id)
        return found

    @cached_property
    def _by_organization(self) -> dict[tuple[str | None, int | None, str | None], set[str]]:
        found: dict[tuple[str | None, int | None, str | None], set[str]] = defaultdict(set)
        for case in self._world.facts.cases:
            found[case.organization, case.year, case.grade].add(case.id)
            found[case.organization, case.year, None].add(case.id)
        return found

    @cached_property
    def _ceremonies(self) -> dict[tuple[str, int], Event]:
        """By series and year of the day."""
        ceremonies = (e for e in self._world.facts.events if e.kind is EventKind.CEREMONY)
        return {(series, e.date.year): e for e in ceremonies if e.date for series in e.contests}

    def _filters(self, case: WinningCase) -> Asked | None:
        """A contest, an organization or both sides of a ceremony, with year and grade."""
        contest = next(c for c in self._world.facts.contests if c.id == case.contest_id)
        year = self._random.choice(
            (f"{case.year}년", f"{case.year}년도", f"{case.year}", f"'{(case.year or 0) % 100}년")
        )
        organization = (case.organization or "").removeprefix("고용노동부(").removesuffix(")")
        match self._random.randrange(5):
            case 0:
                ids = self._by_contest[case.contest_id, case.grade]
                return Asked("filters", f"{year} {contest.series} {case.grade}상", frozenset(ids))
            case 1:
                ids = self._by_organization[case.organization, case.year, None]
                return Asked("filters", f"{organization} {year} 사례", frozenset(ids))
            case 2:
                ids = self._by_organization[case.organization, case.year, case.grade]
                return Asked("filters", f"{year} {organization} {case.grade}상", frozenset(ids))
            case 3:
                return Asked("filters", f"{year} {contest.series} 접수 몇 건이에요", frozenset({contest.id}))
            case _:
                event = self._ceremonies.get((contest.series, case.year or 0))
                return (
                    Asked("filters", f"{year} {contest.series} 시상식 언제 어디서 해요", frozenset({event.id}))
                    if event
                    else None
                )


def _unit(contact: Contact) -> str:
    return (contact.department or "").split()[-1]
