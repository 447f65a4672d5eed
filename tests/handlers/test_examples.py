"""What is shown to who does not know what to ask: questions that the base of today answers, the often asked first."""

from __future__ import annotations

from datetime import date

from bot.context import Desk
from bot.library import Library
from handlers.examples import examples
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Status
from knowledge.model import Facts
from knowledge.questions.understand import understand
from tests.handlers.conftest import STAFF
from tests.transport import Room

TODAY = date(2026, 11, 30)
HOME = "고용노동부"


def test_every_example_is_answered_and_each_is_of_another_topic(known: Library) -> None:
    shown = examples(known.current, TODAY, HOME)
    assert len(shown) == len(set(shown)) == 4
    for text in shown:
        question = understand(text, known.current, TODAY)
        assert answer(question, known.current, TODAY).status is Status.ANSWERED, text


def test_what_is_asked_often_comes_first(known: Library) -> None:
    usual = examples(known.current, TODAY, HOME)
    often = examples(known.current, TODAY, HOME, ("where", "contact", "gone"))
    assert "어디서" in often[0]
    assert "전화번호" in often[1]
    assert often != usual


def test_a_base_without_anything_has_no_examples_that_fail() -> None:
    assert examples(KnowledgeBase(Facts()), TODAY, HOME) == ()


async def test_help_begins_with_what_is_asked_and_only_numbers_are_kept_of_it(room: Room, desk: Desk) -> None:
    (before,) = await room.say("/help", by=STAFF)
    assert "이렇게 물어보세요" in before.text
    await room.say("혁신행정담당관실 전화번호", by=STAFF)
    (after,) = await room.say("뭐 물어볼 수 있어?", by=STAFF)
    assert "전화번호" in after.text
    (menu,) = await room.say("/help", by=STAFF)
    lines = menu.text.split("\n")
    assert "자주 묻는 것" in lines[0]
    assert "전화번호" in lines[1]
    kept = list(desk.store.asked._db.query("SELECT topic, times FROM asked"))
    assert kept == [{"topic": "contact", "times": 1}]
