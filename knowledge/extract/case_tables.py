"""Tables of winning cases: which tables they are, and each row's cells put under the right heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge.documents.model import Cell, Row, Table
from knowledge.extract.columns import CERTAIN_TITLE, Columns, names_column, readings
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
from knowledge.extract.people import PHONE
from knowledge.words.kinds import CONTEST_NOUN

_WINNERS = re.compile(r"선정|수상|당선|입상|시상|포상|선발|우수작|우수사례|최우수|[본결]선\s?진출")
_PRIZED = re.compile(rf"수상|당선|입상|시상|포상|우수|{CONTEST_NOUN}")


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
    organizations: tuple[str, ...]
    title: Cell
    summary: Cell | None
    year: str | None = None
    person: str | None = None


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


def read_case_table(
    table: Table, heading: str, has_contest: bool, selected: frozenset[int] = frozenset()
) -> CaseTable | None:
    """The cases of a table of winners; None for any other table.

    It takes a column of cases and something that tells winners from a mere list: grades, a column named after a prize,
    a heading that speaks of winners over organizations, or as many rows as the text says were `selected`. The head may
    have a caption's row above it.
    """
    for columns in readings(table):
        if _tells_winners(columns, heading, has_contest, selected):
            rows, unread = _rows(columns, table.recovered)
            if rows:
                has_grades = columns.has("grade") or any(row.grade for row in rows)
                return CaseTable(columns.top, "|".join(columns.heads), columns.title_head, has_grades, rows, unread)
    return None


def _tells_winners(columns: Columns, heading: str, has_contest: bool, selected: frozenset[int]) -> bool:
    if not columns.has("title") or columns.has("time") or len([head for head in columns.heads if head]) < 2:
        return False
    is_owned = columns.has("organization", "person")
    texts = [text for row in columns.rows for text in row.texts if text]
    if (columns.has("amount") and not is_owned) or any(is_verdict(bare(text)) or PHONE.search(text) for text in texts):
        return False
    grades = [text for text in texts if is_grade(text)] + [text for text in columns.values("grade") if len(text) <= 30]
    if grades:
        strong = has_contest or any(bare(text) != "우수" and is_prize(bare(text)) for text in grades)
        return strong and (is_owned or bool(CERTAIN_TITLE.fullmatch(columns.title_head)))
    is_winners = bool(_WINNERS.search(heading)) and (has_contest or bool(_PRIZED.search(heading)))
    by_head = names_column(columns.title_head) and columns.names("organization", "person")
    is_counted = len(columns.rows) > 2 and len(columns.rows) in selected
    return by_head and (is_winners or is_counted or grade_of_heading(heading) is not None)


def _rows(columns: Columns, recovered: bool) -> tuple[tuple[CaseRow, ...], tuple[Row, ...]]:
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


def _goes_on(row: CaseRow, printed: Row, columns: Columns) -> bool:
    """Whether a row of a recovered table is the rest of the one above: it has a title and nothing else."""
    counted = "number" not in columns.kinds or not printed.texts[columns.kinds.index("number")]
    return counted and not (row.grade or row.organizations or row.track)


def _grade_words(text: str) -> str:
    """A grade without its number of winners and without what a narrow cell has put between its syllables."""
    return re.sub(r"\s(?=수?상?(?:$|\()|수상)", "", uncounted(text))


def _row(printed: Row, columns: Columns) -> CaseRow | None:
    """A row's cells by what they are, not only by where they stand; None for a row without a case."""
    cells = list(printed.cells)
    lost = [Cell()] * (len(columns.kinds) - len(cells))
    # Cells lost under merged ones: on the right where the left ones are kept as empty, else on the left.
    cells = [*cells, *lost] if cells and not cells[0].text else [*lost, *cells]
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
        elif not text or kind in ("number", "place", "amount"):
            continue
        elif kind == "person":
            person = person or text
        elif is_half(text):
            half = bare(text)
        elif kind != "grade" and is_grade(text) and grade is None:
            grade = uncounted(bare(text))
        elif kind == "grade":
            words = _grade_words(text)
            grade = f"{grade}({words})" if grade and grade != words else words
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
        tuple(organizations),
        title,
        summary if summary and summary.text else None,
        year,
        person,
    )
