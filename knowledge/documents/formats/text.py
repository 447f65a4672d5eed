"""Plain text: UTF-8, UTF-16 with a byte order mark, CP949. Lines with tabs are rows of a table."""

from __future__ import annotations

import codecs
import re

from knowledge.documents.foreign import kind_of
from knowledge.documents.markup import clean, paragraphs
from knowledge.documents.model import Block, Cell, Document, Format, Paragraph, Row, Table, UnreadableDocument

__all__ = ["FORMAT"]

_LINE_END = re.compile(r"\r\n|\n|\r")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# No line of a release is longer; more is a file that only looks like text.
_LONGEST_LINE = 8_000


def _recognises(data: bytes) -> bool:
    """Whether these bytes are text: a byte order mark, or no control characters that text does not have."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return kind_of(data) is None and not re.search(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]", data)


def _read(file: str, data: bytes) -> Document:
    """The document in these bytes; raises UnreadableDocument where no known encoding fits or nothing is written."""
    text = _decode(data)
    blocks: list[Block] = []
    rows: list[Row] = []
    gap = rows_gap = False
    for number, raw in enumerate(_LINE_END.split(text), start=1):
        raw = raw[:_LONGEST_LINE]
        if "\t" in raw and raw.strip():
            if not rows:
                rows_gap = gap
            cells = tuple(Cell(paragraphs(cell)) for cell in raw.split("\t"))
            rows.append(Row(number, raw.strip("\r\n"), cells))
            gap = False
            continue
        if rows:
            blocks.append(Table(tuple(rows), gap=rows_gap))
            rows = []
        line = clean(raw)
        if line:
            blocks.append(Paragraph(number, raw.strip(), line, gap=gap))
        gap = not line
    if rows:
        blocks.append(Table(tuple(rows), gap=rows_gap))
    if not blocks:
        raise UnreadableDocument("빈 파일이에요. 보도자료 본문이 들어 있는지 확인해 주세요.")
    return Document(file, tuple(blocks))


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            encodings: tuple[str, ...] = (encoding,)
            break
    else:
        encodings = ("utf-8", "cp949")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument("글자를 읽을 수 없는 텍스트 파일이에요. 인코딩을 UTF-8로 바꿔 저장한 뒤 다시 넣어 주세요.")


FORMAT = Format("txt", 80, _recognises, _read)
