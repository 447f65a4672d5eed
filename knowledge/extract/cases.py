"""Winning cases: rows of case tables, with what merged and lost cells meant, and lists of cases in prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.documents.model import Table
from knowledge.extract.case_tables import CaseRow, Columns, columns_of, grade_of_heading, read_row
from knowledge.extract.lines import Doubts, Line, is_heading
from knowledge.extract.names import distinctive, without_annex
from knowledge.extract.organization_cells import Named, leading_organization, read_organization
from knowledge.extract.splitting import Split, mend, split_title
from knowledge.hangul import josa, squeeze
from knowledge.model import Contest, WinningCase, fact_id

__all__ = ["read_cases"]

_LISTED = re.compile(
    r"(?:(?P<grade>최우수|우수|장려|대상|금상|은상|동상|특별상?)[가-힣 ]{0,8}?\s)?[^.△▲]{0,40}?"
    r"(?:과제|사례|작품|제안|아이디어|우수작|수상작)(?:로는|으로는|는|은|로)\s(?=[△▲])"
)
_WON = re.compile(r"선정|수상|본선|최우수|우수|장려|대상|당선")
_ITEM = re.compile(
    r"[△▲]\s?(?P<title>[^△▲]+?)(?:\s?\((?P<organization>[^()]{2,30})\))?"
    r"\s?(?:,|，|\s등|이다|이며|다\.|을|를|이|가|$)?\s*(?=[△▲]|$|등\s|이며|이다|\.)"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A row with its line and the table it stands in."""

    line: Line
    row: CaseRow
    columns: Columns
    note: str | None = None


def read_cases(
    lines: tuple[Line, ...],
    body: tuple[Line, ...],
    contests: tuple[Contest, ...],
    file: str,
    release_id: str,
    year: int | None,
    doubts: Doubts,
) -> tuple[WinningCase, ...]:
    """All winning cases that the release names, tables first; prose only where there is no table."""
    cases: list[WinningCase] = []
    for heading, tables in _groups(lines):
        contest, name = _contest_of(heading, contests, tables[0][0], doubts)
        rows = _whole_tracks(_carried(tables, heading, doubts), contest)
        found = [_case(read, contest, name, file, release_id, year, doubts) for read in rows]
        unknown = [case.source.line for case in found if case.organization is None]
        if unknown:
            doubts.add(unknown[0], f"소속 칸이 없어 사례 {len(unknown)}건의 소속을 알 수 없어요.")
        cases.extend(found)
    if not cases and contests:
        cases = _from_prose(body, contests[0], file, release_id, year)
    return tuple({case.id: case for case in cases}.values())


def _groups(lines: tuple[Line, ...]) -> list[tuple[Line | None, list[tuple[Line, Table, Columns]]]]:
    """Case tables under the heading they stand under; tables with nothing between them belong together."""
    groups: list[tuple[Line | None, list[tuple[Line, Table, Columns]]]] = []
    heading: Line | None = None
    annex: Line | None = None
    fresh = True
    seen: Table | None = None
    for line in lines:
        if line.table is None:
            if is_heading(line) or (len(line.text) < 40 and not re.search(r"[.:]$", line.text)):
                heading, fresh = line, True
                annex = line if without_annex(line.text) != line.text else annex
            continue
        if line.table is seen:
            continue
        seen = line.table
        columns = columns_of(line.table, " ".join(other.text for other in (annex, heading) if other))
        if columns is None:
            fresh = True
            continue
        if fresh or not groups:
            groups.append((heading, []))
        groups[-1][1].append((line, line.table, columns))
        fresh = False
    return groups


def _carried(tables: Sequence[tuple[Line, Table, Columns]], heading: Line | None, doubts: Doubts) -> list[_Read]:
    """Rows with half, track and grade carried down into the empty cells that merged ones leave."""
    reads: list[_Read] = []
    half = track = grade = None
    head = ""
    merges = _merges_grades(tables)
    for first, _, columns in tables:
        goes_on = columns.head == head
        head = columns.head
        if not goes_on:
            half = track = None
            grade = None if columns.has("grade") else grade_of_heading(heading.body if heading else "")
        elif half:
            printed = any((row := read_row(r, columns)) and row.half for r in columns.rows)
            if not printed:
                doubts.add(first.number, f"이어지는 표에 반기가 적혀 있지 않아 앞 표의 {half}로 읽었어요.")
        for printed_row in columns.rows:
            read = read_row(printed_row, columns)
            line = replace(first, number=printed_row.line, quote=printed_row.quote, row=printed_row)
            if read is None:
                if sum(bool(text) for text in printed_row.texts) > 1:
                    doubts.add(printed_row.line, "사례 표의 이 줄은 칸이 맞지 않아 읽지 못했어요.")
                continue
            note = None
            if read.half and read.half != half:
                half, track, grade = read.half, None, None
            if read.track:
                track = read.track
            if read.grade:
                grade = read.grade
            elif read.grade_is_blank and grade and not merges:
                note = f"표에 구분 칸이 비어 있어 바로 위의 {grade}로 읽었어요."
                doubts.add(printed_row.line, f"구분 칸이 비어 있어 위의 {grade}를 이어받았어요.")
            elif read.grade_is_blank and grade is None:
                doubts.add(printed_row.line, "구분(등급) 칸이 비어 있고 이어받을 값도 없어요.")
            reads.append(_Read(line, replace(read, half=half, track=track, grade=grade), columns, note))
    return reads


def _merges_grades(tables: Sequence[tuple[Line, Table, Columns]]) -> bool:
    """Whether grades are printed once for several rows: then an empty cell is certain; else it is a doubt."""
    for _, _, columns in tables:
        grades = [row.grade for r in columns.rows if (row := read_row(r, columns))]
        if any(a is not None and a == b for a, b in pairwise(grades)):
            return False
    return True


def _whole_tracks(reads: list[_Read], contest: Contest | None) -> list[_Read]:
    """Puts a track's label together that a page break has torn over rows: `문제를 해결하는` and, rows later, `정부`."""
    fields = {squeeze(f): f for f in (contest.fields if contest else ())}
    names = list(dict.fromkeys(read.row.track for read in reads if read.row.track))
    whole: dict[str, str] = {}
    for first, second in pairwise(names):
        together = f"{first} {second}"
        others = [name for name in names if name not in (first, second)]
        same_end = " " not in second and len(others) > 0 and all(name.endswith(f" {second}") for name in others)
        if squeeze(together) in fields:
            whole[first] = whole[second] = fields[squeeze(together)]
        elif same_end and not first.endswith(second):
            whole[first] = whole[second] = together
    return [
        replace(read, row=replace(read.row, track=whole.get(read.row.track or "", read.row.track))) for read in reads
    ]


def _contest_of(
    heading: Line | None, contests: tuple[Contest, ...], table: Line, doubts: Doubts
) -> tuple[Contest | None, str]:
    """The contest that a heading means, else the only one there is."""
    name = without_annex(
        heading.body if heading and not heading.text.startswith("붙임") else heading.text if heading else ""
    )
    key = distinctive(name)
    if key:
        matching = [c for c in contests if key in squeeze(c.series) or distinctive(c.series) in squeeze(name)]
        if len(matching) == 1:
            return matching[0], matching[0].name
    if len(contests) == 1:
        return contests[0], contests[0].name
    doubts.add(table.number, "이 사례 표가 어느 대회의 것인지 찾지 못했어요.")
    return None, name or "우수사례"


def _case(
    read: _Read, contest: Contest | None, name: str, file: str, release_id: str, year: int | None, doubts: Doubts
) -> WinningCase:
    row, line = read.row, read.line
    paragraphs = row.title.paragraphs
    organization: Named | None = None
    notes = [read.note] if read.note else []
    if row.organization:
        organization = read_organization(row.organization)
    elif glued := leading_organization(paragraphs[0]):
        organization, paragraphs = glued[0], (glued[1], *paragraphs[1:])
        doubts.add(
            line.number,
            f"소속과 제목이 한 칸에 붙어 있어 ‘{organization.printed or organization.name}’까지를 소속으로 나누었어요.",
        )
    else:
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
        split = split_title(paragraphs, may_be_glued=read.columns.title_head.endswith(("내용", "사례", "요약", "개요")))
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
    )


def _from_prose(
    body: tuple[Line, ...], contest: Contest, file: str, release_id: str, year: int | None
) -> list[WinningCase]:
    """`본선에 오른 6개 과제는 △제목(기관), △제목(기관)이다.`: with an organization each, or with a grade."""
    cases = []
    for line in body:
        for listed in _LISTED.finditer(line.text):
            if line.row is not None or not _WON.search(listed[0]):
                continue
            text = re.split(r"(?<=다)\.(?:\s|$)", line.text[listed.end() :])[0]
            items = [(m["title"].strip(" ,"), m["organization"]) for m in _ITEM.finditer(text)]
            if len(items) < 2 or not (listed["grade"] or all(organization for _, organization in items)):
                continue
            for title, organization in items:
                cases.append(
                    WinningCase(
                        id=fact_id("case", file, contest.name, None, title),
                        release_id=release_id,
                        contest_id=contest.id,
                        contest=contest.name,
                        year=contest.year or year,
                        half=None,
                        track=None,
                        grade=listed["grade"],
                        organization=read_organization(organization).name if organization else None,
                        organization_printed=None,
                        title=mend(title),
                        summary=None,
                        note=None,
                        source=line.source(file),
                    )
                )
    return cases
