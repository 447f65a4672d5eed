"""Web pages in one file (.mhtml): the page and its frames as parts of a MIME message."""

from __future__ import annotations

import email
import re
from email.message import Message

from knowledge.documents.encodings import decode
from knowledge.documents.formats.html import read_pages
from knowledge.documents.model import Document, Format, UnreadableDocument

_HEADERS = re.compile(rb"\s*(?:[A-Za-z][\w-]{0,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){1,40}")
_MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
# A browser makes one multipart; messages in messages without end would be an attack.
_MOST_MULTIPARTS = 20
_MOST_PAGES = 200


def _recognises(data: bytes) -> bool:
    headers = _HEADERS.match(data)
    return headers is not None and _MULTIPART.search(headers[0]) is not None


def _read(file: str, data: bytes) -> Document:
    if len(_MULTIPART.findall(data)) > _MOST_MULTIPARTS:
        raise UnreadableDocument("웹페이지 묶음의 구조가 이상해서 읽지 않았어요. 첨부된 hwpx나 PDF를 보내 주세요.")
    parts = [part for part in email.message_from_bytes(data.lstrip()).walk() if part.get_content_type() == "text/html"]
    if not parts:
        raise UnreadableDocument(
            "저장된 웹페이지 묶음에 웹페이지가 없어요. 페이지를 다시 저장하거나 첨부된 hwpx나 PDF를 보내 주세요."
        )
    return read_pages(file, [_text(part) for part in parts[:_MOST_PAGES]], "mhtml")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decode(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""


FORMAT = Format("mhtml", 55, _recognises, _read, libraries=("lxml",))
