"""Elements of a web page to blocks: paragraphs, lists with their marks, tables as grids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document

_NEVER_SHOWN = frozenset(
    "script style noscript template head title svg iframe object select option button input textarea nav footer aside"
    " dialog".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    "html body main section article header div p blockquote pre center address figure figcaption form fieldset details"
    " summary hr ul ol li dl dt dd table caption thead tbody tfoot tr td th".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What is there for screen readers only.
_HIDDEN_CLASS = frozenset(("blind", "sr-only", "sound_only", "screen_out", "skip"))
_KEPT_SPACES = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_WITHOUT_MARKS = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")
# `- `, `ㅇ `, `①`, `1)`: a list's item that brings its own mark.
_OWN_MARK = re.compile(r"[^\w\s\"'“‘「『｢<(\[《]|[①-⑳➊-➓❶-❿]|[ㅇo]\s|\d{1,2}[.)]|[가-하][.)]")
# Captions for screen readers: `제목, 등록일, 내용을 제공하는 표`.
_READ_ALOUD = re.compile(r"(?:표|제공|구성|안내)(?:입니다|합니다|됩니다|됨)?\.?$")
# Tables in tables deeper than this are read as lines.
_DEEPEST = 8


def add_element(layout: Layout, root: Any, depth: int = 0) -> None:
    """Adds what an element shows to the layout, in reading order."""
    line: list[str] = []
    mark = ""
    verbatim = None
    places: dict[Any, int] = {}

    def end_line() -> None:
        nonlocal mark
        raw = "".join(line).strip(" ")
        line.clear()
        if raw:
            layout.paragraph(mark + raw if raw.strip() else raw)
            mark = "" if raw.strip() else mark

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if is_hidden(element):
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                end_line()
            if depth < _DEEPEST and (tag == "table" or (tag == "dl" and _is_paired(element))):
                _add_table(layout, element, depth + 1)
                walker.skip_subtree()
                continue
            if tag in _HEADINGS:
                layout.paragraph("")
            elif tag == "br":
                line.append("\n")
            elif tag == "li":
                mark = _mark(element, places)
            if verbatim is None and (tag == "pre" or _KEPT_SPACES.search(element.get("style", ""))):
                verbatim = element
            line.append(_shown(element.text, verbatim is not None))
            continue
        if tag in _BLOCKS:
            end_line()
        if tag == "li":
            mark = ""
        if element is verbatim:
            verbatim = None
        if element is not root:
            line.append(_shown(element.tail, verbatim is not None))
    end_line()


def is_hidden(element: Any) -> bool:
    """Whether a reader of the page does not see this element, or sees it as furniture around the page."""
    return (
        element.tag in _NEVER_SHOWN
        or element.get("hidden") is not None
        or _HIDDEN_STYLE.search(element.get("style", "")) is not None
        or not _HIDDEN_CLASS.isdisjoint(element.get("class", "").split())
    )


def text_of(element: Any) -> str:
    """All text of an element in one line."""
    return " ".join("".join(element.itertext()).split())


def drop(element: Any) -> None:
    """Takes an element out of its tree; the text after it stays."""
    above, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if above is None:
        return
    if before is None:
        above.text = (above.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    above.remove(element)


def _shown(text: str | None, verbatim: bool) -> str:
    return (text or "") if verbatim else _WHITE.sub(" ", text or "")


def _mark(item: Any, places: dict[Any, int]) -> str:
    """The number or bullet that a browser draws before a list's item; `places` counts the items of each list."""
    among = item.getparent()
    start = _number(among.get("start"), 1)
    places[among] = place = _number(item.get("value"), places.get(among, start - 1) + 1)
    if any(_WITHOUT_MARKS.search(element.get("style", "")) for element in (among, item)):
        return ""
    if _OWN_MARK.match(next((text.strip() for text in item.itertext() if text.strip()), "")):
        return ""
    return f"{place}. " if among.tag == "ol" else "• "


def _number(text: str | None, default: int) -> int:
    found = re.match(r"\s*(\d{1,5})", text or "")
    return int(found[1]) if found else default


# --- tables ---------------------------------------------------------------------------------------------


def _add_table(layout: Layout, table: Any, depth: int) -> None:
    rows = [list(cells) for cells in _rows(table)]
    written = [cell for cells in rows for cell in cells if text_of(cell)]
    if _is_arrangement(rows, written):
        for cell in written:
            add_element(layout, cell, depth)
            layout.paragraph("")
        return
    for caption in table.iterchildren("caption"):
        if not is_hidden(caption) and not _READ_ALOUD.search(text_of(caption)):
            layout.paragraph(text_of(caption))
    layout.table(
        [
            [
                # A row span of 0 reaches to the end of the table.
                Span(_lines(cell, depth), _number(cell.get("rowspan"), 1) or len(rows), _number(cell.get("colspan"), 1))
                for cell in cells
            ]
            for cells in rows
        ]
    )


def _rows(table: Any) -> Iterator[Iterator[Any]]:
    if table.tag == "dl":
        yield from (iter((term, term.getnext())) for term in table.iterchildren("dt"))
        return
    for part in table:
        if is_hidden(part):
            continue
        if part.tag == "tr":
            yield (cell for cell in part if cell.tag in ("td", "th") and not is_hidden(cell))
        elif part.tag != "table":
            yield from _rows(part)


def _is_paired(terms: Any) -> bool:
    """Whether every term of a definition list has one short definition, like two cells of a row."""
    tags = [part.tag for part in terms]
    pairs = tags == ["dt", "dd"] * (len(tags) // 2) and bool(tags)
    if not pairs or any(inner is not terms for inner in terms.iter("table", "dl")):
        return False
    return all(len(text_of(part)) < 200 for part in terms)


def _is_arrangement(rows: list[list[Any]], written: list[Any]) -> bool:
    """Whether a table only places other things on the page: a box, or a frame around a table that holds most text."""
    if len(written) == 1 and sum(map(len, rows)) <= len(rows) * 2:
        return True
    sizes = {cell: len(text_of(cell)) for cell in written}
    return any(size > sum(sizes.values()) * 0.6 and cell.find(".//table") is not None for cell, size in sizes.items())


def _lines(cell: Any, depth: int) -> tuple[str, ...]:
    inner = Layout()
    add_element(inner, cell, depth)
    return tuple(Document("", tuple(inner.blocks)).plain.splitlines())
