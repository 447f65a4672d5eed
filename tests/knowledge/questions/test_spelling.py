"""Questions with slips in them, as staff type on a phone, and questions with rare words, which are no slips."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.base import KnowledgeBase
from knowledge.model import Contact, Facts, Passage
from knowledge.questions.understand import understand
from knowledge.words import morphology
from tests.factories import RELEASE, source
from tests.knowledge.conftest import Conversation

DAY = date(2026, 11, 21)
needs_dictionary = pytest.mark.skipif(morphology.analyser() is None, reason="python-mecab-ko is not installed")


@pytest.fixture(scope="module")
def archive() -> KnowledgeBase:
    """A base whose releases hold the words that the questions of other ministries name."""
    texts = (
        "한국기술교육대는 안전관리 집중주간을 운영한다.",
        "코트라 본사에서 민관 합동 전략회의를 열었다.",
        "국민생각함에서 제안 공모를 연다.",
        "누리 발사체의 이름을 공모하고 기숙사를 열었다. 취지는 이렇다. 대회에서 작은 공이 누리고 속을 본다.",
        "광고디자인 대회의 접수 절차와 우수 리스트, 팀바다의 수상, 고용 서비스",
        "철도여행테마 행사는 예산 절감과 관계없다. 매년 조선왕실의 강좌를 연다.",
    )
    passages = tuple(Passage(f"passage-{n:08}", RELEASE.id, None, text, source(n)) for n, text in enumerate(texts, 1))
    contacts = tuple(
        Contact(f"contact-{n:08}", RELEASE.id, "혁신행정담당관실", None, rank, name, "044-202-7055", DAY, source(n))
        for n, (name, rank) in enumerate((("송보영", "사무관"), ("이상혁", "서기관")), 1)
    )
    return KnowledgeBase(Facts(releases=(RELEASE,), passages=passages, contacts=contacts))


def read_as(text: str, base: KnowledgeBase) -> str:
    return understand(text, base, DAY).repaired or text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("시상싴 언재", "시상식 언제"),
        ("시상식 일졍 알려줘", "시상식 일정 알려줘"),
        ("담당쟈 열락처", "담당자 연락처"),
        ("상금 얼먀에요", "상금 얼마에요"),
        ("몆 명이 뽑혓어", "몇 명이 뽑혔어"),
        ("시상식은 어디서햇어", "시상식은 어디서했어"),
        ("누가 받앗어요", "누가 받았어요"),
        ("시상식언재엿죠", "시상식언제였죠"),
        ("국민셍각함 시상싴 언재", "국민생각함 시상식 언제"),
        ("채우수 사례", "최우수 사례"),
        ("시ㅏㅇ식 언제", "시상식 언제"),
        ("시ㅣ상식 언제", "시상식 언제"),
        ("재쟉년 시상식", "재작년 시상식"),
        ("기숙사 사래 언제", "기숙사 사례 언제"),
        ("송보영 사무간 젼화", "송보영 사무관 전화"),
        ("이상혁 서기간 젼화", "이상혁 서기관 전화"),
    ],
)
def test_slips_are_mended_in_every_word(typed: str, meant: str, archive: KnowledgeBase) -> None:
    assert read_as(typed, archive) == meant


@needs_dictionary
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("안전관리집중쥬간 장수", "안전관리집중주간 장소"),
        ("코트라전략회으 어디서햇어", "코트라전략회의 어디서했어"),
        ("철도여행태마 언제", "철도여행테마 언제"),
    ],
)
def test_the_one_word_that_is_not_understood_is_mended_though_it_is_korean(
    typed: str, meant: str, archive: KnowledgeBase
) -> None:
    assert read_as(typed, archive) == meant


@pytest.mark.parametrize(
    "text",
    [
        "기술사 시험 언제",  # 기숙사
        "취직 언제 되나요",  # 취지
        "공고 언제 나와요",  # 공모
        "접시 깨진 사례",  # 접수
        "대화가 잘 안 통하는 직원",  # 대회
        "누리호 언제",  # 누리고
        "종이 신청서도 되나요",  # 공이
        "이거 어디 쪽에 물어봐요",  # 속
        "상 받는 사람 누구예요",  # 받은
        "당선되면 뭐 주나요",  # 당선된
        "잡은 날짜 언제예요",  # 작은
        "우수리스크 답사 언제 가요",  # 우수 리스트
        "부상자 몇 명이에요",  # 수상자
        "공공디자인 대상 누가 받았어요",  # 광고디자인
        "김바다 주무관 전화번호",  # 팀바다
        "천안시청 사례",
        "장수 마을 사례",  # 장소
        "몇 쪽이에요",
        "애매한 청년들 체험시킨 데",  # 예매
        "접수증 다시 뽑는 방법",  # 접수중
    ],
)
def test_a_word_that_may_be_meant_is_left_alone(text: str, archive: KnowledgeBase) -> None:
    assert understand(text, archive, DAY).repaired is None


@needs_dictionary
@pytest.mark.parametrize(
    "text", ["한기대안전주간 장소", "가계대출 얼마늘었어요", "합동단속 총몇대 걸렸어"], ids=["noun", "verb", "count"]
)
def test_a_known_word_and_a_korean_one_without_a_space_are_left_alone(text: str, archive: KnowledgeBase) -> None:
    assert understand(text, archive, DAY).repaired is None


@needs_dictionary
def test_a_verb_inside_a_word_is_left_alone(base: KnowledgeBase) -> None:
    assert understand("상받는사람 몇명이에요", base, DAY).repaired is None


def test_a_person_is_never_guessed(archive: KnowledgeBase) -> None:
    found = understand("이상햑 서기간 젼화", archive, DAY)
    assert found.repaired == "이상햑 서기관 전화"
    assert found.unknown == ("person", "이상햑")
    assert [c.name for c in archive.facts.contacts if c.id in found.related] == ["이상혁"]


def test_what_is_beyond_mending_does_not_hide_what_was_understood(talk: Conversation) -> None:
    plain, noisy = talk("경계선지능 청년 사례 담당자 누구", "경계선지능 쀍뤫 청년 사례 담당자 누구")
    assert noisy.records == plain.records


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("ㅅㅂㅇ", "송보영", marks=needs_dictionary),  # and not 상받았
        ("ㅅㅄ 언제", "서비스 언제"),  # Windows joins two initials
        ("ㅅㄹ 목록", "사례 목록"),
        ("rhddbwm", "rhddbwm"),  # 공유즈
        ("tltkdtlr djswp", "시상식 언제"),
        ("tltkdtlrdjswo", "시상식언제"),  # 시상식언재
    ],
)
def test_initials_and_another_keyboard_are_read_as_words_that_are_known(
    typed: str, meant: str, archive: KnowledgeBase
) -> None:
    assert read_as(typed, archive) == meant


def test_what_was_spelt_right_is_still_understood_as_typed(base: KnowledgeBase) -> None:
    found = understand("시상식 언재", base, DAY, mending=False)
    assert found.repaired is None
    assert found.filters.event_kind == "시상식"


def test_without_the_dictionary_only_what_cannot_be_korean_is_mended(
    archive: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(morphology, "analyser", lambda: None)
    for cached in (morphology.likely, morphology.is_verbal, morphology.holds_verb, morphology.is_conjugated):
        cached.cache_clear()
    try:
        assert read_as("시상싴 언재", archive) == "시상식 언제"
        assert read_as("접시 깨진 사례", archive) == "접시 깨진 사례"
    finally:
        for cached in (morphology.likely, morphology.is_verbal, morphology.holds_verb, morphology.is_conjugated):
            cached.cache_clear()
