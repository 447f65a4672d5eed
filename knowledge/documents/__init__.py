"""Stage 1: bytes to a Document. One module per file format; a new format is a new module and a line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.documents import foreign, text
from knowledge.documents.model import Block, Cell, Document, Paragraph, Row, Table, UnreadableDocument

__all__ = [
    "Block",
    "Cell",
    "Document",
    "Paragraph",
    "Row",
    "Table",
    "UnreadableDocument",
    "read_bytes",
    "read_document",
]

# Asked in order: (recognises, read) of each module. The bytes decide, never the name.
FORMATS: tuple[tuple[Callable[[bytes], bool], Callable[[str, bytes], Document]], ...] = ((text.recognises, text.read),)
# Telegram hands bots at most 20 MB, and no release comes near.
LARGEST = 20 * 1024 * 1024


def read_document(path: Path) -> Document:
    """The document in a file; raises UnreadableDocument with a Korean sentence where it cannot be read."""
    try:
        if path.is_dir():
            raise UnreadableDocument("파일이 아니라 폴더예요. 보도자료 파일을 골라 주세요.")
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableDocument(
                f"파일이 너무 커요({size / 1024 / 1024:.0f}MB). {LARGEST // 1024 // 1024}MB까지 읽을 수 있어요."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument("파일이 없어요. 이름과 위치를 확인해 주세요.") from None
    except OSError as error:
        raise UnreadableDocument(f"파일을 열 수 없어요({error.strerror}). 읽기 권한을 확인해 주세요.") from error
    return read_bytes(path.name, data)


def read_bytes(file: str, data: bytes) -> Document:
    """The document in these bytes, known as `file`; raises UnreadableDocument."""
    if not data.strip():
        raise UnreadableDocument("빈 파일이에요. 보도자료 본문이 들어 있는지 확인해 주세요.")
    for recognises, read in FORMATS:
        if recognises(data):
            return read(file, data)
    raise UnreadableDocument(foreign.describe(data))
