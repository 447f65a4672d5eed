"""The format pdf, read with dochan."""

from __future__ import annotations

from knowledge.documents.dochan_reader import read_with_dochan
from knowledge.documents.model import Document, Format

__all__ = ["FORMAT"]


def _recognises(data: bytes) -> bool:
    return data.startswith(b"%PDF")


def _read(file: str, data: bytes) -> Document:
    return read_with_dochan(file, data, "pdf")


FORMAT = Format("pdf", 90, _recognises, _read)
