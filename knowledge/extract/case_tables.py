"""Tables of winning cases: which tables they are, and each row's cells put under the right heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.documents.model import Cell, Row, Table
from knowledge.extract.grades import (
    grade_of_heading,
    is_grade,
    is_half,
    is_prize,
    is_verdict,
    track_of_heading,
    uncounted,
)
from knowledge.extract.lines import bare, unspace

__all__ = ["CaseRow", "CaseTable", "read_case_table"]

_UNITS = (
    "기관|부서|소속|지자체|자치단체|기업|업체|회사|팀|학교|대학|단체|관서|지청|세관|사업장|시군구?|시도|지역|병원|국가"
)
_WORKS = (
    r"사례|과제|작품|제안|아이디어|출품작|수상작|선정작|당선작|시책|업무|성과|정책"
    "|서비스|제품|논문|콘텐츠|프로젝트|앱|기술|명칭|사업"
)
# The first pattern that fits names the column; heads are compared without spaces and brackets.
_HEADS = {
    "number": re.compile(r"연번|순번|번호|no\.?|순", re.IGNORECASE),
    "time": re.compile(r"시간|일시|시각|일정|기간|날짜|일자|전화(?:번호)?|연락처|.*담당자"),
    "year": re.compile(r"(?:수상)?(?:연도|년도)|회차"),
    "amount": re.compile(
        r".*(?:상금|포상금|금액|인원|상점|배점|점수|부상|규모|수량|건수|편수|예산|사업비|작수|팀수|혜택)"
    ),
    "grade": re.compile(
        r"(?:훈격|등급|상격|시상|상명|상훈|수상|순위|포상|표창|선정|심사|평가)(?:명|구분|등급|내역|결과"
        r"|훈격|종류|순위)?|상의종류|결과"
    ),
    "division": re.compile(r"구분"),
    "track": re.compile(r".*(?:분야|부문|유형|영역|트랙|부문명|분야명)"),
    "person": re.compile(
        r".*(?:성명|이름|직급|직위|직책|직|대표자|수상자|제안자|참가자|응모자|작가|공무원|이름|학년)명?"
    ),
    "organization": re.compile(rf".*(?:{_UNITS})(?:명|\(.*)?"),
    "title": re.compile(rf".*(?:{_WORKS})(?:명|제목|주제)?|.*제목|주제|주제명"),
    "content": re.compile(r".*(?:내용|공적|공적요지|개요|요약|설명|요지|특징|효과|사유)"),
}
_WINNERS = re.compile(r"선정|수상|당선|입상|시상|포상|선발|우수작|우수사례|최우수")
_PRIZED = re.compile(r"수상|당선|입상|시상|포상|우수|경진대회|공모전|챌린지|어워드")
# Titles without an organization beside them must be called titles, not `과제` or `사업` of which prizes are planned.
_CERTAIN_TITLE = re.compile(r".*(?:명|제목|작|작품|사례|아이디어|주제)")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row's values. A value is None where its cell is empty or lost; `printed` is the row as it stands.

    `grade_is_blank`: the table has a place for the grade and it is empty, as under a merged cell that is not known.
    """

    printed: Row
    half: str | None
    track: str | None
    grade: str | None
    grade_is_blank: bool
    organization: str | None
    title: Cell
    summary: Cell | None
    year: str | None = None


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A table's winning cases. `head` is its head row squeezed, to recognise a table that goes on.

    `unread` are rows whose cells do not fit under the heads. `top` is the head row, for a part without one on the next
    page.
    """

    top: Row
    head: str
    title_head: str
    has_grades: bool
    rows: tuple[CaseRow, ...]
    unread: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column holds, the row that says so, and the rows below it."""

    top: Row
    heads: tuple[str, ...]
    kinds: tuple[str | None, ...]
    rows: tuple[Row, ...]

    def has(self, *kinds: str) -> bool:
        return any(kind in self.kinds for kind in kinds)


def read_case_table(table: Table, heading: str, has_contest: bool) -> CaseTable | None:
    """The cases of a table of winners; None for any other table.

    It takes a column of cases and something that tells winners from a mere list: grades, a column named after a prize,
    or a heading that speaks of winners over organizations. The head may have a caption's row above it.
    """
    for columns in _readings(table):
        if _tells_winners(columns, heading, has_contest):
            rows, unread = _rows(columns, table.recovered)
            if rows:
                title_head = columns.heads[columns.kinds.index("title")]
                has_grades = columns.has("grade") or any(row.grade for row in rows)
                return CaseTable(columns.top, "|".join(columns.heads), title_head, has_grades, rows, unread)
    return None


def _readings(table: Table) -> Iterator[_Columns]:
    """The ways to read a table: heads in one of its first rows or in two of them, or down its first column."""
    for index in range(min(3, len(table.rows) - 1)):
        top, below = table.rows[index], table.rows[index + 1 :]
        heads = top.filled
        second = below[0].filled
        if len(below) > 1 and sum(map(_names_column, second)) >= 2 and all(not t or _names_column(t) for t in second):
            yield _columns(below[0], tuple(text or head for text, head in _beside(second, heads)), below[1:])
        yield _columns(top, heads, below)
    yield from _transposed(table)


def _beside(second: tuple[str, ...], first: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((text, first[x] if x < len(first) else "") for x, text in enumerate(second))


def _transposed(table: Table) -> Iterator[_Columns]:
    width = min(len(row.cells) for row in table.rows)
    heads = tuple(row.filled[0] if row.cells else "" for row in table.rows)
    if width < 2 or len(heads) > 8 or not all(_names_column(head) for head in heads):
        return
    kinds = _columns(table.rows[0], heads, ()).kinds
    if "title" not in kinds:
        return
    titles = table.rows[kinds.index("title")]
    yield _columns(
        titles, heads, tuple(replace(titles, cells=tuple(row.cells[x] for row in table.rows)) for x in range(1, width))
    )


def _names_column(text: str) -> bool:
    return _kind(_head(text)) is not None


def _head(text: str) -> str:
    return re.sub(r"\(.*\)$", "", bare(text)) or bare(text)


def _kind(head: str) -> str | None:
    return next((kind for kind, pattern in _HEADS.items() if head and pattern.fullmatch(head)), None)


def _columns(top: Row, head: tuple[str, ...], rows: tuple[Row, ...]) -> _Columns:
    heads = tuple(map(_head, head))
    empty = [x for x, text in enumerate(heads) if not text and not any(any(row.filled[x : x + 1]) for row in rows)]
    if empty and rows:
        # A column of nothing, as a line drawn twice leaves it in a PDF.
        top, *rest = (_without(row, empty) for row in (top, *rows))
        heads, rows = tuple(text for x, text in enumerate(heads) if x not in empty), tuple(rest)
    half = len(heads) // 2
    if half > 1 and heads[:half] == heads[half:]:
        # Two lists side by side.
        left = [replace(row, cells=row.cells[:half]) for row in rows]
        right = [replace(row, cells=row.cells[half:]) for row in rows if any(row.texts[half:])]
        heads, rows = heads[:half], (*left, *right)
    kinds = [_kind(head) for head in heads]
    for x, kind in enumerate(kinds):
        if kind == "division":
            values = [text for row in rows if x < len(row.cells) and (text := bare(row.cells[x].text))]
            graded = [text for text in values if is_prize(text)]
            kinds[x] = "grade" if not values or len(graded) * 2 >= len(values) else "track"
            if any(map(is_verdict, values)):
                kinds[x] = None
            elif any(map(is_half, values)):
                kinds[x] = "grade"
    titles = [x for x, kind in enumerate(kinds) if kind == "title"]
    if len(titles) > 1 and any(heads[x].startswith("주제") for x in titles):
        theme = next(x for x in titles if heads[x].startswith("주제"))
        kinds[theme] = "track"
        titles.remove(theme)
    for x in titles[1:]:
        kinds[x] = "content"
    if not titles and "content" in kinds:
        kinds[kinds.index("content")] = "title"
    return _Columns(top, heads, tuple(kinds), rows)


def _without(row: Row, columns: list[int]) -> Row:
    return replace(row, cells=tuple(cell for x, cell in enumerate(row.cells) if x not in columns))


def _tells_winners(columns: _Columns, heading: str, has_contest: bool) -> bool:
    if not columns.has("title") or columns.has("time") or len([head for head in columns.heads if head]) < 2:
        return False
    title_head = columns.heads[columns.kinds.index("title")]
    is_owned = columns.has("organization", "person")
    if columns.has("amount") and not (is_owned and _HEADS["title"].fullmatch(title_head)):
        return False
    texts = [text for row in columns.rows for text in row.texts if text]
    if any(is_verdict(bare(text)) for text in texts):
        return False
    grades = [text for text in texts if is_grade(text)]
    named = [
        text
        for row in columns.rows
        for kind, cell in zip(columns.kinds, row.cells, strict=False)
        if kind == "grade" and (text := cell.text) and len(text) <= 30
    ]
    if grades or named:
        strong = has_contest or any(bare(text) != "우수" and is_prize(bare(text)) for text in (*grades, *named))
        return strong and (is_owned or bool(_CERTAIN_TITLE.fullmatch(title_head)))
    is_winners = bool(_WINNERS.search(heading)) and (has_contest or bool(_PRIZED.search(heading)))
    return is_owned and (is_winners or grade_of_heading(heading) is not None)


def _rows(columns: _Columns, recovered: bool) -> tuple[tuple[CaseRow, ...], tuple[Row, ...]]:
    rows: list[CaseRow] = []
    unread: list[Row] = []
    half = track = grade = None
    for printed in columns.rows:
        if (only := _only_text(printed)) is not None and columns.kinds[0] != "title":
            # One cell over the whole width heads the rows below it.
            grade = grade_of_heading(only)
            track = None if grade else track_of_heading(only)
            continue
        row = _row(printed, columns)
        if row is None:
            if sum(bool(text) for text in printed.texts) > 1:
                unread.append(printed)
        elif recovered and rows and _goes_on(row, printed, columns):
            rows[-1] = replace(rows[-1], title=Cell((f"{rows[-1].title.text} {row.title.text}",)))
        else:
            rows.append(replace(row, grade=row.grade or grade, track=row.track or track, half=row.half or half))
    return tuple(rows), tuple(unread)


def _only_text(row: Row) -> str | None:
    """The text of a row that says one thing in its first cell."""
    first, *others = row.filled or ("",)
    is_only = first and all(text in ("", first) for text in others) and len(row.cells) > 1
    return first if is_only and (row.cells[1].covered or row.texts[1] == "") else None


def _goes_on(row: CaseRow, printed: Row, columns: _Columns) -> bool:
    """Whether a row of a recovered table is the rest of the one above: it has a title and nothing else."""
    counted = "number" not in columns.kinds or not printed.texts[columns.kinds.index("number")]
    return counted and not (row.grade or row.organization or row.track)


def _row(printed: Row, columns: _Columns) -> CaseRow | None:
    """A row's cells by what they are, not only by where they stand; None for a row without a case."""
    cells = list(printed.cells)
    while len(cells) < len(columns.kinds):
        # Cells lost on the left, under merged ones.
        cells.insert(0, Cell())
    if any(cell.text for cell in cells[len(columns.kinds) :]):
        return None
    half = track = grade = year = person = None
    organizations: list[str] = []
    title = summary = None
    for kind, cell in zip(columns.kinds, cells, strict=False):
        text = unspace(cell.text)
        if kind == "title":
            title = cell
        elif kind == "content":
            summary = summary or cell
        elif not text or kind in ("number", "amount"):
            continue
        elif kind == "person":
            person = person or text
        elif is_half(text):
            half = bare(text)
        elif kind != "grade" and is_grade(text) and grade is None:
            grade = uncounted(bare(text))
        elif kind == "grade":
            grade = f"{grade} {uncounted(text)}" if grade and grade != text else uncounted(text)
        elif kind == "track":
            track = text
        elif kind == "year":
            year = text
        elif kind == "organization" and text not in organizations:
            organizations.append(text)
    if title is None or not title.text or title.covered:
        return None
    return CaseRow(
        printed,
        half,
        track,
        grade,
        grade is None and columns.has("grade"),
        " ".join(organizations) or person,
        title,
        summary if summary and summary.text else None,
        year,
    )
