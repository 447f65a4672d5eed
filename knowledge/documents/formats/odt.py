"""OpenDocument text (.odt), by its part content.xml (ODF 1.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.documents.archive import Archive, names_in
from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document, Format, UnreadableDocument

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_BOX = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"
_BODY = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"
# Tracked changes hold what was deleted; annotations are remarks of those who wrote it.
_LEFT_OUT = frozenset(
    (
        f"{_TEXT}tracked-changes",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}ruby-text",
        "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation",
    )
)
# Text of its own in the middle of a paragraph: it follows the paragraph.
_APART = frozenset((_BOX, f"{_TEXT}note-body"))
_MOST_REPEATED = 200
_DEEPEST = 8


def _recognises(data: bytes) -> bool:
    told = data.startswith(b"PK") and b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:128]
    return told or {"content.xml", "META-INF/manifest.xml"} <= names_in(data)


def _read(file: str, data: bytes) -> Document:
    archive = Archive(data)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableDocument("암호가 걸린 문서예요. 암호를 풀어 저장한 뒤 다시 넣어 주세요.")
    content = archive.xml("content.xml")
    body = next(content.iter(_BODY), None)
    if body is None:
        raise UnreadableDocument(
            "글 문서가 아닌 오픈도큐먼트 파일(표 계산, 발표 자료)이에요. hwpx나 PDF로 저장해 보내 주세요."
        )
    reader = _Reader()
    for root in (archive.xml("styles.xml"), content) if "styles.xml" in archive.names else (content,):
        reader.learn_lists(root)
    layout = Layout()
    reader.add(layout, body)
    if not layout.blocks:
        raise UnreadableDocument("글이 없는 문서예요. 보도자료 본문이 들어 있는지 확인해 주세요.")
    return Document(file, tuple(layout.blocks), "odt", tuple(layout.doubts))


@dataclass
class _Reader:
    """Reads the elements of one document; knows its list styles and how far their numbers have come."""

    styles: dict[tuple[str, int], Any] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def learn_lists(self, root: Any) -> None:
        for style in root.iter(f"{_TEXT}list-style"):
            for level in style:
                self.styles[style.get(f"{_STYLE}name"), _number(level, f"{_TEXT}level")] = level

    def add(self, layout: Layout, parent: Any, depth: int = 0) -> None:
        for element in parent.iterchildren("*"):
            if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                self._add_paragraph(layout, element, "", depth)
            elif element.tag == f"{_TEXT}list":
                self._add_list(layout, element, "", 1, depth)
            elif element.tag == f"{_TABLE}table":
                self._add_table(layout, element, depth + 1)
            elif element.tag not in _LEFT_OUT:
                self.add(layout, element, depth)

    def _add_paragraph(self, layout: Layout, paragraph: Any, mark: str, depth: int) -> None:
        apart: list[Any] = []
        text = "".join(_shown(paragraph, apart))
        layout.paragraph(mark + text if text.strip() else text)
        for box in apart:
            self.add(layout, box, depth)

    def _add_list(self, layout: Layout, items: Any, inherited: str, level: int, depth: int) -> None:
        name = items.get(f"{_TEXT}style-name") or inherited
        if items.get(f"{_TEXT}continue-numbering") != "true" and items.get(f"{_TEXT}continue-list") is None:
            self.counts.pop((name, level), None)
        for item in items.iterchildren("*"):
            mark = self._mark(name, level, item) if item.tag == f"{_TEXT}list-item" else ""
            for element in item.iterchildren("*"):
                if element.tag == f"{_TEXT}list":
                    self._add_list(layout, element, name, level + 1, depth)
                else:
                    self._add_paragraph(layout, element, mark, depth)
                    mark = ""

    def _mark(self, name: str, level: int, item: Any) -> str:
        style = self.styles.get((name, level))
        if style is None:
            return ""
        if style.tag == f"{_TEXT}list-level-style-bullet":
            return f"{style.get(f'{_TEXT}bullet-char', '•')} "
        start = _number(item, f"{_TEXT}start-value", 0) or (
            0 if (name, level) in self.counts else _number(style, f"{_TEXT}start-value")
        )
        self.counts[name, level] = number = start or self.counts[name, level] + 1
        form = style.get(f"{_STYLE}num-format", "")
        if not form:
            return ""
        written = chr(ord(form) + number - 1) if form in ("a", "A") and number <= 26 else str(number)
        return f"{style.get(f'{_STYLE}num-prefix', '')}{written}{style.get(f'{_STYLE}num-suffix', '')} "

    def _add_table(self, layout: Layout, table: Any, depth: int) -> None:
        rows = [(row, [cell for cell in row if cell.tag == f"{_TABLE}table-cell"]) for row in _rows(table)]
        written = [cell for _, cells in rows for cell in cells if any(text.strip() for text in cell.itertext())]
        if depth > _DEEPEST or (len(written) == 1 and sum(len(cells) for _, cells in rows) <= len(rows) * 2):
            for cell in written:
                self.add(layout, cell, depth)
            return
        spans: list[list[Span]] = []
        for row, cells in rows:
            made = [span for cell in cells for span in self._spans(cell, depth)]
            written_row = any(part for span in made for part in span.paragraphs)
            spans += [made] * (_repeated(row, "rows") if written_row else 1)
        layout.table(spans)

    def _spans(self, cell: Any, depth: int) -> list[Span]:
        inner = Layout()
        self.add(inner, cell, depth)
        lines = tuple(Document("", tuple(inner.blocks)).plain.splitlines())
        span = Span(
            lines, _number(cell, f"{_TABLE}number-rows-spanned"), _number(cell, f"{_TABLE}number-columns-spanned")
        )
        return [span] * _repeated(cell, "columns")


def _shown(element: Any, apart: list[Any]) -> Iterator[str]:
    """The text of a paragraph; what stands apart from it is collected."""
    yield element.text or ""
    for part in element.iterchildren("*"):
        if part.tag in _APART:
            apart.append(part)
        elif part.tag == f"{_TEXT}s":
            yield " " * min(_number(part, f"{_TEXT}c"), _MOST_REPEATED)
        elif part.tag == f"{_TEXT}tab":
            yield " "
        elif part.tag == f"{_TEXT}line-break":
            yield "\n"
        elif part.tag not in _LEFT_OUT:
            yield from _shown(part, apart)
        yield part.tail or ""


def _rows(table: Any) -> Iterator[Any]:
    for part in table.iterchildren("*"):
        if part.tag == f"{_TABLE}table-row":
            yield part
        elif part.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _rows(part)


def _repeated(element: Any, what: str) -> int:
    return min(_number(element, f"{_TABLE}number-{what}-repeated"), _MOST_REPEATED)


def _number(element: Any, name: str, default: int = 1) -> int:
    text = element.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else default


FORMAT = Format("odt", 40, _recognises, _read, libraries=("lxml",))
