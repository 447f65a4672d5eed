"""What a follow-up keeps of the turn before.

Three rules: a slot changes and the question stays (그럼 하반기는?), what is asked changes and the subject stays
(장소는요?), or another one of the list is meant (understand.py picks it). The subject is that of the *question* before,
whatever became of its answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Filters, Intent, Missing, Question, Status
from knowledge.model import Contact, Contest, Event, Release, WinningCase
from knowledge.questions.slots import CASE_ASKS, CONTEST_ASKS, Reading
from knowledge.words.morphology import is_verbal
from knowledge.words.vocabulary import gatherings, issued_by

_SLOTS = ("year", "half", "grade", "track", "organization", "contest", "ministry")
# How a question goes on from the one before: 적극행정은? 그럼 하반기도요
_CONTINUES = re.compile(
    r"^(?:그럼|그러면|그리고|그런데|근데|아니)|(?:은|는|은요|는요|엔요|도|도요|쪽|꺼|거|요)\s*[?!.~]*$"
)
_FEW = 3  # words of a question that may go on from the one before without saying so
_COUNTED = frozenset({"received", "selected", "how_many"})
_DAY_ASKS = frozenset({"when", "what_time", "ends", "where", "schedule", "attends"})


def followed(q: Question, r: Reading, typed: str, base: KnowledgeBase, previous: Answer) -> Question:
    """The question, typed so, with what it leaves unsaid taken from the answer before."""
    if q.intent in (Intent.SMALL_TALK, Intent.OUT_OF_SCOPE):  # thanks in between end no conversation
        return replace(q, filters=previous.question.filters, scope=_scope(previous, base))
    if q.unknown:
        return q
    if r.same_organization and (again := _same_organization(q, base, previous)):
        return again
    asked = previous.question
    scope = _scope(previous, base)
    if not scope and asked.intent is None and not previous.records:
        return q
    if "source" in q.asks and not r.names_something and previous.records:
        return replace(asked, asks=("source",), second=())
    kept = _context(previous, base)
    continues = bool(_CONTINUES.search(typed))
    if r.ministries and (meant := _choice_of(previous, r.ministries[0], base)) and not (r.words or q.asks):
        return meant
    if r.persons or r.departments or r.known_organizations or (r.mentions and not continues):
        return q
    if r.words:
        return _within(q, r, base, previous, kept, scope, continues=continues)
    if q.unstated:
        return q if r.names_something else _kept(q, kept, scope)
    changed = {name: value for name, value in _slots(q.filters).items() if value is not None}
    only_filters = not q.asks and not set(r.subjects) - {"case"} and not r.ranks and not r.roles
    names_subject = bool({"contest", "track", "organization"} & set(changed))
    if changed and only_filters and not q.listing and (continues or not (names_subject or r.subjects)):
        return _slot_changed(q, asked, kept, changed, base, names_cases=bool(r.subjects), scope=scope)
    if (r.ranks or r.roles) and asked.intent is Intent.CONTACT and not changed:
        filters = replace(asked.filters, rank=q.filters.rank, role=q.filters.role, person=None)
        shown = base.get(previous.records[0]) if previous.records else None
        if asked.filters.person and isinstance(shown, Contact) and shown.department:
            filters = replace(filters, department=shown.department)  # 같은 부서 사무관은?
        return replace(q, filters=filters, related=asked.related, scope=asked.scope, focus=asked.focus)
    if changed and set(changed) - {"half", "grade", "year", "track"}:
        return q
    dated = q.filters.day or q.filters.month
    if not changed and not dated and not q.filters.event_kind and previous.records:
        return _about_previous(q, r, base, previous, kept, scope)
    if dated or (q.listing and not changed):
        return q
    return _kept(q, kept, scope)


def _kept(q: Question, kept: Filters, scope: tuple[str, ...]) -> Question:
    """The question about the subject of the one before, with what it names itself."""
    own = {name: value for name, value in _slots(q.filters).items() if value is not None}
    slots: dict[str, Any] = {"contest": kept.contest, "ministry": kept.ministry, "year": kept.year}
    if q.intent is Intent.CASE:
        slots = _slots(kept)
    if q.unstated:
        slots["grade"] = kept.grade  # 뭐 주는데? after how many get 입선
    if q.intent is Intent.SCHEDULE and not q.filters.event_kind and not q.focus:
        slots["event_kind"] = kept.event_kind
    intent = q.intent or (Intent.SCHEDULE if _DAY_ASKS & set(q.asks) else None)
    return replace(
        q, intent=intent, filters=replace(q.filters, **{**slots, **own}), scope=scope, anchored=True, goes_on=True
    )


def _scope(previous: Answer, base: KnowledgeBase) -> tuple[str, ...]:
    """The releases the turn before was about: those its question named, else the one that its records stand in."""
    if previous.question.scope:
        return previous.question.scope
    facts = [fact for record in previous.records if (fact := base.get(record.partition("#")[0]))]
    found = tuple(dict.fromkeys(fact.id if isinstance(fact, Release) else fact.release_id for fact in facts))
    return found if len(found) == 1 else ()


def _choice_of(previous: Answer, ministry: str, base: KnowledgeBase) -> Question | None:
    """The one of several that were offered that is this ministry's."""
    offered = [
        choice.question
        for choice in previous.choices
        if any(issued_by(base.issuers.get(release), ministry) for release in choice.question.scope)
    ]
    return offered[0] if len(offered) == 1 else None


def _within(
    q: Question,
    r: Reading,
    base: KnowledgeBase,
    previous: Answer,
    kept: Filters,
    scope: tuple[str, ...],
    *,
    continues: bool,
) -> Question:
    """A question with words of its own about the subject of the turn before, where it goes on from there."""
    if not _goes_on(q, r, base, scope, continues=continues):
        bare = continues and not (q.asks or r.subjects or q.unstated)
        if bare and q.filters.contest and previous.question.intent is not Intent.CASE:  # 환경사랑공모전이요
            changed = {"contest": q.filters.contest, "ministry": q.filters.ministry}
            return _slot_changed(q, previous.question, kept, changed, base, names_cases=False, scope=q.scope)
        return q
    asked = previous.question
    focus = tuple(w for w in r.words if not is_verbal(w))
    again = replace(_kept(q, kept, scope), focus=focus)
    if q.intent is None and len(previous.records) == 1 and isinstance(base.get(previous.records[0]), WinningCase):
        hits = base.index.search(r.words, keys=previous.records)
        if hits and hits[0].coverage >= 0.9:
            return replace(q, record=previous.records[0], words="")
    if q.asks or q.unstated or r.subjects:
        return again
    if (asked.intent is Intent.CONTACT and not continues) or all(w.isdigit() for w in r.words):
        return again  # 목요일엔 뭐했지? asks for nobody to call, 300은? for no day
    other = not gatherings().isdisjoint(focus)  # 설명회는? after the days of entries
    kind = again.filters.event_kind or (None if other else asked.filters.event_kind)
    return replace(again, intent=asked.intent, asks=asked.asks, filters=replace(again.filters, event_kind=kind))


def _goes_on(q: Question, r: Reading, base: KnowledgeBase, scope: tuple[str, ...], *, continues: bool) -> bool:
    """Whether words ask about the release of the turn before: they stand there, or name nothing elsewhere."""
    if not scope or (q.filters.contest and not set(q.scope) & set(scope)):
        return False
    if q.bare and not continues:
        return False  # 외국인 사례: cases of all contests
    if not (continues or q.asks or q.unstated or len(r.words) <= _FEW):
        return False
    words = [w for w in r.words if not is_verbal(w)]
    if all(base.releases.has(scope[0], word) for word in words):
        return True
    named_elsewhere = q.scope and len(q.focus) < len(words) and not set(q.scope) & set(scope)
    return not named_elsewhere


def _same_organization(q: Question, base: KnowledgeBase, previous: Answer) -> Question | None:
    """ "그 기관 다른 사례도": the organization of the case shown before, nothing else of it."""
    first = base.get(previous.records[0]) if previous.records else None
    if not isinstance(first, WinningCase) or first.organization is None:
        return None
    return replace(q, intent=Intent.CASE, filters=replace(q.filters, organization=first.organization), listing=True)


def _slots(filters: Filters) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in _SLOTS}


def _context(previous: Answer, base: KnowledgeBase) -> Filters:
    """The filters the turn before rests on, completed from the record that was shown."""
    refused = {p.kind: None for p in previous.parts if isinstance(p, Missing) and p.kind in _SLOTS}
    filters = replace(previous.question.filters, **refused)
    first = base.get(previous.records[0]) if previous.records and previous.status is Status.ANSWERED else None
    if isinstance(first, WinningCase):
        contest = base.get(first.contest_id or "")
        series = contest.series if isinstance(contest, Contest) else None
        filters = replace(filters, contest=filters.contest or series, year=filters.year or first.year)
        if len(previous.records) == 1:
            filters = replace(filters, half=filters.half or first.half)
    elif isinstance(first, Contest):
        filters = replace(filters, contest=filters.contest or first.series, year=filters.year or first.year)
    elif isinstance(first, Event) and len(first.contests) == 1:
        filters = replace(filters, contest=filters.contest or first.contests[0])
    return filters


def _slot_changed(
    q: Question,
    asked: Question,
    kept: Filters,
    changed: dict[str, Any],
    base: KnowledgeBase,
    *,
    names_cases: bool,
    scope: tuple[str, ...],
) -> Question:
    slots = {**_slots(kept), **changed}
    if "contest" in changed and changed["contest"] != kept.contest:
        named = ("track", "half", "organization", "ministry", "year")
        slots |= {name: changed.get(name) for name in named}
        slots["year"] = changed.get("year") or asked.filters.year
    if "ministry" in changed:
        slots |= {"contest": changed.get("contest"), "track": None, "half": None, "organization": None}
    if "organization" in changed:
        slots |= {"grade": changed.get("grade"), "track": changed.get("track"), "half": changed.get("half")}
    case_slots = {"half", "grade", "track", "organization"} & set(changed)
    intent = asked.intent or q.intent
    of_body = intent is Intent.CONTACT and set(changed) == {"ministry"} and scope  # 기재부는? of people of one release
    same = of_body and base.releases.has(scope[0], changed["ministry"])
    within = scope if same or not {"contest", "ministry"} & set(changed) else q.scope
    if intent is Intent.CONTACT and not case_slots:
        filters = replace(asked.filters, **slots, person=None)
        return replace(asked, filters=filters, related=(), record=None, repaired=q.repaired, scope=within, goes_on=True)
    # 그럼 최우수는? after a prize, 이야기는? after how many entries another field had
    priced = (asked.unstated or "how_much" in asked.asks) and case_slots <= {"grade", "track"}
    priced = priced or (case_slots == {"track"} and bool(_COUNTED & set(asked.asks)))
    if (
        not priced
        and case_slots
        and (intent not in (Intent.CASE, Intent.CONTEST) or (intent is Intent.CONTEST and set(case_slots) - {"half"}))
    ):
        intent = Intent.CASE
    if names_cases:
        intent = Intent.CASE
    asks = asked.asks if intent is asked.intent else ()
    filters = replace(asked.filters, **slots, person=None, phone=None)
    if intent is Intent.CASE and not priced:
        filters = _reconciled(filters, changed, base)
    unstated = asked.unstated if priced or not case_slots else None
    return Question(
        intent,
        filters,
        asks,
        repaired=q.repaired,
        scope=within,
        text=q.text,
        unstated=unstated,
        anchored=True,
        goes_on=True,
    )


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


def _about_previous(
    q: Question, r: Reading, base: KnowledgeBase, previous: Answer, kept: Filters, scope: tuple[str, ...]
) -> Question:
    """Only a question word was typed: it is about what was shown before."""
    first = base.get(previous.records[0])
    asks = set(q.asks)
    if q.intent is Intent.CONTACT and not (isinstance(first, WinningCase) and asks == {"department"}):
        if not isinstance(first, Contact):
            return replace(q, related=previous.records[:1], scope=scope, anchored=True)
        if "others" in q.asks:
            return replace(q, related=_colleagues(previous, base))
        return replace(q, related=previous.records)
    if isinstance(first, Event) and not asks & (CONTEST_ASKS | {"received", "selected", "winners", "who"}):
        if q.listing and not asks:
            return q
        return replace(q, intent=Intent.SCHEDULE, record=first.id, scope=scope, anchored=True, goes_on=True)
    if isinstance(first, WinningCase) and (asks & CASE_ASKS or {"which", "where", "who", "department"} & asks):
        if len(previous.records) == 1:
            return replace(q, intent=Intent.CASE, record=first.id)
        return replace(previous.question, asks=q.asks)
    if isinstance(first, Contact) and asks & {"department", "name", "who", "organization", "which", "where"}:
        return replace(q, intent=Intent.CONTACT, related=previous.records)
    if not (asks or r.subjects):
        return q
    intent = q.intent
    if asks & _DAY_ASKS and not asks & CONTEST_ASKS and kept.contest:
        intent = Intent.SCHEDULE
    if asks & {"who", "winners"} and "how_many" not in asks and kept.contest:
        intent = Intent.CASE
    if intent is None and isinstance(first, Contest):
        intent = Intent.CONTEST
    return _kept(replace(q, intent=intent), kept, scope)


def _colleagues(previous: Answer, base: KnowledgeBase) -> tuple[str, ...]:
    """People of the same releases who were not shown yet."""
    shown = [c for r in previous.records if isinstance(c := base.get(r), Contact)]
    releases = dict.fromkeys(c.release_id for c in shown)
    others = [c.id for r in releases for c in base.contacts_of_release[r] if c.id not in previous.records]
    return tuple(others) or previous.records
