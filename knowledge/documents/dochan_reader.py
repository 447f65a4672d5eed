"""What dochan reads (hwpx, hwp 5, docx, pdf), as our blocks. The only module that knows dochan.

The process that parses may write no file and dochan's front door takes a path, so each reader behind that door is
handed the bytes: those of hwpx and docx take a stream, that of hwp what `_Stream` is, that of pdf the end of a pipe.
dochan is pinned to one exact version, because these ways in are not promised by it; the tests read all four.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

from dochan import Dochan, cfb
from dochan.hwpx.parser import HWPXParser
from dochan.model.document import Document as Found
from dochan.ooxml.docx import NS, W_NS, DOCXReader
from dochan.pdf.paths import Segment
from dochan.pdf.reader import PDFReader
from dochan.utils.safe_xml import ancestors

from knowledge.documents.hwp_numbering import Heads
from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document, Doubt, UnreadableDocument
from knowledge.documents.pdf_rules import joined

_DAMAGED = "파일이 손상되어 본문을 읽을 수 없어요. 원본을 다시 내려받거나 한글·워드에서 다시 저장해 넣어 주세요."
_TOO_COMPLEX = "문서가 너무 커서 다 읽지 못했어요. 그림을 빼거나 필요한 쪽만 나누어 저장해 넣어 주세요."
_LOCKED = "암호나 문서 보안(DRM)이 걸린 파일이에요. 암호와 보안을 풀어 저장한 뒤 다시 넣어 주세요."
_EMPTY = "글자가 없는 문서예요. 본문이 그림으로만 들어 있는지 확인해 주세요."
_SCANNED = "스캔한 PDF라 글자가 들어 있지 않아요. 한글 파일(hwpx)이나 글자가 있는 PDF를 넣어 주세요."
_PLACEHOLDER = "배포용 문서라 본문이 잠겨 있어요. 배포용이 아닌 원본을 넣어 주세요."
_WORD_PARAGRAPH, _WORD_RUN = f"{{{W_NS}}}p", f"{{{W_NS}}}r"
_LARGEST_STREAM = 16 * 1024 * 1024
_SCARCE = 30  # characters a page; a scanned page has a stamp or a page number at most
_PLACEHOLDER_AT_MOST = 300  # characters; a release that speaks of 배포용 documents is longer
# dochan's warnings that mean lost text, among those on pictures, links, fonts and change marks.
_LOSS = re.compile(r"손상|복구|초과|실패|생략|truncat|exceed|limit|missing|unavailable|inaccessible")
# What dochan writes for things that are no text: anchors, pictures, a link's address after the page.
_MARK = re.compile(r"\[bookmark: [^\]]*\] ?|!\[[^\]]*\]\([^)]*\)|\[이미지(?:: [^\]]*)?\]")
_NO_TEXT = ("annots", "docProps/core.xml")  # a PDF link's address, a docx file's own title and author
_PAGE_NUMBER = re.compile(r"[-–—]\s*\d{1,4}\s*[-–—]")
# A line of a PDF that breaks before a bracket leaves a space there: 인공지능 (AI). Releases print none.
_BROKEN_ACRONYM = re.compile(r"(?<=[가-힣]) (?=\([A-Za-z][A-Za-z0-9·&]*\))")


def read_hwpx(file: str, data: bytes, heads: Heads) -> Document:
    """The document in a hwpx file, tracked deletions left out; raises UnreadableDocument."""

    def parse() -> Any:
        return HWPXParser().parse(io.BytesIO(data), include_assets=False, revision_mode="final")

    return _document(file, "hwpx", parse, heads)


def read_hwp(file: str, data: bytes, heads: Heads) -> Document:
    """The document in a hwp 5 file, tracked deletions left out; raises UnreadableDocument."""
    return _document(file, "hwp", lambda: _Hwp(data).doc, heads)


def read_docx(file: str, data: bytes) -> Document:
    """The document in a docx file, hidden text left out; raises UnreadableDocument."""
    return _document(file, "docx", lambda: _Docx().read(io.BytesIO(data)))


def read_pdf(file: str, data: bytes) -> Document:
    """The document in a PDF, its tables put together from rules and places; raises UnreadableDocument."""
    return _document(file, "pdf", lambda: _through_a_pipe(data))


def stream_of(data: bytes, name: str) -> bytes:
    """A stream of an OLE file; nothing where there is no such stream or it cannot be read."""
    try:
        with cfb.OleFileIO(data) as opened:
            return bytes(opened.openstream(name).read(_LARGEST_STREAM))
    except (OSError, KeyError, ValueError):
        return b""


class _Stream(io.BytesIO):
    """A file in memory where dochan takes a path: its OLE reader reads it, and what asks for its size finds none."""

    def __index__(self) -> int:
        return -1  # as a file descriptor: one that is not open


class _Hwp(Dochan):  # type: ignore[misc] # dochan is not typed
    """dochan's reading of hwp 5, without the front door that opens a path."""

    def __init__(self, data: bytes) -> None:
        self.file_path = _Stream(data)
        self.doc = Found()
        self._revision_mode = "final"
        self._parse_hwp()


class _Pdf(PDFReader):  # type: ignore[misc] # dochan is not typed
    """dochan's reading of PDF that also takes dotted rules for rules: most tables inside releases have them."""

    def _configure_form_extractor(self, extractor: Any, *others: Any) -> None:
        super()._configure_form_extractor(extractor, *others)
        extract = extractor.extract_page

        def with_dotted_rules(*content: Any, **state: Any) -> Any:
            page = extract(*content, **state)
            rules = joined((dot.x0, dot.y0, dot.x1, dot.y1) for dot in page.short_segments)
            page.segments.extend(Segment(*rule) for rule in rules)
            return page

        extractor.extract_page = with_dotted_rules


class _Docx(DOCXReader):  # type: ignore[misc] # dochan is not typed
    """dochan's reading of docx without the text that Word hides (`w:vanish`): nobody who opens the file sees it."""

    def _parse_run(self, run: Any, *others: Any) -> Any:
        paragraph = next((one for one in ancestors(run, self._parents) if one.tag == _WORD_PARAGRAPH), None)
        return [] if self._hides(run, paragraph) else super()._parse_run(run, *others)

    def _apply_numbering(self, into: Any, paragraph: Any, *others: Any) -> None:
        runs = list(paragraph.iter(_WORD_RUN))
        # Word counts no paragraph that it does not show, and an empty one it does.
        if not runs or not all(self._hides(run, paragraph) for run in runs):
            super()._apply_numbering(into, paragraph, *others)

    def _read_run_styles(self, package: Any) -> Any:
        styles = super()._read_run_styles(package)
        self._hides_all = False
        if package.exists("word/styles.xml"):
            root = package.read_xml_part("word/styles.xml")
            self._hides_all = bool(_vanish(root.find("w:docDefaults/w:rPrDefault/w:rPr", namespaces=NS)))
        return styles

    def _hides(self, run: Any, paragraph: Any) -> bool:
        """What the run itself says counts, then what its two styles do; where both hide, neither does (17.7.3)."""
        own = run.find("w:rPr", namespaces=NS)
        said = _vanish(own)
        if said is not None:
            return said
        if getattr(self, "_hides_all", False):
            return True
        character = own.find("w:rStyle", namespaces=NS) if own is not None else None
        of_paragraph = paragraph.find("w:pPr/w:pStyle", namespaces=NS) if paragraph is not None else None
        default = getattr(self, "_default_paragraph_style", "")
        return self._style_hides(_value(of_paragraph) or default) is not self._style_hides(_value(character))

    def _style_hides(self, style: str) -> bool:
        """Whether a style, or the nearest of those it is based on that says so, hides its text."""
        definitions = getattr(self, "_style_definitions", {})
        seen: set[str] = set()
        while style in definitions and style not in seen:
            seen.add(style)
            style, properties = definitions[style]
            said = _vanish(properties)
            if said is not None:
                return said
        return False


def _vanish(properties: Any) -> bool | None:
    """Whether these properties of a run hide it; None where they do not say."""
    found = properties.find("w:vanish", namespaces=NS) if properties is not None else None
    return None if found is None else _value(found) not in ("0", "false", "off")


def _value(element: Any) -> str:
    return element.get(f"{{{W_NS}}}val", "") if element is not None else ""


def _through_a_pipe(data: bytes) -> Any:
    end, into = os.pipe()

    def pour() -> None:
        with suppress(BrokenPipeError), open(into, "wb") as pipe:  # noqa: PTH123 - a pipe has no path
            pipe.write(data)

    pouring = Thread(target=pour)
    pouring.start()
    try:
        return _Pdf().read(end)
    finally:
        pouring.join()


def _document(file: str, form: str, parse: Callable[[], Any], heads: Heads | None = None) -> Document:
    try:
        found = parse()
    except MemoryError:
        raise UnreadableDocument(_TOO_COMPLEX) from None
    except Exception as error:  # dochan promises none; a damaged file may still bring one out
        raise UnreadableDocument(_DAMAGED) from error
    faults = [str(fault) for fault in found.errors]
    if any("암호" in fault for fault in faults):
        raise UnreadableDocument(_LOCKED)
    if any(fault.startswith("ERR") for fault in faults):
        raise UnreadableDocument(_DAMAGED)
    blocks = _Blocks(form, heads or Heads())
    pages = [page for section in found.sections if (page := _page(section))]
    for section in found.sections:
        # A PDF's outline comes first, as a section that is on no page.
        if form != "pdf" or _page(section):
            blocks.add(section.elements)
    blocks.add_notes()
    doubts = blocks.layout.doubts
    lost = sum(bool(_LOSS.search(fault)) for fault in faults)
    if lost:
        doubts.append(Doubt(1, f"파일에서 읽지 못한 곳이 있어요({lost}곳). 빠진 글이 없는지 원본과 견주어 주세요."))
    document = Document(file, tuple(blocks.layout.blocks), form, tuple(doubts))
    text = document.plain
    if not text and (lost or (form == "pdf" and not pages)):
        raise UnreadableDocument(_DAMAGED)
    if pages and len(text) < _SCARCE * len(pages):
        raise UnreadableDocument(_SCANNED)
    if not text:
        raise UnreadableDocument(_EMPTY)
    if len(text) < _PLACEHOLDER_AT_MOST and "배포용 문서" in text:
        raise UnreadableDocument(_PLACEHOLDER)
    return document


class _Blocks:
    """dochan's elements laid out as ours, notes kept for the end."""

    def __init__(self, form: str, heads: Heads) -> None:
        self.layout = Layout(recovered=form == "pdf")
        self._form = form
        self._heads = heads
        self._notes: list[str] = []

    def add(self, elements: list[Any]) -> None:
        for element in self._told(elements):
            if hasattr(element, "rows"):
                self._add_table(element)
            else:
                self.layout.paragraph(self._text(element), _page(element))

    def add_notes(self) -> None:
        for note in self._notes:
            self.layout.paragraph(note)

    def _add_table(self, table: Any) -> None:
        caption = "\n".join(self._texts(table.caption))
        above = table.caption_side in ("TOP", "LEFT")
        if caption and above:
            self.layout.paragraph(caption)
        rows = [[cell for cell in row if not cell.is_merged_away] for row in table.rows]
        filled = [[cell for cell in row if cell.text.strip()] for row in rows]
        if all(len(row) <= 1 for row in filled) and any(_nests(cell) for row in filled for cell in row):
            for row in filled:  # a frame around tables, nothing beside them
                for cell in row:
                    self.add(cell.paragraphs)
        else:
            self.layout.table([[self._span(cell, y, x) for x, cell in enumerate(row)] for y, row in enumerate(rows)])
        if caption and not above:
            self.layout.paragraph(caption)

    def _span(self, cell: Any, y: int, x: int) -> Span:
        if cell.row is not None and cell.col is not None:
            y, x = cell.row, cell.col
        at = None if self._form == "docx" else (y, x)  # rows of docx skip what is covered, rows of hwp are complete
        return Span(tuple(self._texts(cell.paragraphs)), cell.row_span, cell.col_span, at, _page(cell))

    def _texts(self, elements: list[Any]) -> list[str]:
        """The paragraphs in a cell; a table in it is one paragraph a row."""
        texts: list[str] = []
        for element in self._told(elements):
            if hasattr(element, "rows"):
                for row in element.rows:
                    texts.append(" ".join(text for cell in row for text in self._texts(cell.paragraphs)))
            else:
                texts += self._text(element).split("\n")
        return texts

    def _told(self, elements: list[Any]) -> Iterator[Any]:
        """The tables and paragraphs of the text. Notes are put by; pictures, headers, footers and comments go."""
        for element in elements:
            if getattr(element, "type", "") in ("footnote", "endnote"):
                self._notes += self._texts(element.paragraphs)
            elif hasattr(element, "rows") or (hasattr(element, "runs") and _path(element) not in _NO_TEXT):
                yield element

    def _text(self, paragraph: Any) -> str:
        text = _MARK.sub(
            "", "".join(run.text for run in paragraph.runs if not (run.note_ref or run.note_reference_number))
        )
        if self._form == "pdf":
            text = "" if _PAGE_NUMBER.fullmatch(text.strip()) else _BROKEN_ACRONYM.sub("", text)
        return self._heads.before(paragraph.para_shape_id) + text if text.strip() else text


def _nests(cell: Any) -> bool:
    return any(hasattr(element, "rows") for element in cell.paragraphs)


def _path(element: Any) -> str:
    return str(getattr(element.provenance, "path", ""))


def _page(element: Any) -> int | None:
    return getattr(element.provenance, "page", None)
