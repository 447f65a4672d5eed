"""Two files that state the same fact differently: a warning that names both, and which event is out of date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from rapidfuzz import fuzz

from knowledge.documents.formats import FORMATS, NUMBERED
from knowledge.folder.schedules import is_schedule
from knowledge.hangul import squeeze
from knowledge.model import (
    Contact,
    Contest,
    Event,
    EventKind,
    ExtractionWarning,
    Facts,
    Release,
    WarningKind,
    WinningCase,
)

_MOST_PER_PAIR = 5
_ALIKE = 85
_SHORTEST_NAME = 8
_SERIAL = re.compile(r"상반기|하반기|\d+\s?(?:차|회|분기)")
_DIVISIONS = ("과", "팀", "담당관", "담당관실")
CORRECTED = re.compile(r"수정|정정|재배포|재송부")
"""What a release that was put out again with changes has in its title."""

_RANKS = {known.name: known.rank for known in FORMATS}
# Offices change people and numbers twice a year.
_SAME_TIME = timedelta(days=90)
_ANY_MINISTRY = "*"
_YEAR = re.compile(r"^\d{4}년도?\s*")

_Dated = tuple[Release, Any]
_Told = tuple[str, str, _Dated, _Dated]  # of what, the difference in words, and the two statements
_Key = Callable[[Any, Release], tuple[object, ...] | None]


@dataclass(frozen=True, slots=True)
class _Field:
    """Something that releases say of a thing: its Korean name, its words in a fact, when two mean the same."""

    label: str
    words: Callable[[Any], str | None]
    agree: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Things that several releases speak of: `key` is equal for facts about one, `name` is what it is called.

    `apart`: a newer and an older statement that each hold for their own time.
    """

    facts: str
    key: _Key
    name: Callable[[Any], str]
    fields: tuple[_Field, ...]
    apart: Callable[[_Dated, _Dated], bool] = lambda *_: False


def conflicts(facts: Facts) -> tuple[ExtractionWarning, ...]:
    """One warning for two files that say different things of the same, with a bounded number of the differences.

    It stands at the one that leads. Other spellings, spacing and longer names for the same are no difference, nor is
    what was true when the older release was put out.
    """
    found: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for kind in _KINDS:
        for same in _grouped(facts, kind):
            for field in kind.fields:
                if pair := _difference(field, same):
                    one, other = pair
                    said = " / ".join(f"{field.words(fact)}({_place(release, fact)})" for release, fact in pair)
                    told = found[one[1].source.file, other[1].source.file]
                    told.append((kind.name(one[1]), f"{field.label} {said}", one, other))
    return tuple(_warning(told) for told in found.values())


def disputed_events(facts: Facts) -> tuple[dict[str, Event], dict[str, tuple[Event, ...]]]:
    """The events to which another release gives another day, time or place, by id.

    First, of those where that release leads or is a schedule file, its event; then, where none leads, the others.
    """
    restated: dict[str, Event] = {}
    rivals: dict[str, tuple[Event, ...]] = {}
    for (release, event), (other, rival) in _disputed(facts):
        if leads(release, other):
            restated[rival.id] = event
        else:
            rivals[event.id] = (*rivals.get(event.id, ()), rival)
            rivals[rival.id] = (*rivals.get(rival.id, ()), event)
    return restated, rivals


def _disputed(facts: Facts) -> Iterator[tuple[_Dated, _Dated]]:
    """The event that leads with each that differs from it."""
    for leading, *others in _grouped(facts, _EVENTS):
        for other in others:
            if any(_difference(field, (leading, other)) for field in _EVENTS.fields):
                yield leading, other


def _warning(told: list[_Told]) -> ExtractionWarning:
    (_, _, (release, fact), (other, older)), *_ = told
    things = groupby(told[:_MOST_PER_PAIR], key=lambda one: one[0])
    said = "; ".join(f"{thing} {', '.join(words for _, words, *_ in differences)}" for thing, differences in things)
    more = f" 외 {len(told) - _MOST_PER_PAIR}가지" if len(told) > _MOST_PER_PAIR else ""
    text = f"{older.source.file}에는 다르게 적혀 있어요: {said}{more}. {_advice(release, other)}"
    return ExtractionWarning(fact.source.file, fact.source.line, text, kind=WarningKind.CONFLICT)


def _place(release: Release, fact: Any) -> str:
    return f"{fact.source.file} {fact.source.found(release.form in NUMBERED)}"


def _advice(leading: Release, other: Release) -> str:
    if not leads(leading, other):
        return "어느 것이 맞는지 확인해 주세요."
    if is_schedule(leading.file) and not is_schedule(other.file):
        return "일정 파일의 것(앞의 것)으로 답하고 알려 드려요."
    if leading.date != other.date:
        return "더 새로운 앞의 것을 먼저 보여 드려요."
    if is_corrected(leading) != is_corrected(other):
        return "고쳤다고 적힌 앞의 것을 먼저 보여 드려요."
    return "형식이 더 나은 앞의 것을 먼저 보여 드려요."


def leads(one: Release, other: Release) -> bool:
    """Whether what `one` says goes before what `other` says of the same.

    A schedule file, which somebody put there on purpose; the later day; the one that is marked as corrected; of two
    forms of one release the better one. Never the name of a file: where all that is equal neither leads.
    """
    weights = weight(one), weight(other)
    if weights[0] != weights[1]:
        return weights[0] > weights[1]
    # Of two releases of one day the format says nothing about which is right.
    same = one.date == other.date and fuzz.partial_ratio(squeeze(one.title), squeeze(other.title)) >= _ALIKE
    return same and form_rank(one.form) < form_rank(other.form)


def weight(release: Release) -> tuple[bool, date, bool]:
    """What `leads` goes by before the form; the greater one leads."""
    return is_schedule(release.file), release.date or date.min, is_corrected(release)


def form_rank(form: str) -> int:
    """How much of a release survives in a form; the best has the lowest."""
    return _RANKS.get(form, max(_RANKS.values()) + 1)


def is_corrected(release: Release) -> bool:
    """Whether its title or the name of its file says that it was put out again with changes."""
    return bool(CORRECTED.search(f"{release.title} {release.file}"))


def _difference(field: _Field, same: Iterable[_Dated]) -> tuple[_Dated, _Dated] | None:
    """The leading statement of a field and the next that says something else, where there are both."""
    stated = [(words, dated) for dated in same if (words := field.words(dated[1]))]
    for words, other in stated[1:]:
        if not field.agree(stated[0][0], words):
            return stated[0][1], other
    return None


def _equal(one: str, other: str) -> bool:
    return squeeze(one).removesuffix("상") == squeeze(other).removesuffix("상")


def _alike(one: str, other: str) -> bool:
    """Whether one of two names is the other with more around it: another floor or hall is another place."""
    short, long = sorted((squeeze(one), squeeze(other)), key=len)
    return short in long or all(word in long for word in map(squeeze, min(one, other, key=len).split()))


def _words(name: str) -> Callable[[Any], str | None]:
    def words(fact: Any) -> str | None:
        value = getattr(fact, name)
        return None if value is None else f"{value:%H:%M}" if hasattr(value, "hour") else str(value)

    return words


def _grouped(facts: Facts, kind: _Kind) -> Iterator[list[_Dated]]:
    """The facts of several releases about one thing, the one that leads first.

    A release that has several facts of the same thing (two events of one kind, two numbers of one person) does not
    say which is meant, and is left out. A schedule file does not say whose events it has: they may be any ministry's.
    """
    releases = {release.id: release for release in facts.releases}
    groups: dict[tuple[object, ...], dict[str | None, dict[str, list[_Dated]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for fact in getattr(facts, kind.facts):
        release = releases[fact.release_id]
        if key := kind.key(fact, release):
            ministry = _ANY_MINISTRY if is_schedule(release.file) else release.ministry
            groups[key][ministry][release.id].append((release, fact))
    for by_ministry in groups.values():
        anybodys = by_ministry.pop(_ANY_MINISTRY, {})
        for by_release in by_ministry.values() or [{}]:
            told = {**by_release, **(anybodys if len(by_ministry) <= 1 else {})}
            same = [some[0] for some in told.values() if len(some) == 1]
            same.sort(key=lambda dated: (*weight(dated[0]), -form_rank(dated[0].form)), reverse=True)
            if others := [other for other in same[1:] if not kind.apart(same[0], other)]:
                yield [same[0], *others]


def _another_time(newer: _Dated, older: _Dated) -> bool:
    """People move and numbers change: what two releases say long after each other is no contradiction."""
    days = [release.date for release, _ in (newer, older) if release.date]
    return len(days) == 2 and abs(days[0] - days[1]) > _SAME_TIME


def _another_occasion(newer: _Dated, older: _Dated) -> bool:
    """A meeting held every month: one was over when a release told of the next."""
    (release, event), (_, before) = newer, older
    if event.contests and event.kind is not EventKind.OTHER:
        return False
    return bool(release.date and (before.end_date or before.date) < release.date and before.date < event.date)


def _unit(contact: Contact) -> str:
    return contact.department.split()[-1] if contact.department else ""


def _person_key(contact: Contact, _: Release) -> tuple[object, ...] | None:
    return (_unit(contact), contact.name) if contact.department else None


def _post_key(contact: Contact, _: Release) -> tuple[object, ...] | None:
    """A post that one person holds: the head of a division. Bureaus have several, and of officers all have."""
    unit = _unit(contact)
    return (unit, contact.rank) if contact.role == "책임자" and unit.endswith(_DIVISIONS) else None


def _contest_key(contest: Contest, _: Release) -> tuple[object, ...] | None:
    return (squeeze(contest.series), contest.year) if contest.year else None


def _event_key(event: Event, _: Release) -> tuple[object, ...] | None:
    if event.date is None:
        return None
    serial = tuple(_SERIAL.findall(event.name))
    if event.contests and event.kind is not EventKind.OTHER:
        return (frozenset(event.contests), event.kind, event.date.year, serial)
    name = squeeze(event.name)
    return (name, event.kind, event.date.year) if len(name) >= _SHORTEST_NAME else None


def _case_key(case: WinningCase, release: Release) -> tuple[object, ...] | None:
    title = squeeze(case.name)
    contest = squeeze(_YEAR.sub("", case.contest).removeprefix(release.ministry or ""))
    return (title, contest, case.year) if len(title) >= _SHORTEST_NAME else None


_EVENTS = _Kind(
    "events",
    _event_key,
    lambda event: f"‘{event.name}’의",
    (
        _Field("날짜", _words("date"), _equal),
        _Field("마지막 날", _words("end_date"), _equal),
        _Field("시작 시각", _words("start"), _equal),
        _Field("끝나는 시각", _words("end"), _equal),
        _Field("장소", _words("place"), _alike),
    ),
    _another_occasion,
)
_KINDS = (
    _Kind(
        "contacts",
        _person_key,
        lambda contact: f"{contact.name} 님의",
        (_Field("전화번호", _words("phone"), _equal),),
        _another_time,
    ),
    _Kind(
        "contacts",
        _post_key,
        lambda contact: f"{contact.department} {contact.rank or contact.role}의",
        (_Field("이름", _words("name"), _equal),),
        _another_time,
    ),
    _Kind(
        "contests",
        _contest_key,
        lambda contest: f"‘{contest.name}’의",
        (_Field("접수 건수", _words("received"), _equal), _Field("선정 건수", _words("selected"), _equal)),
    ),
    _EVENTS,
    _Kind(
        "cases",
        _case_key,
        lambda case: f"사례 ‘{case.name}’의",
        (_Field("등급", _words("grade"), _equal), _Field("소속", _words("organization"), _alike)),
    ),
)
