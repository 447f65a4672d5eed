"""What every file format is read into: blocks of text in reading order, tables as grids of cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


class UnreadableDocument(Exception):  # noqa: N818 - named after the document, as its message is
    """A file that cannot be read. `message_ko` says in Korean what it is and what to do about it."""

    def __init__(self, message_ko: str) -> None:
        super().__init__(message_ko)
        self.message_ko = message_ko


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table: its paragraphs without markup.

    Where the format knows merged cells, every place that one covers has its paragraphs, with `covered` set on all but
    the first (top left). Where it does not (text with tabs), covered places are empty and `covered` is not set.
    """

    paragraphs: tuple[str, ...] = ()
    covered: bool = False

    @property
    def text(self) -> str:
        """All paragraphs, joined by a space."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, the line it stands on (from 1), that line as printed, and the page where there is one."""

    line: int
    quote: str
    cells: tuple[Cell, ...]
    page: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells' texts as printed: a merged cell's stands in its first place, the others are empty."""
        return tuple("" if cell.covered else cell.text for cell in self.cells)

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells' texts with merged cells filled, as far as the format knows them."""
        return tuple(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand together. Rows may differ in length where a file has lost cells.

    `gap`: blank space before it. `recovered`: put together from the lines and places of a page (PDF), so its cells
    are likely but not certain.
    """

    rows: tuple[Row, ...]
    gap: bool = False
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line or paragraph: `text` without markup, `quote` as printed. `gap`: blank space before it."""

    line: int
    quote: str
    text: str
    gap: bool = False
    page: int | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a reader is not sure of: the line it concerns and a Korean sentence for admins."""

    line: int
    text: str


@dataclass(frozen=True)
class Document:
    """A file's text: `file` is its name, `blocks` stand in reading order, `form` is the name of its format.

    Lines are counted from 1: those of the file where it is text, else paragraphs and table rows in reading order.
    """

    file: str
    blocks: tuple[Block, ...]
    form: str = "txt"
    doubts: tuple[Doubt, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Format:
    """A file format that can be read: each module of `knowledge.documents.formats` has one as FORMAT.

    The `name` is also how names of such files end; `recognises` looks at the bytes alone, and that of a format without
    a signature is asked after all others. `read` takes a file's name and its bytes and raises UnreadableDocument.
    Where one release lies there in several forms, that of the lowest `rank` leads.

    `line_numbers`: people find a line by its number, as editors show it. `libraries`: the distributions that decide how
    it is read. `modules`: what reading loads on first use.
    """

    name: str
    rank: int
    recognises: Callable[[bytes], bool]
    read: Callable[[str, bytes], Document]
    signature: bool = True
    line_numbers: bool = False
    libraries: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
