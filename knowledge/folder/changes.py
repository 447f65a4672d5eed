"""What differs between two readings of a folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import time
from typing import Any

from knowledge.model import (
    Alias,
    Contact,
    Contest,
    CuratedAnswer,
    Event,
    ExtractionWarning,
    Facts,
    Holiday,
    Release,
    Source,
    WinningCase,
)

_Named = Release | Contest | Event | WinningCase | Contact | Holiday | Alias | CuratedAnswer
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
"""What is said of a fact that comes or goes, too."""

_FIELDS = _RELIED_ON | {
    "kind": "종류",
    "contest": "대회",
    "contests": "대회",
    "series": "대회",
    "year": "연도",
    "half": "반기",
    "track": "분야",
    "fields": "분야",
    "awardee": "수상자",
    "winners": "수상",
    "prize": "상금",
    "role": "역할",
    "as_of": "기준일",
    "ministry": "기관",
    "subtitles": "부제",
    "purpose": "목적",
    "frequency": "주기",
    "since": "시작 연도",
    "unit": "단위",
    "stages": "단계",
    "eligibility": "자격",
    "attendees": "참석",
    "programme": "상세일정",
    "openness": "공개",
    "summary": "설명",
    "organization_printed": "원문의 소속",
    "text": "답",
    "origin": "출처",
    "until": "마지막 날",
    "note": "비고",
    "notes": "비고",
}
_LONGEST = 60


@dataclass(frozen=True)
class _Content:
    """A fact and, of a release, its text."""

    fact: _Named
    text: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Changes:
    """What a new reading brought: labels by kind (보도자료, 대회, 일정, 사례, 담당자 …), kinds with any.

    The label of what changed says from what to what, that of what came or went its values, as far as people rely on
    them. `warnings` are all of the new reading's, `told` those of them
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
            elif isinstance(content.fact, Release) and isinstance(earlier.fact, Release):
                changed[kind].append(f"{label}: 파일 {earlier.fact.file} → {content.fact.file}")
            elif said := _difference(earlier, content):
                changed[kind].append(f"{label}{said}")
    for (kind, label), was in gone.items():
        removed[kind] += [_called(label, fact) for fact in was]
    return Changes(_kinds(added), _kinds(changed), _kinds(removed), new.warnings, told)


def _called(label: str, content: _Content) -> str:
    if isinstance(content.fact, Alias | CuratedAnswer):
        return label
    if isinstance(content.fact, Release):
        return f"{label} ({content.fact.source.file})"
    values = ((named, getattr(content.fact, name, None)) for name, named in _RELIED_ON.items())
    said = ", ".join(f"{named} {_shown(value)}" for named, value in values if value not in (None, ""))
    return f"{label} ({said})" if said else label


def _difference(old: _Content, new: _Content) -> str:
    """What is different, from what to what."""
    said = [
        f"{label} {_shown(was)} → {_shown(now)}"
        for name, label in _FIELDS.items()
        if _essence(was := getattr(old.fact, name, None)) != _essence(now := getattr(new.fact, name, None))
    ]
    said += ["본문"] if old.text != new.text else []
    return f": {', '.join(said)}" if said else ""


def _shown(value: object) -> str:
    if value in (None, "", ()):
        return "없음"
    if isinstance(value, tuple):
        value = ", ".join(str(getattr(one, "name", getattr(one, "title", one))) for one in value)
    said = f"{value:%H:%M}" if isinstance(value, time) else " ".join(str(value).split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _by_name(facts: Facts) -> dict[tuple[str, str, str], list[_Content]]:
    found: dict[tuple[str, str, str], list[_Content]] = defaultdict(list)
    passages: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in facts.passages:
        passages[passage.release_id][passage.text] += 1
    for kind, label, fact in _named(facts):
        text = tuple(passages[fact.id].items()) if isinstance(fact, Release) else ()
        file = "" if isinstance(fact, Alias | CuratedAnswer) else fact.source.file
        found[kind, file, label].append(_Content(fact, text))
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
    for alias in facts.aliases:
        yield "다른 이름", f"{alias.short} = {alias.name}", alias
    for curated in facts.curated:
        yield "답", f"{curated.question} → {_shown(curated.text)}", curated


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
