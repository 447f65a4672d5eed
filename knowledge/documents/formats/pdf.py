"""The format pdf. A PDF holds signs at places, so tables and paragraphs are recovered, never read."""

from __future__ import annotations

import re

from knowledge.documents.model import Document, Format


def _recognises(data: bytes) -> bool:
    """By its mark, which may stand after up to a kilobyte of something else (PDF 1.7, appendix H)."""
    return data.startswith(b"%PDF") or re.search(rb"%PDF-\d\.\d\s", data[:1024]) is not None


def _read(file: str, data: bytes) -> Document:
    from knowledge.documents import dochan_reader  # takes 0.2 s to import, which only those who read should wait
    from knowledge.documents.pdf_check import judged

    return judged(dochan_reader.read_pdf(file, data), data)


FORMAT = Format(
    "pdf",
    90,
    _recognises,
    _read,
    libraries=("dochan", "pdfplumber", "pypdfium2"),
    modules=("knowledge.documents.dochan_reader", "pdfplumber", "pypdfium2", "PIL.Image"),
)
