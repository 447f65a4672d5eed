"""What people say for what the bot does: 다시, 원문 보내줘, 캘린더에 넣어줘, 취소."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import GROUP, USERNAME, Room


async def test_again_answers_the_last_question_once_more(room: Room) -> None:
    (first,) = await room.say("정부혁신 최우수 사례", by=STAFF)
    (second,) = await room.say("다시 보여줘", by=STAFF)
    assert (second.method, second.text, second.buttons) == ("sendMessage", first.text, first.buttons)


async def test_the_original_is_sent_at_once(room: Room) -> None:
    await room.say("정부혁신 최우수 사례", by=STAFF)
    (call,) = await room.say("원문 보내줘", by=STAFF)
    assert (call.method, call.files) == ("sendDocument", ("2024-11-14-government-innovation-awards.txt",))


async def test_where_an_answer_rests_on_several_releases_each_is_offered(room: Room) -> None:
    await room.say("대회", by=STAFF)
    (call,) = await room.say("원문", by=STAFF)
    assert [button["callback_data"].partition(":")[0] for button in call.buttons] == ["original"] * 2


async def test_the_day_that_was_told_becomes_a_calendar_file(room: Room) -> None:
    await room.say("시상식 언제예요?", by=STAFF)
    (call,) = await room.say("캘린더에 넣어줘", by=STAFF)
    assert call.method == "sendDocument"
    assert len(Calendar.from_ical(call.contents[0]).events) == 1


async def test_in_a_group_too(room: Room) -> None:
    await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP)
    (call,) = await room.say(f"@{USERNAME} 캘린더에 넣어줘", by=STAFF, chat=GROUP)
    assert call.method == "sendDocument"


async def test_with_no_day_before_it_what_is_coming_is_listed(room: Room) -> None:
    (listed,) = await room.say("/upcoming", by=STAFF)
    (call,) = await room.say("캘린더에 넣어줘", by=STAFF)
    assert call.text == listed.text


@pytest.mark.parametrize("said", ["다시", "원문 보내줘"])
async def test_with_nothing_answered_before_that_is_said(room: Room, said: str) -> None:
    (call,) = await room.say(said, by=STAFF)
    assert call.text == plain(say("nothing_before"))


@pytest.mark.parametrize("who", [STAFF, ADMIN])
async def test_cancel_with_nothing_open_says_so_and_never_searches(room: Room, who: int) -> None:
    (call,) = await room.say("취소", by=who)
    assert call.text == plain(say("draft_cancelled", was_open=False))


async def test_cancel_gives_up_what_an_admin_is_writing(room: Room) -> None:
    await room.say("/alias", by=ADMIN)
    await room.press("alias:new", by=ADMIN, message_id=1001)
    (call,) = await room.say("취소", by=ADMIN)
    assert call.text == plain(say("draft_cancelled", was_open=True))


@pytest.mark.parametrize(
    ("button", "command"), [("📅", "/schedule"), ("🏆", "/cases"), ("☎️", "/contacts"), ("🎯", "/contests")]
)
async def test_the_sign_of_a_button_means_the_button(room: Room, button: str, command: str) -> None:
    (call,) = await room.say(button, by=STAFF)
    (listed,) = await room.say(command, by=STAFF)
    assert call.text == listed.text
