from __future__ import annotations

from dataclasses import replace

from bot.context import Desk
from bot.state.rows import Wishes
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import GROUP, USERNAME, Call, Room, Transport

ASKS, PHONE = f"@{USERNAME} 김동현 과장 전화번호", "044-202-7047"


def wants_none(desk: Desk, thread: int | None = None) -> None:
    desk.store.subscribe(GROUP, thread, ADMIN, desk.clock.now())
    desk.store.wish(GROUP, thread, replace(Wishes(), contacts=False), desk.clock.now())


def link(call: Call) -> str:
    (button,) = call.buttons
    return str(button["url"]).partition("?start=")[2]


async def test_whom_to_call_is_told_in_the_group_unless_its_admins_said_otherwise(room: Room, desk: Desk) -> None:
    (told,) = await room.say(ASKS, by=STAFF, chat=GROUP)
    assert PHONE in told.text
    wants_none(desk)
    (apart,) = await room.say(ASKS, by=STAFF, chat=GROUP)
    assert apart.text == say("contacts_private").text
    (other,) = await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP)
    assert "2024. 11. 14." in plain(other.text)
    (private,) = await room.say("김동현 과장 전화번호", by=STAFF)
    assert PHONE in private.text


async def test_the_button_leads_who_asked_to_the_answer_and_nobody_else(room: Room, desk: Desk) -> None:
    wants_none(desk)
    (apart,) = await room.say(ASKS, by=STAFF, chat=GROUP)
    (told,) = await room.say(f"/start {link(apart)}", by=STAFF)
    assert PHONE in told.text
    (refused,) = await room.say(f"/start {link(apart)}", by=ADMIN)
    assert refused.text == say("not_yours").text
    (unknown,) = await room.say("/start in-1_1", by=STAFF)
    assert unknown.text == say("not_yours").text


async def test_a_pressed_button_and_an_edit_show_nobody_either(room: Room, desk: Desk, transport: Transport) -> None:
    wants_none(desk)
    event = desk.library.current.facts.events[0].id
    await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP)
    _, pressed = await room.press(f"contacts:{event}", by=STAFF, chat=GROUP, message_id=transport.last_message)
    assert pressed.text == say("contacts_private").text
    (told,) = await room.say(f"/start {link(pressed)}", by=STAFF)
    assert PHONE in told.text


async def test_a_topic_may_want_it_otherwise_than_others(room: Room, desk: Desk) -> None:
    wants_none(desk, thread=4)
    (told,) = await room.say(ASKS, by=STAFF, chat=GROUP)
    assert PHONE in told.text
    (apart,) = await room.say(ASKS, by=STAFF, chat=GROUP, thread=4)
    assert PHONE not in apart.text


async def test_the_wish_stands_in_the_menu_of_a_group_only(room: Room, desk: Desk, transport: Transport) -> None:
    transport.members[STAFF] = "administrator"
    for chat in (STAFF, GROUP):
        (menu,) = await room.say("/subscribe", by=STAFF, chat=chat)
        data = [button["callback_data"] for button in menu.buttons]
        assert ("wish:off-contacts" in data) is (chat == GROUP)
    _, changed = await room.press("wish:off-contacts", by=STAFF, chat=GROUP, message_id=1002)
    assert "wish:on-contacts" in [button["callback_data"] for button in changed.buttons]
    (apart,) = await room.say(ASKS, by=STAFF, chat=GROUP)
    assert PHONE not in apart.text


async def test_neither_why_nor_the_card_under_an_older_answer_brings_the_number_back(
    room: Room, desk: Desk, transport: Transport
) -> None:
    await room.say(ASKS, by=STAFF, chat=GROUP)
    older, person = transport.last_message, next(c for c in desk.library.current.facts.contacts if c.phone == PHONE)
    wants_none(desk)
    calls = await room.press(f"card:{person.id}", by=STAFF, chat=GROUP, message_id=older)
    assert [call.method for call in calls] == ["answerCallbackQuery"]
    told = await room.say(f"/why@{USERNAME}", by=STAFF, chat=GROUP)
    assert told
    assert all(PHONE not in call.text for call in told)
