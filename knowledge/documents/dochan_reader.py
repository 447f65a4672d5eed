"""What dochan reads (hwpx, hwp 5, docx, pdf), as our blocks. The only module that knows dochan."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document, UnreadableDocument

__all__ = ["read_with_dochan"]


def read_with_dochan(file: str, data: bytes, form: str) -> Document:
    """The document in these bytes; raises UnreadableDocument where dochan cannot read them."""
    from dochan import Dochan

    with tempfile.NamedTemporaryFile(suffix=f".{form}") as copy:
        Path(copy.name).write_bytes(data)
        final = {"revision_mode": "final"} if form in ("hwp", "hwpx") else {}
        found = Dochan(copy.name, **final)
    if any(str(error).startswith("ERR") for error in found.errors):
        raise UnreadableDocument(f"파일을 읽다가 오류가 났어요({found.errors[0]}).")
    layout = Layout(recovered=form == "pdf")
    for section in found.doc.sections:
        _add(layout, section.elements)
    return Document(file, tuple(layout.blocks), form, tuple(layout.doubts))


def _add(layout: Layout, elements: list[Any]) -> None:
    for element in elements:
        if hasattr(element, "rows"):
            _add_table(layout, element)
        elif hasattr(element, "runs"):
            layout.paragraph(element.text, _page(element))


def _add_table(layout: Layout, table: Any) -> None:
    cells = [cell for row in table.rows for cell in row if not cell.is_merged_away]
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) == 1 and any(hasattr(part, "rows") for part in filled[0].paragraphs):
        _add(layout, filled[0].paragraphs)
        return
    layout.table(
        [
            [
                Span(
                    tuple(cell.text.split("\n")),
                    cell.row_span,
                    cell.col_span,
                    None if cell.row is None or cell.col is None else (cell.row, cell.col),
                    _page(cell),
                )
                for cell in row
                if not cell.is_merged_away
            ]
            for row in table.rows
        ]
    )


def _page(element: Any) -> int | None:
    provenance = element.provenance
    return getattr(provenance, "page", None) if provenance is not None else None
