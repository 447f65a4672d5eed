"""Personal numbers are not kept: mobile and resident registration numbers are hidden before anything is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from knowledge.documents.model import Block, Document, Doubt, Paragraph, Row

# What people put between the groups of a number: every dash that a keyboard has (ㅡ is the vowel), and what stands in
# for one where a form or a filter refuses dashes.
_BETWEEN = r"-–—‐‑‒―−－ㅡ~～∼〜_＿/／|:·ㆍ・․"
_DASH = rf"[{_BETWEEN}.,\s]"
# A longer number, a fraction, or the address of a page goes on before it; a list of numbers ("044-202-7047/010-…") may.
_BEGINS = r"(?<![\d*])(?<!\d[-._])(?<![A-Za-z][/=])"
# 010, and the 011, 016-019 of before 2021, with or without the country's number.
_MOBILE = re.compile(
    rf"{_BEGINS}(?P<head>(?:[+＋]?\s?[8８][2２]\s?\)?{_DASH}?\s?\(?[0０]?\)?|[(（]?[0０])[1１][016789０１６７８９])"
    rf"[)）]?{_DASH}{{0,3}}\d{{3,4}}{_DASH}{{0,3}}\d{{4}}(?![\d*])"
)
# Digit by digit, as forms with a box for each print it. A row of small numbers in a table looks like that as well,
# but for what stands where the groups end.
_GROUPS_END = rf"\s?[{_BETWEEN}.][{_BETWEEN}.\s]{{0,2}}"
_SPACED_MOBILE = re.compile(
    rf"{_BEGINS}(?P<head>[0０]\s[1１]\s[016789０１６７８９]){_GROUPS_END}\d(?:\s\d){{2,3}}{_GROUPS_END}\d(?:\s\d){{3}}(?!\s?\d|\*)"
)
_RESIDENT = re.compile(
    rf"{_BEGINS}(?<!\d[,/])(?P<born>\d{{6}})\s?[{_BETWEEN}]?\s?(?P<sex>[1-8１-８])\d{{6}}(?!\d|[.,]\d)"
)
_SPACED_RESIDENT = re.compile(
    rf"{_BEGINS}(?<!\d\s)(?P<born>\d(?:\s\d){{5}}){_GROUPS_END}(?P<sex>[1-8１-８])(?:\s\d){{6}}(?!\s?\d)"
)
_MOBILE_FOUND = "휴대전화 번호가 적혀 있어요. 저장하지 않고 가렸어요."
_RESIDENT_FOUND = "주민등록번호로 보이는 번호가 적혀 있어요. 저장하지 않고 가렸어요."


def without_personal_data(document: Document) -> tuple[Document, tuple[Doubt, ...]]:
    """The document with every mobile and resident number hidden (`010-****-****`), and what was found in which line.

    Office numbers stay. The doubts do not repeat the numbers.
    """
    if not any(pattern.search(document.plain) for pattern, *_ in _KINDS):
        return document, ()
    doubts: dict[Doubt, None] = {}

    def hidden(text: str, line: int) -> str:
        text, found = without_personal_numbers(text)
        doubts.update((Doubt(line, warning), None) for warning in found)
        return text

    blocks = tuple(_cleaned(block, hidden) for block in document.blocks)
    return (replace(document, blocks=blocks), tuple(doubts)) if doubts else (document, ())


def without_personal_numbers(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with its mobile and resident numbers hidden, and a Korean sentence on each kind that was found."""
    found: list[str] = []
    for pattern, mask, warning in _KINDS:
        masked = pattern.sub(mask, text)
        if masked != text and warning not in found:
            found.append(warning)
        text = masked
    return text, tuple(found)


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
    return f"0{_digits(match['head'])[-2:]}-****-****"


def _mask_resident(match: re.Match[str]) -> str:
    century = 1900 if _digits(match["sex"]) in "1256" else 2000
    born = _digits(match["born"])
    try:
        date(century + int(born[:2]), int(born[2:4]), int(born[4:]))
    except ValueError:
        return match[0]
    return "******-*******"


def _digits(text: str) -> str:
    """The digits of a text as ASCII ones, whichever kind of them it has."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


_KINDS = (
    (_RESIDENT, _mask_resident, _RESIDENT_FOUND),
    (_SPACED_RESIDENT, _mask_resident, _RESIDENT_FOUND),
    (_MOBILE, _mask_mobile, _MOBILE_FOUND),
    (_SPACED_MOBILE, _mask_mobile, _MOBILE_FOUND),
)
