"""The format hwpx: a zip package of Hancom Office (KS X 6101)."""

from __future__ import annotations

from knowledge.documents.archive import Archive, names_in
from knowledge.documents.hwp_numbering import Heads, heads_of_hwpx
from knowledge.documents.model import Document, Format, UnreadableDocument
from knowledge.documents.recall import with_preview_compared

_HEADER = "Contents/header.xml"


def _recognises(data: bytes) -> bool:
    """By the kind that the first part tells, which even a damaged archive still has, or by the parts of a text."""
    told = data.startswith(b"PK") and b"mimetypeapplication/hwp+zip" in data[:128]
    return told or any(name.startswith("Contents/section") for name in names_in(data))


def _read(file: str, data: bytes) -> Document:
    from knowledge.documents import dochan_reader  # takes 0.2 s to import, which only those who read should wait

    archive = Archive(data)
    # With a password Hancom Office writes bytes that are no XML in the place of each part, which looks like damage.
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableDocument("암호가 걸린 한글 문서예요. 한글에서 암호를 풀어 저장한 뒤 다시 넣어 주세요.")
    heads = heads_of_hwpx(archive.xml(_HEADER)) if _HEADER in archive.names else Heads()
    document = dochan_reader.read_hwpx(file, data, heads)
    return with_preview_compared(document, archive.read("Preview/PrvText.txt").decode("utf-8", "ignore"))


FORMAT = Format(
    "hwpx", 10, _recognises, _read, libraries=("dochan", "lxml"), modules=("knowledge.documents.dochan_reader",)
)
