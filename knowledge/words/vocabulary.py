"""The names a knowledge base holds, and every way staff write them, joined with the word table into one lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property

from knowledge.hangul import squeeze
from knowledge.model import Alias, Contest, Facts
from knowledge.words.kinds import CONTEST_NOUNS, SHARED_WORDS
from knowledge.words.lexicon import Lexicon, Meaning, word_table
from knowledge.words.organizations import known_names, organizations, short_names
from knowledge.words.slips import OTHER, KnownWords

# Compared with whole words; some of them are parts of words that tell contests apart (인식개선).
GENERIC = frozenset((*SHARED_WORDS, "공모", "우수", "개선", "올해의", "발표"))
NOUNS = frozenset((*CONTEST_NOUNS, "대회", "경연"))  # name a contest where only one is called so
_MODIFIER = re.compile(r"(?:는|은|한|된|할|의|로|를|을|하는)$")
_HEADED = re.compile(r"(?<=[가-힣]{2})[과팀국실]$")
_BODY = 5  # syllables of a name from which people make a shorter one of it
_OFFICE = 6  # syllables of an office's name from which its place alone names it: 부산북부지청, but not 통영지청
_FILTER_SECTIONS = (
    "grades",
    "halves",
    "ranks",
    "roles",
    "unstated",
    "unstated_of_person",
    "outside",
    "talk",
    "asks",
    "subjects",
)


# A particle and no more of the word, or what people ask of an office in the same word.
_AFTER_A_NAME = (
    r"(?=(?:은|는|이|가|을|를|의|에|에서|에게|도|와|과|랑|이랑|로|으로|만|한테|께)?(?![가-힣A-Za-z0-9])"
    r"|담당|연락처|전화|번호|과장|팀장|사무관|주무관|시상|접수|사례)"
)


class Vocabulary:
    """Everything a question may name; `words` are those that stand in the records. Immutable."""

    def __init__(self, facts: Facts, words: Collection[str]) -> None:
        self._facts = facts
        self._words = words
        self.series = tuple(dict.fromkeys(c.series for c in facts.contests))
        self.tracks = tuple(dict.fromkeys(c.track for c in facts.cases if c.track))
        self.grades = tuple(dict.fromkeys(c.grade for c in facts.cases if c.grade))
        self.organizations = tuple(dict.fromkeys(c.organization for c in facts.cases if c.organization))
        self.persons = tuple(dict.fromkeys(c.name for c in facts.contacts))
        self.departments = tuple(dict.fromkeys(c.department for c in facts.contacts if c.department))
        self.ranks = tuple(dict.fromkeys(c.rank for c in facts.contacts if c.rank and not _is_role(c.rank)))
        self.ministries = tuple(dict.fromkeys(r.ministry for r in facts.releases if r.ministry))

    @cached_property
    def lexicon(self) -> Lexicon:
        """Word table, names and the words that stand in the records."""
        return Lexicon([*table_entries(), *self._name_entries()], self._words)

    def prepare(self) -> None:
        """Make every look-up now, so that no question pays for it."""
        _ = self.lexicon, self.dated_series, self._known_persons, self._bodies

    def _name_entries(self) -> Iterator[tuple[str, Meaning]]:
        yield from self._contest_entries()
        for grade in self.grades:
            yield grade, Meaning("grades", grade)
        for rank in self.ranks:
            yield rank, Meaning("ranks", rank)
        for person in self.persons:
            yield person, Meaning("person", person)
        for track in self.tracks:
            for part in _track_names(track):
                yield part, Meaning("track", track)
        for department in self.departments:
            for written, unit in _department_names(department):
                yield written, Meaning("department", unit)
                if head := _HEADED.search(written):  # 유통물류과장
                    yield f"{written}장", Meaning("department", unit)
                    yield f"{written}장", Meaning("ranks", f"{head[0]}장")
        yield from self._issuer_entries()
        for organization in self.organizations:
            for name in sorted(organization_names(organization)):
                yield name, Meaning("organization", organization)
        for case in self._facts.cases:
            if case.organization and case.organization_printed:
                yield case.organization_printed, Meaning("organization", case.organization)
        for known in organizations():
            for name in (known.name, *known.short_names):
                yield name, Meaning("known_organization", known.name)

    def _issuer_entries(self) -> Iterator[tuple[str, Meaning]]:
        """Who issued releases, by every name; the house alone says nothing about which of its own is meant."""
        if not set(self.ministries) - {house()}:
            return
        for word in word_table()["ministry"]["words"]:
            yield word, Meaning("issuer", house())
        for ministry in self.ministries:
            for issuer in dict.fromkeys((ministry, ministry.split()[0])):
                for name in sorted(issuer_names(issuer)):
                    yield name, Meaning("issuer", issuer)

    def _contest_entries(self) -> Iterator[tuple[str, Meaning]]:
        owners: dict[str, set[str]] = defaultdict(set)
        for series in self.series:
            for name in _contest_names(series):
                owners[squeeze(name)].add(series)
        for key, names in word_table()["contests"].items():
            for series in self.series:
                if squeeze(key) in squeeze(series):
                    for name in (key, *names):
                        owners[squeeze(name)].add(series)
        for name, named in owners.items():
            for series in sorted(named):
                yield name, Meaning("contest", series)

    def in_full(self, text: str) -> str:
        """The text with the names that admins gave for short written in full."""
        for alias, pattern in self._short_forms:
            text = pattern.sub(alias.name.replace("\\", ""), text)
        return text

    @cached_property
    def _short_forms(self) -> list[tuple[Alias, re.Pattern[str]]]:
        def pattern(alias: Alias) -> re.Pattern[str]:
            # What stands there in full already is not written in full once more.
            goes_on = alias.name.startswith(alias.short) and re.escape(alias.name.removeprefix(alias.short))
            full = f"(?!{goes_on})" if goes_on else ""
            return re.compile(rf"(?<![가-힣A-Za-z0-9]){re.escape(alias.short)}{full}{_AFTER_A_NAME}")

        return [(alias, pattern(alias)) for alias in self._facts.aliases]

    @cached_property
    def dated_series(self) -> tuple[str, ...]:
        """Series whose name begins with what elsewhere is a time (올해의 고용서비스상)."""
        return tuple(s for s in self.series if s.startswith(("올해의", "이달의", "이 달의")))

    @cached_property
    def _known_persons(self) -> KnownWords:
        return KnownWords(self.persons)

    @cached_property
    def _bodies(self) -> dict[str, list[str]]:
        """Every body named among winners and contacts, by the syllable it begins with."""
        first = dict.fromkeys(department.split()[0] for department in self.departments)
        found: dict[str, list[str]] = defaultdict(list)
        for name in dict.fromkeys(map(squeeze, (*self.organizations, *first, *self.ministries))):
            if len(name) >= _BODY:
                found[name[0]].append(name)
        return found

    def bodies_called(self, short: str) -> list[str]:
        """The bodies that may be called so for short: its syllables stand in their name in order, first the first."""
        pattern = re.compile(".*".join(map(re.escape, short)))
        return [name for name in self._bodies.get(short[:1], ()) if pattern.match(name)]

    def persons_like(self, name: str, slips: int) -> tuple[str, ...]:
        """Names that at most so many slips of the thumb turn into this one, nearest first, five at most."""
        return tuple(person for person, _ in self._known_persons.near(name, slips * OTHER)[:5])


@cache
def table_entries() -> tuple[tuple[str, Meaning], ...]:
    """The word table as lexicon entries."""
    table = word_table()
    entries: list[tuple[str, Meaning]] = []
    for section in _FILTER_SECTIONS:
        for value, words in table[section].items():
            entries += [(word, Meaning(section, value)) for word in words]
    for section in (
        "filler",
        "courtesy",
        "endings",
        "verb_endings",
        "best",
        "ministry",
        "same_organization",
        "excludes",
    ):
        entries += [(word, Meaning(section, section)) for word in table[section]["words"]]
    for value, words in table["grades"].items():  # 최우수상금: what the best one is given
        for word in words:
            if word.endswith("상"):
                entries += [(f"{word}금", Meaning("grades", value)), (f"{word}금", Meaning("unstated", "상금"))]
    entries += [(word, Meaning("lists", "all")) for word in table["lists"]["all"]]
    entries += [(word, Meaning("content", squeeze(word))) for group in table["synonyms"]["groups"] for word in group]
    entries += [(word, Meaning("content", squeeze(word))) for word in table["gatherings"]["words"]]
    entries += [(word, Meaning("others", word)) for word in table["others"]["words"]]
    return tuple(entries)


@cache
def contest_aliases() -> dict[str, str]:
    """The word of a contest's name for each other way to say it, squeezed: 적행 → 적극행정."""
    return {squeeze(name): squeeze(key) for key, names in word_table()["contests"].items() for name in names}


def _contest_names(series: str) -> Iterator[str]:
    """The series' name and every run of up to three words that says more than that it is some contest."""
    words = [w for w in re.split(r"[\s·,「」『』()]+", series) if w]
    yield series
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 3) + 1):
            run = words[start:end]
            telling = [w for w in run if w not in GENERIC]
            if not telling or (len(run) == 1 and (len(run[0]) < 3 or _MODIFIER.search(run[0]))):
                continue
            if all(_MODIFIER.search(w) or len(w) < 3 for w in telling):
                continue
            yield " ".join(run)


def _track_names(track: str) -> Iterator[str]:
    yield track
    words = track.split()
    if len(words) > 1:
        yield " ".join(words[:-1])
        yield " ".join([strip_particle(words[0]), *words[1:]])


def strip_particle(word: str) -> str:
    """A word without an object or direction particle (문제를 → 문제, 디지털로 → 디지털)."""
    return re.sub(r"(?:를|을|로|으로)$", "", word)


def _department_names(department: str) -> Iterator[tuple[str, str]]:
    """Ways to write a department or one of its units, each with what it stands for."""
    yield department, department
    for unit in department.split():
        if len(unit) >= 3 and squeeze(unit) not in known_names():
            yield unit, unit
            if unit.endswith("담당관실"):
                yield unit[:-1], unit


@cache
def organization_names(organization: str) -> frozenset[str]:
    """Every way to write an organization, squeezed: as printed, the part in parentheses, full and short names."""
    names = {squeeze(organization)}
    if inner := re.search(r"\(([^)]+)\)", organization):
        names.add(squeeze(inner[1]))
        outer = squeeze(organization[: inner.start()])
        if outer and outer not in map(squeeze, word_table()["ministry"]["words"]):
            names.add(outer)
    if organization.endswith("지청") and len(squeeze(organization)) >= _OFFICE:
        names.add(squeeze(organization).removesuffix("지청"))
    places = _places()
    last = -1  # in the order of the table: a name that one adds may be another's
    while (found := [n for name in names for n in places.get(name, ()) if n > last]) and (last := min(found)) >= 0:
        names |= _written()[last]
    return frozenset(names)


@cache
def _written() -> tuple[frozenset[str], ...]:
    """Every way to write each organization of the table, squeezed."""
    return tuple(frozenset(map(squeeze, (known.name, *known.short_names))) for known in organizations())


@cache
def _places() -> dict[str, list[int]]:
    """For each of these ways the places of the organizations in the table that are written so."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, names in enumerate(_written()):
        for name in names:
            places[name].append(place)
    return dict(places)


@cache
def gatherings() -> frozenset[str]:
    """Words for kinds of events, each of which is another one (설명회 is no 시상식)."""
    return frozenset(map(squeeze, word_table()["gatherings"]["words"]))


def house() -> str:
    """The ministry whose staff ask."""
    return str(word_table()["ministry"]["words"][0])


@cache
def issuer_names(ministry: str) -> frozenset[str]:
    """Every way to write who issued a release, squeezed; of a part of a ministry (… 안산지청) also the part alone."""
    written = {ministry, ministry.split()[-1], *short_names(ministry)}
    return frozenset(name for one in written for name in organization_names(one))


@cache
def issued_by(issuer: str | None, ministry: str) -> bool:
    """Whether who issued a release is this ministry, by its name of today or a former one, or a part of it.

    An issuer that is not known (None) is nobody's.
    """
    return issuer is not None and bool(
        issuer_names(ministry) & (issuer_names(issuer) | issuer_names(issuer.split()[0]))
    )


@cache
def _is_role(word: str) -> bool:
    """Whether a word says what somebody does for a release and not what they are: 담당자, 책임자."""
    table = word_table()
    roles = (*table["roles"], *(w for words in table["roles"].values() for w in words), *table["subjects"]["contact"])
    return squeeze(word) in map(squeeze, roles)


def contests_of(contests: Iterable[Contest], series: str | None, year: int | None) -> list[Contest]:
    """Contests of this series and year, newest first."""
    found = [c for c in contests if (series is None or c.series == series) and (year is None or c.year == year)]
    return sorted(found, key=lambda c: -(c.year or 0))
