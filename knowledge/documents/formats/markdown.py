"""Markdown as converters write it: pipe tables with `<br>` in cells, headings, bold, links, escapes."""

from __future__ import annotations

import re

from knowledge.documents.encodings import is_utf_16
from knowledge.documents.formats import text
from knowledge.documents.markup import clean
from knowledge.documents.model import Cell, Document, Format

# What plain text never has: a line that rules a pipe table, or a heading followed by more markup.
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?[ \t]*")
_RULED = re.compile(rf"^[ \t]*\|.*\|[ \t]*\r?\n{_RULE.pattern}$", re.MULTILINE)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_MARKUP = re.compile(r"\*\*\S[^*\n]{0,200}\*\*|\]\([^()\s]{1,500}\)|^[-*+] \S", re.MULTILINE)

_LINE = re.compile(r"[ ]{0,3}(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3}\w*|~{3}\w*)[ \t]*")
_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]?)+")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,1000}\)")
_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]{1,300})\]\([^()\s]{1,1000}(?:\s\"[^\"\n]{0,300}\")?\)|<(?P<address>https?://[^<>\s]{1,500})>"
)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<text>(?:(?!\1).){1,500}?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_PIPE = re.compile(r"(?<!\\)\|")
_ROW = re.compile(r"\s*\|(?P<cells>.*)\|\s*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def _recognises(data: bytes) -> bool:
    if is_utf_16(data) or not text.FORMAT.recognises(data):
        return False
    start = data[:200_000].decode("utf-8", "replace")
    return bool(_RULED.search(start)) or bool(_HEADING.search(start) and _MARKUP.search(start))


def _read(file: str, data: bytes) -> Document:
    return text.read_lines(file, data, "md", _shown, _cells)


def _cells(raw: str) -> tuple[Cell, ...] | None:
    """The cells between pipes; none of an empty row and of a line that rules the table. A box of one cell is no row."""
    if _RULE.fullmatch(raw):
        return ()
    row = _ROW.fullmatch(raw)
    parts = _PIPE.split(row["cells"]) if row else []
    if len(parts) < 2:
        return None
    cells = tuple(Cell(tuple(filter(None, map(_shown, _BREAK.split(part))))) for part in parts)
    return cells if any(cell.paragraphs for cell in cells) else ()


def _shown(raw: str) -> str:
    if _LINE.fullmatch(raw):
        return ""
    box = _ROW.fullmatch(raw)
    line = _HEADING.sub("", _QUOTE.sub("", box["cells"] if box else raw))
    line = _LINK.sub(lambda link: link["text"] or link["address"], _IMAGE.sub("", line))
    line = _BOLD.sub(lambda bold: bold["text"], line)
    return _ESCAPE.sub(r"\1", clean(line.rstrip("\\")))


FORMAT = Format("md", 70, _recognises, _read, signature=False, line_numbers=True)
