"""Facts and changes as lines for the terminal, each beside the place it was read from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import time
from itertools import groupby

from rich.cells import cell_len

from knowledge.documents.formats import NUMBERED
from knowledge.folder.changes import Changes
from knowledge.model import (
    Contact,
    Contest,
    Event,
    ExtractionWarning,
    Facts,
    Release,
    Source,
    Stage,
    WarningKind,
    WinningCase,
)

WARNINGS = {
    WarningKind.UNREAD: "읽지 못한 파일",
    WarningKind.CONFLICT: "서로 다르게 적힌 것",
    WarningKind.DOUBT: "확인이 필요한 곳",
    WarningKind.COPY: "같은 보도자료라 읽지 않은 파일",
}
"""What a warning is about, in Korean."""

_MOST_LABELS = 10
_LONGEST_QUOTE = 100
_BESIDE, _MOST_PARTS = 35, 4  # letters before and after a fact, parts of a quote
# What a fact is found by in the text: its day, its numbers, its longer words.
_PARTS = re.compile(r"\d{4}-\d\d-\d\d|\d+(?:[-.,:]\d+)*(?:건|점|명|팀|편)?|[가-힣A-Za-z]{3,}")
_DAY = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_PLACE, _LABEL = 14, 10  # cells of a terminal

_Entry = tuple[Source, list[tuple[str, str | None]]]


def facts_lines(facts: Facts) -> Iterator[str]:
    """What was read from one file, to be checked against it: every fact with its place and the words it was read from,
    the warnings last.
    """
    form = facts.releases[0].form if facts.releases else ""
    kinds: tuple[tuple[str, Iterable[_Entry]], ...] = (
        (f"보도자료 ({form})", map(_release, facts.releases)),
        ("대회", map(_contest, facts.contests)),
        ("일정", (entry for event in facts.events for entry in _event(event))),
        ("우수사례", map(_case, facts.cases)),
        ("담당자", map(_contact, facts.contacts)),
    )
    for heading, entries in kinds:
        for n, (source, same) in enumerate(groupby(entries, key=lambda entry: entry[0])):
            if n == 0:
                yield heading
            rows = [(label, value) for _, fields in same for label, value in fields if value]
            for at, (label, value) in enumerate([*rows, ("원문", _quote(source, (value for _, value in rows)))]):
                yield _columns(source.place(form in NUMBERED) if at == 0 else "", label, value)
    yield f"본문 {len(facts.passages)}문단, 주의 {len(facts.warnings)}건"
    for warning in facts.warnings:
        yield _columns(warning.place.partition(" ‘")[0], "주의", warning.text)


def changes_lines(changes: Changes) -> Iterator[str]:
    """What a new reading brought, at most ten labels for each kind of change."""
    for word, kinds in (("추가", changes.added), ("변경", changes.changed), ("삭제", changes.removed)):
        for kind, labels in kinds.items():
            yield f"{word}: {kind} {len(labels)}건"
            yield from (f"  {label}" for label in labels[:_MOST_LABELS])
            if len(labels) > _MOST_LABELS:
                yield f"  … 외 {len(labels) - _MOST_LABELS}건"
    if not changes:
        yield "달라진 것이 없어요."


def reading_lines(facts: Facts, told: Collection[ExtractionWarning] = ()) -> Iterator[str]:
    """How many files were read, which not and why, then the doubts, each file's together.

    Of doubts that were told before only their number is said; a file that cannot be read is named every time.
    """
    unread = [warning for warning in facts.warnings if warning.kind is WarningKind.UNREAD]
    yield f"읽은 파일 {len(facts.releases)}개, 읽지 못한 파일 {len(unread)}개"
    shown = [warning for warning in facts.warnings if warning in unread or warning not in told]
    yield from warnings_lines(shown)
    if left := len(facts.warnings) - len(shown):
        yield f"앞서 알려 드린 주의 {left}건은 그대로예요. check로 모두 볼 수 있어요."


def warnings_lines(warnings: Iterable[ExtractionWarning]) -> Iterator[str]:
    """Warnings under what they are about and under their file, in the order given."""
    for kind, of_kind in groupby(warnings, key=lambda warning: warning.kind):
        yield WARNINGS[kind]
        for file, doubts in groupby(of_kind, key=lambda warning: warning.file):
            yield f"  {file}"
            for warning in doubts:
                yield f"    {warning.place}: {warning.text}" if warning.place else f"    {warning.text}"


def _columns(place: str, label: str, value: str) -> str:
    """A line of three columns; a Hangul syllable takes two cells of a terminal."""
    return f"  {_padded(place, _PLACE)}{_padded(label, _LABEL)}{value}"


def _padded(text: str, cells: int) -> str:
    return text + " " * max(1, cells - cell_len(text))


def _quote(source: Source, facts: Iterable[str]) -> str:
    """The words as printed; of a long paragraph what stands around the facts."""
    words = " ".join(source.quote.split())
    shown = words if len(words) <= _LONGEST_QUOTE else _around(words, facts)
    return f"“{shown}”{' (PDF 표에서 복원)' if source.recovered else ''}"


def _around(words: str, facts: Iterable[str]) -> str:
    """The parts of a long text in which the words and numbers of `facts` stand, or else its beginning."""
    found = {at for fact in facts for part in _PARTS.findall(fact) for at in _places(part, words)}
    parts: list[tuple[int, int]] = []
    for at in sorted(found or {0}):
        first, last = max(0, at - _BESIDE), at + (_BESIDE if found else _LONGEST_QUOTE)
        if parts and first <= parts[-1][1]:
            parts[-1] = parts[-1][0], last
        elif len(parts) < _MOST_PARTS:
            parts.append((first, last))
    return "".join(f"{'…' if first else ''}{words[first:last].strip()}" for first, last in parts) + (
        "…" if parts[-1][1] < len(words) else ""
    )


def _places(part: str, words: str) -> Iterator[int]:
    """Where a word stands first; of a day its month and day, as they are printed."""
    if day := _DAY.fullmatch(part):
        part = rf"{int(day[1])}\s?[월.]\s?{int(day[2])}(?!\d)|(?<!\d){int(day[2])}일"
    else:
        part = re.escape(part)
    if found := re.search(part, words):
        yield found.start()


def _release(release: Release) -> _Entry:
    subtitles = [("부제", subtitle) for subtitle in release.subtitles]
    day = release.date.isoformat() if release.date else ""
    return release.source, [("제목", release.title), *subtitles, ("날짜", day), ("기관", release.ministry)]


def _contest(contest: Contest) -> _Entry:
    unit = contest.unit or "건"
    return contest.source, [
        ("대회", contest.name),
        ("목적", contest.purpose),
        ("주기", _joined(contest.frequency, contest.since and f"{contest.since}년부터")),
        ("접수", "" if contest.received is None else f"{contest.received}{unit}"),
        ("선정", "" if contest.selected is None else f"{contest.selected}{unit}"),
        ("단계", " → ".join(map(_stage, contest.stages))),
        ("분야", ", ".join(contest.fields)),
        ("자격", contest.eligibility),
        ("수상", contest.winners),
        *(("비고", note) for note in contest.notes),
    ]


def _stage(stage: Stage) -> str:
    count = f"{stage.count if stage.count is not None else '?'}{stage.unit or ''}"
    halves = ", ".join(f"{half.half} {half.count}" for half in stage.halves)
    return _joined(stage.name, stage.judges and f"[{stage.judges}]", count, halves and f"({halves})", between=" ")


def _event(event: Event) -> Iterator[_Entry]:
    people = (f"{who.name} {who.count}명" if who.count is not None else who.name for who in event.attendees)
    yield (
        event.source,
        [
            (event.kind.value, event.name),
            ("일시", _when(event)),
            ("장소", event.place),
            ("대회", ", ".join(event.contests)),
            ("참석", ", ".join(people)),
            ("공개", event.openness),
            ("비고", event.note),
        ],
    )
    for item in event.programme:
        open_ = {True: "공개", False: "비공개", None: ""}[item.open]
        row = _joined(_times(item.start, item.end) or "?", item.title, item.note, item.minutes, open_)
        yield item.source, [("상세일정", row)]


def _case(case: WinningCase) -> _Entry:
    printed = case.organization_printed and f"(원문: {case.organization_printed})"
    return case.source, [
        ("사례", case.title),
        ("대회", case.contest),
        ("구분", _joined(case.half, case.track, case.grade)),
        ("소속", _joined(case.organization or "모름", printed, between=" ")),
        ("설명", case.summary),
        ("비고", case.note),
    ]


def _contact(contact: Contact) -> _Entry:
    person = _joined(contact.name, contact.rank, between=" ")
    row = _joined(contact.department, person, contact.phone or "전화번호 없음")
    return contact.source, [(contact.role or "연락처", row)]


def _joined(*parts: object, between: str = " | ") -> str:
    return between.join(str(part) for part in parts if part)


def _when(event: Event) -> str:
    days = " ~ ".join(day.isoformat() for day in (event.date, event.end_date) if day) or "날짜 모름"
    return f"{days} {_times(event.start, event.end)}".rstrip()


def _times(start: time | None, end: time | None) -> str:
    """10:00~12:30, 10:00, ~12:30, or nothing."""
    return "~".join(f"{moment:%H:%M}" if moment else "" for moment in (start, end) if moment or end)
