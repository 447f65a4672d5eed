"""Web pages as a browser saves them: boards of ministries, korea.kr, and the pages of document viewers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from knowledge.documents.elements import add_element
from knowledge.documents.encodings import decode
from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document, Format, UnreadableDocument
from knowledge.documents.webpage import Webpage, open_webpage

_LARGEST = 10 * 1024 * 1024
_START = re.compile(
    r"(?:\s|<!--.{0,2000}?-->|<\?xml[^>]{0,200}\?>)*<(?:!doctype\s+html|html|head|body|frameset|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
# A piece of a page: it begins with a block and closes several.
_PIECE = re.compile(r"\s*<(?:div|table|section|article|main|p|h[1-6]|ul)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:div|table|section|article|main|p|h[1-6]|ul|li|td|tr)>", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})|<\?xml[^>]{0,80}encoding=[\"']([\w-]{3,20})", re.IGNORECASE
)

# A page with an attachment or a viewer that says less than this (syllables) has its text there.
_LEAST = 100
_REMARK = re.compile(r"이 자료는.*전재하여|첨부|다운로드|바로보기|뷰어|\.(?:hwpx?|pdf|odt|docx?|zip)(?![a-z])")
_OWN_HEAD = re.compile(r"보도(?:시점|일시|일자|시기)|배포(?:시점|일시)")
_ERROR = re.compile(
    r"\b(?:40[0134]|50[0234])\b|not found|forbidden|denied|error|오류|비정상적인|찾을 수 없|존재하지 않|권한이 없"
    r"|접근.{0,6}(?:거부|차단|제한)|로그인|log ?in",
    re.IGNORECASE,
)


def _recognises(data: bytes) -> bool:
    # Without the zero bytes UTF-16 reads like Latin letters.
    head = data[:6_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("latin-1")
    return bool(_START.match(head)) or bool(_PIECE.match(head) and len(_CLOSED.findall(head)) >= 3)


def _read(file: str, data: bytes) -> Document:
    return read_saved_page(file, (data,))


def read_saved_page(file: str, pages: Sequence[bytes]) -> Document:
    """The release in a page and in the pages of its frames, saved with it; raises UnreadableDocument."""
    texts = []
    for data in pages:
        declared = _CHARSET.search(data[:4_000].replace(b"\x00", b""))
        texts.append(decode(data, (declared[1] or declared[2]).decode("ascii") if declared else None))
    return read_pages(file, texts, "html")


def read_pages(file: str, pages: Sequence[str], form: str) -> Document:
    """The release in the text of a page, or, where that has none of its own, in those of its frames, in order."""
    if sum(map(len, pages)) > _LARGEST:
        raise UnreadableDocument(
            f"웹페이지가 너무 커요({_LARGEST // 1024 // 1024}MB까지 읽을 수 있어요). 첨부된 hwpx나 PDF를 보내 주세요."
        )
    page = open_webpage(pages[0])
    bodies = [page.body]
    said = _texts(bodies)
    has_little = _syllables(said) < _LEAST
    everything = " ".join((page.name, page.title or "", *said))
    if has_little and (page.has_viewer or page.files or len(pages) > 1):
        bodies = [frame.body for frame in map(open_webpage, pages[1:])]
        said = _texts(bodies)
        if _syllables(said) < _LEAST:
            raise UnreadableDocument(_advice(page))
    elif has_little and not page.heads and (wrong := _ERROR.search(everything)):
        raise UnreadableDocument(
            f"보도자료가 아니라 사이트의 오류나 로그인 화면이에요('{wrong[0]}')."
            " 보도자료 파일을 다시 내려받아 보내 주세요."
        )
    layout = Layout()
    for cells in page.heads:
        if len(cells) == 1:
            layout.paragraph(cells[0])
        # Whom to call: the release's own table says more about the same person.
        elif cells[-1] not in "".join(said):
            layout.table([[Span((cell,)) for cell in cells]])
    if page.title and not _begins_with_a_head("".join(said), page.title):
        layout.paragraph(page.title)
        layout.paragraph("")
    for body in bodies:
        add_element(layout, body)
    if not layout.blocks:
        raise UnreadableDocument("웹페이지에 글이 없어요. 첨부된 hwpx나 PDF를 보내 주세요.")
    return Document(file, tuple(layout.blocks), form, tuple(layout.doubts))


def _texts(bodies: Sequence[Any]) -> list[str]:
    return [text for body in bodies for text in body.itertext()]


def _syllables(texts: Sequence[str]) -> int:
    """How much is said, without remarks about attachments."""
    return sum(len(re.findall("[가-힣]", text)) for text in texts if not _REMARK.search(text))


def _begins_with_a_head(text: str, title: str) -> bool:
    """Whether the text brings a release's own head, so that the page's title would come twice."""
    begins = re.sub(r"\W", "", text[:3_000])[:600]
    return re.sub(r"\W", "", title) in begins or _OWN_HEAD.search(begins[:300]) is not None


def _advice(page: Webpage) -> str:
    files = f"({', '.join(page.files[:4])})" if page.files else ""
    return (
        f"웹페이지에 보도자료 본문이 없어요. 본문은 첨부파일{files}에 있어요."
        " 그 파일을 내려받아 보내 주세요. 여럿이면 hwpx가 가장 정확해요."
    )


FORMAT = Format("html", 50, _recognises, _read, libraries=("lxml",))
