"""How far a typed word is from the one that was meant."""

from __future__ import annotations

import pytest

from knowledge.words.slips import KnownWords, slip_cost


@pytest.mark.parametrize(
    ("typed", "word", "cost"),
    [
        ("언제", "언제", 0.0),
        ("언재", "언제", 0.2),
        ("일졍", "일정", 0.35),
        ("햇어", "했어", 0.35),
        ("회으", "회의", 0.35),
        ("시ㅣ상식", "시상식", 0.5),  # one key twice
        ("알랴줘", "알려줘", 0.7),  # the key beside it
        ("인정", "안정", 0.7),
        ("저부혁신", "정부혁신", 1.1),
        ("공공디자인", "광고디자인", 1.1 + 0.7),
    ],
)
def test_a_slip_costs_less_the_likelier_it_is(typed: str, word: str, cost: float) -> None:
    assert slip_cost(typed, word) == pytest.approx(cost)


def test_the_shorter_a_word_the_fewer_slips_may_be_in_it() -> None:
    words = KnownWords(["접수", "언제", "경계선지능", "한국장애인고용공단"])
    assert [word for word, _ in words.near("언재")] == ["언제"]
    assert words.near("접시") == ()
    assert [word for word, _ in words.near("경게선지눙")] == ["경계선지능"]
    assert [word for word, _ in words.near("항국장애인고욘공당")] == ["한국장애인고용공단"]


def test_a_figure_is_never_a_slip_of_another() -> None:
    assert KnownWords(["2차", "12차"]).near("1차") == ()
