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


def test_what_was_kept_of_known_words_finds_the_same_ones() -> None:
    known = ["접수", "언제", "경계선지능", "한국장애인고용공단"]
    kept = KnownWords(known).dump()
    assert KnownWords(known, kept).near("경게선지눙") == KnownWords(known).near("경게선지눙") != ()
    with pytest.raises(ValueError, match="other words"):
        KnownWords(known[1:], kept)


def test_of_many_words_none_that_is_near_is_left_out() -> None:
    others = [f"{first}{second}지능" for first in "가나다라마바사아자차" for second in "각난닫랄맘밥삿앙잦찿"]
    assert KnownWords([*others, "경계선지능"]).near("경게선지눙") == KnownWords(["경계선지능"]).near("경게선지눙")


def test_of_no_words_none_is_near() -> None:
    assert KnownWords([]).near("언재") == KnownWords([], KnownWords([]).dump()).near("언재") == ()


def test_words_written_alike_are_those_with_the_same_keys() -> None:
    assert KnownWords(["언제", "어디"]).alike("언제") == ["언제"]
    assert KnownWords(["언제", "어디"]).alike("언재") == ()
