from __future__ import annotations

from typing import Any

import pytest

from bot.context import Desk
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.transport import GROUP, USERNAME, Call, Room, Transport

ASKED_AT = 1_700_000_000
BAD, GOOD, DAY = "우주여행 언제예요?", "시상식 언제예요?", "2024. 11. 14."


async def edit(room: Room, message_id: int, text: str, *, by: int = STAFF, after: int = 60, **more: Any) -> list[Call]:
    """Somebody edits a message of theirs, so many seconds after it was written."""
    chat = more.pop("chat", by)
    return await room.give(
        edited_message={
            "message_id": message_id,
            "date": ASKED_AT,
            "edit_date": ASKED_AT + after,
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": {"id": by, "is_bot": False, "first_name": "사람"},
            "text": text,
            **more,
        }
    )


def last_said(room: Room) -> int:
    """The number of the message that was said last."""
    return room._counter - 1


async def test_the_answer_to_an_edited_question_is_edited_in_place(room: Room, transport: Transport) -> None:
    (wrong,) = await room.say(BAD, by=STAFF)
    assert DAY not in wrong.text
    (right,) = await edit(room, 1, GOOD)
    assert (right.method, right.values["message_id"]) == ("editMessageText", transport.last_message)
    assert DAY in right.text


async def test_in_a_group_too_and_only_while_it_speaks_to_the_bot(room: Room, transport: Transport) -> None:
    await room.say(f"@{USERNAME} {BAD}", by=STAFF, chat=GROUP)
    (right,) = await edit(room, 1, f"@{USERNAME} {GOOD}", chat=GROUP)
    assert (right.method, right.values["message_id"]) == ("editMessageText", transport.last_message)
    assert await edit(room, 1, "우리끼리 하는 말", chat=GROUP) == []


async def test_an_edit_after_ten_minutes_changes_nothing(room: Room) -> None:
    await room.say(BAD, by=STAFF)
    assert await edit(room, 1, GOOD, after=601) == []
    assert [call.method for call in await edit(room, 1, GOOD, after=600)] == ["editMessageText"]


async def test_an_edit_without_another_meaning_changes_nothing(room: Room) -> None:
    await room.say(GOOD, by=STAFF)
    assert await edit(room, 1, GOOD) == []


async def test_follow_ups_know_what_was_edited_and_an_edited_follow_up_what_was_before(room: Room, desk: Desk) -> None:
    await room.say(BAD, by=STAFF)
    await edit(room, 1, GOOD)
    (place,) = await room.say("장소는?", by=STAFF)
    assert "매화홀" in place.text
    (contact,) = await edit(room, last_said(room), "담당자는?")
    assert contact.method == "editMessageText"
    assert "044-" in contact.text


async def test_a_command_that_asks_is_asked_again_and_one_that_does_something_is_not_done(
    room: Room, desk: Desk
) -> None:
    await room.say("/schedule", by=ADMIN)
    (cases,) = await edit(room, 1, "/cases", by=ADMIN)
    assert cases.method == "editMessageText"
    for command in ("/invite 777777", "/subscribe", "/reload", "/revoke 5", "알림켜기"):
        assert await edit(room, 1, command, by=ADMIN) == []
    assert desk.store.audit.entries(1) == ()


async def test_what_was_not_answered_is_answered_by_an_edit_only_in_a_group(room: Room) -> None:
    await room.say(GOOD, by=STAFF, chat=GROUP)  # it was not spoken to
    (answer,) = await edit(room, 1, f"@{USERNAME} {GOOD}", chat=GROUP)
    assert (answer.method, answer.values["reply_parameters"]["message_id"]) == ("sendMessage", 1)
    assert [c.method for c in await edit(room, 1, f"@{USERNAME} 담당자", chat=GROUP)] == ["editMessageText"]
    await room.say("/help", by=STAFF)
    assert await edit(room, last_said(room), GOOD) == []


@pytest.mark.parametrize("chat", [STRANGER, GROUP])
async def test_a_strangers_edit_is_not_answered_and_not_refused(room: Room, chat: int) -> None:
    await room.say(f"@{USERNAME} {BAD}", by=STRANGER, chat=chat)
    assert await edit(room, 1, f"@{USERNAME} {GOOD}", by=STRANGER, chat=chat) == []


async def test_an_edit_in_a_topic_stays_in_it(room: Room) -> None:
    await room.say(f"@{USERNAME} {BAD}", by=STAFF, chat=GROUP, thread=7)
    topic = {"message_thread_id": 7, "is_topic_message": True}
    await edit(room, 1, f"@{USERNAME} {GOOD}", chat=GROUP, **topic)
    (place,) = await room.say(f"@{USERNAME} 장소는?", by=STAFF, chat=GROUP, thread=7)
    assert "매화홀" in place.text
