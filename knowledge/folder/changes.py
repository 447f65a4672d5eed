"""What differs between two readings of a folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import time
from typing import Any

from knowledge.model import Contact, Contest, Event, ExtractionWarning, Facts, Holiday, Release, Source, WinningCase

_Named = Release | Contest | Event | WinningCase | Contact | Holiday
_RELIED_ON = {
    "phone": "전화번호",
    "date": "날짜",
    "end_date": "마지막 날",
    "start": "시작",
    "end": "끝",
    "place": "장소",
    "received": "접수",
    "selected": "선정",
    "grade": "등급",
    "organization": "소속",
}


@dataclass(frozen=True)
class _Content:
    """A fact and, of a release, its text."""

    fact: _Named
    text: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Changes:
    """What a new reading brought: short labels by kind (보도자료, 대회, 일정, 휴일, 사례, 담당자), kinds with any.

    The label of what changed says from what to what. `warnings` are all of the new reading's, `told` those of them
    that the old one had as well.
    """

    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    removed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[ExtractionWarning, ...] = ()
    told: frozenset[ExtractionWarning] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is different; warnings do not count."""
        return bool(self.added or self.changed or self.removed)


def changes(old: Facts | None, new: Facts) -> Changes:
    """What is different in `new`. A fact is the same when its name is and its file or all that it says."""
    told = frozenset(old.warnings) & frozenset(new.warnings) if old else frozenset()
    if old == new:
        return Changes(warnings=new.warnings, told=told)
    before, after = _by_name(old or Facts()), _by_name(new)
    changed: dict[str, list[str]] = defaultdict(list)
    gone: dict[tuple[str, str], list[_Content]] = defaultdict(list)
    fresh: dict[tuple[str, str], list[_Content]] = defaultdict(list)
    for key in dict.fromkeys((*after, *before)):
        kind, _, label = key
        # One of several facts with one name is compared with what was not found again.
        was = before.get(key, [])
        now = [fact for fact in after.get(key, []) if not _taken(fact, was)]
        for one, other in zip(was, now, strict=False):
            changed[kind].append(f"{label}{_difference(one, other)}")
        gone[kind, label] += was[len(now) :]
        fresh[kind, label] += now[len(was) :]
    added: dict[str, list[str]] = defaultdict(list)
    removed: dict[str, list[str]] = defaultdict(list)
    for (kind, label), now in fresh.items():
        # What another file says now: the one it stood in has another name, or was one of several forms.
        was = gone[kind, label]
        again = [(content, _taken(content, was)) for content in now]
        for content, same in again:
            earlier = same or (was.pop(0) if was else None)
            if earlier is None:
                added[kind].append(_called(label, content))
            elif isinstance(content.fact, Release):
                changed[kind].append(f"{label}: 파일 {earlier.fact.source.file} → {content.fact.file}")
            elif said := _difference(earlier, content):
                changed[kind].append(f"{label}{said}")
    for (kind, label), was in gone.items():
        removed[kind] += [_called(label, fact) for fact in was]
    return Changes(_kinds(added), _kinds(changed), _kinds(removed), new.warnings, told)


def _called(label: str, content: _Content) -> str:
    return f"{label} ({content.fact.source.file})" if isinstance(content.fact, Release) else label


def _difference(old: _Content, new: _Content) -> str:
    """What people rely on and is different, from what to what."""
    said = [
        f"{label} {_shown(was)} → {_shown(now)}"
        for name, label in _RELIED_ON.items()
        if (was := getattr(old.fact, name, None)) != (now := getattr(new.fact, name, None))
    ]
    return f": {', '.join(said)}" if said else ""


def _shown(value: object) -> str:
    return "없음" if value is None else f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _by_name(facts: Facts) -> dict[tuple[str, str, str], list[_Content]]:
    found: dict[tuple[str, str, str], list[_Content]] = defaultdict(list)
    passages: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in facts.passages:
        passages[passage.release_id][passage.text] += 1
    for kind, label, fact in _named(facts):
        text = tuple(passages[fact.id].items()) if isinstance(fact, Release) else ()
        found[kind, fact.source.file, label].append(_Content(fact, text))
    return found


def _named(facts: Facts) -> Iterator[tuple[str, str, _Named]]:
    for release in facts.releases:
        yield "보도자료", release.title, release
    for contest in facts.contests:
        yield "대회", contest.name, contest
    for event in facts.events:
        yield "일정", event.name, event
    for holiday in facts.holidays:
        yield "휴일", f"{holiday.name} {holiday.date}", holiday
    for case in facts.cases:
        yield "사례", case.name, case
    for contact in facts.contacts:
        yield (
            "담당자",
            " ".join(word for word in (contact.department, contact.name, contact.rank) if word),
            contact,
        )


def _taken(fact: _Content, among: list[_Content]) -> _Content | None:
    """Take an equal fact out of `among`, if there is one."""
    essence = _essence(fact)
    at = next((n for n, other in enumerate(among) if other == fact or _essence(other) == essence), None)
    return None if at is None else among.pop(at)


def _essence(value: Any) -> Any:
    """A fact without ids, files and places in them, which change when a line is added above or a file is renamed."""
    if isinstance(value, Source):
        return None
    if isinstance(value, tuple):
        return tuple(_essence(part) for part in value)
    if is_dataclass(value):
        return tuple(
            _essence(getattr(value, f.name)) for f in fields(value) if not f.name.endswith(("id", "file", "form"))
        )
    return value


def _kinds(labels: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(some) for kind, some in labels.items() if some}
