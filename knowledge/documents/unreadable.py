"""Files that are recognised but not read: what they are, and what to send instead."""

from __future__ import annotations

import re

from knowledge.documents.archive import names_in

_INSTEAD = "보도자료를 한글(hwpx·hwp), PDF, 웹페이지(html), 텍스트(txt) 파일로 보내 주세요."
_FROM_HANGUL = "한글에서 열어 hwpx로 다시 저장해 보내 주세요."
_AS_PDF = "PDF로 저장하거나 docx로 바꿔 저장해 보내 주세요."
_AS_CSV = "일정표라면 엑셀에서 ‘CSV UTF-8(쉼표로 분리)’로 저장해 보내 주세요. 보도자료는 한글이나 PDF로 보내 주세요."
_UNPACKED = "압축을 풀고 안에 든 보도자료 파일을 보내 주세요."

UNKNOWN = f"텍스트 파일이 아니에요. 알 수 없는 형식이라 읽을 수 없으니 {_INSTEAD}"

_BEGINNINGS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"HWP Document File",), f"옛 한글(3.0 이하) 문서라 읽을 수 없어요. {_FROM_HANGUL}"),
    (
        (b"\x9b\x20", b"DRMONE", b"SCDSA", b"<DRM", b"\x8fDRMONE"),
        "문서 보안(DRM)이 걸린 파일이라 읽을 수 없어요. 보안을 해제한 파일을 보내 주세요.",
    ),
    ((b"{\\rtf",), f"RTF 문서라 읽을 수 없어요. {_AS_PDF}"),
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"<svg"),
        f"그림 파일이라 글자를 읽을 수 없어요. 그림으로 만들기 전의 {_INSTEAD}",
    ),
    ((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"ALZ\x01", b"EGGA", b"BZh"), f"압축 파일이라 읽을 수 없어요. {_UNPACKED}"),
    ((b"SQLite format 3\x00",), f"데이터베이스 파일이라 읽을 수 없어요. {_INSTEAD}"),
    ((b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!/"), f"실행 파일이라 읽지 않았어요. {_INSTEAD}"),
)
# Two letters may begin a text as well; these files have zero bytes soon after them.
_SHORT_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", f"실행 파일이라 읽지 않았어요. {_INSTEAD}"),
    (b"BM", f"그림 파일이라 글자를 읽을 수 없어요. {_INSTEAD}"),
    (b"RIFF", f"그림·동영상 파일이라 글자를 읽을 수 없어요. {_INSTEAD}"),
    (b"\x00\x00\x00", f"그림·동영상 파일이라 글자를 읽을 수 없어요. {_INSTEAD}"),
)
# Streams of old office files.
_STREAMS = (
    ("EncryptedPackage", "암호가 걸린 오피스 문서라 읽을 수 없어요. 암호를 풀어 저장한 뒤 다시 보내 주세요."),
    ("WordDocument", f"옛 워드(doc) 문서라 읽을 수 없어요. {_AS_PDF}"),
    ("Workbook", f"엑셀(xls) 파일이라 읽을 수 없어요. {_AS_CSV}"),
    ("PowerPoint Document", f"파워포인트(ppt) 파일이라 읽을 수 없어요. {_INSTEAD}"),
)
_PARTS = (
    ("xl/workbook.xml", f"엑셀(xlsx) 파일이라 읽을 수 없어요. {_AS_CSV}"),
    ("ppt/presentation.xml", f"파워포인트(pptx) 파일이라 읽을 수 없어요. {_INSTEAD}"),
)


def describe(data: bytes) -> str | None:
    """A Korean sentence that says what these bytes are and what to send instead; None where they may be text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        names = names_in(data)
        if not names:
            return "손상된 압축 파일이에요(hwpx·docx도 압축 파일이에요). 원본을 다시 내려받아 보내 주세요."
        found = (sentence for part, sentence in _PARTS if part in names)
        return next(found, f"보도자료가 아니라 여러 파일을 묶은 압축 파일(zip)이에요. {_UNPACKED}")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        found = (sentence for stream, sentence in _STREAMS if stream.encode("utf-16-le") in data)
        return next(found, "한글(hwp)이나 옛 오피스 파일인데 손상된 것 같아요. 원본을 다시 내려받아 보내 주세요.")
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|HWPML)", data):
        if b"<HWPML" in data[:2_000]:
            return f"한글 XML(HWPML) 문서라 읽을 수 없어요. {_FROM_HANGUL}"
        return f"XML 자료라 읽을 수 없어요. {_INSTEAD}"
    for beginning, sentence in _SHORT_BEGINNINGS:
        if data.startswith(beginning) and b"\x00" in data[:64]:
            return sentence
    return next((sentence for begins, sentence in _BEGINNINGS if data.startswith(begins)), None)
