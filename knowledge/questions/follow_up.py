"""What a follow-up keeps of the turn before: one slot changes, the rest stays."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Filters, Intent, Missing, Question, Status
from knowledge.model import Contact, Contest, Event, WinningCase
from knowledge.questions.slots import CASE_ASKS, CONTEST_ASKS, Reading

_SLOTS = ("year", "half", "grade", "track", "organization", "contest", "ministry")
# How a question goes on from the one before: 적극행정은? 그럼 하반기도요
_CONTINUES = re.compile(r"^(?:그럼|그러면|그리고|그런데|근데|아니)|(?:은|는|은요|는요|도|도요|쪽|꺼|거)\s*[?!.~]*$")
_DAY_ASKS = frozenset({"when", "what_time", "ends", "where", "schedule", "attends"})


def _colleagues(previous: Answer, base: KnowledgeBase) -> tuple[str, ...]:
    """People of the same releases who were not shown yet."""
    shown = [c for r in previous.records if isinstance(c := base.get(r), Contact)]
    releases = dict.fromkeys(c.release_id for c in shown)
    others = [c.id for r in releases for c in base.contacts_of_release[r] if c.id not in previous.records]
    return tuple(others) or previous.records


def followed(q: Question, r: Reading, typed: str, base: KnowledgeBase, previous: Answer) -> Question:
    """The question, typed so, with what it leaves unsaid taken from the answer before."""
    if q.intent in (Intent.SMALL_TALK, Intent.OUT_OF_SCOPE) or q.unknown or q.unstated:
        if q.unstated and not r.names_something:
            return replace(q, related=previous.records[:1])
        return q
    if previous.status is Status.UNANSWERED and not previous.records and previous.question.intent is None:
        return q
    if r.persons or r.departments or r.known_organizations:
        return q
    if r.same_organization and (again := _same_organization(q, base, previous)):
        return again
    if r.words:
        return _within_previous(q, base, previous) or q
    if "source" in q.asks and not r.names_something and previous.records:
        return replace(previous.question, asks=("source",), second=())
    asked = previous.question
    kept = _context(previous, base)
    changed = {name: value for name, value in _slots(q.filters).items() if value is not None}
    only_filters = not q.asks and not set(r.subjects) - {"case"} and not r.ranks and not r.roles
    names_subject = bool({"contest", "track", "organization"} & set(changed))
    continues = bool(_CONTINUES.search(typed)) or not (names_subject or r.subjects)
    if changed and only_filters and not q.listing and continues and asked.intent is not Intent.OUT_OF_SCOPE:
        return _slot_changed(q, asked, kept, changed, base, names_cases=bool(r.subjects))
    if (r.ranks or r.roles) and asked.intent is Intent.CONTACT and not q.filters.contest:
        return replace(
            q,
            filters=replace(asked.filters, rank=q.filters.rank, role=q.filters.role, person=None),
            related=asked.related,
        )
    dated = q.filters.event_kind or q.filters.day or q.filters.month
    if not changed and not r.names_something and previous.records and not dated:
        return _about_previous(q, r, base, previous, kept)
    another_day = q.filters.event_kind not in (None, asked.filters.event_kind) and not set(changed) - {"event_kind"}
    if (
        q.intent is asked.intent is Intent.SCHEDULE
        and another_day
        and not (q.filters.day or q.filters.month or q.listing)
    ):
        # Until when one may enter, then when the prizes are given: of the same contest.
        return replace(q, filters=replace(q.filters, contest=kept.contest, year=kept.year))
    if (
        not q.filters.contest
        and not r.organizations
        and kept.contest
        and (continues or not r.subjects)
        and q.intent in (Intent.CASE, Intent.CONTEST, Intent.CONTACT)
    ):
        merged = {**_slots(kept), **changed} if set(changed) <= {"half", "grade", "year", "track"} else changed
        if q.intent is not Intent.CASE:
            merged = {"contest": kept.contest, "year": q.filters.year or kept.year, **changed}
        return replace(q, filters=replace(q.filters, **merged))
    return q


def _same_organization(q: Question, base: KnowledgeBase, previous: Answer) -> Question | None:
    """ "그 기관 다른 사례도": the organization of the case shown before, nothing else of it."""
    first = base.get(previous.records[0]) if previous.records else None
    if not isinstance(first, WinningCase) or first.organization is None:
        return None
    return replace(q, intent=Intent.CASE, filters=replace(q.filters, organization=first.organization), listing=True)


def _within_previous(q: Question, base: KnowledgeBase, previous: Answer) -> Question | None:
    """Words that all stand in the one record shown before ask about that record ("근로자는 몇 명이었어요?")."""
    if len(previous.records) != 1 or q.intent is not None or not q.asks:
        return None
    hits = base.index.search(q.words.split(), keys=previous.records)
    if not hits or hits[0].coverage < 0.9:
        return None
    return replace(q, record=previous.records[0], words="")


def _slots(filters: Filters) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in _SLOTS}


def _context(previous: Answer, base: KnowledgeBase) -> Filters:
    """The filters the answer before rests on, completed from the record it showed."""
    refused = {p.kind: None for p in previous.parts if isinstance(p, Missing) and p.kind in _SLOTS}
    filters = replace(previous.question.filters, **refused)
    first = base.get(previous.records[0]) if previous.records else None
    if isinstance(first, WinningCase):
        contest = base.get(first.contest_id or "")
        series = contest.series if isinstance(contest, Contest) else None
        filters = replace(filters, contest=filters.contest or series, year=filters.year or first.year)
        if len(previous.records) == 1:
            filters = replace(filters, half=filters.half or first.half)
    elif isinstance(first, Contest):
        filters = replace(filters, contest=filters.contest or first.series, year=filters.year or first.year)
    return filters


def _slot_changed(
    q: Question,
    asked: Question,
    kept: Filters,
    changed: dict[str, Any],
    base: KnowledgeBase,
    *,
    names_cases: bool,
) -> Question:
    slots = {**_slots(kept), **changed}
    if "contest" in changed and changed["contest"] != kept.contest:
        slots |= {
            "track": changed.get("track"),
            "half": changed.get("half"),
            "organization": changed.get("organization"),
            "ministry": changed.get("ministry"),
        }
    if "ministry" in changed:
        slots |= {"contest": changed.get("contest"), "track": None, "half": None, "organization": None}
    if "organization" in changed:
        slots |= {"grade": changed.get("grade"), "track": changed.get("track"), "half": changed.get("half")}
    case_slots = {"half", "grade", "track", "organization"} & set(changed)
    intent = asked.intent or q.intent
    if intent is Intent.CONTACT and not case_slots:
        return replace(
            asked,
            filters=replace(asked.filters, **slots, person=None),
            related=(),
            record=None,
            repaired=q.repaired,
        )
    if case_slots and (
        intent not in (Intent.CASE, Intent.CONTEST) or (intent is Intent.CONTEST and set(case_slots) - {"half"})
    ):
        intent = Intent.CASE
    if names_cases:
        intent = Intent.CASE
    asks = asked.asks if intent is asked.intent else ()
    filters = replace(asked.filters, **slots, person=None, phone=None)
    if intent is Intent.CASE:
        filters = _reconciled(filters, changed, base)
    return Question(intent, filters, asks, repaired=q.repaired)


def _reconciled(filters: Filters, changed: dict[str, Any], base: KnowledgeBase) -> Filters:
    """Filters without inherited ones that cannot go with what was asked now (하반기 after a contest without halves)."""
    within = set(changed) <= {"grade", "track"}  # "그중 최우수는?": of that organization, or none
    for dropped in (None, "track") if within else (None, "organization", "track", "half", "grade", "contest"):
        if dropped in changed:
            continue
        if dropped:
            filters = replace(filters, **{dropped: None})
        if base.facets.agreeing(filters).any():
            return filters
    return filters


def _about_previous(q: Question, r: Reading, base: KnowledgeBase, previous: Answer, kept: Filters) -> Question:
    """Only a question word was typed: it is about what was shown before."""
    first = base.get(previous.records[0])
    asks = set(q.asks)
    if q.intent is Intent.CONTACT and not (isinstance(first, WinningCase) and asks == {"department"}):
        if not isinstance(first, Contact):
            return replace(q, related=previous.records[:1])
        if "others" in q.asks:
            return replace(q, related=_colleagues(previous, base))
        return replace(q, related=previous.records)
    if isinstance(first, Event) and not asks & (CONTEST_ASKS | {"received", "selected"}):
        return replace(q, intent=Intent.SCHEDULE, record=first.id)
    if isinstance(first, WinningCase) and asks & _DAY_ASKS:
        return replace(q, intent=Intent.SCHEDULE, filters=Filters(contest=kept.contest, year=kept.year))
    if isinstance(first, WinningCase) and (asks & CASE_ASKS or {"which", "where", "who", "department"} & asks):
        if len(previous.records) == 1:
            return replace(q, intent=Intent.CASE, record=first.id)
        return replace(previous.question, asks=q.asks)
    if isinstance(first, Contact) and asks & {"department", "name", "who", "organization", "which", "where"}:
        return replace(q, intent=Intent.CONTACT, related=previous.records)
    if kept.contest and q.intent in (Intent.CONTEST, Intent.SCHEDULE, Intent.CASE, None) and (asks or r.subjects):
        intent = q.intent or (Intent.CONTEST if isinstance(first, Contest) else None)
        return replace(
            q,
            intent=intent,
            filters=replace(q.filters, contest=kept.contest, year=q.filters.year or kept.year),
        )
    return q
