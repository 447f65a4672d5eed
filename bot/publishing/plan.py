"""A plan: what would serve, looked at beside what serves now, before anybody is told anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path

from bot.publishing.saved_questions import SavedQuestion
from bot.publishing.versions import Made
from knowledge.base import KnowledgeBase
from knowledge.folder.changes import Changes
from knowledge.model import ExtractionWarning, Facts, WarningKind

GOOD_FOR = timedelta(hours=1)
"""How long a plan can be applied."""

_NAMED = 5


class PlanError(Exception):
    """A plan cannot be applied; `reason` says why: lost, expired, older, reason (one is needed)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrokenQuestions(Exception):  # noqa: N818 - reads as what it is
    """What was to be published at once breaks saved questions; the message is Korean."""

    def __init__(self, questions: tuple[SavedQuestion, ...]) -> None:
        super().__init__()
        self.questions = questions

    def __str__(self) -> str:
        listed = ", ".join(f"‘{one.text}’" for one in self.questions[:_NAMED])
        more = f" 외 {len(self.questions) - _NAMED}개" if len(self.questions) > _NAMED else ""
        return f"저장한 시험 문제의 답이 달라져서 펴내지 않았어요: {listed}{more}"


@dataclass(frozen=True, slots=True)
class FileChanges:
    """Files by name: those that came, say something else, or went; `refused` cannot be read, each with why."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    refused: tuple[ExtractionWarning, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Plan:
    """What is to be published as `made`, from the file `path`: `raw` are the facts without the corrections over them.

    `old` is the knowledge of the version that it was made on; `digest` says what folder it was read from, empty = none.
    """

    path: Path
    made: Made
    raw: Facts
    old: KnowledgeBase | None
    new: KnowledgeBase
    digest: str
    changes: Changes
    files: FileChanges
    broken: tuple[SavedQuestion, ...]
    is_same: bool

    @property
    def id(self) -> str:
        """What its buttons call it: 8 hex digits."""
        return self.path.stem.rpartition("-")[2]


def file_changes(old: Facts | None, new: Facts) -> FileChanges:
    """What became of the files between two readings of a folder."""
    before, after = _by_file(old or Facts()), _by_file(new)
    return FileChanges(
        tuple(file for file in after if file not in before),
        tuple(file for file, said in after.items() if file in before and before[file] != said),
        tuple(file for file in before if file not in after),
        tuple(warning for warning in new.warnings if warning.kind is WarningKind.UNREAD),
    )


def _by_file(facts: Facts) -> dict[str, list[object]]:
    found: dict[str, list[object]] = defaultdict(list)
    for release in facts.releases:
        found[release.file].append(release)
    for field in fields(Facts):
        if field.name not in ("releases", "aliases", "curated", "warnings"):
            for fact in getattr(facts, field.name):
                found[fact.source.file].append(fact)
    return dict(found)
