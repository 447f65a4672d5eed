"""The format hwp 5: an OLE compound file of Hancom Office, in use from 2000 to about 2022."""

from __future__ import annotations

import zlib

from knowledge.documents.hwp_numbering import heads_of_hwp
from knowledge.documents.model import Document, Format
from knowledge.documents.recall import with_preview_compared

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = "FileHeader".encode("utf-16-le")
_SIGNATURE = b"HWP Document File"
_LARGEST = 16 * 1024 * 1024


def _recognises(data: bytes) -> bool:
    """An OLE file with the stream that every hwp 5 begins with: .doc, .xls and .ppt are OLE files too."""
    return data.startswith(_OLE) and _SIGNATURE in data and _STREAM in data


def _read(file: str, data: bytes) -> Document:
    from knowledge.documents import dochan_reader  # takes 0.2 s to import, which only those who read should wait

    info = _inflated(dochan_reader.stream_of(data, "DocInfo"))
    preview = dochan_reader.stream_of(data, "PrvText").decode("utf-16-le", "ignore")
    return with_preview_compared(dochan_reader.read_hwp(file, data, heads_of_hwp(info)), preview)


def _inflated(packed: bytes) -> bytes:
    """The stream unpacked as far as the bound goes; as it is where it was never packed."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _LARGEST)
    except zlib.error:
        return packed


FORMAT = Format("hwp", 20, _recognises, _read, libraries=("dochan",), modules=("knowledge.documents.dochan_reader",))
