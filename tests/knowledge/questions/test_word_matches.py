"""Which word of a question spoke for what was found, and as what it was found."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from knowledge.answers.answer import answer
from knowledge.answers.common import word_matches
from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    ContactList,
    EventDetail,
    Status,
    WordMatch,
    question_from_json,
    question_to_json,
)
from knowledge.model import Facts
from knowledge.questions.understand import understand
from knowledge.search.embedding import Likeness, Meanings
from tests.knowledge.conftest import Conversation

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("퇴직연금 사례", WordMatch("퇴직연금", "퇴직연금", "exact")),
        ("월급 체불 사례", WordMatch("월급", "임금", "synonym")),
        ("사장님 안전 교육 사례", WordMatch("사장님", "CEO", "synonym")),
    ],
)
def test_a_word_is_found_as_it_stands_or_as_another_word(talk: Conversation, text: str, match: WordMatch) -> None:
    (found,) = talk(text)
    assert match in found.matches


def test_a_slip_that_is_taken_as_typed_is_found_as_one(base: KnowledgeBase) -> None:
    found = answer(understand("체뷸 임금 사례", base, DAY, mending=False), base, DAY)
    assert found.question.repaired is None
    assert WordMatch("체뷸", "체불", "slip") in found.matches


def test_initials_that_are_taken_as_typed_are_found_as_initials(base: KnowledgeBase) -> None:
    found = answer(understand("ㅌㅈㅇㄱ 사례", base, DAY, mending=False), base, DAY)
    assert found.question.repaired is None
    assert found.matches == (WordMatch("ㅌㅈㅇㄱ", "퇴직연금", "initials"),)


def test_a_long_stretch_is_found_as_the_words_that_are_partly_the_same(base: KnowledgeBase) -> None:
    typed = "퇴직연금수수료낮추기국민노후"
    hits = base.index.search([typed], ("case",))
    assert word_matches(hits[:1]) == (WordMatch(typed, "퇴직연금 수수료는 낮추고 국민 노후보장은", "part"),)


@pytest.mark.parametrize(
    ("text", "part"),
    [("소통행사 몇 시", EventDetail), ("긴급자동차 시상식 언제", EventDetail), ("퇴직연금 담당자", ContactList)],
)
def test_events_and_contacts_that_words_led_to_say_so(talk: Conversation, text: str, part: type) -> None:
    (found,) = talk(text)
    assert isinstance(found.parts[0], part)
    assert [m.kind for m in found.matches] == ["exact"]


def test_choices_say_which_words_they_have(talk: Conversation) -> None:
    (found,) = talk("월급 체불 사례")
    assert found.status is Status.CHOICES
    assert {m.word for m in found.matches} == {"월급", "체불"}


def test_what_was_not_searched_for_has_no_matches(talk: Conversation) -> None:
    for text in ("시상식 언제", "2024년 최우수 사례", "김동현 번호", "안녕하세요", "흠냐"):
        (found,) = talk(text)
        assert found.matches == (), text


class _Nearest(Meanings):
    """Meanings for which every question means the first case."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def described(self, text: str) -> float:
        return 1.0

    def likeness(self, text: str) -> Likeness:
        cases = np.zeros(len(self._facts.cases), dtype=np.float32)
        cases[0] = 2.0
        return Likeness(cases, np.zeros(len(self._facts.releases), dtype=np.float32))

    def line(self, text: str, release: int) -> str | None:
        return None


def test_a_case_that_only_means_the_same_is_told_with_the_whole_question(base: KnowledgeBase) -> None:
    text = "손 부족한 동네 어르신들 거들어 준 이야기"
    told = KnowledgeBase(base.facts, meanings=_Nearest(base.facts))
    found = answer(understand(text, told, DAY), told, DAY)
    assert WordMatch(text, base.facts.cases[0].name, "meaning") in found.matches


@pytest.mark.parametrize(
    "text",
    [
        "퇴직연긍 사례",
        "월급 체불 사례",
        "긴급자동차 시상식 언제",
        "소통행사 몇 시",
        "맞춤형 취업지원 서비스",
        "사장님 안전 담당자",
    ],
)
def test_a_question_that_was_kept_is_answered_for_the_same_reasons_again(base: KnowledgeBase, text: str) -> None:
    question = understand(text, base, DAY)
    first = answer(question, base, DAY)
    assert first.matches
    assert answer(question_from_json(question_to_json(question)), base, DAY) == first


def test_what_follows_a_repaired_question_is_not_repaired_itself(talk: Conversation) -> None:
    repaired, after = talk("시상싞 언재", "출처는?")
    assert (repaired.question.repaired, repaired.question.asked) == ("시상식 언제", "시상싞 언재")
    assert after.records == repaired.records
    assert (after.question.repaired, after.question.asked) == (None, "")


@pytest.mark.parametrize("text", ["시상싞 언재", "tltkdtlr djswp", "ㅅㅅㅅ 언제", "퇴직연긍 사례"])
def test_what_is_taken_as_it_was_typed_is_not_repaired_again(base: KnowledgeBase, text: str) -> None:
    repaired = understand(text, base, DAY)
    assert (bool(repaired.repaired), repaired.asked) == (True, text)
    typed = understand(repaired.asked, base, DAY, mending=False)
    assert (typed.repaired, typed.asked) == (None, "")
