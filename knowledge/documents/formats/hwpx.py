"""The format hwpx, read with dochan."""

from __future__ import annotations

from knowledge.documents.dochan_reader import read_with_dochan
from knowledge.documents.model import Document, Format

__all__ = ["FORMAT"]


def _recognises(data: bytes) -> bool:
    return data.startswith(b"PK")


def _read(file: str, data: bytes) -> Document:
    return read_with_dochan(file, data, "hwpx")


FORMAT = Format("hwpx", 10, _recognises, _read)
