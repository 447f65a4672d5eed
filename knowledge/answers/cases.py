"""Questions for winning cases: lists by filter, one by its words, and what a release does not say about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from knowledge.answers.common import (
    SURE,
    UNANSWERABLE,
    Asking,
    aspects,
    case_label,
    clear_winner,
    finish,
    missing_year,
    offered,
    page_of,
    with_others,
    word_matches,
)
from knowledge.answers.contacts import responsible
from knowledge.answers.contests import passages_of
from knowledge.dialogue import (
    Answer,
    Aspect,
    CaseDetail,
    CaseList,
    Choice,
    ContestDetail,
    Filters,
    Intent,
    Missing,
    NotStated,
    Part,
    Question,
    Status,
    Unknown,
    WordMatch,
)
from knowledge.hangul import strip_ending, tokens_of
from knowledge.model import Contest, WinningCase
from knowledge.search.index import Hit
from knowledge.search.postings import Mask
from knowledge.words.vocabulary import contests_of

_ALL = 0.9  # coverage from which a case holds all that was said
_FEW_WORDS = 2  # more describe one case


def cases(asking: Asking) -> Answer:
    """The cases that agree with the filters and the words, or what is missing."""
    q, f, base = asking.question, asking.filters, asking.base
    if q.record:
        fact = base.get(q.record)
        return case_detail(asking, fact) if isinstance(fact, WinningCase) else finish(asking, Intent.CASE, [Unknown()])
    if q.related and isinstance(contest := base.get(q.related[0]), Contest):
        f = replace(f, contest=contest.series, year=contest.year)
        asking = replace(asking, question=replace(q, filters=f, related=()))
    if f.contest and not base.facets.agreeing(Filters(contest=f.contest)).any():
        return _contest_without_cases(asking)
    among, blamed = base.facets.blame(f)
    if blamed:
        return _missing(asking, among, blamed)
    if asking.words and not f.contest and (listed := _listed_by_words(asking, among)):
        return listed
    if not f.contest and q.scope and not q.focus:
        within = among & base.facets.standing_in(q.scope)
        among = within if within.any() else among
    # Words that only name the contest or its release say nothing about which of its cases are meant.
    if asking.words and (q.focus or not q.scope):
        return _searched(asking, among)
    found, others = asking.own_first(base.facets.picked(base.facts.cases, among))
    if not base.facts.cases:
        return finish(asking, Intent.CASE, [Missing("kind", "사례", None)])
    told = case_detail(asking, found[0]) if len(found) == 1 else _listed(asking, found)
    label = f"다른 기관 사례까지 {len(found) + len(others)}건"
    return with_others(told, [Choice(label, replace(q, everyone=True, page=0))] if others else [])


def _about(f: Filters, without: str) -> str | None:
    values = {
        "ministry": f.ministry,
        "contest": f.contest,
        "half": f.half,
        "track": f.track,
        "organization": f.organization,
        "grade": f.grade,
    }
    words = [str(v) for name, v in values.items() if v and name != without]
    return " ".join(words) or None


def _missing(asking: Asking, others: Mask, blamed: str) -> Answer:
    f, facets = asking.filters, asking.base.facets
    about = _about(f, blamed)
    has = facets.values(blamed, others)
    if blamed == "year" and f.year is not None:
        part = missing_year(f.year, f"{about} 사례" if about else "사례", map(int, has))
    else:
        part = Missing(blamed, str(getattr(f, blamed) or ""), about or "사례", has[:6])
    instead = facets.picked(asking.base.facts.cases, others)
    return finish(asking, Intent.CASE, [part], choices=_instead(asking, instead, blamed))


def _instead(asking: Asking, others: Sequence[WinningCase], blamed: str) -> list[Choice]:
    """The same question without the filter that fits nothing, where that leaves few enough to mean something."""
    if not others or blamed in ("ministry", "organization", "contest"):
        return []
    if len(others) == 1:
        return [Choice(case_label(others[0]), Question(Intent.CASE, record=others[0].id))]
    values = [(c.year if blamed == "year" else getattr(c, blamed, None)) for c in others]
    choices = []
    for value in list(dict.fromkeys(v for v in values if v is not None))[:4]:
        changed: dict[str, Any] = {blamed: value}
        filters = replace(asking.filters, **changed)
        label = f"{value}년" if blamed == "year" else str(value)
        kept = _about(asking.filters, blamed)
        choices.append(Choice(" ".join(filter(None, (label, kept, "보기")))[:60], Question(Intent.CASE, filters)))
    return choices


def _contest_without_cases(asking: Asking) -> Answer:
    """A contest whose release lists no cases: its text may still tell what was asked."""
    f, base = asking.filters, asking.base
    chosen = contests_of(base.facts.contests, f.contest, f.year)
    if not chosen:
        years = [c.year for c in contests_of(base.facts.contests, f.contest, None)]
        return finish(asking, Intent.CASE, [missing_year(f.year or 0, f.contest, years)])
    if asking.words and (quoted := passages_of(asking, chosen[0])):
        return quoted
    parts: list[Part] = [
        NotStated("사례 목록", chosen[0].name),
        ContestDetail(chosen[0]),
        *responsible(asking, chosen),
    ]
    return finish(asking, Intent.CASE, parts, chosen[:1], status=Status.UNANSWERED)


def _searched(asking: Asking, among: Mask) -> Answer:
    hits = asking.base.index.search(asking.words, ("case",), cases=among)
    best = clear_winner(hits)
    if best is None and (elsewhere := _holding_all(asking)):
        hits, best = [elsewhere], elsewhere
    if best is None and hits and hits[0].coverage >= SURE and asking.question.listing:
        sure = [h for h in hits if h.coverage >= SURE]
        close = [c for h in sure if isinstance(c := asking.base.get(h.record.key), WinningCase)]
        return _listed(asking, close, word_matches(sure))
    case = asking.base.get(best.record.key) if best else None
    if best is None or not isinstance(case, WinningCase):
        return offered(asking, hits, Intent.CASE)
    if asking.asks(*UNANSWERABLE):
        return offered(asking, hits[:1], Intent.CASE)
    return case_detail(asking, case, word_matches([best]))


def _holding_all(asking: Asking) -> Hit | None:
    """The one case that holds all that was said, where a word of its title was taken for a contest's name: 공항기부.

    Of what was said nothing may be left out, be it with a slip in it.
    """
    q, base = asking.question, asking.base
    if not asking.filters.contest or not q.named or q.named == asking.filters.contest:
        return None
    words = [*asking.words, *q.named.split()]
    among = base.facets.agreeing(replace(asking.filters, contest=None))
    best = clear_winner(base.index.search(words, ("case",), cases=among))
    return best if best and len(words) > 2 and len(best.matches) == len(words) and best.coverage >= _ALL else None


def _listed_by_words(asking: Asking, among: Mask) -> Answer | None:
    """The cases that hold each of a word or two, where these are all that was said of them: 외국인 사례."""
    q = asking.question
    if len(asking.words) > _FEW_WORDS or not (q.bare or q.listing) or set(q.asks) - {"what_is"}:
        return None
    typed = {form for token in tokens_of(q.text) for form in (token, strip_ending(token))}
    if not typed.issuperset(asking.words):
        return None  # part of a longer word, which may name something else: 근로감독관과
    hits = asking.base.index.search(asking.words, ("case",), cases=among)
    literal = [
        hit for hit in hits if len(hit.matches) == len(asking.words) and all(m.found == m.word for m in hit.matches)
    ]
    cases = (asking.base.get(hit.record.key) for hit in literal)
    holding = [case for case in cases if isinstance(case, WinningCase)]
    if len(holding) < 2:
        return None
    listed = _listed(asking, holding, word_matches(literal[:1]))
    words = asking.question.words
    parts = (replace(p, words=words, selected=None) if isinstance(p, CaseList) else p for p in listed.parts)
    return replace(listed, parts=tuple(parts))


def case_detail(asking: Asking, case: WinningCase, matches: Sequence[WordMatch] = ()) -> Answer:
    """One case with what was asked of it; what the release leaves out is said, with whom to ask."""
    asked = aspects(WinningCase, asking.question.asks)
    parts: list[Part] = []
    if Aspect.ORGANIZATION in asked and case.organization is None and case.awardee is None:
        parts.append(NotStated(Aspect.ORGANIZATION, case.name))
        asked = tuple(a for a in asked if a is not Aspect.ORGANIZATION)
        parts += [CaseDetail(case, asked), *responsible(asking, [case])]
    else:
        parts.append(CaseDetail(case, asked))
    return finish(asking, Intent.CASE, parts, [case], matches=matches)


def _listed(asking: Asking, found: Sequence[WinningCase], matches: Sequence[WordMatch] = ()) -> Answer:
    f = asking.filters
    ordered = sorted(found, key=lambda c: -(c.year or 0))
    shown, page, pages = page_of(ordered, asking.question.page)
    contest, selected = _selected(asking, found)
    asked = aspects(WinningCase, asking.question.asks)
    part = CaseList(shown, f, len(ordered), page, pages, page * 5 + 1, contest, selected, asked)
    return finish(asking, Intent.CASE, [part], shown, matches=matches)


def _selected(asking: Asking, found: Sequence[WinningCase]) -> tuple[Contest | None, int | None]:
    """The one contest a list belongs to and, for its whole list, how many it says were selected where that is more."""
    ids = {c.contest_id for c in found}
    contest = asking.base.get(next(iter(ids)) or "") if len(ids) == 1 else None
    if not isinstance(contest, Contest):
        return None, None
    f = asking.filters
    if f.grade or f.track or f.organization:
        return contest, None
    selected = contest.selected
    if f.half and contest.stages:
        selected = next((h.count for h in contest.stages[-1].halves if h.half == f.half), None)
    return contest, selected if selected and selected > len(found) else None
