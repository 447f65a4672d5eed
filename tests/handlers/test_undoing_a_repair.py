"""A question that was read otherwise than it was typed: what it says of itself, and how it is taken back."""

from __future__ import annotations

import pytest

from bot.context import Desk
from handlers.render import plain, say
from knowledge.dialogue import question_from_json
from tests.handlers.conftest import STAFF, STRANGER
from tests.transport import GROUP, USERNAME, Call, Room, Transport

TYPED = "tltkdtlr djswp"
HOSTILE = "<b>시상싞</b> 언재 & <a href='x'>"


def data(call: Call) -> list[str]:
    return [button.get("callback_data", "") for button in call.buttons]


async def test_a_repaired_answer_says_so_and_can_be_taken_back(room: Room, desk: Desk) -> None:
    (call,) = await room.say(TYPED, by=STAFF)
    assert "2024. 11. 14." in call.text.split("\n")[0]
    assert "‘시상식 언제’" in call.text
    assert {"asis", "why"} <= set(data(call))
    toast, edited = await room.press("asis", by=STAFF, message_id=1001)
    assert (toast.method, toast.text) == ("answerCallbackQuery", "")
    assert (edited.method, edited.values["message_id"]) == ("editMessageText", 1001)
    assert "‘시상식 언제’" not in edited.text
    assert "2024. 11. 14." not in edited.text
    assert "asis" not in data(edited)
    kept = question_from_json(desk.store.question_of(STAFF, 1001) or "")
    assert (kept.repaired, kept.asked) == (None, TYPED)


async def test_taking_back_twice_does_no_harm(room: Room) -> None:
    await room.say(TYPED, by=STAFF)
    _, first = await room.press("asis", by=STAFF, message_id=1001)
    toast, second = await room.press("asis", by=STAFF, message_id=1001)
    assert toast.text == ""
    assert (second.text, second.buttons) == (first.text, first.buttons)


async def test_what_was_taken_back_can_be_mended_again(room: Room) -> None:
    (first,) = await room.say(TYPED, by=STAFF)
    _, undone = await room.press("asis", by=STAFF, message_id=1001)
    assert "mended" in data(undone)
    _, again = await room.press("mended", by=STAFF, message_id=1001)
    assert (again.text, again.buttons) == (first.text, first.buttons)


async def test_taking_back_keeps_the_words_that_were_spelt_right(room: Room) -> None:
    (mended,) = await room.say("시상싞 장소는 어디예요 적극행정", by=STAFF)
    assert "asis" in data(mended)
    _, typed = await room.press("asis", by=STAFF, message_id=1001)
    assert "모르겠어요" not in typed.text
    assert "mended" in data(typed)


async def test_what_was_taken_back_is_explained_and_followed_up_as_it_was_typed(room: Room) -> None:
    await room.say(TYPED, by=STAFF)
    await room.press("asis", by=STAFF, message_id=1001)
    (why,) = await room.say("왜", by=STAFF)
    assert "‘시상식 언제’" not in why.text
    assert "tltkdtlr, djswp" in why.text


async def test_a_question_that_is_unknown_cannot_be_taken_back(room: Room) -> None:
    (call,) = await room.press("asis", by=STAFF, message_id=555)
    assert call.text == plain(say("old_button"))


async def test_a_stranger_takes_nothing_back(room: Room, desk: Desk) -> None:
    await room.say(f"@{USERNAME} {TYPED}", by=STAFF, chat=GROUP)
    before = desk.store.question_of(GROUP, 1001)
    (call,) = await room.press("asis", by=STRANGER, chat=GROUP, message_id=1001)
    assert call.method == "answerCallbackQuery"
    assert call.text == plain(say("stranger", user_id=STRANGER, access="group"))
    assert desk.store.question_of(GROUP, 1001) == before


async def test_in_a_group_a_repair_can_be_taken_back_too(room: Room) -> None:
    (call,) = await room.say(f"@{USERNAME} {TYPED}", by=STAFF, chat=GROUP)
    assert "asis" in data(call)
    assert "why" not in data(call)
    _, edited = await room.press("asis", by=STAFF, chat=GROUP, message_id=1001)
    assert "asis" not in data(edited)


async def test_what_is_missing_is_told_with_the_reading_it_comes_from(room: Room) -> None:
    (call,) = await room.say("2019년 tltkdtlr", by=STAFF)
    assert "‘2019년 시상식’" in call.text
    assert "2024. 11. 14." not in call.text
    assert {"asis", "why"} <= set(data(call))


@pytest.mark.parametrize("button", ["asis", "why"])
async def test_markup_in_what_was_repaired_is_shown_and_not_obeyed(
    room: Room, transport: Transport, button: str
) -> None:
    (call,) = await room.say(HOSTILE, by=STAFF)
    assert "asis" in data(call)
    calls = await room.press(button, by=STAFF, message_id=1001)
    for shown in (call, *calls):
        assert "<a href" not in shown.text
        assert "<b>시상싞" not in shown.text


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (TYPED, "‘tltkdtlr djswp’ → ‘시상식 언제’"),
        ("퇴직연긍 사례", "‘퇴직연긍 사례’ → ‘퇴직연금 사례’"),
        ("월급 체불 사례", "‘월급’ → 임금"),
        ("2024년 정부혁신 최우수 사례", ": 3건"),
        ("흠냐 으라차차", "흠냐, 으라차차"),
        ("2019년 시상식", "해: 2019년"),
        ("정부혁신 상금", "것: 상금"),
        ("소통행사 몇 시", "government-innovation-awards.txt 45줄"),
    ],
)
async def test_why_says_what_was_read_searched_and_found(room: Room, text: str, fact: str) -> None:
    await room.say(text, by=STAFF)
    (why,) = await room.say("왜", by=STAFF)
    assert fact in why.text
    assert len(why.text) <= 1000


@pytest.mark.parametrize("text", ["시상식 언제예요?", "김동현 번호", "사장님 안전교육 사례"])
async def test_one_record_that_words_found_is_explained_by_a_button_in_private(room: Room, text: str) -> None:
    (call,) = await room.say(text, by=STAFF)
    assert "why" in data(call)
    (in_group,) = await room.say(f"@{USERNAME} {text}", by=STAFF, chat=GROUP)
    assert "why" not in data(in_group)
