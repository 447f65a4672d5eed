"""Blocks put together by the readers of formats with structure: lines counted, merged cells placed, boxes opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.documents.markup import tidy
from knowledge.documents.model import Block, Cell, Doubt, Paragraph, Row, Table

# A span larger than these is an attack or an error: 65,535 x 65,535 has been seen.
_MOST_ROWS = 2_000
_MOST_COLUMNS = 200
_MOST_CELLS = 100_000


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as a format has it: its place where that is known, how many rows and columns it covers."""

    paragraphs: tuple[str, ...]
    rows: int = 1
    columns: int = 1
    at: tuple[int, int] | None = None
    page: int | None = None


@dataclass
class Layout:
    """Collects blocks in reading order and counts their lines."""

    recovered: bool = False
    blocks: list[Block] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _line: int = 0
    _gap: bool = False

    def paragraph(self, raw: str, page: int | None = None) -> None:
        """One paragraph; its line breaks begin new lines. An empty one is a gap."""
        for part in raw.splitlines() or [""]:
            self._line += 1
            text = tidy(part)
            if text:
                self.blocks.append(Paragraph(self._line, part.strip(), text, self._gap, page))
            self._gap = not text

    def table(self, rows: Sequence[Sequence[Span]]) -> None:
        """A table as a grid with merged cells filled; a box with one text in it becomes that text's paragraphs."""
        written = [cell for row in rows for cell in row if any(tidy(part) for part in cell.paragraphs)]
        if len(written) == 1 and sum(len(row) for row in rows) <= len(rows) * 2:
            for part in written[0].paragraphs:
                self.paragraph(part, written[0].page)
            self._gap = True
            return
        made = []
        for cells, page in self._grid(rows):
            self._line += 1
            quote = "\t".join("" if cell.covered else cell.text for cell in cells)
            if any(cell.paragraphs for cell in cells):
                made.append(Row(self._line, quote, cells, page))
        if made:
            self.blocks.append(Table(tuple(made), self._gap, self.recovered))
        self._gap = False

    def _grid(self, rows: Sequence[Sequence[Span]]) -> list[tuple[tuple[Cell, ...], int | None]]:
        grid: dict[tuple[int, int], Cell] = {}
        pages: dict[int, int | None] = {}
        height = min(len(rows), _MOST_ROWS)
        room = _MOST_CELLS
        is_cut = height < len(rows)
        for y, row in enumerate(rows[:height]):
            x = 0
            for span in row:
                if span.at is not None:
                    y_at, x_at = span.at
                else:
                    while (y, x) in grid:
                        x += 1
                    y_at, x_at = y, x
                if not (0 <= x_at < _MOST_COLUMNS and 0 <= y_at < height and room > 0):
                    is_cut = True
                    continue
                pages.setdefault(y_at, span.page)
                paragraphs = tuple(
                    text for part in span.paragraphs for line in part.splitlines() if (text := tidy(line))
                )
                below = min(max(span.rows, 1), height - y_at)
                beside = min(max(span.columns, 1), _MOST_COLUMNS - x_at)
                room -= below * beside
                for covered_y in range(y_at, y_at + below):
                    for covered_x in range(x_at, x_at + beside):
                        covered = (covered_y, covered_x) != (y_at, x_at)
                        grid.setdefault((covered_y, covered_x), Cell(paragraphs, covered))
                x = x_at + beside
        if is_cut:
            self.doubts.append(
                Doubt(self._line + 1, "표가 너무 커서 앞부분만 읽었어요. 빠진 칸이 없는지 확인해 주세요.")
            )
        width = max((x for _, x in grid), default=-1) + 1
        return [(tuple(grid.get((y, x), Cell()) for x in range(width)), pages.get(y)) for y in range(height)]
