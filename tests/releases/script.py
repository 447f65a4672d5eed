"""A press release as a script of blocks, and the plain notation it is written in.

The notation: lines `@key value` about the board it is posted on, a blank line, then the release. A table stands between
`[[` and `]]`, one row a line, cells parted by `|`; `//` parts the lines of a cell, `^` continues the cell above (rows
merged), `<` continues the cell to the left (columns merged).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    lines: tuple[str, ...] = ("",)
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """Rows on a full grid: a place that a merged cell covers holds None."""

    rows: tuple[tuple[Cell | None, ...], ...]

    @property
    def is_box(self) -> bool:
        """One cell with a frame around it, as titles and notes have."""
        return len(self.rows) == 1 and len(self.rows[0]) == 1


@dataclass(frozen=True)
class Board:
    """What a ministry's web board says about the release beside its text."""

    title: str
    ministry: str
    posted: str  # ISO date
    department: str = ""
    person: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Script:
    board: Board
    blocks: tuple[str | Table, ...]  # a string is one paragraph, "" an empty one


def table(rows: Iterable[Iterable[str]]) -> Table:
    """A table from rows of cells written in the notation."""
    grid = [list(row) for row in rows]
    if len({len(row) for row in grid}) != 1:
        raise ValueError(f"rows of different length: {grid}")

    def reach(row: int, column: int) -> Cell:
        columns = 1
        while column + columns < len(grid[row]) and grid[row][column + columns] == "<":
            columns += 1
        rows = 1
        while row + rows < len(grid) and grid[row + rows][column] == "^":
            rows += 1
        return Cell(tuple(line.strip() for line in grid[row][column].split("//")), rows, columns)

    return Table(
        tuple(
            tuple(None if text in ("^", "<") else reach(r, c) for c, text in enumerate(row))
            for r, row in enumerate(grid)
        )
    )


def read_script(text: str) -> Script:
    """The script that a text in the notation stands for."""
    head, _, body = text.partition("\n\n")
    board = dict(line.removeprefix("@").split(" ", 1) for line in head.splitlines())
    return Script(Board(**board), tuple(_blocks(iter(body.rstrip("\n").split("\n")))))


def _blocks(lines: Iterator[str]) -> Iterator[str | Table]:
    for line in lines:
        if line == "[[":
            rows = iter(lambda: next(lines), "]]")
            yield table([cell.strip() for cell in row.split("|")] for row in rows)
        else:
            yield line
