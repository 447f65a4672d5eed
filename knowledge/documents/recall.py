"""How much of one reading of a file another reading has: the check on a reader by a second opinion."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from knowledge.documents.model import Document, Doubt
from knowledge.hangul import nfc

ENOUGH = 0.90
"""Recall below this is a bad reading: good ones have 0.93 and more (221 hwp and hwpx, 6 PDFs measured)."""


def recall(expected: str, found: str) -> float:
    """The share of the letter pairs of `expected` that `found` has, from 0 to 1; 1 where nothing is expected."""
    wanted, had = _pairs(expected), _pairs(found)
    return (wanted & had).total() / wanted.total() if wanted else 1.0


def with_preview_compared(document: Document, preview: str) -> Document:
    """The document, with a doubt where much of the preview text that its file carries is missing from it."""
    if recall(preview, document.plain) >= ENOUGH:
        return document
    doubt = Doubt(1, "파일에 든 미리보기 글의 일부가 본문에서 보이지 않아요. 빠진 곳이 없는지 확인해 주세요.")
    return replace(document, doubts=(*document.doubts, doubt))


def _pairs(text: str) -> Counter[str]:
    letters = re.sub(r"[\W_]+", "", nfc(text))
    return Counter(letters[n : n + 2] for n in range(len(letters) - 1))
