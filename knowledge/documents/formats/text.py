"""Plain text, as it is or pasted from a page. Lines with tabs are rows of a table, so are lines closed by a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from knowledge.documents.encodings import decode, is_utf_16
from knowledge.documents.line_cells import with_tables
from knowledge.documents.markup import clean, paragraphs
from knowledge.documents.model import Block, Cell, Document, Doubt, Format, Paragraph, Row, Table, UnreadableDocument
from knowledge.documents.unreadable import describe

# As programs write tables that take the text out of a page: `작성자 | 이승은 | 등록일 | 15.07.14 | |||`.
_PIPED = re.compile(r"\s*\|?[^|]*\|(?:[^|]*\|)*[ \t]*|[ \t]*-{3,}(?:\|-{3,})+\|?[ \t]*")
_LINE_END = re.compile(r"\r\n|\n|\r")
_LARGEST = 10 * 1024 * 1024
# No line of a release is longer; more is a file that only looks like text.
_LONGEST_LINE = 8_000


def _recognises(data: bytes) -> bool:
    """Whether these bytes are text: surely UTF-16, or without control characters that text does not have."""
    if is_utf_16(data):
        return True
    return describe(data) is None and not re.search(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]", data)


def _read(file: str, data: bytes) -> Document:
    return read_lines(file, data, "txt", _shown, _cells)


def _cells(raw: str) -> tuple[Cell, ...] | None:
    if "\t" in raw and raw.strip():
        return tuple(Cell(paragraphs(cell)) for cell in raw.split("\t"))
    if _PIPED.fullmatch(raw) is None:
        return None
    if not raw.strip("|-: \t"):
        return ()
    # Empty cells at the end stand for those that merged ones above have taken at the beginning.
    parts = raw.strip().removeprefix("|").rstrip("| ").split("|")
    return tuple(Cell(paragraphs(part)) for part in parts) if len(parts) > 1 else None


def _shown(raw: str) -> str:
    return clean(raw.strip(" |") if _PIPED.fullmatch(raw) else raw)


def read_lines(
    file: str,
    data: bytes,
    form: str,
    shown: Callable[[str], str],
    cells_of: Callable[[str], tuple[Cell, ...] | None],
) -> Document:
    """The document in lines of text; raises UnreadableDocument where no known encoding fits or nothing is written.

    `shown`: a line without its markup. `cells_of`: a table row's cells, none for a line that only rules the table;
    None where the line is no row.
    """
    if len(data) > _LARGEST:
        raise UnreadableDocument(
            f"텍스트가 너무 길어요({_LARGEST // 1024 // 1024}MB까지 읽을 수 있어요). 하나씩 나누어 보내 주세요."
        )
    blocks: list[Block] = []
    rows: list[Row] = []
    doubts: list[Doubt] = []
    gap = rows_gap = False
    # The empty line at the end closes a table that ends the text.
    for number, raw in _rows_joined((*_LINE_END.split(decode(data)), "")):
        if len(raw) > _LONGEST_LINE:
            raw = raw[:_LONGEST_LINE]
            doubts.append(Doubt(number, f"줄이 길어 앞의 {_LONGEST_LINE:,}자만 읽었어요. 문단마다 줄을 나누어 주세요."))
        cells = cells_of(raw)
        if cells is not None:
            if not rows:
                rows_gap = gap
            if cells:
                rows.append(Row(number, raw, cells))
            gap = False
            continue
        if rows:
            blocks.append(Table(tuple(rows), gap=rows_gap))
            rows = []
        line = shown(raw)
        if line:
            blocks.append(Paragraph(number, raw.strip(), line, gap=gap))
        gap = not line
    if not blocks:
        raise UnreadableDocument("빈 파일이에요. 보도자료 본문이 들어 있는지 확인해 주세요.")
    return Document(file, with_tables(blocks), form, tuple(doubts))


def _rows_joined(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; a row whose cell held a line break goes on in a line that begins with a space."""
    held: tuple[int, str] | None = None
    for number, raw in enumerate(lines, start=1):
        if held is not None and re.match(r"[ \t]+\|", raw) and _PIPED.fullmatch(held[1]) and "|" in held[1].strip()[:1]:
            held = held[0], f"{held[1].rstrip()} {raw.strip().removeprefix('|')}"
            continue
        if held is not None:
            yield held
        held = number, raw
    if held is not None:
        yield held


FORMAT = Format("txt", 80, _recognises, _read, signature=False, line_numbers=True)
