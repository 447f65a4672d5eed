"""Leftover markup in text: HTML tags, entities and bold marks that a converter did not take out."""

from __future__ import annotations

import html
import re

from knowledge.hangul import nfc

# Only names that are really tags: `▶<협업으로 현장 애로사항 해결>` and `<끝>` are text in angle brackets.
_BLOCK_TAG = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6])(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:br|small|big|b|strong|i|em|u|s|sub|sup|span|font|a|img|hr|center|mark|table|tbody|thead|tr|td|th)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_SPACED_TAG = re.compile(r"<(?:br|hr|td|th|tr)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BOLD_LINE = re.compile(r"^(?P<head>[^*]{0,12}?)\s*\*\*(?P<text>[^*]+)\*\*\s*$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")


def paragraphs(raw: str) -> tuple[str, ...]:
    """The paragraphs that block tags divide a piece of text into, each cleaned; empty ones are left out."""
    return tuple(text for part in _BLOCK_TAG.split(raw) if (text := clean(part)))


def clean(raw: str) -> str:
    """The text without tags, entities, bold marks and invisible characters, composed, with single spaces."""
    text = _BLOCK_TAG.sub(" ", raw)
    text = _TAG.sub(lambda tag: " " if _SPACED_TAG.match(tag[0]) else "", text)
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = tidy(text)
    if bold := _BOLD_LINE.match(text):
        text = f"{bold['head']} {bold['text'].strip()}".strip()
    return text


def tidy(raw: str) -> str:
    """The text without invisible characters, composed, with single spaces."""
    return " ".join(nfc(_INVISIBLE.sub("", raw)).split())
