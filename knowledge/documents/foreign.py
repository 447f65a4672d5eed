"""Files that are recognised but not read: what they are, in words that say what to do."""

from __future__ import annotations

__all__ = ["describe", "kind_of"]

_KINDS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%PDF",), "PDF 파일"),
    ((b"PK\x03\x04", b"PK\x05\x06"), "압축 파일(hwpx·docx·zip)"),
    ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), "한글(hwp)이나 옛 오피스 파일"),
    ((b"HWP Document File",), "옛 한글(hwp) 파일"),
    ((b"{\\rtf",), "RTF 문서"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "그림 파일"),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"), "압축 파일"),
    ((b"SQLite format 3\x00",), "데이터베이스 파일"),
)


def kind_of(data: bytes) -> str | None:
    """What these bytes are, by their first ones; None where no known kind of file begins like that."""
    return next((name for starts, name in _KINDS if data.startswith(starts)), None)


def describe(data: bytes) -> str:
    """A Korean sentence that says what these bytes are and what to do with them."""
    kind = kind_of(data)
    if kind == "그림 파일":
        return "그림 파일이라 글자를 읽을 수 없어요. 보도자료 본문을 텍스트(.txt)로 저장해 넣어 주세요."
    if kind:
        return f"{kind}이라 아직 읽을 수 없어요. 보도자료 본문을 텍스트(.txt)로 저장해 넣어 주세요."
    return "텍스트 파일이 아니에요. 보도자료 본문을 텍스트(.txt)로 저장해 넣어 주세요."
