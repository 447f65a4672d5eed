"""A question's words sorted by what they are: question words, subjects, filters, names, and what remains."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from knowledge.base import KnowledgeBase
from knowledge.dialogue import Filters
from knowledge.hangul import is_initials, is_syllable, squeeze
from knowledge.questions.unknown_names import find_strangers
from knowledge.search.index import Index
from knowledge.words.lexicon import Span, word_table
from knowledge.words.morphology import Likely, is_count, is_verbal, is_whole, likely, nouns_of
from knowledge.words.vocabulary import NOUNS, Vocabulary, contest_aliases, issued_by, strip_particle

# Question words that only a contest or only a case can answer.
CONTEST_ASKS = frozenset({"purpose", "stages", "eligibility", "frequency", "since"})
CASE_ASKS = frozenset({"organization", "grade", "content"})

_LOOKED_FOR = frozenset({"상금", "이메일 주소", "심사 점수", "참가비", "수상자 이름"})  # that have a shape of their own
_DATED = frozenset({"opening", "deadline", "judging", "result"})
# A question that ends in what it looks for describes a case; 신청 or 비용 in it is a word like any other.
_DESCRIBES = re.compile(
    r"(?:곳|데|팀|과|기관|부서|지청|청|공단|이야기|얘기|거|것|사례|수사|기술|장치|프로그램|시스템)"
    r"(?:은|는|이|가|야|예요|이야)?[?!.~ ]*$"
)
_COMPOUND = 4  # syllables of the nouns of a token from which these are told apart
_TOKEN = re.compile(r"[가-힣]+")
_LATIN_OR_HANGUL = re.compile(r"[A-Za-z가-힣]{2,}")
_TAG = re.compile(r"<[^<>]{0,40}>")
_EDITION = re.compile(r"제\s?(\d{1,3})\s?회")
_ROUND = re.compile(r"\d차")
_SPACED_GRADE = re.compile(r"(?<![가-힣])우수\s+(?:사례|작)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words, without the spaces between them, that name one or several series of contests."""

    text: str
    series: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words one by one, as far as the names tell them apart: each may name other contests, too."""
        parts = {squeeze(word) for series in self.series for word in series.split() if squeeze(word) in self.text}
        words = sorted(parts, key=self.text.index)
        return tuple(words) if "".join(words) == self.text else (self.text,)


@dataclass(slots=True)
class Reading:
    """What stands in a question. Lists keep the order of the text; `near_persons` are names a slip away from a word."""

    asks: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    contests: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)
    edition: str | None = None
    tracks: list[str] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    ranks: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    known_organizations: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    unstated: list[str] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)
    ministries: list[str] = field(default_factory=list)
    named_words: list[str] = field(default_factory=list)
    talked: int = 0
    length: int = 0
    dated_words: list[str] = field(default_factory=list)
    private: list[tuple[str, str]] = field(default_factory=list)
    listing: bool = False
    best: bool = False
    same_organization: bool = False
    excludes: bool = False
    unknown_organization: str | None = None
    unknown_person: str | None = None
    spaced_grade: bool = False
    near_persons: tuple[str, ...] = ()

    @property
    def names_something(self) -> bool:
        """Whether a name or a content word says which record is meant."""
        return bool(
            self.contests
            or self.mentions
            or self.tracks
            or self.organizations
            or self.known_organizations
            or self.ministries
            or self.departments
            or self.persons
            or self.words
            or self.unknown_organization
            or self.unknown_person
            or self.near_persons
        )

    @property
    def filters_cases(self) -> bool:
        """Whether a filter that only cases have was named."""
        return bool(self.grades or self.tracks or self.halves or self.organizations or self.best)


_LISTS = {
    "asks": "asks",
    "subjects": "subjects",
    "track": "tracks",
    "grades": "grades",
    "halves": "halves",
    "ranks": "ranks",
    "roles": "roles",
    "organization": "organizations",
    "known_organization": "known_organizations",
    "issuer": "ministries",
    "department": "departments",
    "person": "persons",
    "outside": "outside",
    "unstated": "unstated",
    "talk": "talk",
}


def read(text: str, base: KnowledgeBase) -> Reading:
    """The reading of a text whose slips are mended."""
    vocabulary, index = base.vocabulary, base.index
    text = _TAG.sub(" ", text)
    strangers = find_strangers(_as_printed(text, base), base)
    reading = Reading(
        unknown_person=strangers.person,
        near_persons=strangers.near,
        unknown_organization=strangers.organization,
        length=len(squeeze(text)),
        spaced_grade=bool(_SPACED_GRADE.search(text)),
        edition=f"제{edition[1]}회" if (edition := _EDITION.search(text)) else None,
    )
    spans = _spans(strangers.rest, base)
    for span, following in zip_longest(spans, spans[1:]):
        _take(span, reading)
        if following and not (span.meanings or following.starts) and len(span.text) == 1:
            whole = span.text + following.text  # 캐는 of a title: what stays when the ending is cut says nothing
            reading.words += [whole] if whole in index.words else []
    reading.words = [word for word in reading.words if index.knows(word) or not (is_verbal(word) or is_count(word))]
    _drop_noise(reading, index)
    _settle_issuer(reading, base)
    _settle_named_things(reading, spans, base)
    if not (spans and any(m.value in _DATED for m in spans[-1].meanings)):  # … 공모 마감: asked, and not told of
        _settle_dates(reading)
    _settle_private(reading)
    _settle_track(reading, vocabulary)
    if "procedure" in reading.asks and (
        _DESCRIBES.search(text) or "case" in reading.subjects or CASE_ASKS & set(reading.asks)
    ):
        reading.asks.remove("procedure")
    return reading


def _as_printed(text: str, base: KnowledgeBase) -> str:
    """A text with words in Latin letters where a release prints them so and never as typed: K시티 네트워크."""

    def latin(found: re.Match[str]) -> str:
        word = printed = found[0].lower()
        if base.releases.known([word]) or base.vocabulary.lexicon.meanings(word):
            return found[0]
        for said, letters in word_table()["latin"]["words"].items():
            printed = printed.replace(said, letters)
        return printed if printed != word and base.releases.known([printed]) else found[0]

    return _LATIN_OR_HANGUL.sub(latin, text)


def _spans(text: str, base: KnowledgeBase) -> tuple[Span, ...]:
    """The text cut into known words, and into the nouns of the dictionary where a token is not all known: 고속도로."""
    lexicon = base.vocabulary.lexicon
    spans = lexicon.spans(text)
    read = [bool(span.meanings) for span in spans for _ in span.text]
    nouns: set[str] = set()
    for token in _TOKEN.finditer(text.lower()):
        begin = len(squeeze(text[: token.start()]))
        if not all(read[begin : begin + len(token[0])]) and is_whole(token[0]):
            made_of = nouns_of(token[0])
            whole = "".join(made_of)
            if len(whole) >= _COMPOUND:
                nouns.update([whole] if base.releases.known([whole]) else made_of)
    return lexicon.spans(text, nouns=nouns) if nouns else spans


def _drop_noise(reading: Reading, index: Index) -> None:
    """Where it is clear what is asked of what, words that are neither known nor Korean are slips beyond mending."""
    if (reading.asks or reading.subjects) and (reading.mentions or reading.names_something):
        noise = [
            w for w in reading.words if not index.knows(w) and likely(w) is Likely.NONSENSE and not index.similar(w)
        ]
        if len(noise) < len(reading.words) or reading.mentions:
            reading.words = [word for word in reading.words if word not in noise]


def _take(span: Span, reading: Reading) -> None:
    kinds = {m.kind for m in span.meanings}
    if not span.meanings:
        if _says_something(span.text) and (span.starts or len(span.text) > 2):  # 엿죠 in 언제엿죠 is an ending
            reading.words.append(span.text)
        return
    if kinds <= {"outside", "unstated"} and not span.starts:
        reading.words.append(span.text)  # 버스 in 어업도면버스등록
        return
    if "contest" in kinds and "사례" in span.text and not any(noun in span.text for noun in NOUNS):
        reading.subjects.append("case")  # 적극행정 우수사례: the cases, not the contest whose name has that in it
    if kinds & {"contest", "track", "organization", "known_organization"}:
        reading.named_words.append(span.text)
    if "ministry" in kinds and "issuer" not in kinds:
        return
    named = kinds & {"contest", "track", "organization", "known_organization", "issuer", "department", "person"}
    if "issuer" in kinds:
        named.discard("known_organization")  # an agency that issued releases: those are meant
    if "contest" in kinds:
        text = contest_aliases().get(span.surface, span.surface)
        reading.mentions.append(Mention(text, tuple(m.value for m in span.meanings if m.kind == "contest")))
    if _ROUND.match(span.surface):
        reading.rounds.append(span.surface)
    if any(m.kind == "subjects" and m.value == "contest" for m in span.meanings):
        reading.nouns.append(span.surface)
    for meaning in span.meanings:
        if named and meaning.kind not in named and not (meaning.kind == "ranks" and "department" in named):
            continue
        if meaning.kind in _LISTS:
            into: list[str] = getattr(reading, _LISTS[meaning.kind])
            if meaning.value not in into:
                into.append(meaning.value)
        elif meaning.kind == "lists":
            reading.listing = True
        elif meaning.kind == "best":
            reading.best = True
        elif meaning.kind == "excludes":
            reading.excludes = True
        elif meaning.kind == "same_organization":
            reading.same_organization = True
    if kinds == {"content"} or any(m.value == "procedure" for m in span.meanings):
        reading.words.append(span.surface)
    if "talk" in kinds:
        reading.talked += len(span.text)
    if kinds & {"subjects"} and any(m.value in _DATED for m in span.meanings):
        reading.dated_words.append(span.surface)
    if "unstated_of_person" in kinds:
        reading.private.append((span.surface, next(m.value for m in span.meanings if m.kind == "unstated_of_person")))


def _says_something(word: str) -> bool:
    if len(word) > 1:
        return True
    return word.isdigit() or (not word.isascii() and not is_syllable(word) and not is_initials(word))


def _settle_named_things(reading: Reading, spans: Sequence[Span], base: KnowledgeBase) -> None:
    """버스 and 지하철 are what a release tells of where its title or an event of it says so."""
    for span in spans:
        things = [m.value for m in span.meanings if m.kind == "unstated" and m.value not in _LOOKED_FOR]
        if things and base.releases.naming(span.text):
            reading.unstated = [thing for thing in reading.unstated if thing not in things]
            reading.words.append(span.text)


def _settle_issuer(reading: Reading, base: KnowledgeBase) -> None:
    """Who issued releases and won somewhere, too: with a word about cases the winner is meant, else the issuer."""
    both = [o for o in reading.organizations if any(issued_by(o, m) for m in reading.ministries)]
    grade = reading.grades[0] if reading.grades else None
    won = any(base.facets.agreeing(Filters(organization=o, grade=grade)).any() for o in both)
    if won and (reading.grades or reading.best or "case" in reading.subjects):
        reading.ministries = []
    else:
        reading.organizations = [o for o in reading.organizations if o not in both]


def _settle_dates(reading: Reading) -> None:
    """기한, 마감, 심사일 ask for a day, except in the middle of a description, where they are words like any other."""
    if len(reading.words) >= 3 and not reading.contests and "when" not in reading.asks:
        dated = [s for s in reading.subjects if s in _DATED]
        if dated:
            reading.subjects = [s for s in reading.subjects if s not in _DATED]
            reading.words += reading.dated_words


def _settle_track(reading: Reading, vocabulary: Vocabulary) -> None:
    """In "디지털 분야" the word before 분야 names a track by its first word."""
    if reading.tracks or "fields" not in reading.asks:
        return
    for word in reading.words:
        named = [t for t in vocabulary.tracks if strip_particle(t.split()[0]) == word]
        if len(named) == 1:
            reading.tracks = named
            reading.words.remove(word)
            return


def _settle_private(reading: Reading) -> None:
    for surface, thing in reading.private:
        cued = reading.persons or reading.ranks or "contact" in reading.subjects or "phone" in reading.asks
        if cued:
            reading.unstated.append(thing)
        else:
            reading.words.append(surface)
