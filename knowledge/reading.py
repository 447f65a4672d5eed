"""A question's words sorted by what they are: question words, subjects, filters, names, and what remains to search for."""

from __future__ import annotations

from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from knowledge.hangul import is_initials, is_syllable, sound
from knowledge.lexicon import Span, word_table
from knowledge.search import Index, strip_ending
from knowledge.vocabulary import Vocabulary

__all__ = ["Reading", "read"]

# Endings of organizations' names: a word that ends so and stands nowhere is an organization that is not known.
_ORGANIZATION_ENDINGS = tuple(
    "위원회 지방청 노동청 지청 국세청 공단 공사 재단 진흥원 개발원 연구원 교육원 관리원 협회 담당관실 담당관 정책과 기획과 지원과 관리과".split()
)
_SHORT_ENDINGS = tuple("부 처 청".split())
_NOT_ORGANIZATIONS = frozenset("전부 일부 내부 외부 접수처 문의처 연락처 근처 출처 신청 요청 시청 정부 공부 여부 세부 간부 납부 기부 거부 본부 외청 대부 첨부 거래처 사용처".split())
_DATED = frozenset({"opening", "deadline", "judging", "result"})
_PERSON_CUES = ("phone", "who", "rank", "name", "duty")


@dataclass(slots=True)
class Reading:
    """What stands in a question. Lists keep the order of the text; `near_persons` are names a slip away from a word."""

    asks: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    contests: list[str] = field(default_factory=list)
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
    dated_words: list[str] = field(default_factory=list)
    private: list[tuple[str, str]] = field(default_factory=list)
    listing: bool = False
    best: bool = False
    unknown_organization: str | None = None
    unknown_person: str | None = None
    near_persons: tuple[str, ...] = ()

    @property
    def names_something(self) -> bool:
        """Whether a name or a content word says which record is meant."""
        return bool(
            self.contests
            or self.tracks
            or self.organizations
            or self.known_organizations
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
    "contest": "contests",
    "track": "tracks",
    "grades": "grades",
    "halves": "halves",
    "ranks": "ranks",
    "roles": "roles",
    "organization": "organizations",
    "known_organization": "known_organizations",
    "department": "departments",
    "person": "persons",
    "outside": "outside",
    "unstated": "unstated",
    "talk": "talk",
}


def read(text: str, vocabulary: Vocabulary, index: Index) -> Reading:
    """The reading of a repaired text."""
    reading = Reading()
    for token in _tokens(vocabulary.lexicon.spans(text)):
        whole = _whole_word(token, index)
        if whole:
            reading.words.append(whole)
            continue
        for span in token:
            _take(span, reading)
    _settle_dates(reading)
    _settle_private(reading)
    _find_person(reading, vocabulary, index)
    _find_organization(reading, index)
    return reading


def _tokens(spans: tuple[Span, ...]) -> list[list[Span]]:
    """Spans grouped by the typed tokens they begin in."""
    tokens: list[list[Span]] = []
    for span in spans:
        if span.starts or not tokens:
            tokens.append([])
        tokens[-1].append(span)
    return tokens


def _whole_word(token: list[Span], index: Index) -> str | None:
    """A token that was cut into known and unknown pieces, where it is one word of the records with a slip in it."""
    pieces = list(token)
    while pieces and {m.kind for m in pieces[-1].meanings} == {"endings"}:
        pieces.pop()
    kinds = {m.kind for span in pieces for m in span.meanings}
    if len(pieces) < 2 or all(s.meanings for s in pieces) or not kinds <= {"content", "endings", "filler"}:
        return None
    word = "".join(s.text for s in pieces)
    similar = index.similar(word)
    return word if similar and similar[0][1] >= 0.75 else None


def _take(span: Span, reading: Reading) -> None:
    kinds = {m.kind for m in span.meanings}
    if not span.meanings:
        word = span.text
        hangul = all(map(is_syllable, word))
        if len(word) > 1 or (not hangul and word.isalnum() and not is_initials(word)):
            reading.words.append(word)
        return
    named = kinds & {"contest", "track", "organization", "known_organization", "department", "person"}
    for meaning in span.meanings:
        if named and meaning.kind not in named:
            continue
        if meaning.kind in _LISTS:
            into: list[str] = getattr(reading, _LISTS[meaning.kind])
            if meaning.value not in into:
                into.append(meaning.value)
        elif meaning.kind == "lists":
            reading.listing = True
        elif meaning.kind == "best":
            reading.best = True
    if kinds == {"content"}:
        reading.words.append(span.surface)
    if kinds & {"subjects"} and any(m.value in _DATED for m in span.meanings):
        reading.dated_words.append(span.surface)
    if "unstated_of_person" in kinds:
        reading.private.append((span.surface, next(m.value for m in span.meanings if m.kind == "unstated_of_person")))


def _settle_dates(reading: Reading) -> None:
    """기한, 마감, 심사일 ask for a day, except in the middle of a description, where they are words like any other."""
    if len(reading.words) >= 3 and not reading.contests and "when" not in reading.asks:
        dated = [s for s in reading.subjects if s in _DATED]
        if dated:
            reading.subjects = [s for s in reading.subjects if s not in _DATED]
            reading.words += reading.dated_words


def _settle_private(reading: Reading) -> None:
    for surface, thing in reading.private:
        cued = reading.persons or reading.ranks or "contact" in reading.subjects or "phone" in reading.asks
        if cued:
            reading.unstated.append(thing)
        else:
            reading.words.append(surface)


def _find_person(reading: Reading, vocabulary: Vocabulary, index: Index) -> None:
    if reading.persons:
        return
    cued = bool(set(reading.asks) & set(_PERSON_CUES) or reading.ranks or "contact" in reading.subjects)
    surnames = word_table()["names"]["surnames"]
    for word in reading.words:
        bare = word if len(word) <= 3 else strip_ending(word)
        if not (2 <= len(bare) <= 4 and all(map(is_syllable, bare))) or index.knows(bare):
            continue
        near = sorted(
            (OSA.distance(sound(bare), sound(p)), p) for p in vocabulary.persons if abs(len(p) - len(bare)) <= 1
        )
        names = tuple(p for distance, p in near if distance <= 2)[:5]
        if names and (cued or near[0][0] <= 1) and len(bare) >= 3:
            reading.near_persons = names
        elif cued and bare[0] in surnames and len(bare) == 3:
            reading.unknown_person = bare
        else:
            continue
        reading.words.remove(word)
        return


def _find_organization(reading: Reading, index: Index) -> None:
    for word in reading.words:
        for bare in dict.fromkeys((word, strip_ending(word))):
            if bare in _NOT_ORGANIZATIONS or len(bare) < 3 or index.knows(bare):
                continue
            similar = index.similar(bare)
            if similar and similar[0][1] >= 0.8:
                continue
            if bare.endswith(_ORGANIZATION_ENDINGS) or (bare.endswith(_SHORT_ENDINGS) and len(bare) <= 7):
                reading.unknown_organization = bare
                reading.words.remove(word)
                return
