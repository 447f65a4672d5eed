"""Whether a winning case agrees with filters: never by nearness in spelling, only by name."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.base import KnowledgeBase
from knowledge.dialogue import Filters
from knowledge.model import Contest, WinningCase
from knowledge.vocabulary import organization_names

__all__ = ["agrees", "series_of", "tests"]

CaseTest = Callable[[WinningCase], bool]


def series_of(case: WinningCase, base: KnowledgeBase) -> str | None:
    """The series of the contest that a case won."""
    contest = base.get(case.contest_id) if case.contest_id else None
    return contest.series if isinstance(contest, Contest) else None


def tests(filters: Filters, base: KnowledgeBase) -> list[tuple[str, CaseTest]]:
    """One test for each filter that is set, by the filter's name, most telling first."""
    f = filters
    found: list[tuple[str, CaseTest]] = []
    if f.year is not None:
        found.append(("year", lambda c: c.year == f.year))
    if f.organization:
        names = organization_names(f.organization)
        found.append(
            (
                "organization",
                lambda c: c.organization is not None and bool(names & organization_names(c.organization)),
            )
        )
    if f.grade:
        found.append(("grade", lambda c: c.grade == f.grade))
    if f.half:
        found.append(("half", lambda c: c.half == f.half))
    if f.track:
        found.append(("track", lambda c: c.track == f.track))
    if f.contest:
        found.append(("contest", lambda c: series_of(c, base) == f.contest))
    return found


def agrees(case: WinningCase, filters: Filters, base: KnowledgeBase) -> bool:
    """Whether a case passes every test."""
    return all(test(case) for _, test in tests(filters, base))
