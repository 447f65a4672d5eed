"""Which words may be Korean as they stand."""

from __future__ import annotations

import pytest

from knowledge.words.morphology import Likely, analyser, likely

needs_dictionary = pytest.mark.skipif(analyser() is None, reason="python-mecab-ko is not installed")


@needs_dictionary
@pytest.mark.parametrize(
    "word", "기술사 취직 접시 대화 종이 받는 상받는사람 당선되면 심사평 우수리스크 신청서도".split()
)
def test_rare_words_are_words(word: str) -> None:
    assert likely(word) is Likely.WORD


@needs_dictionary
@pytest.mark.parametrize("word", "언재 외궁인 사레".split())
def test_a_noun_that_no_text_holds_is_doubtful(word: str) -> None:
    assert likely(word) is Likely.UNSEEN


@needs_dictionary
@pytest.mark.parametrize("word", "국민셍각함 경게선지눙 의확자문 요얭병원 시스탬 몆명".split())
def test_what_falls_to_pieces_is_no_word(word: str) -> None:
    assert likely(word) is Likely.NONSENSE


@pytest.mark.parametrize("word", "시상싴 일졍 담당쟈 시샹식 공ㅁ전".split())
def test_what_has_a_syllable_that_korean_has_not_is_no_word(word: str) -> None:
    assert likely(word) is Likely.NONSENSE
