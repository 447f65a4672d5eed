"""Questions about contests and awards: purpose, counts, stages, fields, how often."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.answers import schedule
from knowledge.answers.asks import asked_unit
from knowledge.answers.common import (
    LIKELY,
    SURE,
    Asking,
    aspects,
    choice_of,
    finish,
    missing_year,
    page_of,
    with_others,
    word_matches,
)
from knowledge.answers.contacts import responsible
from knowledge.answers.quotes import with_notes
from knowledge.dialogue import (
    Answer,
    Aspect,
    Choice,
    ContestDetail,
    ContestList,
    Intent,
    Missing,
    NotStated,
    Part,
    PassageQuote,
    Unknown,
)
from knowledge.hangul import squeeze, strip_ending
from knowledge.model import Contest, Passage, Release
from knowledge.search.index import Hit
from knowledge.words.vocabulary import GENERIC, contests_of

# After a count: what is going to be done and has not been (총 15건(부문별 5건)을 선정한다).
_PLANNED = (
    r"[^.]{0,30}?(?:선정|선발|시상|수여|포상|뽑)(?:한다|할|될|된다|되며|하며|을|는다|하고)(?:\s?(?:예정|계획)|[\s.,]|$)"
)


def contests(asking: Asking) -> Answer:
    """The contest that agrees with the filters and what was asked of it."""
    q, f, base = asking.question, asking.filters, asking.base
    if q.record:
        fact = base.get(q.record)
        if isinstance(fact, Passage):
            return _quoted(asking, fact, base.index.search(asking.words, ("passage",), [fact.id]))
        return _detail(asking, fact) if isinstance(fact, Contest) else finish(asking, Intent.CONTEST, [Unknown()])
    known = asking.about(base.facts.contests)
    if f.contest is None and asking.words and not (q.scope and len(known) == 1):
        return _searched(asking)
    of_series = contests_of(known, f.contest, None)
    found = contests_of(known, f.contest, f.year)
    if f.year is not None and not found:
        about = f.contest or "대회"
        choices = [choice_of(base, c.id, q.asks) for c in of_series[:4]]
        missing = missing_year(f.year, about, [c.year for c in of_series])
        return finish(asking, Intent.CONTEST, [missing], choices=[c for c in choices if c])
    if f.contest and found and asking.words and not asking.asks("how_many"):
        quoted = passages_of(asking, found[0])
        if quoted:
            return quoted
    if not base.facts.contests:
        return finish(asking, Intent.CONTEST, [Missing("kind", "대회", None)])
    if not found:
        return finish(asking, Intent.CONTEST, [Unknown()])
    own, others = asking.own_first(found)
    if q.listing:
        own, found, others = found, [*own, *others], []
    series = list(dict.fromkeys(c.series for c in own))
    if len(series) == 1:
        return with_others(_detail(asking, _leading(asking, own)), _choices(asking, others))
    found = own if "how_many" in q.asks else found
    if "how_many" in q.asks and 1 < len(series) <= 5:
        newest = [next(c for c in found if c.series == s) for s in series]
        return finish(asking, Intent.CONTEST, [Unknown(Intent.CONTEST)], choices=_choices(asking, newest))
    shown, page, pages = page_of(found, q.page)
    return finish(asking, Intent.CONTEST, [ContestList(shown, f, len(found), page, pages)], shown)


def _leading(asking: Asking, found: Sequence[Contest]) -> Contest:
    """Of what several releases say about a contest's newest year: the newest that says most of what was asked."""
    asked = aspects(Contest, asking.question.asks)
    of_year = [c for c in found if c.year == found[0].year]
    days = asking.base.release_days
    return max(of_year, key=lambda c: (sum(_has(c, a) for a in asked), days.get(c.release_id, date.min)))


def _choices(asking: Asking, found: list[Contest]) -> list[Choice]:
    choices = (choice_of(asking.base, c.id, asking.question.asks) for c in found)
    return [c for c in choices if c]


def listed_cases(asking: Asking, contest: Contest) -> int:
    """How many cases of a contest its release prints."""
    return asking.base.cases_listed[contest.id]


def _as_planned(asking: Asking, contest: Contest) -> Contest:
    """The contest with what is only going to be chosen in words: a call for entries has no result yet."""
    if contest.selected is None or listed_cases(asking, contest):
        return contest
    count = f"{contest.selected}{contest.unit or '건'}"
    planned = re.compile(rf"(?<!\d){contest.selected}(?![\d일월년:~]){_PLANNED}")
    told = (p for p in asking.base.facts.passages if p.release_id == contest.release_id)
    if not any(planned.search(p.text) for p in told):
        return contest
    return replace(contest, selected=None, winners=f"{count} 선정 예정")


def _detail(asking: Asking, contest: Contest) -> Answer:
    contest = _as_planned(asking, contest)
    asks = asking.question.asks
    asked = list(aspects(Contest, asks))
    if "how_many" in asks and not set(asked) & {Aspect.RECEIVED, Aspect.SELECTED, Aspect.WINNERS, Aspect.STAGES}:
        people = asked_unit(asking.question.text) in ("명", "분", "사람") and contest.unit not in (None, "명", "팀")
        asked.append(Aspect.WINNERS if people else Aspect.SELECTED)
    if Aspect.WINNERS in asked or (Aspect.SELECTED in asked and contest.selected is None):
        asked = _winners(asked, contest)
        if Aspect.WINNERS in asked and contest.winners is None and (counted := _head_count(asking, contest)):
            return counted
    lacking = [a for a in asked if not _has(contest, a)]
    stated = tuple(a for a in asked if a not in lacking)
    card = ContestDetail(contest, stated, asking.filters.half, listed_cases(asking, contest))
    parts: list[Part] = [*(NotStated(a, contest.name) for a in lacking), card]
    if lacking:
        parts += responsible(asking, [contest])
    return finish(asking, Intent.CONTEST, parts, [contest])


def _winners(asked: list[Aspect], contest: Contest) -> list[Aspect]:
    if contest.winners and Aspect.WINNERS not in asked:
        return [Aspect.WINNERS if a is Aspect.SELECTED else a for a in asked]
    if contest.winners is None and Aspect.SELECTED in asked:
        return [a for a in asked if a is not Aspect.WINNERS]
    return asked


def _has(contest: Contest, aspect: Aspect) -> bool:
    if aspect is Aspect.SOURCE:
        return True
    value = getattr(contest, aspect.value, None)
    return value not in (None, ())


def _head_count(asking: Asking, contest: Contest) -> Answer | None:
    """The winners of a contest as counted among a ceremony's guests."""
    for event in asking.base.events_of_release.get(contest.release_id, ()):
        guests = tuple(a for a in event.attendees if _names_contest(a.name, contest))
        if guests:
            asked = replace(asking, question=replace(asking.question, asks=("winners",)))
            detail = schedule.detail(asked, replace(event, attendees=guests[:1]))
            return finish(asking, Intent.CONTEST, [detail], [event, contest])
    return None


def _names_contest(name: str, contest: Contest) -> bool:
    telling = (w for w in contest.series.split() if len(w) >= 3 and w not in GENERIC and w == strip_ending(w))
    return any(squeeze(word) in squeeze(name) for word in telling)


def _searched(asking: Asking) -> Answer:
    """No contest named: the words may describe one, or stand in the text about one."""
    hits = asking.base.index.search(asking.words, ("contest", "event", "item", "passage", "case"))
    best = next((h for h in hits if h.record.kind == "contest"), None)
    if best and best.coverage >= SURE - 0.1 and best.score >= hits[0].score - 0.25:
        contest = asking.base.get(best.record.key)
        if isinstance(contest, Contest):
            noted = any(m.found in squeeze(note) for m in best.matches for note in contest.notes)
            told = _detail(replace(asking, question=replace(asking.question, asks=())) if noted else asking, contest)
            return replace(told, matches=word_matches([best]))
    choices = _choices(asking, contests_of(asking.base.facts.contests, None, asking.filters.year)[:5])
    near = best is not None and best.coverage >= LIKELY
    return finish(asking, Intent.CONTEST, [Unknown(Intent.CONTEST if near else None)], choices=choices if near else [])


def passages_of(asking: Asking, contest: Contest) -> Answer | None:
    """The paragraph of the contest's release that covers the words, where there is one."""
    base = asking.base
    keys = [p.id for p in base.facts.passages if p.release_id == contest.release_id]
    hits = base.index.search(asking.words, ("passage",), keys)
    if not hits or hits[0].coverage < SURE or len(hits[0].matches) < 2:
        return None
    passage = base.get(hits[0].record.key)
    return _quoted(asking, passage, hits[:1]) if isinstance(passage, Passage) else None


def _quoted(asking: Asking, passage: Passage, hits: Sequence[Hit]) -> Answer:
    release = asking.base.get(passage.release_id)
    if not isinstance(release, Release):
        return finish(asking, Intent.CONTEST, [Unknown()])
    quote = PassageQuote(with_notes(asking, passage), release)
    return finish(asking, Intent.CONTEST, [quote], [passage], matches=word_matches(hits))
