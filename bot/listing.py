"""Facts and changes as lines for the terminal, each beside the place it was read from."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.folder import Changes
from knowledge.model import Event, ExtractionWarning, Facts

__all__ = ["changes_lines", "facts_lines", "warning_line"]

_MOST_LABELS = 10


def facts_lines(facts: Facts) -> Iterator[str]:
    """What was read, to be checked against the file: line number, kind and content; warnings last."""
    for release in facts.releases:
        yield _line(release.source.line, "보도자료", release.title, release.date, release.ministry)
        for subtitle in release.subtitles:
            yield _line(None, "부제", subtitle)
    for contest in facts.contests:
        counts = " → ".join(
            f"{stage.name} {stage.count if stage.count is not None else '?'}{stage.unit or ''}"
            for stage in contest.stages
        )
        yield _line(contest.source.line, "대회", contest.name, contest.frequency, counts)
    for event in facts.events:
        yield _line(event.source.line, event.kind.value, event.name, _when(event), event.place)
        for item in event.programme:
            times = f"{item.start:%H:%M}" if item.start else "?"
            open_ = {True: "공개", False: "비공개", None: None}[item.open]
            yield _line(item.source.line, "상세일정", times, item.title, open_)
    for case in facts.cases:
        where = " ".join(part for part in (case.half, case.track, case.grade) if part)
        yield _line(case.source.line, "사례", where, case.organization or "소속 모름", case.title)
    for contact in facts.contacts:
        person = " ".join(part for part in (contact.name, contact.rank) if part)
        yield _line(contact.source.line, contact.role or "연락처", contact.department, person, contact.phone)
    yield f"본문 {len(facts.passages)}문단, 주의 {len(facts.warnings)}건"
    for warning in facts.warnings:
        yield warning_line(warning)


def changes_lines(changes: Changes) -> Iterator[str]:
    """What a new reading brought, at most ten labels for each kind of change, and every warning."""
    for word, kinds in (("추가", changes.added), ("변경", changes.changed), ("삭제", changes.removed)):
        for kind, labels in kinds.items():
            yield f"{word}: {kind} {len(labels)}건"
            yield from (f"  {label}" for label in labels[:_MOST_LABELS])
            if len(labels) > _MOST_LABELS:
                yield f"  … 외 {len(labels) - _MOST_LABELS}건"
    if not changes:
        yield "달라진 것이 없어요."
    for warning in changes.warnings:
        yield warning_line(warning)


def warning_line(warning: ExtractionWarning) -> str:
    """A doubt with its file and line."""
    return f"주의: {warning.file} {warning.line}행: {warning.text}"


def _line(number: int | None, kind: str, *parts: object) -> str:
    words = " | ".join(str(part) for part in parts if part not in (None, ""))
    return f"{'' if number is None else number:>5}  {kind} | {words}"


def _when(event: Event) -> str:
    days = " ~ ".join(day.isoformat() for day in (event.date, event.end_date) if day) or "날짜 모름"
    times = "~".join(f"{moment:%H:%M}" for moment in (event.start, event.end) if moment)
    return f"{days} {times}".rstrip()
