"""An admin's own answer is given to the question it was written for and to no other."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.answers.curated import curated_for
from knowledge.model import CuratedAnswer

DAY = date(2026, 11, 30)


def known(question: str) -> list[CuratedAnswer]:
    return [CuratedAnswer("curated-1", question, "지하에 세워요.", "관리자", DAY, None)]


@pytest.mark.parametrize(
    "asked", ["시상식 주차 되나요", "시상식주차되나요", "시상식에 주차 되나요", "주차 시상식 되나요"]
)
def test_spaces_particles_and_order_do_not_matter(asked: str) -> None:
    assert curated_for(asked, known("시상식 주차 되나요"), DAY)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("대상 상금 얼마예요", "은상 상금 얼마예요"),
        ("적극행정 시상식 주차 되나요", "정부혁신 시상식 주차 되나요"),
        ("상반기 참가비 있나요", "하반기 참가비 있나요"),
        ("참가비 있나요", "참가비 없나요"),
        ("2024년 참가비 있나요", "2025년 참가비 있나요"),
        ("참가비 있나요", ""),
    ],
)
def test_one_other_word_is_another_question(written: str, asked: str) -> None:
    assert curated_for(asked, known(written), DAY) is None
