"""The format docx: a zip package of Microsoft Word."""

from __future__ import annotations

from knowledge.documents.archive import Archive, names_in
from knowledge.documents.model import Document, Format


def _recognises(data: bytes) -> bool:
    return "word/document.xml" in names_in(data)


def _read(file: str, data: bytes) -> Document:
    from knowledge.documents import dochan_reader  # takes 0.2 s to import, which only those who read should wait

    Archive(data)  # within bounds
    return dochan_reader.read_docx(file, data)


FORMAT = Format("docx", 30, _recognises, _read, libraries=("dochan",), modules=("knowledge.documents.dochan_reader",))
