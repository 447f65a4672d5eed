"""Stage 1: bytes to a Document. One module per file format in `formats`; the bytes decide, never the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from knowledge.documents import unreadable
from knowledge.documents.formats import FORMATS, html
from knowledge.documents.model import Document, Doubt, Paragraph, Table, UnreadableDocument
from knowledge.documents.saved_pages import belongs_to_page, parts_of

__all__ = [
    "Document",
    "Doubt",
    "Paragraph",
    "Table",
    "UnreadableDocument",
    "belongs_to_page",
    "parts_of",
    "read_bytes",
    "read_document",
]

# Telegram hands bots at most 20 MB, and no release comes near.
LARGEST = 20 * 1024 * 1024


def read_document(path: Path) -> Document:
    """The document in a file, and for a page in the folder saved beside it.

    Raises UnreadableDocument with a Korean sentence where it cannot be read.
    """
    try:
        if path.is_dir():
            raise UnreadableDocument("파일이 아니라 폴더예요. 보도자료 파일을 골라 주세요.")
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableDocument(
                f"파일이 너무 커요({size / 1024 / 1024:.0f}MB). {LARGEST // 1024 // 1024}MB까지 읽을 수 있어요."
            )
        data, *parts = (part.read_bytes() for part in parts_of(path))
    except FileNotFoundError:
        raise UnreadableDocument("파일이 없어요. 이름과 위치를 확인해 주세요.") from None
    except OSError as error:
        raise UnreadableDocument(f"파일을 열 수 없어요({error.strerror}). 읽기 권한을 확인해 주세요.") from error
    return read_bytes(path.name, data, parts)


def read_bytes(file: str, data: bytes, parts: Sequence[bytes] = ()) -> Document:
    """The document in these bytes, known as `file`; raises UnreadableDocument.

    `parts`: the pages that were saved with a page, see `parts_of`; they count only where the page has no text.
    """
    if not data.strip(b"\x00\t\n\r "):
        raise UnreadableDocument("빈 파일이에요. 보도자료 본문이 들어 있는지 확인해 주세요.")
    if parts and html.FORMAT.recognises(data):
        return html.read_saved_page(file, (data, *parts))
    for known in FORMATS:
        if known.recognises(data):
            return known.read(file, data)
    raise UnreadableDocument(unreadable.describe(data) or unreadable.UNKNOWN)
