"""Zip packages (hwpx, docx, odt): what is inside, and bounds that hold before anything in them is parsed."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from knowledge.documents.model import UnreadableDocument

_MOST_ENTRIES = 2_000
_LARGEST_TOTAL = 200 * 1024 * 1024
_LARGEST_XML = 32 * 1024 * 1024
_HIGHEST_RATIO = 200
_RATIO_COUNTS_FROM = 1024 * 1024  # a small part of spaces may well shrink to nothing
_XML = (".xml", ".hpf", ".rels", ".rdf")
_DAMAGED = "압축이 손상된 파일이에요. 원본을 다시 내려받거나 한글·워드에서 다시 저장해 넣어 주세요."
_BROKEN_XML = "파일에 든 본문이 손상되었어요. 원본을 다시 내려받거나 한글·워드에서 다시 저장해 넣어 주세요."
_TOO_LARGE = "압축을 풀면 너무 커지는 파일이라 열지 않았어요. 그림을 빼고 다시 저장해 넣어 주세요."


def names_in(data: bytes) -> frozenset[str]:
    """The names of the parts in these bytes; none where they are no zip or a damaged one."""
    if not data.startswith(b"PK"):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return frozenset(opened.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()


class Archive:
    """A zip package within bounds; opening or reading one that is not raises UnreadableDocument."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise UnreadableDocument(_DAMAGED) from None
        _check(self._zip.infolist())
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """A part's bytes; none where there is no such part."""
        if name not in self.names:
            return b""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
            raise UnreadableDocument(_DAMAGED) from None

    def xml(self, name: str) -> Any:
        """The root element of an XML part, with no entity resolved and nothing fetched; an empty part is damaged."""
        safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.fromstring(self.read(name), safe)
        except (etree.XMLSyntaxError, ValueError):
            raise UnreadableDocument(_BROKEN_XML) from None
        if root.getroottree().docinfo.doctype:
            raise UnreadableDocument(
                "문서 안에 외부 정의(DOCTYPE)가 들어 있어 열지 않았어요. 한글·워드에서 새 파일로 저장해 넣어 주세요."
            )
        return root


def _check(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > _MOST_ENTRIES:
        raise UnreadableDocument(
            f"안에 든 파일이 너무 많아요({len(parts):,}개). 보도자료 한 건만 담은 파일을 넣어 주세요."
        )
    if sum(part.file_size for part in parts) > _LARGEST_TOTAL:
        raise UnreadableDocument(_TOO_LARGE)
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or name[1:2] == ":" or ".." in posixpath.normpath(name).split("/"):
            raise UnreadableDocument("파일 밖을 가리키는 경로가 들어 있어 열지 않았어요. 보낸 곳에 확인해 주세요.")
        if part.flag_bits & 0x1:
            raise UnreadableDocument("암호가 걸린 압축 파일이에요. 암호를 풀어 저장한 뒤 다시 넣어 주세요.")
        if name.lower().endswith(_XML) and part.file_size > _LARGEST_XML:
            raise UnreadableDocument(
                f"본문 하나가 너무 커요({part.file_size / 1024 / 1024:.0f}MB). 필요한 쪽만 나누어 저장해 넣어 주세요."
            )
        if part.file_size > _RATIO_COUNTS_FROM and part.file_size > _HIGHEST_RATIO * max(part.compress_size, 1):
            raise UnreadableDocument(_TOO_LARGE)
