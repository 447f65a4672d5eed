"""Tables that lost their ruling when they were pasted: every cell stands on a line of its own.

Such a table is known by its first head, a running number (연번), and by rows that begin with 1, 2, 3 …
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.documents.model import Block, Cell, Paragraph, Row, Table

_RUNNING = ("연번", "순번", "번호", "No", "No.", "NO")
_LONGEST_HEAD = 12
_MOST_COLUMNS = 10
# A line that begins so stands below the table.
_MARKS = ("□", "■", "○", "※", "*", "-", "▶", "◇", "❍")


def with_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with each such run of paragraphs as a table; a row with fewer cells lacks those on its left, where
    merged ones are lost."""
    found: list[Block] = []
    index = 0
    while index < len(blocks):
        read = _table_at(blocks, index)
        if read is None:
            found.append(blocks[index])
            index += 1
        else:
            table, index = read
            found.append(table)
    return tuple(found)


def _table_at(blocks: Sequence[Block], start: int) -> tuple[Table, int] | None:
    """The table that begins here, and the index of the block behind it."""
    first = blocks[start]
    if not isinstance(first, Paragraph) or first.text not in _RUNNING:
        return None
    heads: list[Paragraph] = []
    for block in blocks[start : start + _MOST_COLUMNS + 1]:
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_HEAD or block.text.startswith(_MARKS):
            return None
        if block.text == "1":
            break
        heads.append(block)
    if not 3 <= len(heads) <= _MOST_COLUMNS:
        return None
    rows = [_row(heads, len(heads))]
    index = start + len(heads)
    while True:
        cells, taken = _cells_of_row(blocks, index, len(rows), len(heads))
        if not cells:
            break
        rows.append(_row(cells, len(heads)))
        index += taken
    return (Table(tuple(rows), gap=first.gap), index) if len(rows) > 1 else None


def _cells_of_row(blocks: Sequence[Block], start: int, number: int, columns: int) -> tuple[list[Paragraph], int]:
    """The cells of the row of this number, at most one a column, and how many lines they take; none elsewhere.

    What stands in brackets alone goes on the cell above: `단편소설` over `(희곡 포함)`.
    """
    cells: list[Paragraph] = []
    taken = 0
    for block in blocks[start:]:
        if not isinstance(block, Paragraph) or block.text.startswith(_MARKS):
            break
        goes_on = len(cells) > 1 and block.text.startswith("(") and block.text.endswith(")")
        if not goes_on and (len(cells) == columns or (len(cells) > 1 and block.text == str(number + 1))):
            break
        if goes_on:
            cells[-1] = replace(cells[-1], text=f"{cells[-1].text} {block.text}")
        else:
            cells.append(block)
        taken += 1
    is_row = len(cells) > 1 and cells[0].text == str(number)
    return (cells, taken) if is_row else ([], 0)


def _row(cells: Sequence[Paragraph], columns: int) -> Row:
    lost = columns - len(cells)
    texts = [cells[0].text, *[""] * lost, *(cell.text for cell in cells[1:])]
    return Row(
        cells[0].line,
        "\t".join(texts),
        tuple(Cell((text,)) if text else Cell() for text in texts),
        cells[0].page,
    )
