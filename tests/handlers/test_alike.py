from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from bot.clock import SEOUL
from bot.state.admin_work import MissedQuestion
from handlers.desk.alike import grouped
from knowledge.hangul import squeeze, strip_ending

QUESTIONS = Path(__file__).parents[1] / "questions" / "own.jsonl"


def missed(*texts: str) -> list[MissedQuestion]:
    """These questions as they are kept: the newest first."""
    at = datetime(2026, 11, 30, 12, tzinfo=SEOUL)
    return [MissedQuestion(len(texts) - n, text, n % 3, 1, None, n, at) for n, text in enumerate(texts)]


def texts(*asked: str) -> list[set[str]]:
    return [{one.text for one in group.questions} for group in grouped(missed(*asked))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("혁담 연락처", "연락처 혁담"),
        ("혁담 연락처", "혁담의 연락처는"),
        ("깜장상 심사위원 명단", "깜장상 심사위원 명당"),
        ("혁담 연락처", "혁담 연락처 좀 급하게 알려주세요"),
    ],
)
def test_other_order_endings_slips_and_courtesies_are_the_same_question(one: str, other: str) -> None:
    assert texts(one, other) == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"), [("2024년 깜장상 명단", "2025년 깜장상 명단"), ("혁담 연락처", "깜장상 심사위원"), ("가", "나")]
)
def test_another_year_or_other_words_are_another_question(one: str, other: str) -> None:
    assert len(texts(one, other)) == 2


def test_the_most_frequent_come_first_and_are_called_by_the_first_that_was_asked() -> None:
    first, second = grouped(missed("새것", "혁담 연락처", "혁담 연락처", "혁담 연락처"))
    assert [len(group.questions) for group in (first, second)] == [3, 1]
    assert (first.number, first.people) == (1, 3)


def test_nothing_is_overlooked_by_comparing_only_what_shares_letters() -> None:
    dialogs = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    every = [turn["say"] for dialog in dialogs for turn in dialog["turns"]]
    asked = missed(*dict.fromkeys(every))
    wanted: list[tuple[str, str, list[str]]] = []
    for one in asked:
        words = " ".join(sorted(strip_ending(word) for word in one.text.split()))
        digits = "".join(sorted(set("".join(c if c.isdigit() else " " for c in one.text).split())))
        alike = (
            kept
            for kept in wanted
            if kept[1] == digits
            and max(fuzz.ratio(squeeze(kept[0]), squeeze(words)), fuzz.token_set_ratio(kept[0], words) - 5) >= 80
        )
        if kept := next(alike, None):
            kept[2].append(one.text)
        else:
            wanted.append((words, digits, [one.text]))
    found = [[one.text for one in group.questions] for group in grouped(asked)]
    assert sorted(found) == sorted(questions for _, _, questions in wanted)
    assert len(found) < len(asked)
