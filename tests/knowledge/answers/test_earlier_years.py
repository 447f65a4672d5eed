"""A contest without a date this year: when it was before is told as past, and nothing is foretold."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Missing
from knowledge.questions.understand import understand

TODAY = date(2026, 11, 22)


def missing(base: KnowledgeBase, text: str) -> Missing:
    found = answer(understand(text, base, TODAY), base, TODAY)
    (part,) = [part for part in found.parts if isinstance(part, Missing)]
    return part


@pytest.mark.parametrize("text", ["올해 시상식 언제예요?", "올해 적극행정 시상식 언제예요?", "내년 시상식 언제예요?"])
def test_a_year_that_is_not_over_is_answered_with_the_days_before(base: KnowledgeBase, text: str) -> None:
    assert missing(base, text).earlier == (date(2024, 11, 14),)


def test_a_year_that_is_over_is_answered_with_the_years_there_are(base: KnowledgeBase) -> None:
    assert missing(base, "2025년 시상식 언제였어요?").available == ("2024",)
