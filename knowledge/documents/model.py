"""What every file format is read into: blocks of text in reading order, tables as rows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

__all__ = ["Block", "Cell", "Document", "Paragraph", "Row", "Table", "UnreadableDocument"]


class UnreadableDocument(Exception):  # noqa: N818 - named after the document, as its message is
    """A file that cannot be read. `message_ko` says in Korean what it is and what to do about it."""

    def __init__(self, message_ko: str) -> None:
        super().__init__(message_ko)
        self.message_ko = message_ko


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its paragraphs without markup. A merged cell has its text once; the places it covers are empty."""

    paragraphs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All paragraphs, joined by a space."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the line it stands on (from 1) and that line as printed."""

    line: int
    quote: str
    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand together. Rows may differ in length where a file has lost cells. `gap`: blank space before it."""

    rows: tuple[Row, ...]
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line or paragraph: `text` without markup, `quote` as printed. `gap`: blank space before it."""

    line: int
    quote: str
    text: str
    gap: bool = False


Block = Paragraph | Table


@dataclass(frozen=True)
class Document:
    """A file's text: `file` is its name, `blocks` stand in reading order."""

    file: str
    blocks: tuple[Block, ...]

    @cached_property
    def plain(self) -> str:
        """All text, one line each; cells are set apart by spaces."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append(block.text)
            else:
                lines.extend(" ".join(row.texts) for row in block.rows)
        return "\n".join(lines)
