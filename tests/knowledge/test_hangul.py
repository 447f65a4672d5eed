import unicodedata

import pytest

from knowledge.hangul import (
    compose,
    fold,
    from_hangul_keys,
    from_latin_keys,
    initials,
    is_initials,
    josa,
    nfc,
    sentences,
    sound,
    squeeze,
    to_jamo,
    to_latin_keys,
)

WORDS = ["시상식", "적극행정", "값", "쀏", "홟", "의학자문", "퇴직연금 수수료", "읽었다", "뷁", "까치 짝꿍"]


@pytest.mark.parametrize("word", WORDS)
def test_keys_typed_with_the_wrong_layout_come_back_as_typed(word: str) -> None:
    assert from_latin_keys(to_latin_keys(word)) == word


@pytest.mark.parametrize("word", WORDS)
def test_jamo_compose_to_the_word_they_were_taken_from(word: str) -> None:
    assert compose(to_jamo(word)) == word


@pytest.mark.parametrize("word", WORDS)
def test_decomposed_text_is_composed(word: str) -> None:
    assert nfc(unicodedata.normalize("NFD", word)) == word


def test_capitals_at_a_sentence_start_still_type_hangul() -> None:
    assert from_latin_keys("Dkssud") == "안녕"


def test_hangul_keys_give_the_latin_word() -> None:
    assert [from_hangul_keys(w) for w in ("ㅗ디ㅔ", "먀", "ㄱ디ㅐㅁㅇ")] == ["help", "ai", "reload"]


def test_typed_initials_survive_normalisation() -> None:
    assert nfc("ㅅㅅㅅ ㅇㅈ") == "ㅅㅅㅅ ㅇㅈ"


def test_stray_conjoining_jamo_become_what_people_type() -> None:
    assert nfc("\u1109\u1109") == "ㅅㅅ"


def test_full_width_digits_and_odd_punctuation_are_folded() -> None:
    assert fold("’２４．　１１∼１２ㆍ“가”\u200b") == '\'24. 11~12"가"'


def test_cheonjiin_residue_is_dropped() -> None:
    assert fold("언제ᆢ ㆍ") == "언제"


def test_squeeze_keeps_letters_and_digits_only() -> None:
    assert squeeze(" SMART-DM (1·2차) ") == "smartdm12차"


def test_initials_keep_other_letters() -> None:
    assert initials("SMART DM 도입") == "smartdmㄷㅇ"
    assert is_initials("ㅅㅅㅅ")
    assert not is_initials("ㅅ상식")
    assert not is_initials("")


def test_vowels_that_sound_alike_are_one() -> None:
    assert sound("언제 계획") == sound("언재 개획")
    assert sound("장소") != sound("장수")


@pytest.mark.parametrize(
    ("word", "pair", "said"),
    [
        ("사례", "은/는", "사례는"),
        ("시상식", "은/는", "시상식은"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("2024년", "이/가", "2024년이"),
        ("7", "으로/로", "7로"),
        ("3", "이/가", "3이"),
        ("『사례』", "을/를", "『사례』를"),
        ("AI", "이/가", "AI가"),
        ("", "은/는", "는"),
    ],
)
def test_the_particle_follows_the_last_sound(word: str, pair: str, said: str) -> None:
    assert josa(word, pair) == said


def test_a_day_or_a_share_ends_no_sentence() -> None:
    text = "4. 10.(금) 접수를 마쳤다. 응모는 12.5% 늘었다. 결과는 곧 알린다."
    assert sentences(text) == ["4. 10.(금) 접수를 마쳤다", "응모는 12.5% 늘었다", "결과는 곧 알린다."]
