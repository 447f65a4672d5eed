"""The release's own words: its paragraphs, each with the heading it stands under, and every other line of it."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.documents.model import Table
from knowledge.extract.lines import Line, bare, is_heading
from knowledge.model import Passage, fact_id
from knowledge.words.organizations import CHIEF

# Where the head of the house begins to speak, the numbered points are over.
_SPEAKER = re.compile(rf"[가-힣]{{2,4}}\s(?:[가-힣·]+\s)?(?:{CHIEF}|차관)(?:은|는|이|도)\s")
_NOT_PROSE = re.compile(
    r"<?끝>?\.?|붙임.{0,60}|별첨.{0,60}|#.*|문의:.*|“?이자료는.*|담당부서.*|.{0,4}\(?붙임\)?.{0,40}참조"
)


def read_passages(body: tuple[Line, ...], used: frozenset[int], file: str, release_id: str) -> tuple[Passage, ...]:
    """Every paragraph of the body: no tables, no bare headings, no line that was read as another fact (`used`)."""
    passages: list[Passage] = []
    heading: str | None = None
    for line in body:
        if line.row is not None or line.number in used or _NOT_PROSE.fullmatch(bare(line.text)):
            continue
        if is_heading(line):
            heading = line.text
            continue
        if _SPEAKER.match(line.text):
            heading = None
        text = line.body if line.bullet and line.bullet not in ("*", "**", "***", "※") else line.text
        if len(text) < 10:
            continue
        passages.append(
            Passage(
                id=fact_id("passage", file, line.number, text[:80]),
                release_id=release_id,
                heading=heading,
                text=text,
                source=line.source(file),
            )
        )
    return tuple(passages)


_LONGEST_HEAD = 15  # characters; a longer cell in a table's first row is no column's head
_SHORTEST = 4
_SAYS = re.compile(r"[가-힣)]\s?[:：]\s?\S{2}")  # a heading with what stands under it: ❑ 공모자격: 국내 대학 재학생
_WEEKDAYS = "월화수목금토일"
_YEAR = re.compile(r"(?:19|20)\d\d년")
_FIGURE = re.compile(r"\d{3}")  # a number to call or a year: a row like the others


def read_statements(
    lines: tuple[Line, ...], passages: Collection[Passage], file: str, release_id: str
) -> tuple[Passage, ...]:
    """Every line that is no paragraph: what the release says there can be quoted, too.

    A row of a table has its columns' heads before its cells, a line each: `대상: 1팀`, `상금: 1,000만원`.
    """
    taken = {passage.source.line for passage in passages}
    statements: list[Passage] = []
    heading: str | None = None
    for line in lines:
        if line.row is None and is_heading(line):
            heading = line.text
        if line.table and line.row is line.table.rows[0] and len(line.table.rows) > 1 and _is_headed(line.table):
            continue  # its cells are told with those below them
        text = line.text if line.row is None or line.table is None else _row(line, line.table)
        if line.number in taken or len(text) < _SHORTEST or (text == heading and not _SAYS.search(text)):
            continue
        source = line.source(file)
        statements.append(Passage(fact_id("passage", file, line.number, text[:80]), release_id, heading, text, source))
    return tuple(statements)


def _row(line: Line, table: Table) -> str:
    """A row as a sentence."""
    cells, heads = _filled(line, table), table.rows[0].filled
    if line.row is table.rows[0] or not _is_headed(table) or len(cells) != len(heads):
        return " · ".join(dict.fromkeys(filter(None, cells)))
    weekly = sum(head in _WEEKDAYS for head in heads) > 1
    heads = tuple(f"{head}요일" if weekly and head in _WEEKDAYS else head for head in heads)
    named = (f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True) if cell)
    return "\n".join(dict.fromkeys(named))


def _is_headed(table: Table) -> bool:
    """Whether the first row of a table names its columns."""
    heads = table.rows[0].filled
    return len(heads) > 1 and all(0 < len(h) <= _LONGEST_HEAD and not _FIGURE.search(_YEAR.sub("", h)) for h in heads)


def _filled(line: Line, table: Table) -> tuple[str, ...]:
    """The cells of a row, the empty ones it begins with filled from above: there the format lost a merged cell."""
    cells = list(line.row.filled) if line.row else []
    above = [row.filled for row in table.rows[1:] if row.line < line.number]
    for n in range(next((n for n, cell in enumerate(cells) if cell), 0)):
        cells[n] = next((row[n] for row in reversed(above) if n < len(row) and row[n]), "")
    return tuple(cells)
