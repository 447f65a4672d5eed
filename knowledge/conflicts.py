"""Two releases that state the same fact differently: a warning that names both, and which event is out of date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from knowledge.hangul import josa, squeeze
from knowledge.model import Contact, Contest, Event, EventKind, ExtractionWarning, Facts, Release, WinningCase

__all__ = ["conflicts", "restated_events"]

_MOST_PER_PAIR = 5
_ALIKE = 85
_SHORTEST_NAME = 8
_SERIAL = re.compile(r"상반기|하반기|\d+\s?(?:차|회|분기)")
_DIVISIONS = ("과", "팀", "담당관", "담당관실")
_YEAR = re.compile(r"^\d{4}년도?\s*")

_Dated = tuple[Release, Any]
_Key = Callable[[Any, Release], tuple[object, ...] | None]


@dataclass(frozen=True, slots=True)
class _Field:
    """Something that releases say of a thing: its Korean name, its words in a fact, when two mean the same."""

    label: str
    words: Callable[[Any], str | None]
    agree: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Things that several releases speak of: `key` is equal for facts about one, `name` is what it is called."""

    facts: str
    key: _Key
    name: Callable[[Any], str]
    fields: tuple[_Field, ...]


def conflicts(facts: Facts) -> tuple[ExtractionWarning, ...]:
    """One warning for each thing of which two releases say different things, a bounded number for two files.

    It stands at the newer release. Other spellings, spacing and longer names for the same are no difference.
    """
    found: list[ExtractionWarning] = []
    told: Counter[frozenset[str]] = Counter()
    for kind in _KINDS:
        for same in _grouped(facts, kind):
            for field in kind.fields:
                if pair := _difference(field, same):
                    new, old = (fact.source for _, fact in pair)
                    files = frozenset((new.file, old.file))
                    told[files] += 1
                    if told[files] <= _MOST_PER_PAIR:
                        text = _said(f"{kind.name(pair[0][1])} {field.label}", field, pair)
                        found.append(ExtractionWarning(new.file, new.line, text))
                    elif told[files] == _MOST_PER_PAIR + 1:
                        text = f"{old.file}에 다르게 적힌 것이 더 있어요. 두 파일을 견주어 보세요."
                        found.append(ExtractionWarning(new.file, 1, text))
    return tuple(found)


def restated_events(facts: Facts) -> dict[str, Event]:
    """The events to which a newer release gives another day, time or place: by their id, that newer event."""
    found: dict[str, Event] = {}
    for newest, *others in _grouped(facts, _EVENTS):
        for older in others:
            if any(_difference(field, (newest, older)) for field in _EVENTS.fields):
                found[older[1].id] = newest[1]
    return found


def _said(subject: str, field: _Field, pair: tuple[_Dated, _Dated]) -> str:
    places = " / ".join(
        f"{field.words(fact)}({fact.source.file} {fact.source.place(release.form)})" for release, fact in pair
    )
    newer = pair[0][0].date != pair[1][0].date
    advice = "더 새로운 앞의 것을 먼저 보여 드려요." if newer else "어느 것이 맞는지 확인해 주세요."
    return f"{josa(subject, '이/가')} 서로 달라요: {places}. {advice}"


def _difference(field: _Field, same: Iterable[_Dated]) -> tuple[_Dated, _Dated] | None:
    """The newest statement of a field and the newest that says something else, where there are both."""
    stated = [(words, dated) for dated in same if (words := field.words(dated[1]))]
    for words, other in stated[1:]:
        if not field.agree(stated[0][0], words):
            return stated[0][1], other
    return None


def _equal(one: str, other: str) -> bool:
    return squeeze(one).removesuffix("상") == squeeze(other).removesuffix("상")


def _alike(one: str, other: str) -> bool:
    """Whether one of two names is the other with more around it."""
    return fuzz.partial_ratio(squeeze(one), squeeze(other)) >= _ALIKE


def _words(name: str) -> Callable[[Any], str | None]:
    def words(fact: Any) -> str | None:
        value = getattr(fact, name)
        return None if value is None else f"{value:%H:%M}" if hasattr(value, "hour") else str(value)

    return words


def _grouped(facts: Facts, kind: _Kind) -> Iterator[list[_Dated]]:
    """The facts of several releases about one thing, the newest first.

    A release that has several facts of the same thing (two events of one kind, two numbers of one person) does not
    say which is meant, and is left out.
    """
    releases = {release.id: release for release in facts.releases}
    groups: dict[tuple[object, ...], dict[str, list[_Dated]]] = defaultdict(lambda: defaultdict(list))
    for fact in getattr(facts, kind.facts):
        release = releases[fact.release_id]
        if key := kind.key(fact, release):
            groups[release.ministry, *key][release.id].append((release, fact))
    for by_release in groups.values():
        same = [told[0] for told in by_release.values() if len(told) == 1]
        if len(same) > 1:
            yield sorted(same, key=lambda dated: dated[0].date or date.min, reverse=True)


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
    title = squeeze(case.title)
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
)
_KINDS = (
    _Kind(
        "contacts", _person_key, lambda contact: f"{contact.name} 님의", (_Field("전화번호", _words("phone"), _equal),)
    ),
    _Kind(
        "contacts",
        _post_key,
        lambda contact: f"{contact.department} {contact.rank or contact.role}의",
        (_Field("이름", _words("name"), _equal),),
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
        lambda case: f"사례 ‘{case.title}’의",
        (_Field("등급", _words("grade"), _equal), _Field("소속", _words("organization"), _alike)),
    ),
)
