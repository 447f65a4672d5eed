"""What a question makes of the days that were said."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.base import KnowledgeBase
from knowledge.questions.understand import understand

DAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("다다음 주 화요일 행사 있어?", "2026-12-01/2026-12-01"),
        ("다음 주 금요일까지 마감인 거", "2026-11-21/2026-11-27"),
        ("4분기 시상식", "2026-10-01/2026-12-31"),
        ("12월 28일부터 1월 3일까지 행사", "2026-12-28/2027-01-03"),
        ("12월 3일 시상식", "12-03"),
        ("12월 3일 월요일 시상식", None),
    ],
)
def test_events_are_looked_for_on_the_days_that_were_said(base: KnowledgeBase, text: str, days: str | None) -> None:
    assert understand(text, base, DAY).filters.day == days


def test_the_half_of_a_year_divides_cases_and_not_days(base: KnowledgeBase) -> None:
    filters = understand("2024년 하반기 최우수 사례", base, DAY).filters
    assert (filters.year, filters.half, filters.day) == (2024, "하반기", None)
