"""Answers that admins gave to questions that no release answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from knowledge.hangul import squeeze, strip_ending
from knowledge.model import CuratedAnswer


def curated_for(text: str, known: Iterable[CuratedAnswer], day: date) -> CuratedAnswer | None:
    """The answer to a question in just these words that counts on this day, the newest where there are several.

    Their order, their particles or all spaces may differ; one word more or less makes another question: 은상 is no
    대상, 없나요 no 있나요.
    """
    asked, run_together = _words(text), squeeze(text)
    same = [
        one
        for one in known
        if one.day <= day <= (one.until or date.max)
        and (_words(one.question) == asked or squeeze(one.question) == run_together)
    ]
    return max(same, key=lambda one: one.day, default=None) if run_together else None


def _words(text: str) -> list[str]:
    return sorted(strip_ending(word) for word in map(squeeze, text.split()) if word)
