"""Under a reminder: seen, once more tomorrow, and as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.state.rows import DeliveryKey, DeliveryStatus, Snooze
from handlers import register
from handlers.render import plain, say
from tests.handlers.desk import Desks, seoul, set_clock
from tests.transport import GROUP, Call, Room, Transport, make_bot

FIRST, SECOND = 1001, 1005
REMINDER = 700
MARKUP = {
    "inline_keyboard": [
        [{"text": "✅ 확인", "callback_data": "ack"}, {"text": "⏰ 내일 다시", "callback_data": "again"}]
    ]
}


@pytest.fixture
def desk(desks: Desks) -> Desk:
    """A group was reminded of a ceremony in the message 700."""
    desk = desks.of_group(GROUP)
    desk.follow()
    (entry,) = desk.store.agenda().entries
    key = DeliveryKey(GROUP, None, entry.uid, entry.day, 7)
    desk.store.ledger.claim({key: 0}, seoul(3, 3))
    desk.store.ledger.settle([key], DeliveryStatus.SENT, seoul(3, 3), REMINDER)
    set_clock(desk, 3, 3, 10)
    return desk


@pytest.fixture
def uid(desk: Desk) -> str:
    return desk.store.agenda().entries[0].uid


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)


async def press(
    room: Room, data: str, by: int = FIRST, message_id: int = REMINDER, keyboard: object = MARKUP
) -> list[Call]:
    return await room.press(data, by=by, message_id=message_id, chat=GROUP, reply_markup=keyboard)


async def test_who_has_seen_a_reminder_is_counted_once_and_the_button_tells(room: Room, desk: Desk) -> None:
    toast, edited = await press(room, "ack")
    assert toast.text == plain(say("acknowledged", again=False, count=1))
    assert edited.method == "editMessageReplyMarkup"
    assert [button["text"] for button in edited.buttons] == ["✅ 확인 1", "⏰ 내일 다시"]
    (again,) = await press(room, "ack")
    assert again.text == plain(say("acknowledged", again=True, count=1))
    _, edited = await press(room, "ack", by=SECOND, keyboard=edited.values["reply_markup"])
    assert edited.buttons[0]["text"] == "✅ 확인 2"
    assert desk.store.ledger.acknowledged_by(GROUP, REMINDER) == (FIRST, SECOND)


@pytest.mark.parametrize(
    "refusal", ["message is not modified: same", "message can't be edited", "message to edit not found"]
)
async def test_a_count_that_cannot_be_shown_is_kept(room: Room, desk: Desk, refusal: str) -> None:
    room.transport.refuse("editMessageReplyMarkup", 400, f"Bad Request: {refusal}")
    await press(room, "ack")
    assert desk.store.ledger.acknowledged_by(GROUP, REMINDER) == (FIRST,)
    assert room.transport.sent() == []


async def test_once_more_tomorrow_is_for_the_presser_in_private(room: Room, desk: Desk, uid: str) -> None:
    (toast,) = await press(room, "again")
    assert "내일 2026. 3. 4.(수) 09:00" in toast.text
    assert desk.store.ledger.snoozes(seoul(3, 1).date()) == (Snooze(FIRST, uid, seoul(3, 4).date()),)


async def test_once_more_can_name_its_entry(room: Room, desk: Desk, uid: str) -> None:
    await press(room, f"again:{uid}", message_id=999)
    assert len(desk.store.ledger.snoozes(seoul(3, 1).date())) == 1


async def test_whom_the_bot_may_not_write_to_is_told_how(room: Room, desk: Desk) -> None:
    room.transport.refuse("sendChatAction", 403, "Forbidden: bot can't initiate conversation with a user")
    (toast,) = await press(room, "again")
    assert "/start" in toast.text
    assert desk.store.ledger.snoozes(seoul(3, 1).date()) == ()


async def test_what_is_over_tomorrow_is_not_put_off(room: Room, desk: Desk) -> None:
    set_clock(desk, 3, 10, 10)
    (toast,) = await press(room, "again")
    assert toast.text == plain(say("snooze_over"))
    assert desk.store.ledger.snoozes(seoul(3, 1).date()) == ()


async def test_the_file_of_a_reminder_has_what_it_told(room: Room) -> None:
    _, file = await press(room, "ics")
    assert file.files == ("정부혁신 우수사례 경진대회 시상식.ics",)
    assert "정부혁신 우수사례 경진대회 시상식" in plain(file.values["caption"])


@pytest.mark.parametrize("data", ["again", "ics", "again:date-ffffffffffff"])
async def test_a_message_that_told_nothing_known_says_so(room: Room, data: str) -> None:
    (call,) = await press(room, data, message_id=999)
    assert call.text == plain(say("old_button"))
