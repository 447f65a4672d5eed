"""What all answers share: finishing one with its sources, choices, paging, and what the question words mean here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from rapidfuzz.distance import OSA

from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    PAGE,
    Answer,
    Aspect,
    Choice,
    Filters,
    Intent,
    Missing,
    Part,
    Question,
    Status,
    Unknown,
    WordMatch,
)
from knowledge.hangul import is_initials, sound, squeeze, strip_ending, tokens_of
from knowledge.model import Contact, Contest, Event, Fact, Passage, Release, WinningCase
from knowledge.search.index import PART, Hit, Match, synonyms_of
from knowledge.search.postings import bigrams
from knowledge.search.searchable import Record
from knowledge.words.vocabulary import house, issued_by

MOST_CHOICES = 5
SURE = 0.62  # coverage from which a record is an answer
LIKELY = 0.45  # coverage from which a record is worth offering
# Question words that the text of a case does not answer: how something is done, what it costs, when and where.
UNANSWERABLE = ("how_to", "procedure", "how_much", "where", "when", "what_time", "open")
HINT = 0.27  # coverage from which two matching words are worth offering
MARGIN = 0.08  # how far the best must be ahead of the next

_T = TypeVar("_T")
_FactT = TypeVar("_FactT", bound=Fact)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with the knowledge base and the day it is asked on."""

    question: Question
    base: KnowledgeBase
    day: date

    @property
    def filters(self) -> Filters:
        """The question's filters."""
        return self.question.filters

    @property
    def words(self) -> list[str]:
        """What is to be searched for."""
        return self.question.words.split()

    def issued(self, facts: Iterable[_FactT]) -> list[_FactT]:
        """Those of the facts that stand in a release of the ministry that was named; all where none was."""
        ministry, issuers = self.filters.ministry, self.base.issuers
        if ministry is None:
            return list(facts)
        return [f for f in facts if issued_by(issuers.get(release_id_of(f)), ministry)]

    def about(self, facts: Iterable[_FactT]) -> list[_FactT]:
        """Those of the facts that stand in the releases the words are about; all where they are about none."""
        issued, scope = self.issued(facts), self.question.scope
        return [f for f in issued if release_id_of(f) in scope] if scope and not self.filters.contest else issued

    def own_first(self, facts: Sequence[_FactT]) -> tuple[list[_FactT], list[_FactT]]:
        """The facts of the ministry whose staff ask and, apart, the others', where nothing says whose are meant.

        Where it has none, or something was said, all of them and nothing apart.
        """
        f = self.filters
        said = f.ministry or f.contest or f.organization or f.department or f.person or self.question.scope
        own = [] if said or self.question.everyone else [x for x in facts if self.is_own(x)]
        return (own, [x for x in facts if not self.is_own(x)]) if own else (list(facts), [])

    def is_own(self, fact: Fact) -> bool:
        """Whether a fact stands in a release of the ministry whose staff ask."""
        return issued_by(self.base.issuers.get(release_id_of(fact)), house())

    def asks(self, *names: str) -> bool:
        """Whether one of these question words was used."""
        return any(name in self.question.asks for name in names)


_MEANS: dict[type[Fact], dict[str, Aspect]] = {
    Event: {
        "when": Aspect.DATE,
        "schedule": Aspect.DATE,
        "what_time": Aspect.START,
        "since": Aspect.START,
        "ends": Aspect.END,
        "where": Aspect.PLACE,
        "which": Aspect.PLACE,
        "attends": Aspect.ATTENDEES,
        "who": Aspect.ATTENDEES,
        "how_many": Aspect.HEADCOUNT,
        "winners": Aspect.HEADCOUNT,
        "programme": Aspect.PROGRAMME,
        "open": Aspect.OPENNESS,
        "days_left": Aspect.DAYS_LEFT,
        "source": Aspect.SOURCE,
    },
    WinningCase: {
        "organization": Aspect.ORGANIZATION,
        "which": Aspect.ORGANIZATION,
        "who": Aspect.ORGANIZATION,
        "department": Aspect.ORGANIZATION,
        "winners": Aspect.ORGANIZATION,
        "grade": Aspect.GRADE,
        "content": Aspect.SUMMARY,
        "how_many": Aspect.COUNT,
        "source": Aspect.SOURCE,
    },
    Contact: {
        "phone": Aspect.PHONE,
        "who": Aspect.NAME,
        "name": Aspect.NAME,
        "department": Aspect.DEPARTMENT,
        "where": Aspect.DEPARTMENT,
        "which": Aspect.DEPARTMENT,
        "organization": Aspect.DEPARTMENT,
        "rank": Aspect.RANK,
        "source": Aspect.SOURCE,
    },
    Contest: {
        "purpose": Aspect.PURPOSE,
        "received": Aspect.RECEIVED,
        "selected": Aspect.SELECTED,
        "stages": Aspect.STAGES,
        "fields": Aspect.FIELDS,
        "eligibility": Aspect.ELIGIBILITY,
        "frequency": Aspect.FREQUENCY,
        "since": Aspect.SINCE,
        "winners": Aspect.WINNERS,
        "source": Aspect.SOURCE,
    },
}


def aspects(kind: type[Fact], asks: Iterable[str]) -> tuple[Aspect, ...]:
    """What the question words ask of a record of this kind, in the order they were typed."""
    means = _MEANS.get(kind, {})
    return tuple(dict.fromkeys(means[a] for a in asks if a in means))


def finish(
    asking: Asking,
    intent: Intent,
    parts: Sequence[Part],
    records: Sequence[Fact] = (),
    choices: Sequence[Choice] = (),
    status: Status | None = None,
    matches: Sequence[WordMatch] = (),
) -> Answer:
    """An Answer whose sources are the releases of its records; its status follows from what it holds."""
    if status is None:
        unknown = any(isinstance(part, Missing) for part in parts)  # what is offered then is only what there is instead
        status = Status.ANSWERED if records else Status.CHOICES if choices and not unknown else Status.UNANSWERED
    question = asking.question if asking.question.intent else replace(asking.question, intent=intent)
    return Answer(
        status=status,
        intent=intent,
        question=question,
        parts=tuple(parts),
        choices=tuple(choices[:MOST_CHOICES]),
        sources=_sources(asking.base, records),
        records=tuple(r.id for r in records),
        matches=tuple(matches),
    )


def word_matches(hits: Iterable[Hit]) -> tuple[WordMatch, ...]:
    """As what each word that was searched for was found: in the first of these hits that has it."""
    found: dict[str, WordMatch] = {}
    for hit in hits:
        for match in hit.matches:
            found.setdefault(match.word, _word_match(match, hit.record))
    return tuple(found.values())


def _word_match(match: Match, record: Record) -> WordMatch:
    bare = strip_ending(match.word)
    found = _as_written(match.found, record)
    if match.found in (match.word, bare):
        if match.agreement > PART:
            return WordMatch(match.word, found, "exact")
        return WordMatch(match.word, _alike(match.word, record), "part")
    if match.found in synonyms_of(bare) + synonyms_of(match.word):
        return WordMatch(match.word, found, "synonym")
    return WordMatch(match.word, found, "initials" if is_initials(match.word) else "slip")


def _as_written(word: str, record: Record) -> str:
    """A word as it stands in a record, with its capitals and spaces."""
    text = f"{record.title} {record.body}"
    place = text.find(word)
    if place >= 0 and len(squeeze(text[:place])) == squeeze(text).find(word):
        return word  # nor does it stand before that with spaces in it
    written = re.search(r"[\W_]*".join(map(re.escape, word)), text, re.IGNORECASE)
    return written[0] if written else word


def _alike(word: str, record: Record) -> str:
    """The words of a record that a word typed without spaces shares something with, of its title if it has any."""
    grams = set(bigrams(word))
    for text in (record.title, record.body):
        if alike := [token for token in tokens_of(text) if grams & set(bigrams(token))]:
            return " ".join(dict.fromkeys(alike))
    return word


def release_id_of(fact: Fact) -> str:
    """The id of the release that a fact stands in."""
    return fact.id if isinstance(fact, Release) else fact.release_id


def _sources(base: KnowledgeBase, records: Iterable[Fact]) -> tuple[Release, ...]:
    found: dict[str, Release] = {}
    for record in records:
        release = base.get(release_id_of(record))
        if isinstance(release, Release):
            found.setdefault(release.id, release)
    return tuple(found.values())


def page_of(items: Sequence[_T], page: int, size: int = PAGE) -> tuple[tuple[_T, ...], int, int]:
    """The items of a page, the page's number (kept within bounds) and how many pages there are."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 0), pages - 1)
    return tuple(items[page * size : (page + 1) * size]), page, pages


def nearness(event: Event, day: date) -> tuple[int, int, str]:
    """A sort key: coming events first, nearest first; then past ones, latest first; undated last."""
    if event.date is None:
        return (2, 0, event.id)
    if (event.end_date or event.date) >= day:
        return (0, event.date.toordinal(), event.id)
    return (1, -event.date.toordinal(), event.id)


def nearest(events: Iterable[Event], day: date, kind: str | None, year: int | None) -> Event | None:
    """The nearest event of a kind and year, where there is one."""
    found = [e for e in events if kind is None or e.kind.value == kind]
    found = [e for e in found if year is None or (e.date is not None and e.date.year == year)]
    return min(found, key=lambda e: nearness(e, day), default=None)


def shorten(text: str, length: int) -> str:
    """At most `length` characters, cut with an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def case_label(case: WinningCase) -> str:
    """A case on a button."""
    return shorten(" · ".join(filter(None, (case.name, case.organization))), 60)


def contact_label(contact: Contact) -> str:
    """A person on a button: enough to call without pressing."""
    return shorten(" ".join(filter(None, (contact.name, contact.rank, contact.phone))), 60)


def choice_of(base: KnowledgeBase, key: str, asks: tuple[str, ...] = ()) -> Choice | None:
    """The choice that shows one record, or None where it cannot be shown on its own."""
    fact = base.get(key.partition("#")[0])
    question = Question(record=key, asks=asks)
    match fact:
        case WinningCase():
            return Choice(case_label(fact), replace(question, intent=Intent.CASE))
        case Contact():
            return Choice(contact_label(fact), replace(question, intent=Intent.CONTACT))
        case Contest():
            return Choice(shorten(fact.name, 60), replace(question, intent=Intent.CONTEST))
        case Event():
            name = fact.name
            if "#" in key:
                name = fact.programme[int(key.partition("#")[2])].title
            when = f" ({fact.date:%Y. %-m. %-d.})" if fact.date else ""
            return Choice(shorten(name, 60 - len(when)) + when, replace(question, intent=Intent.SCHEDULE))
        case Passage():
            return Choice(shorten(fact.heading or fact.text, 60), replace(question, intent=Intent.CONTEST))
        case _:
            return None


def _slips(hit: Hit) -> set[str]:
    """What was found for words with a slip in them: spelled nearly as typed, unlike another word for the same thing."""
    return {m.found for m in hit.matches if OSA.normalized_similarity(sound(m.word), sound(m.found)) >= 0.6}


def clear_winner(hits: Sequence[Hit]) -> Hit | None:
    """The best hit where it is good enough and ahead of the rest."""
    if not hits or hits[0].coverage < SURE:
        return None
    best = hits[0]
    if max((len(m.word) for m in best.matches), default=0) < 3 and not _in_title(best):
        return None  # short words from the middle of a text are no evidence
    said = sum(m.weight for m in best.matches) or 1.0
    literal = sum(m.weight for m in best.matches if m.agreement >= 0.9 or m.found in _slips(best)) / said
    if literal < 0.4:
        return None  # carried by other words for the same things: near enough to offer, not to state
    if len(hits) > 1 and hits[0].score - hits[1].score < MARGIN and hits[0].coverage < 0.95:
        return None
    if len(hits) > 1 and hits[0].score - hits[1].score < 0.02:
        return None
    return hits[0]


def tells(hit: Hit) -> bool:
    """Whether more than one short word from the middle of a text speaks for a record."""
    if len(hit.matches) > 1:
        return True
    return _in_title(hit)


def _in_title(hit: Hit) -> bool:
    """Whether a word of the title was typed, if with a slip; another word for the same thing does not count."""
    title, slips = squeeze(hit.record.title), _slips(hit)
    return any(m.found in title and (m.agreement >= 0.9 or m.found in slips) for m in hit.matches)


def _worth_offering(hit: Hit, asking: Asking) -> bool:
    """Most of the question, or at least two of its words that mean something."""
    if asking.asks("what_is") and asking.question.intent is None and not tells(hit):
        return False
    if asking.asks(*UNANSWERABLE):
        return hit.coverage >= 0.8 and tells(hit)
    if hit.coverage >= LIKELY:
        return asking.question.intent is not None or tells(hit)
    telling = [m for m in hit.matches if len(m.word) >= 2 and m.agreement >= 0.6]
    literal = any(m.agreement >= 0.95 for m in telling)
    return (
        hit.record.kind != "passage" and hit.coverage >= HINT and (len(telling) >= 3 or (len(telling) >= 2 and literal))
    )


def _only_named(asking: Asking, hits: Sequence[Hit]) -> bool:
    """Whether nothing but words of the best record was typed: no verb, no question word, no wish."""
    q = asking.question
    return bool(hits) and hits[0].coverage >= SURE and not q.asks and len(q.text.split()) <= len(asking.words)


def _described(asking: Asking) -> bool:
    """Whether the question looks like a description, as far as that is known."""
    text, meanings = asking.question.text, asking.base.meanings
    return meanings is None or not text or meanings.described(text) > 0


def offered(asking: Asking, hits: Sequence[Hit], intent: Intent) -> Answer:
    """Near hits as choices, or an honest "I do not know".

    Where meanings are known, only to what looks like a description: a wish for a service shares words with cases too.
    """
    if not (_only_named(asking, hits) or _described(asking)):
        hits = ()
    near = [h for h in hits if _worth_offering(h, asking) and h.score >= hits[0].score - 0.2]
    choices = [choice_of(asking.base, h.record.key, asking.question.asks) for h in near[:MOST_CHOICES]]
    exact = bool(near) and near[0].coverage >= SURE  # several fit: a question back, not a shrug
    part = Unknown(intent if exact else None)
    return finish(asking, intent, [part], choices=[c for c in choices if c], matches=word_matches(near))


def with_others(found: Answer, others: Sequence[Choice]) -> Answer:
    """What was found, with what else may be meant on buttons."""
    if (found.status is Status.UNANSWERED and not found.parts) or not others:
        return found
    return replace(found, choices=(*found.choices, *others)[:MOST_CHOICES])


def blame(items: Sequence[_T], tests: Sequence[tuple[str, Callable[[_T], bool]]]) -> tuple[list[_T], str | None]:
    """The items that pass all tests; where none does, those that pass all but one, and that test's name."""
    passing = [i for i in items if all(test(i) for _, test in tests)]
    if passing or not tests:
        return passing, None
    for blamed, _ in tests:
        others = [i for i in items if all(test(i) for name, test in tests if name != blamed)]
        if others:
            return others, blamed
    return [], tests[0][0]


def missing_year(year: int, about: str | None, years: Iterable[int | None]) -> Missing:
    """That nothing is known about a year, with the years there are."""
    available = sorted({y for y in years if y}, reverse=True)
    return Missing("year", str(year), about, tuple(map(str, available)))
