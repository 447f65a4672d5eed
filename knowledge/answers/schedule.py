"""Questions about days: events, rows of their programme, what is to come."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from knowledge.answers.common import (
    SURE,
    Asking,
    aspects,
    choice_of,
    clear_winner,
    finish,
    missing_year,
    nearness,
    offered,
    page_of,
    release_id_of,
    with_others,
    word_matches,
)
from knowledge.answers.contacts import responsible
from knowledge.dialogue import (
    Answer,
    Aspect,
    Choice,
    ContestDetail,
    EventDetail,
    EventList,
    Filters,
    Intent,
    Missing,
    NotStated,
    Part,
    PassageQuote,
    Status,
)
from knowledge.hangul import sentences
from knowledge.model import Contest, Event, EventKind, Release, WinningCase
from knowledge.words.vocabulary import contests_of, gatherings

_EARLIER_DAYS = 3
_TOGETHER = 4  # days of one kind in a release that are told together: to apply, then to hand in
_ENTRY_KINDS = (EventKind.OPENING, EventKind.DEADLINE)
# Until when entries are taken, as it is told: 접수 기간은 6월 15일부터 7월 17일까지, 6월 12일까지 공모.
_ENTERED = re.compile(r"접수|응모|모집|신청|공모|제출")
_UNTIL = re.compile(r"\d{1,2}\s?[월.]\s?\d{1,2}\s?(?:일|\.)?\s?(?:\([^()]*\)\s?)?(?:까지|부터|[~∼～-])")


def schedule(asking: Asking) -> Answer:
    """The event that agrees with the filters, rows of its programme, a list, or what is missing."""
    f, base = asking.filters, asking.base
    if asking.question.record:
        return _record(asking)
    issued = asking.about(base.events)
    found = [e for e in issued if f.contest is None or f.contest in e.contests]
    about = f.event_kind or ("시상식" if f.contest is None else f"{f.contest} 일정")
    named = contests_of(base.facts.contests, f.contest, f.year) if f.contest else []
    found = found or beside(asking, named)
    if f.event_kind in _ENTRY_KINDS and (told := named or _contests_told(asking)):
        releases = {contest.release_id for contest in told}
        of_contest = [e for e in issued if e.kind == f.event_kind and e.release_id in releases]
        if not of_contest and (entries := _entries(asking, told[0])):
            return entries
        if of_contest and not named:
            meant = replace(asking.question, filters=replace(f, contest=told[0].series), words="")
            return schedule(replace(asking, question=meant))
    if f.contest and not found and named:
        lacking = f"{f.event_kind or ''} 일정".strip()
        parts: list[Part] = [NotStated(lacking, named[0].name), *responsible(asking, named)]
        return finish(asking, Intent.SCHEDULE, parts, named[:1])
    if f.contest and not found:
        others = _by_nearness(asking, base.events)[:3]
        missing = Missing("contest", f.contest, f.event_kind or "일정")
        return finish(asking, Intent.SCHEDULE, [missing], choices=_events(asking, others))
    found = _by_nearness(asking, found)
    if asking.asks("running"):
        return _running(asking, found)
    if f.event_kind:
        wanted = (*map(str, _ENTRY_KINDS),) if asking.asks("period") else (f.event_kind,)
        of_kind = [e for e in found if e.kind.value in wanted]
        if not of_kind:
            kinds = tuple(dict.fromkeys(e.kind.value for e in found))
            missing = Missing("event_kind", f.event_kind, f.contest, kinds)
            return finish(asking, Intent.SCHEDULE, [missing], choices=_events(asking, found[:3]))
        found = of_kind
    if f.year is not None:
        of_year = [e for e in found if e.date and e.date.year == f.year]
        if not of_year:
            missing = _missing_year(asking, f.year, about, [e.date for e in found if e.date])
            return finish(asking, Intent.SCHEDULE, [missing], choices=_events(asking, found[:3]))
        found = of_year
    if f.day or f.month:
        return _in_period(asking, found)
    if asking.words:
        q = asking.question
        searched = _searched(asking, found)
        whose = bool(found and q.scope and (f.event_kind or not q.focus))  # then the words only say whose days they are
        if searched.status is Status.ANSWERED or not whose:
            return searched
    if not found:
        return finish(asking, Intent.SCHEDULE, [Missing("event_kind", f.event_kind or "일정", f.contest)])
    bare = not (f.event_kind or f.contest or asking.question.asks)
    if bare or (asking.question.listing and not asking.asks("how_many")):
        own, others = asking.own_first(found)
        return _listed(asking, [*own, *others])
    own, others = asking.own_first(found)
    if f.event_kind and f.year is None and (others or len(own) < len(found)):
        own, others = own[:1], [*own[1:], *others]
    return with_others(_one_of(asking, own), _events(asking, _one_of_each(asking, others)))


def _running(asking: Asking, found: list[Event]) -> Answer:
    """What is open today or in the days that were named: by the last day of entries, and the first where it is told."""
    f, day = asking.filters, asking.day
    first, last = map(date.fromisoformat, f.day.split("/")) if f.day and "/" in f.day else (day, day)
    opened = {(e.release_id, e.contests): e.date for e in found if e.kind is EventKind.OPENING and e.date}
    still = [
        e
        for e in found
        if e.kind is EventKind.DEADLINE
        and e.date
        and e.date >= first
        and opened.get((e.release_id, e.contests), last) <= last
    ]
    if still:
        return _listed(asking, still)
    if (first, last) != (day, day):
        return finish(asking, Intent.SCHEDULE, [Missing("day", _said(f), "접수")])
    return finish(asking, Intent.SCHEDULE, [Missing("running", "접수 중", asking.filters.contest)])


def _one_of_each(asking: Asking, events: list[Event]) -> list[Event]:
    """The nearest event of each who issued one."""
    found: dict[str | None, Event] = {}
    for event in events:
        found.setdefault(asking.base.issuers.get(event.release_id), event)
    return list(found.values())


def _contests_told(asking: Asking) -> list[Contest]:
    """The one contest of the release that the words stand in."""
    hits = asking.base.index.search(asking.words)
    fact = asking.base.get(hits[0].record.key.partition("#")[0]) if hits and hits[0].coverage >= SURE else None
    found = [c for c in asking.base.facts.contests if fact is not None and c.release_id == release_id_of(fact)]
    return found if len(found) == 1 else []


def beside(asking: Asking, contests: list[Contest]) -> list[Event]:
    """The events of a release that tells of one contest alone, where they do not say which one they belong to."""
    alone = [c for c in contests if sum(o.release_id == c.release_id for o in asking.base.facts.contests) == 1]
    return [e for c in alone for e in asking.base.events_of_release.get(c.release_id, ()) if not e.contests]


def _entries(asking: Asking, contest: Contest) -> Answer | None:
    """What is told of when entries are taken, as a note on the contest or a paragraph of its release."""
    if any(_ENTERED.search(note) and _UNTIL.search(note) for note in contest.notes):
        return finish(asking, Intent.SCHEDULE, [ContestDetail(contest)], [contest])
    release = asking.base.get(contest.release_id)
    told = [p for p in asking.base.facts.passages if p.release_id == contest.release_id and _days_of_entry(p.text)]
    if not told or not isinstance(release, Release):
        return None
    passage = max(told, key=lambda p: _days_of_entry(p.text))
    return finish(asking, Intent.SCHEDULE, [PassageQuote(passage, release)], [passage])


def _days_of_entry(text: str) -> int:
    """How many days are told as the first or last of the entries, in the one sentence that tells most of them."""
    return max(len(_UNTIL.findall(s)) if _ENTERED.search(s) else 0 for s in sentences(text))


def _missing_year(asking: Asking, year: int, about: str, days: list[date]) -> Missing:
    """That nothing is known of a year. Of one that is not over: when it was before, as what is past and no forecast."""
    if asking.filters.event_kind and year >= asking.day.year and all(day < asking.day for day in days):
        last = sorted(set(days), reverse=True)[:_EARLIER_DAYS]
        return Missing("year", str(year), about, earlier=tuple(last))
    return missing_year(year, about, [day.year for day in days])


def _by_nearness(asking: Asking, events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda e: nearness(e, asking.day))


def _record(asking: Asking) -> Answer:
    key, _, number = (asking.question.record or "").partition("#")
    event = asking.base.get(key)
    if not isinstance(event, Event):
        return offered(asking, [], Intent.SCHEDULE)
    rows = (int(number),) if number.isdigit() else _end_row(asking, event)
    return finish(asking, Intent.SCHEDULE, [detail(asking, event, rows)], [event])


def detail(asking: Asking, event: Event, rows: tuple[int, ...] = ()) -> EventDetail:
    """One event with what was asked of it."""
    left = (event.date - asking.day).days if event.date else None
    asked = aspects(Event, asking.question.asks)
    if asked == (Aspect.DATE,) and asking.asks("schedule"):
        asked = ()
    return EventDetail(event, asked, tuple(event.programme[n] for n in rows), left, _opened(asking, event))


def _opened(asking: Asking, event: Event) -> date | None:
    """The first day of the entries that end with this deadline."""
    if event.kind is not EventKind.DEADLINE or event.date is None:
        return None
    beside = asking.base.events_of_release.get(event.release_id, ())
    same = (e.date for e in beside if e.kind is EventKind.OPENING and e.contests == event.contests and e.date)
    return max((day for day in same if day <= event.date), default=None)


def _end_row(asking: Asking, event: Event) -> tuple[int, ...]:
    """The first or last row of the programme, where that was asked for."""
    if event.programme and asking.asks("last_item"):
        return (len(event.programme) - 1,)
    return (0,) if event.programme and asking.asks("first_item") else ()


def _events(asking: Asking, events: list[Event]) -> list[Choice]:
    choices = (choice_of(asking.base, e.id, asking.question.asks) for e in events)
    return [c for c in choices if c]


def _in_period(asking: Asking, found: list[Event]) -> Answer:
    matching = [e for e in found if _falls_within(asking, e)]
    this_year = [e for e in matching if (days := _days_of(asking, e)) and days[0].year == asking.day.year]
    if matching and not this_year and asking.filters.month and not asking.filters.day and asking.filters.year is None:
        said = f"올해 {asking.filters.month}월"
        parts: list[Part] = [Missing("day", said, "일정"), *(detail(asking, e) for e in matching[:1])]
        return finish(asking, Intent.SCHEDULE, parts, matching[:1])
    if not matching:
        missing = Missing("day", _said(asking.filters), asking.filters.event_kind or "일정")
        return finish(asking, Intent.SCHEDULE, [missing], choices=_events(asking, found[:3]))
    nearest = (
        asking.filters.event_kind and asking.asks("coming", "past") and matching[0].date
    )  # else nobody knows which
    one = len(matching) == 1 or nearest
    return _one_of(asking, matching) if one else _listed(asking, matching)


def _falls_within(asking: Asking, event: Event) -> bool:
    """Whether an event falls into the days that were asked for; one of which only the month is told, in some of it."""
    f, days = asking.filters, _days_of(asking, event)
    if days is None:
        return False
    if f.day is None:
        return days[0].month == f.month
    if "/" not in f.day:
        return event.date is not None and f"{event.date:%m-%d}" == f.day
    first, last = map(date.fromisoformat, f.day.split("/"))
    return days[0] <= last and days[1] >= first


_PRINTED_MONTH = re.compile(r"(1[0-2]|[1-9])월")


def _days_of(asking: Asking, event: Event) -> tuple[date, date] | None:
    """The first and the last day of an event, or of the month that its release tells: the next such month after it."""
    if event.date:
        return event.date, event.end_date or event.date
    told, released = _PRINTED_MONTH.match(event.month or ""), asking.base.release_days.get(event.release_id)
    if not told or not released:
        return None
    month = int(told[1])
    year = released.year + (month < released.month)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _said(f: Filters) -> str:
    """The days that were asked for, in words."""
    if f.day is None:
        return f"{f.month}월"
    if f.day.endswith(str(date.max)):
        return "앞으로"
    if f.day.startswith(str(date.min)):
        return "지난 날"
    days = [d[-5:].split("-") for d in f.day.split("/")]
    words = [f"{int(month)}월 {int(number)}일" for month, number in days]
    return "~".join(dict.fromkeys(words))


def _searched(asking: Asking, found: list[Event]) -> Answer:
    index = asking.base.index
    keys = [k for e in found for k in (e.id, *(f"{e.id}#{n}" for n in range(len(e.programme))))]
    hits = index.search(asking.words, ("event", "item"), keys)
    if hits and hits[0].coverage >= SURE:
        top = [h for h in hits if h.score >= hits[0].score - 0.02]
        keys = [h.record.key.partition("#")[0] for h in top]
        kind = next(e.kind for e in found if e.id == keys[0])
        event = next(e for e in found if e.id in keys and e.kind is kind)  # of a series the nearest
        key = event.id
        same = [h.record.key for h in top if h.record.key.startswith(key)]
        rows = tuple(int(k.partition("#")[2]) for k in same if "#" in k) if key not in same else ()
        parts = [detail(asking, event, rows)]
        return finish(asking, Intent.SCHEDULE, parts, [event], matches=word_matches(top[:1]))
    if set(asking.words) & gatherings():
        missing = Missing("event_kind", " ".join(asking.words), asking.filters.contest or asking.filters.ministry)
        return finish(asking, Intent.SCHEDULE, [missing], choices=_events(asking, found[:3]))
    cases = index.search(asking.words, ("case",))
    if (best := clear_winner(cases)) and isinstance(case := asking.base.get(best.record.key), WinningCase):
        of_case = [event for event in events_of_release(asking, case.release_id) if event in found]
        if of_case:
            return replace(_one_of(asking, of_case), matches=word_matches([best]))
    return offered(asking, hits + cases, Intent.SCHEDULE)


def events_of_release(asking: Asking, release_id: str) -> list[Event]:
    """The events a release tells of, nearest first."""
    return _by_nearness(asking, asking.base.events_of_release.get(release_id, ()))


def _one_of(asking: Asking, found: list[Event]) -> Answer:
    """One event, where only one is meant; the nearest of a series; else a choice."""
    if asking.asks("where") and not asking.filters.event_kind:
        found = [e for e in found if e.place] or found
    first = found[0]
    alike = [e for e in found if e.kind is first.kind and e.contests == first.contests]
    told = [e for e in found if e.release_id == first.release_id]
    if asking.filters.event_kind and 1 < len(told) == len(found):
        ordered = sorted(told, key=lambda e: e.date or date.max)[:_TOGETHER]
        return finish(asking, Intent.SCHEDULE, [detail(asking, e) for e in ordered], ordered)
    if len(alike) == len(found) or nearness(first, asking.day)[0] == 0:
        rivals = asking.base.rivals.get(first.id, ())  # nothing says which is right, so both are told
        parts = [detail(asking, first, _end_row(asking, first)), *(detail(asking, rival) for rival in rivals)]
        return finish(asking, Intent.SCHEDULE, parts, [first, *rivals])
    if len(found) <= 5:
        return finish(asking, Intent.SCHEDULE, [], choices=_events(asking, found))
    return _listed(asking, found)


def _listed(asking: Asking, found: list[Event]) -> Answer:
    shown, page, pages = page_of(found, asking.question.page)
    upcoming = all(nearness(e, asking.day)[0] == 0 for e in found)
    parts: list[Part] = [EventList(shown, asking.filters, len(found), page, pages, upcoming)]
    if len(found) == 1:
        parts = [detail(asking, found[0])]
    return finish(asking, Intent.SCHEDULE, parts, shown)
