"""The format hwp, read with dochan."""

from __future__ import annotations

from knowledge.documents.dochan_reader import read_with_dochan
from knowledge.documents.model import Document, Format

__all__ = ["FORMAT"]


def _recognises(data: bytes) -> bool:
    return data.startswith(b"\xd0\xcf\x11\xe0")


def _read(file: str, data: bytes) -> Document:
    return read_with_dochan(file, data, "hwp")


FORMAT = Format("hwp", 20, _recognises, _read)
