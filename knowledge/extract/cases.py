"""Winning cases: rows of case tables, with what merged and lost cells meant; sentences where no table has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from knowledge.documents.model import Table
from knowledge.extract.case_tables import CaseRow, CaseTable, read_case_table
from knowledge.extract.grades import GRADE
from knowledge.extract.lines import Doubts, Line, bare, is_heading
from knowledge.extract.names import distinctive, without_annex
from knowledge.extract.organization_cells import Named, leading_organization, read_organization
from knowledge.extract.title_and_summary import Split, mend, split_title
from knowledge.extract.told_cases import told_cases
from knowledge.extract.winners import winners
from knowledge.hangul import josa, squeeze
from knowledge.model import Contest, WinningCase, fact_id
from knowledge.words.kinds import EARLIER

_EARLIER = re.compile(rf"{EARLIER}|기존|과거|전\s?회")
# What heads a table of one grade: `□ 대 상 (1) : 대통령상 ※ …`.
_OF_GRADE = re.compile(rf"(?P<grade>{GRADE})(?:\(\d+[^)]*\))?(?:[:：](?P<prize>{GRADE}))?(?:$|[※(])")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s?년|[‘’'](\d\d)\s?년")


@dataclass(frozen=True, slots=True)
class _Group:
    """Case tables with nothing between them, under their headings, the nearest first."""

    headings: tuple[Line, ...]
    tables: list[tuple[Line, CaseTable]]


@dataclass(frozen=True, slots=True)
class _Read:
    """A row with its line and the table it stands in."""

    line: Line
    row: CaseRow
    table: CaseTable
    note: str | None = None


def read_cases(
    lines: tuple[Line, ...],
    body: tuple[Line, ...],
    contests: tuple[Contest, ...],
    file: str,
    release_id: str,
    day: date | None,
    doubts: Doubts,
) -> tuple[WinningCase, ...]:
    """All winning cases that the release names, tables first; prose only where there is no table."""
    year = day.year if day else None
    cases: list[WinningCase] = []
    selected = frozenset(contest.selected for contest in contests if contest.selected)
    for group in _groups(lines, bool(contests), selected):
        first = group.tables[0][0]
        if _is_history(group, contests, year):
            doubts.add(first.number, "지난 대회의 수상 목록으로 보여 사례에 넣지 않았어요.")
            continue
        contest, name = _contest_of(group, contests, doubts)
        rows = _whole_tracks(_carried(group, doubts), contest)
        found = [_case(read, contest, name, file, release_id, year, doubts) for read in rows]
        unknown = [case.source.line for case in found if not (case.organization or case.awardee)]
        if unknown:
            doubts.add(unknown[0], f"소속 칸이 없어 사례 {len(unknown)}건의 소속을 알 수 없어요.")
        cases.extend(found)
    if contests and not cases:
        cases.extend(_told(body, contests, file, release_id, year))
    return _each_once(cases, file)


def _each_once(cases: list[WinningCase], file: str) -> tuple[WinningCase, ...]:
    """The cases, each title of an owner once; two people may have named their works alike."""
    kept: dict[str, WinningCase] = {}
    for case in cases:
        same = kept.get(case.id)
        owner = case.awardee or case.organization
        if same is not None and owner and owner != (same.awardee or same.organization):
            case = replace(case, id=fact_id("case", file, case.contest, case.half, case.title, owner))
        kept[case.id] = case
    return tuple(kept.values())


def _groups(lines: tuple[Line, ...], has_contest: bool, selected: frozenset[int]) -> list[_Group]:
    groups: list[_Group] = []
    headings: list[Line] = []
    fresh = True
    seen: Table | None = None
    for line in lines:
        if line.table is None:
            is_short = len(line.text) < 40 and not re.search(r"[.:]$", line.text)
            if is_heading(line) or is_short or _OF_GRADE.match(bare(line.body)):
                if without_annex(line.text) != line.text:
                    headings.clear()
                same = [n for n, other in enumerate(headings) if line.bullet and other.bullet == line.bullet]
                # A heading of the same kind ends the one before it, and all below that.
                headings[: max(same, default=-1) + 1] = [line]
                del headings[4:]
                fresh = True
            continue
        if line.table is seen:
            continue
        seen = line.table
        heading = " ".join(heading.text for heading in headings)
        table = read_case_table(line.table, heading, has_contest, selected)
        if table is None:
            fresh = True
        elif fresh or not groups:
            groups.append(_Group(tuple(headings), [(line, table)]))
            fresh = False
        else:
            groups[-1].tables.append((line, table))
    return groups


def _is_history(group: _Group, contests: tuple[Contest, ...], year: int | None) -> bool:
    """Whether a heading says that its table lists winners of years before the contest's, or before last year."""
    first = min((contest.year for contest in contests if contest.year), default=(year or 0) - 1)
    for heading in group.headings:
        if _EARLIER.search(heading.text):
            return True
        if stated := _YEAR.search(heading.text):
            return int(stated[1] or f"20{stated[2]}") < first
    return False


def _carried(group: _Group, doubts: Doubts) -> list[_Read]:
    """Rows with half, track and grade carried down into the empty cells that merged ones leave."""
    reads: list[_Read] = []
    half = track = grade = None
    head = ""
    merges = _merges_grades(group.tables)
    above = next((_printed_grade(of) for line in group.headings[:1] if (of := _OF_GRADE.match(bare(line.body)))), None)
    for first, table in group.tables:
        if table.head != head:
            half = track = grade = None
        elif half and not any(row.half for row in table.rows):
            doubts.add(first.number, f"이어지는 표에 반기가 적혀 있지 않아 앞 표의 {half}로 읽었어요.")
        head = table.head
        for row in table.rows:
            line = replace(first, number=row.printed.line, quote=row.printed.quote, row=row.printed)
            note = None
            if row.half and row.half != half:
                half, track, grade = row.half, None, None
            track = row.track or track
            if row.grade:
                grade = row.grade
            elif row.grade_is_blank and grade and not merges:
                note = f"표에 구분 칸이 비어 있어 바로 위의 {grade}로 읽었어요."
                doubts.add(line.number, f"구분 칸이 비어 있어 위의 {grade}를 이어받았어요.")
            elif row.grade_is_blank and grade is None:
                doubts.add(line.number, "구분(등급) 칸이 비어 있고 이어받을 값도 없어요.")
            reads.append(_Read(line, replace(row, half=half, track=track, grade=grade or above), table, note))
        for unread in table.unread:
            doubts.add(unread.line, "사례 표의 이 줄은 칸이 맞지 않아 읽지 못했어요.")
    return reads


def _printed_grade(heading: re.Match[str]) -> str:
    """The grade of a heading, with the prize where that is another."""
    return f"{heading['grade']}({heading['prize']})" if heading["prize"] else heading["grade"]


def _merges_grades(tables: Sequence[tuple[Line, CaseTable]]) -> bool:
    """Whether grades are printed once for several rows: then an empty cell is certain; else it is a doubt."""
    for _, table in tables:
        grades = [row.grade for row in table.rows]
        if any(a is not None and a == b for a, b in pairwise(grades)):
            return False
    return True


def _whole_tracks(reads: list[_Read], contest: Contest | None) -> list[_Read]:
    """Puts a track's label together that a page break has torn over rows: `문제를 해결하는` and, rows later, `정부`."""
    fields = {squeeze(f): f for f in (contest.fields if contest else ())}
    names = list(dict.fromkeys(read.row.track for read in reads if read.row.track))
    whole: dict[str, str] = {}
    for first, second in pairwise(names):
        if field := fields.get(squeeze(first + second)):
            whole[first] = whole[second] = field
    return [
        replace(read, row=replace(read.row, track=whole.get(read.row.track or "", read.row.track))) for read in reads
    ]


def _contest_of(group: _Group, contests: tuple[Contest, ...], doubts: Doubts) -> tuple[Contest | None, str]:
    """The contest that a heading means, the nearest first, else the only one there is."""
    names = [without_annex(h.text if h.text.startswith("붙임") else h.body) for h in group.headings]
    for name in names:
        key = distinctive(name)
        matching = [c for c in contests if key and (key in squeeze(c.series) or distinctive(c.series) in squeeze(name))]
        if len(matching) == 1:
            return matching[0], matching[0].name
    if len(contests) == 1:
        return contests[0], contests[0].name
    doubts.add(group.tables[0][0].number, "이 사례 표가 어느 대회의 것인지 찾지 못했어요.")
    return None, next(filter(None, names), "우수사례")


def _case(
    read: _Read, contest: Contest | None, name: str, file: str, release_id: str, year: int | None, doubts: Doubts
) -> WinningCase:
    row, line = read.row, read.line
    paragraphs = row.title.paragraphs
    organization: Named | None = None
    notes = [read.note] if read.note else []
    if row.organizations:
        organization = read_organization(*row.organizations)
    elif glued := leading_organization(paragraphs[0]):
        organization, paragraphs = glued[0], (glued[1], *paragraphs[1:])
        doubts.add(
            line.number,
            f"소속과 제목이 한 칸에 붙어 있어 ‘{organization.printed or organization.name}’까지를 소속으로 나누었어요.",
        )
    elif row.person is None:
        notes.append("보도자료 표에 소속이 적혀 있지 않아요.")
    if organization and organization.note:
        notes.append(organization.note)
        doubts.add(
            line.number,
            f"소속 {josa(f'‘{organization.printed}’', '을/를')} ‘{organization.name}’의 오기로 보고 고쳤어요.",
        )
    if row.summary is not None:
        split = Split(mend(" ".join(paragraphs)), mend(row.summary.text), doubtful=False)
    else:
        split = split_title(paragraphs, may_be_glued=read.table.title_head.endswith(("내용", "사례", "요약", "개요")))
    if split.doubtful:
        words = split.title if len(split.title) <= 20 else f"…{split.title[-18:]}"
        doubts.add(line.number, f"제목과 내용이 한 칸에 붙어 있어 ‘{words}’까지를 제목으로 읽었어요.")
    return WinningCase(
        id=fact_id("case", file, name, row.half, split.title),
        release_id=release_id,
        contest_id=contest.id if contest else None,
        contest=name,
        year=contest.year if contest else year,
        half=row.half,
        track=row.track,
        grade=row.grade,
        organization=organization.name if organization else None,
        organization_printed=organization.printed if organization else None,
        title=split.title,
        summary=split.summary,
        note=" ".join(notes) or None,
        source=line.source(file),
        awardee=row.person,
    )


def _told(
    body: tuple[Line, ...], contests: tuple[Contest, ...], file: str, release_id: str, year: int | None
) -> list[WinningCase]:
    """The winners of sentences and lists; of several contests those whose line, or the last before it, names one."""
    told = winners(body)
    if not told and len(contests) == 1:
        told = told_cases(body, contests[0].name)
    cases = []
    for won in told:
        contest = contests[0] if len(contests) == 1 else _named_last(body, won.line, contests)
        if contest is None:
            continue
        cases.append(
            WinningCase(
                id=fact_id("case", file, contest.name, None, won.title or won.awardee or won.organization),
                release_id=release_id,
                contest_id=contest.id,
                contest=contest.name,
                year=contest.year or year,
                half=None,
                track=won.track,
                grade=won.grade,
                organization=read_organization(won.organization).name if won.organization else None,
                organization_printed=None,
                title=mend(won.title) if won.title else None,
                summary=won.summary,
                note=None,
                source=won.line.source(file),
                awardee=won.awardee,
            )
        )
    return cases


def _named_last(body: tuple[Line, ...], line: Line, contests: tuple[Contest, ...]) -> Contest | None:
    """The one contest that a line names, else the last line before it that names just one; None where none does."""
    upto = next((n for n, other in enumerate(body) if other.number == line.number), -1)
    for other in reversed(body[: upto + 1]):
        text = squeeze(other.text)
        named = [contest for contest in contests if distinctive(contest.series) in text]
        if len(named) == 1:
            return named[0]
        if named:
            return None
    return None
