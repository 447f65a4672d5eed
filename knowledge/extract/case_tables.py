"""Tables of winning cases: which tables they are, and each row's cells put under the right heads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.documents.model import Cell, Row, Table
from knowledge.extract.columns import CERTAIN_TITLE, Columns, readings
from knowledge.extract.grades import is_grade, is_half
from knowledge.extract.lines import bare, unspace
from knowledge.extract.people import PHONE, is_masked
from knowledge.words.kinds import CONTEST_NOUN

_WINNERS = re.compile(r"선정|수상|당선|입상|시상|포상|선발|우수작|우수사례|최우수|[본결]선\s?진출")
_PRIZED = re.compile(rf"수상|당선|입상|시상|포상|우수|{CONTEST_NOUN}")
# Who sent a work in, in a word that names nobody.
_NOBODY = ("개인", "팀", "단체", "-", "–")
# What an inspection or an evaluation finds: nobody wins where these stand beside 우수.
_VERDICT = re.compile(r"미흡|보통|불량|부진|양호|부적합|적합|위반|미달|탁월")


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
    person: str | None


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A table's winning cases. `head` is its head row squeezed, to recognise a table that goes on.

    `unread` are rows whose cells do not fit under the heads.
    """

    head: str
    title_head: str
    rows: tuple[CaseRow, ...]
    unread: tuple[Row, ...]


def read_case_table(table: Table, heading: str, has_contest: bool, selected: frozenset[int]) -> CaseTable | None:
    """The cases of a table of winners; None for any other table.

    It takes a column of cases and something that tells winners from a mere list: grades, a column named after a prize,
    or over organizations a heading that speaks of winners, or as many rows as the text says were `selected`. The head
    may have a caption's row above it.
    """
    for columns in readings(table):
        if _tells_winners(columns, heading, has_contest, selected):
            read = [(printed, _row(printed, columns)) for printed in columns.rows]
            rows = tuple(row for _, row in read if row)
            unread = tuple(printed for printed, row in read if row is None and sum(map(bool, printed.texts)) > 1)
            if rows:
                return CaseTable("|".join(columns.heads), columns.title_head, rows, unread)
    return None


def _tells_winners(columns: Columns, heading: str, has_contest: bool, selected: frozenset[int]) -> bool:
    if not columns.has("title") or columns.has("time") or len([head for head in columns.heads if head]) < 2:
        return False
    is_owned = columns.has("organization", "person")
    texts = [text for row in columns.rows for text in row.texts if text]
    if columns.has("amount") and not is_owned:
        return False
    if any(_VERDICT.fullmatch(bare(text)) or PHONE.search(text) for text in texts):
        return False
    grades = [text for text in texts if is_grade(text)]
    if grades or columns.has("grade"):
        strong = has_contest or any(bare(text) != "우수" for text in grades)
        return strong and (is_owned or bool(CERTAIN_TITLE.fullmatch(columns.title_head)))
    is_winners = bool(_WINNERS.search(heading)) and (has_contest or bool(_PRIZED.search(heading)))
    is_counted = len(columns.rows) > 2 and len(columns.rows) in selected
    return columns.names("organization", "person") and (is_winners or is_counted)


def _row(printed: Row, columns: Columns) -> CaseRow | None:
    """A row's cells by what they are, not only by where they stand; None for a row without a case."""
    cells = list(printed.cells)
    lost = [Cell()] * (len(columns.kinds) - len(cells))
    # Cells lost under merged ones: on the right where the left ones are kept as empty, else on the left.
    cells = [*cells, *lost] if cells and not cells[0].text else [*lost, *cells]
    if any(cell.text for cell in cells[len(columns.kinds) :]):
        return None
    half = track = grade = person = None
    organizations: list[str] = []
    title = summary = None
    for kind, cell in zip(columns.kinds, cells, strict=False):
        text = unspace(cell.text)
        if kind == "title":
            title = cell
        elif kind == "content":
            summary = summary or cell
        elif not text or text in _NOBODY or kind in ("number", "place", "amount"):
            continue
        elif is_half(text):
            half = bare(text)
        elif kind != "grade" and is_grade(text) and grade is None:
            grade = bare(text)
        elif kind == "person" or is_masked(text):
            person = person or text
        elif kind == "grade" and not text.isdigit():  # a place beside the prize
            grade = f"{grade}({text})" if grade and grade != text else text
        elif kind == "track":
            track = text
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
        person,
    )
