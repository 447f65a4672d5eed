"""Bytes of text to characters: byte order mark, what the file itself declares, UTF-8, UTF-16, CP949."""

from __future__ import annotations

import codecs
import re

from knowledge.documents.model import UnreadableDocument

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ODD = re.compile(r"[^\t\n\r\x20-\x7e\u00a0-\u00ff\u2000-\u33ff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\u4e00-\u9fff]")
_SAMPLE = 4_000


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in these bytes; `declared` is the encoding that the file names. Raises UnreadableDocument."""
    found = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None) or _utf_16(data)
    for encoding in (found,) if found else (_codec(declared), "utf-8", "cp949"):
        try:
            return data.decode(encoding)
        except (ValueError, LookupError):  # a name with a zero byte is another ValueError than wrong bytes are
            continue
    raise UnreadableDocument("글자를 읽을 수 없는 텍스트 파일이에요. 인코딩을 UTF-8로 바꿔 저장한 뒤 다시 넣어 주세요.")


def is_utf_16(data: bytes) -> bool:
    """Whether these bytes are surely UTF-16: by their byte order mark, or as nothing but text in it."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _utf_16(data) is not None


def _utf_16(data: bytes) -> str | None:
    """The UTF-16 without a byte order mark that these bytes are, if one of the two is sure."""
    if b"\x00" not in data[:_SAMPLE] or len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data[:_SAMPLE].decode(encoding, "replace")
        # The other byte order makes Chinese and control characters of Korean, and has no line end or space.
        if (
            not _ODD.search(text.rstrip("\ufffd"))
            and re.search(r"[ \n]", text)
            and re.search(r"[\x20-\x7e가-힣]", text)
        ):
            return encoding
    return None


def _codec(declared: str | None) -> str:
    """Python's name of a declared encoding; the names that Korean sites use for theirs all mean CP949."""
    name = (declared or "utf-8").strip().lower()
    return "cp949" if re.match(r"euc-?kr|ks_?c|cp949|ms949|(?:x-)?windows-949|uhc", name) else name
