"""A second opinion on a PDF: dochan's reading is compared with PDFium's text, and where it lacks too much of it
pdfplumber reads the file instead. Both come with the extra `pdf`."""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect_left
from dataclasses import replace
from typing import Any

from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document, Doubt
from knowledge.documents.recall import ENOUGH, recall

_UNREADABLE_SHARE = 0.01  # of the signs; a font without its table of letters makes them by the dozen
_FULL = 0.9  # a line that ends beyond this share of the widest line goes on in the next
_SAME = 0.15  # lines whose heights differ by a larger share are of two paragraphs
_BEGINS = re.compile(r"[□○ㅇ◦●■◆▪▶※*<【\[①-⑳-]|\d{1,2}\.")
_NO_EXTRA = 'PDF 글자가 깨졌을 수 있어요. 추가 기능 pdf(`pip install ".[pdf]"`)를 더하거나 hwpx 파일을 넣어 주세요.'
_UNSURE = "PDF 글자의 일부를 읽지 못했을 수 있어요. 빠진 글이 없는지 원본과 견주거나 hwpx 파일을 넣어 주세요."
_READ_OTHERWISE = "PDF 글자를 다른 방법으로 다시 읽었어요. 표의 칸이 원본과 같은지 확인해 주세요."


def judged(document: Document, data: bytes) -> Document:
    """The document as dochan read it, or a better one, or itself with a doubt where no better one can be had."""
    try:
        import pypdfium2
    except ImportError:
        text = document.plain
        broken = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in text)
        return _doubted(document, _NO_EXTRA) if broken > _UNREADABLE_SHARE * len(text) else document
    try:
        with pypdfium2.PdfDocument(data) as opened:
            expected = "\n".join(page.get_textpage().get_text_bounded() for page in opened)
        if recall(expected, document.plain) >= ENOUGH:
            return document
        other = read_with_pdfplumber(document.file, data)
    except Exception:
        return _doubted(document, _UNSURE)
    if recall(expected, other.plain) <= recall(expected, document.plain):
        return _doubted(document, _UNSURE)
    return _doubted(other, _READ_OTHERWISE)


def _doubted(document: Document, doubt: str) -> Document:
    return replace(document, doubts=(*document.doubts, Doubt(1, doubt)))


def read_with_pdfplumber(file: str, data: bytes) -> Document:
    """The PDF as pdfplumber reads it: ruled tables as grids, the lines between them joined to paragraphs."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it tells of every odd sign in a font
    layout = Layout(recovered=True)
    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in opened.pages:
            tables = [table for table in page.find_tables() if len(table.cells) > 1]
            between = page
            for table in tables:
                between = between.outside_bbox(table.bbox)
            lines = between.extract_text_lines(return_chars=False)
            full = _FULL * max((line["x1"] for line in lines), default=0)
            above = 0.0
            for table in sorted(tables, key=lambda table: table.bbox[1]):
                _add_lines(layout, lines, full, above, table.bbox[1], page.page_number)
                layout.table(_spans(page, table))
                above = table.bbox[1]
            _add_lines(layout, lines, full, above, page.height, page.page_number)
    return Document(file, tuple(layout.blocks), "pdf", tuple(layout.doubts))


def _add_lines(layout: Layout, lines: list[Any], full: float, above: float, below: float, page: int) -> None:
    """The lines from one height to another as paragraphs: a full line goes on in the next, unless that begins anew."""
    texts: list[str] = []
    goes_on, size = False, 0.0
    for line in lines:
        if not above <= line["top"] < below:
            continue
        height = line["bottom"] - line["top"]
        if goes_on and abs(height - size) < _SAME * size and not _BEGINS.match(line["text"]):
            texts[-1] += f" {line['text']}"
        else:
            texts.append(line["text"])
        goes_on, size = line["x1"] > full, height
    for text in texts:
        layout.paragraph(text, page)


def _spans(page: Any, table: Any) -> list[list[Span]]:
    """The table's cells, each as wide and high as the edges of others that it passes."""
    edges = [sorted({round(cell[side]) for cell in table.cells for side in sides}) for sides in ((0, 2), (1, 3))]
    rows: list[list[Span]] = [[] for _ in edges[1][1:]]
    for cell in table.cells:
        left, top, right, bottom = (bisect_left(edges[n % 2], round(edge)) for n, edge in enumerate(cell))
        text = page.crop(cell).extract_text() or ""
        rows[top].append(Span(tuple(text.split("\n")), bottom - top, right - left, (top, left), page.page_number))
    return rows
