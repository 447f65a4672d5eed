"""Small talk, what is outside, odd text, and what is done to a text before it is read."""

from datetime import date
from typing import TypeVar

import pytest

from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Aspect, EventDetail, OutOfScope, SmallTalk, Status, TooLong
from knowledge.questions.understand import LONGEST_QUESTION, understand
from tests.knowledge.conftest import Conversation

T = TypeVar("T")
DAY = date(2026, 11, 21)


def only(answers: list[Answer], kind: type[T]) -> T:
    """The one part of this kind in the last answer."""
    (part,) = [p for p in answers[-1].parts if isinstance(p, kind)]
    return part


@pytest.mark.parametrize("text", ["안녕하세요", "ㅋㅋㅋㅋ", "감사합니다 ㅎㅎ", "ㅇㅋ", "넌 누구야"])
def test_small_talk_gets_small_talk(talk: Conversation, text: str) -> None:
    assert only(talk(text), SmallTalk)


@pytest.mark.parametrize("text", ["실업급여 신청 방법", "오늘 서울 날씨", "연가 신청 어떻게 해요?", "최저임금 얼마"])
def test_what_is_outside_is_refused(talk: Conversation, text: str) -> None:
    answers = talk(text)
    assert only(answers, OutOfScope)
    assert answers[-1].status is Status.UNANSWERED


@pytest.mark.parametrize(
    "text", ["", " ", "?", "ㅁㄴㅇㄹ", "qwer asdf", "🙂🙂", "<b>굵게</b>", "\x00", "ㅏㅏㅏ", "가" * 300]
)
def test_text_that_shares_nothing_with_the_base_is_not_answered(talk: Conversation, text: str) -> None:
    assert talk(text)[-1].status is Status.UNANSWERED


def test_a_pasted_document_is_no_question(talk: Conversation) -> None:
    assert only(talk("시상식 " * LONGEST_QUESTION), TooLong).limit == LONGEST_QUESTION


def test_greeting_and_introduction_around_a_question_are_cut_off(talk: Conversation) -> None:
    answers = talk("안녕하세요 대전청 홍길동입니다. 다름이 아니라 시상식 장소 문의드립니다. 감사합니다~")
    assert only(answers, EventDetail).aspects == (Aspect.PLACE,)


def test_an_introduction_is_not_a_person_asked_for(base: KnowledgeBase) -> None:
    question = understand("부산청 이민수입니다. 시상식 언제예요", base, DAY)
    assert question.unknown is None
    assert "이민수" not in question.words


def test_a_repair_is_told(base: KnowledgeBase) -> None:
    assert understand("tltkdtlr djswp", base, DAY).repaired == "시상식 언제"
    assert understand("시상식 언제", base, DAY).repaired is None


def test_english_words_that_are_meant_stay(base: KnowledgeBase) -> None:
    assert understand("AI 의학자문 SMART DM", base, DAY).repaired is None


def test_latin_words_that_type_no_known_hangul_stay(base: KnowledgeBase) -> None:
    assert understand("wifi 비밀번호 알려줘", base, DAY).repaired is None
