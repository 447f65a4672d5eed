"""Personal numbers are not kept: mobile and resident registration numbers are hidden before anything is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from knowledge.documents.model import Block, Document, Doubt, Paragraph, Row

_DASH = r"[-–—‐‑－.·\s]"
# 010, and the 011, 016-019 of before 2021, with or without the country's number.
_MOBILE = re.compile(
    rf"(?<![\d*.,/=_-])(?P<head>(?:[+＋]?\s?[8８][2２]\s?\)?{_DASH}?\s?\(?[0０]?\)?|[(（]?[0０])[1１][016789０１６７８９])"
    rf"[)）]?{_DASH}{{0,3}}\d{{3,4}}{_DASH}{{0,3}}\d{{4}}(?![\d*])"
)
_RESIDENT = re.compile(r"(?<![\d.,/=_-])(?P<born>\d{6})\s?[-–—－]?\s?(?P<sex>[1-8１-８])\d{6}(?![\d.,])")
_AROUND = "()（） "
_MOBILE_FOUND = "휴대전화 번호가 적혀 있어요. 저장하지 않고 가렸어요."
_RESIDENT_FOUND = "주민등록번호로 보이는 번호가 적혀 있어요. 저장하지 않고 가렸어요."


def without_personal_data(document: Document) -> tuple[Document, tuple[Doubt, ...]]:
    """The document with every mobile and resident number hidden (`010-****-****`), and what was found in which line.

    Office numbers stay. The doubts do not repeat the numbers.
    """
    if not (_MOBILE.search(document.plain) or _RESIDENT.search(document.plain)):
        return document, ()
    doubts: dict[Doubt, None] = {}

    def hidden(text: str, line: int) -> str:
        for pattern, mask, warning in (
            (_RESIDENT, _mask_resident, _RESIDENT_FOUND),
            (_MOBILE, _mask_mobile, _MOBILE_FOUND),
        ):
            masked = pattern.sub(mask, text)
            if masked != text:
                doubts[Doubt(line, warning)] = None
                text = masked
        return text

    blocks = tuple(_cleaned(block, hidden) for block in document.blocks)
    return (replace(document, blocks=blocks), tuple(doubts)) if doubts else (document, ())


def _cleaned(block: Block, hidden: Callable[[str, int], str]) -> Block:
    if isinstance(block, Paragraph):
        text = hidden(block.text, block.line)
        # Markup inside a number would keep it from being found in the quote.
        quote = hidden(block.quote, block.line) if text == block.text else text
        return replace(block, text=text, quote=quote)
    return replace(block, rows=tuple(_cleaned_row(row, hidden) for row in block.rows))


def _cleaned_row(row: Row, hidden: Callable[[str, int], str]) -> Row:
    cells = tuple(
        replace(cell, paragraphs=tuple(hidden(text, row.line) for text in cell.paragraphs)) for cell in row.cells
    )
    quote = hidden(row.quote, row.line) if cells == row.cells else "\t".join(cell.text for cell in cells)
    return replace(row, cells=cells, quote=quote)


def _mask_mobile(match: re.Match[str]) -> str:
    return f"0{int(match['head'].strip(_AROUND)[-2:])}-****-****"


def _mask_resident(match: re.Match[str]) -> str:
    century = {"1": 1900, "2": 1900, "5": 1900, "6": 1900}.get(match["sex"], 2000)
    try:
        date(century + int(match["born"][:2]), int(match["born"][2:4]), int(match["born"][4:]))
    except ValueError:
        return match[0]
    return "******-*******"
