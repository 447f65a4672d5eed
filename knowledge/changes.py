"""What differs between two readings of a folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from knowledge.model import Contact, Contest, Event, ExtractionWarning, Facts, Release, Source, WinningCase

__all__ = ["Changes", "changes"]


@dataclass(frozen=True)
class Changes:
    """What a new reading brought: short labels by kind (보도자료, 대회, 일정, 사례, 담당자), kinds with any.

    `warnings` are all of the new reading's.
    """

    added: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    removed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[ExtractionWarning, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is different; warnings do not count."""
        return bool(self.added or self.changed or self.removed)


def changes(old: Facts | None, new: Facts) -> Changes:
    """What is different in `new`. A fact is the same when its file and name are, wherever it stands."""
    if old == new:
        return Changes(warnings=new.warnings)
    before, after = _by_name(old or Facts()), _by_name(new)
    added: dict[str, list[str]] = defaultdict(list)
    changed: dict[str, list[str]] = defaultdict(list)
    removed: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys((*after, *before)):
        kind, _, label = key
        was, now = before.get(key, []), after.get(key, [])
        # One of several facts with one name is compared with what was not found again.
        gone = was[:]
        fresh = [fact for fact in now if not _taken(fact, gone)]
        for _ in range(min(len(fresh), len(gone))):
            changed[kind].append(label)
        added[kind] += [label] * max(0, len(fresh) - len(gone))
        removed[kind] += [label] * max(0, len(gone) - len(fresh))
    return Changes(_kinds(added), _kinds(changed), _kinds(removed), new.warnings)


def _by_name(facts: Facts) -> dict[tuple[str, str, str], list[Any]]:
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    passages: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in facts.passages:
        passages[passage.release_id][passage.text] += 1
    for kind, label, fact in _named(facts):
        content = (fact, tuple(passages[fact.id].items())) if isinstance(fact, Release) else fact
        found[kind, fact.source.file, label].append(content)
    return found


def _named(facts: Facts) -> Iterator[tuple[str, str, Release | Contest | Event | WinningCase | Contact]]:
    for release in facts.releases:
        yield "보도자료", f"{release.title} ({release.file})", release
    for contest in facts.contests:
        yield "대회", contest.name, contest
    for event in facts.events:
        yield "일정", event.name, event
    for case in facts.cases:
        yield "사례", case.title, case
    for contact in facts.contacts:
        yield (
            "담당자",
            " ".join(word for word in (contact.department, contact.name, contact.rank) if word),
            contact,
        )


def _taken(fact: Any, among: list[Any]) -> bool:
    """Take an equal fact out of `among`, if there is one."""
    if fact in among:
        among.remove(fact)
        return True
    essence = _essence(fact)
    for n, other in enumerate(among):
        if _essence(other) == essence:
            del among[n]
            return True
    return False


def _essence(value: Any) -> Any:
    """A fact without ids and places in files, which move when a line is added above."""
    if isinstance(value, Source):
        return None
    if isinstance(value, tuple):
        return tuple(_essence(part) for part in value)
    if is_dataclass(value):
        return tuple(_essence(getattr(value, f.name)) for f in fields(value) if not f.name.endswith("id"))
    return value


def _kinds(labels: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(some) for kind, some in labels.items() if some}
