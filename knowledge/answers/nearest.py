"""Where words found nothing clear: the cases and releases that mean what was described, in other words.

Meaning never answers. What looks like a description ("… 찾아준 곳") is offered what is nearest to it; what does not, is
refused without choices, since whoever wants a service shares words with the cases about it and none of them is meant.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.answers.common import Asking, choice_of, finish, shorten
from knowledge.answers.quotes import nearest
from knowledge.dialogue import (
    Answer,
    Choice,
    Filters,
    Intent,
    Missing,
    NotStated,
    OutOfScope,
    PassageQuote,
    Question,
    Status,
    Unknown,
    WordMatch,
)
from knowledge.hangul import squeeze
from knowledge.model import Contest, Event, Passage, Release, WinningCase
from knowledge.search.embedding import Meanings

OFFERED = 3
WORDS = 0.4  # how much the words that do stand in a case or release count beside its meaning
FEW, SHORT, LONG = 3, 14, 5  # words, or letters without a space, of the shortest descriptions; words of a long one
PLAIN = 1.5  # log odds from which something is plainly a description
THIN = 0.34  # share of a long question that must have been found in a record for it to be the answer


def by_meaning(asking: Asking, found: Answer) -> Answer:
    """`found`, what the words gave, or what is nearest in meaning where they left a description open."""
    q, meanings = asking.question, asking.base.meanings
    if meanings is None or not _open(asking, found, meanings):
        return found
    near = _nearest(asking, meanings)
    choices = [choice for fact in near if (choice := _choice(asking, fact, meanings))]
    if not choices:
        return found
    matches = (WordMatch(q.text, _name(near[0]), "meaning"), *found.matches)
    if found.status is Status.ANSWERED and {fact.id for fact in near} & {*found.records, *q.related}:
        return found
    releases = {fact.id if isinstance(fact, Release) else fact.release_id for fact in near}
    if any(isinstance(part, PassageQuote) and part.passage.release_id in releases for part in found.parts):
        return replace(found, choices=tuple(choices), matches=matches)  # the words and the meaning agree
    intent = q.intent if q.intent in (Intent.CONTACT, Intent.CONTEST, Intent.SCHEDULE) else Intent.CASE
    offered = finish(asking, intent, [Unknown()], choices=choices, status=Status.UNANSWERED, matches=matches)
    offered = replace(offered, question=q)  # as it was understood, so that it is answered the same way again
    if q.intent is Intent.CONTACT or not (said := _said(asking, near[0])):
        return offered
    return replace(offered, parts=(said,), sources=(said.release,))


def _said(asking: Asking, fact: WinningCase | Release) -> PassageQuote | None:
    """What comes nearest in the release that the words name, else in that of the likeliest case or release."""
    if asking.question.anchored and (said := nearest(asking, asking.question.scope)):
        return said
    return nearest(asking, [fact.id if isinstance(fact, Release) else fact.release_id], meant=True)


def _open(asking: Asking, found: Answer, meanings: Meanings) -> bool:
    """Whether it is a description that the words left open: nothing found, or what they seemed to ask is not there."""
    q, f = asking.question, asking.filters
    typed = len(q.text.split())
    if not q.text or q.record or q.second or (typed < FEW and len(squeeze(q.text)) < SHORT):
        return False
    if q.unknown and q.unknown[0] not in ("topic", "organization"):
        return False
    if found.status is Status.ANSWERED and not (typed >= LONG and _thin(asking, found)):
        return False
    described = meanings.described(q.text)
    if described <= 0:
        return False
    # In a plain and long description a name, or a thing that releases never say, is a part of what is described.
    plain = typed >= LONG and not (f.contest or f.grade) and (described > PLAIN or not q.asks)
    for part in found.parts:
        match part:
            case Unknown(clarify=Intent()) if len(found.choices) > 1 and found.matches and typed < LONG:
                return False  # several that hold all words: asked back which
            case Unknown() | OutOfScope() | PassageQuote(near=True) | Missing(kind="subject"):
                return bool(q.words) or typed > LONG + 1
            case Missing(kind="organization") | NotStated() if plain:
                return True
            case _:
                pass
    return found.status is Status.ANSWERED


def _thin(asking: Asking, found: Answer) -> bool:
    """Whether an answer rests on few of the words, and nothing else was understood."""
    q = asking.question
    said = sum(len(match.word) for match in found.matches)
    known = q.asks or q.scope or q.filters.contest or q.filters.grade
    return not known and 0 < said < THIN * len(squeeze(q.text))


def _nearest(asking: Asking, meanings: Meanings) -> list[WinningCase | Release]:
    """What agrees with the filters, nearest first."""
    facts, f = asking.base.facts, asking.filters
    likeness = meanings.likeness(asking.question.text)
    facets, base = asking.base.facets, asking.base
    # What else was read as a name may be a word of the description: it speaks for what it names, and bars nothing.
    said = Filters(year=f.year, half=f.half, grade=f.grade, ministry=f.ministry)
    named = facets.agreeing(f) if f != said else np.zeros(len(facts.cases), dtype=bool)
    words = np.maximum(_coverage(asking), named)
    cases = np.where(facets.agreeing(said), likeness.cases + WORDS * words, -np.inf)
    share = {c.release_id: c.share for c in base.releases.rank(asking.words)}
    shares = np.array([share.get(r.id, 0.0) for r in facts.releases], dtype=np.float32)
    wanted = [not (f.half or f.grade) and r.id in _releases_in(asking) for r in facts.releases]
    releases = np.where(wanted, likeness.releases + WORDS * shares, -np.inf)
    scores = np.concatenate([cases, releases])
    order = np.argsort(-scores, kind="stable")[:OFFERED]
    everything = (*facts.cases, *facts.releases)
    return [everything[n] for n in order if np.isfinite(scores[n])]


def _releases_in(asking: Asking) -> set[str]:
    """The releases of the ministry and the year that were named."""
    year = asking.filters.year
    named = asking.issued(asking.base.facts.releases)
    return {r.id for r in named if year is None or (r.date is not None and r.date.year == year)}


def _coverage(asking: Asking) -> NDArray[np.float32]:
    covered = np.zeros(len(asking.base.facts.cases), dtype=np.float32)
    index = asking.base.index
    for hit in index.search(asking.words, ("case",)):
        covered[index.number(hit.record.key)] = hit.coverage  # the cases are the first records
    return covered


def _name(fact: WinningCase | Release) -> str:
    return fact.title if isinstance(fact, Release) else fact.name


def _choice(asking: Asking, fact: WinningCase | Release, meanings: Meanings) -> Choice | None:
    """A case, or what a release mainly tells of; where people were asked for, theirs."""
    q, base = asking.question, asking.base
    people = base.contacts_of_release.get(fact.id if isinstance(fact, Release) else fact.release_id, ())
    if q.intent is Intent.CONTACT and people:
        meant = Question(Intent.CONTACT, related=(fact.id,), asks=q.asks)
        whom = " ".join([*(people[0].department or "").split()[-1:], people[0].phone or ""]).strip()
        return Choice(_label(_name(fact), whom), meant)
    if isinstance(fact, WinningCase):
        return choice_of(base, fact.id, q.asks)
    line = meanings.line(q.text, base.facts.releases.index(fact))
    named: tuple[Contest | Event, ...] = (
        *(c for c in base.facts.contests if c.release_id == fact.id),
        *base.events_of_release.get(fact.id, ()),
    )
    if called := next((one for one in named if one.name == line), None):
        return choice_of(base, called.id, q.asks)
    told: tuple[Contest | Event | Passage, ...] = (*named, *base.told_in.get(fact.id, ()))
    choice = choice_of(base, told[0].id, q.asks) if told else None
    return choice and replace(choice, label=_label(line or fact.title, fact.ministry or ""))


def _label(name: str, beside: str) -> str:
    """What is meant on a button, with whose it is."""
    beside = shorten(beside, 24)
    return f"{shorten(name, 57 - len(beside))} · {beside}" if beside else shorten(name, 60)
