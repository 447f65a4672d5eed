from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import SEOUL
from bot.library import Library
from bot.state.admin_work import MissedQuestion
from handlers.desk.alike import Group, grouped


def groups(known: Library, *texts: str) -> list[Group]:
    """The groups of these questions, each asked by one of three people, the newest first."""
    at = datetime(2026, 11, 30, 12, tzinfo=SEOUL)
    asked = [MissedQuestion(len(texts) - n, text, n % 3, 1, None, n, at) for n, text in enumerate(texts)]
    return grouped(asked, known.current.vocabulary.lexicon)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("혁담 연락처", "연락처 혁담"),
        ("혁담 연락처", "혁담의 연락처는?"),
        ("혁담 연락처", "혁담 전화번호 좀 알려 주세요"),
        ("혁담번호가 뭐예요?", "연락처 혁담"),
        ("깜장상 시상식 언제 해요?", "깜장상 시상식 날짜"),
        ("가나다라마바상 연락처", "가나다라마비상 연락처"),
    ],
)
def test_another_order_other_endings_words_for_the_same_courtesies_and_slips_make_no_other_question(
    known: Library, one: str, other: str
) -> None:
    assert len(groups(known, one, other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2024년 깜장상 명단", "2025년 깜장상 명단"),
        ("2024년 깜장상 연락처", "2025년 깜장상 전화번호"),
        ("담당자 연락처", "김예하 담당자 연락처"),
        ("정부혁신 상반기 최우수 사례", "정부혁신 하반기 최우수 사례"),
        ("대상 상금", "깜장상 대상 상금"),
        ("깜장상 시상식 언제", "깜장상 시상식 어디서"),
        ("가", "나"),
    ],
)
def test_another_year_name_half_contest_or_thing_is_another_question(known: Library, one: str, other: str) -> None:
    assert len(groups(known, one, other)) == 2


def test_the_most_frequent_come_first_and_are_called_by_the_first_that_was_asked(known: Library) -> None:
    first, second = groups(known, "새것", "혁담 연락처", "혁담 연락처", "혁담 연락처")
    assert [len(group.questions) for group in (first, second)] == [3, 1]
    assert (first.number, first.people) == (1, 3)
