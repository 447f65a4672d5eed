"""Answers that admins gave to questions that no release answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rapidfuzz import fuzz

from knowledge.hangul import squeeze
from knowledge.model import CuratedAnswer

_ALIKE = 85
_NUMBERS = re.compile(r"\d+")


def curated_for(text: str, known: Iterable[CuratedAnswer], day: date) -> CuratedAnswer | None:
    """The answer to a question in almost these words that counts on this day; other numbers make another question."""
    asked, numbers = squeeze(text), set(_NUMBERS.findall(text))
    scored = [
        (fuzz.ratio(asked, squeeze(one.question)), one)
        for one in known
        if one.day <= day <= (one.until or date.max) and set(_NUMBERS.findall(one.question)) == numbers
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if asked and best and best[0] >= _ALIKE else None
