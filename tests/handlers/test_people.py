"""Links are cancelled, people shut out for good, admins come and go; what is forwarded commands nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.settings import StaffAccess
from handlers import register
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.transport import Call, Room, Transport, make_bot

QUESTION = "시상식 언제예요?"
FORWARDED: dict[str, Any] = {
    "forward_origin": {
        "type": "user",
        "date": 1_700_000_000,
        "sender_user": {"id": STRANGER, "is_bot": False, "first_name": "외부인"},
    }
}


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    desk = replace(desk, settings=desk.settings.model_copy(update={"staff_access": StaffAccess.INVITE}))
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        transport.calls.clear()
        yield Room(application, transport)
    desk.store.close()


def data(call: Call) -> list[str]:
    return [button["callback_data"] for button in call.buttons if "callback_data" in button]


def code_of(call: Call) -> str:
    return call.text.partition("?start=")[2].split("\n")[0]


async def in_or_out(room: Room, person: int) -> bool:
    """Whether somebody is answered; who is not is told so once an hour."""
    return any("2024. 11. 14." in call.text for call in await room.say(QUESTION, by=person))


async def test_links_are_listed_and_a_cancelled_one_lets_nobody_in(room: Room) -> None:
    first, second = [(await room.say("/invite", by=ADMIN))[0] for _ in range(2)]
    _, listed = await room.press(data(second)[0], by=ADMIN, message_id=1002)
    assert data(listed) == [f"invite:cancel-{code_of(call)}" for call in (second, first)]
    _, left = await room.press(data(listed)[0], by=ADMIN, message_id=1002)
    assert data(left) == data(listed)[1:]
    await room.say(f"/start {code_of(second)}", by=STAFF)
    assert not await in_or_out(room, STAFF)
    await room.say(f"/start {code_of(first)}", by=STAFF)
    assert await in_or_out(room, STAFF)
    _, none = await room.press("invite:list", by=ADMIN, message_id=1002)
    assert data(none) == []


async def test_only_admins_see_and_cancel_links(room: Room, desk: Desk) -> None:
    (link,) = await room.say("/invite", by=ADMIN)
    await room.say(f"/invite {STAFF}", by=ADMIN)
    for verb in ("list", f"cancel-{code_of(link)}"):
        (call,) = await room.press(f"invite:{verb}", by=STAFF, message_id=1002)
        assert call.text == plain(say("admins_only"))
    assert len(desk.store.admissions.open_invitations(desk.clock.now())) == 1


async def test_who_was_shut_out_comes_back_by_an_admin_only(room: Room, desk: Desk) -> None:
    await room.say(f"/invite {STAFF}", by=ADMIN)
    desk.store.subscribe(STAFF, None, STAFF, desk.clock.now())
    await room.say(f"/revoke {STAFF}", by=ADMIN)
    assert desk.store.subscriptions() == ()
    (link,) = await room.say("/invite", by=ADMIN)
    await room.say(f"/start {code_of(link)}", by=STAFF)
    assert not await in_or_out(room, STAFF)
    await room.say(f"/start {code_of(link)}", by=STRANGER)  # nobody has used it up
    assert await in_or_out(room, STRANGER)
    await room.say(f"/invite {STAFF}", by=ADMIN)
    assert await in_or_out(room, STAFF)


@pytest.mark.parametrize("access", [StaffAccess.OPEN, StaffAccess.GROUP])
async def test_where_nobody_is_invited_an_admin_still_shuts_out_and_lifts(
    desk: Desk, transport: Transport, access: StaffAccess
) -> None:
    desk = replace(desk, settings=desk.settings.model_copy(update={"staff_access": access}))
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        room = Room(application, transport)
        assert await in_or_out(room, STAFF)
        await room.say(f"/revoke {STAFF}", by=ADMIN)
        assert not await in_or_out(room, STAFF)
        await room.say(f"/invite {STAFF}", by=ADMIN)
        assert await in_or_out(room, STAFF)
        (call,) = await room.say(f"/invite {STAFF}", by=ADMIN)
        assert call.text == say("no_invitations", access=access.value, lifted=False, user_id=STAFF).text


async def test_an_admin_is_not_shut_out(room: Room, desk: Desk) -> None:
    (call,) = await room.say(f"/revoke {ADMIN}", by=ADMIN)
    assert call.text == say("revoke_admin", user_id=ADMIN).text
    assert not desk.store.admissions.is_barred(ADMIN)


@pytest.mark.parametrize(
    "command", ["/invite 777777", "/revoke 777777", "/admins 777777", "/reload", "/ㅑㅜ퍗ㄷ 777777"]
)
async def test_a_forwarded_command_is_not_executed(room: Room, desk: Desk, command: str) -> None:
    (call,) = await room.say(command, by=ADMIN, **FORWARDED)
    assert call.text == say("forwarded").text
    assert not desk.store.admissions.is_admitted(777777)
    assert not desk.store.admissions.is_barred(777777)
    assert desk.store.admissions.admins() == frozenset()
    assert desk.store.audit.entries(1) == ()


async def test_a_forwarded_link_lets_nobody_in_and_is_not_used_up(room: Room) -> None:
    (link,) = await room.say("/invite", by=ADMIN)
    await room.say(f"/start {code_of(link)}", by=STAFF, **FORWARDED)
    assert not await in_or_out(room, STAFF)
    await room.say(f"/start {code_of(link)}", by=STAFF)
    assert await in_or_out(room, STAFF)


async def test_a_forwarded_text_is_a_question_and_no_step_of_a_draft(room: Room, transport: Transport) -> None:
    await room.say("/event", by=ADMIN)
    await room.press("event:new", by=ADMIN, message_id=transport.last_message)
    for text in ("적극행정", "취소"):
        calls = await room.say(text, by=ADMIN, **FORWARDED)
        assert not any(one.startswith("event:") for one in data(calls[0]))
        assert plain(calls[1].text).startswith("1/5")  # the step is asked again
    (step,) = await room.say("새 대회", by=ADMIN)
    assert any(one.startswith("event:") for one in data(step))


async def test_people_are_picked_in_telegrams_own_list(room: Room, desk: Desk, transport: Transport) -> None:
    (link,) = await room.say("/invite", by=ADMIN)
    assert "invite:pick" in data(link)
    _, offer = await room.press("invite:pick", by=ADMIN, message_id=1001)
    ((button,),) = offer.values["reply_markup"]["keyboard"]
    picked = {"request_id": button["request_users"]["request_id"], "users": [{"user_id": STAFF}, {"user_id": 1044}]}
    (said,) = await room.say(None, by=ADMIN, users_shared=picked)
    assert said.values["reply_markup"] == {"remove_keyboard": True}
    assert str(STAFF) in said.text
    assert await in_or_out(room, STAFF)
    assert [entry.detail for entry in desk.store.audit.entries(2)] == ["1044", str(STAFF)]
    (refused,) = await room.say(None, by=STAFF, users_shared={"request_id": 1, "users": [{"user_id": 1055}]})
    assert refused.text == say("admins_only").text
    assert not desk.store.admissions.is_admitted(1055)


# admins


async def test_an_admin_is_added_at_once_and_everybody_concerned_is_told(
    room: Room, desk: Desk, transport: Transport
) -> None:
    other = 1004
    await room.say(f"/admins {other}", by=ADMIN)
    transport.calls.clear()
    await room.say(f"/admins {STAFF}", by=ADMIN)
    assert sorted(call.values["chat_id"] for call in transport.sent()) == [STAFF, ADMIN, other]
    assert any(str(STAFF) in str(call.values["scope"]) for call in transport.named("setMyCommands"))
    (call,) = await room.say("/status", by=STAFF)
    assert call.text != say("admins_only").text
    assert [(entry.actor, entry.action, entry.detail) for entry in desk.store.audit.entries(2)][1] == (
        *(ADMIN, "add admin", str(STAFF)),
    )


async def test_an_admin_is_removed_after_a_question_and_is_none_at_once(
    room: Room, desk: Desk, transport: Transport
) -> None:
    await room.say(f"/invite {STAFF}", by=ADMIN)
    await room.say(f"/admins {STAFF}", by=ADMIN)
    await room.say("/event", by=STAFF)
    await room.press("event:new", by=STAFF, message_id=transport.last_message)
    (listed,) = await room.say("/admins", by=ADMIN)
    assert data(listed) == [f"admin:remove-{STAFF}"]
    _, asked = await room.press(data(listed)[0], by=ADMIN, message_id=1002)
    assert desk.store.admissions.admins() == {STAFF}
    await room.press(data(asked)[0], by=ADMIN, message_id=1002)
    assert desk.store.admissions.admins() == frozenset()
    (call,) = await room.say("/status", by=STAFF)
    assert call.text == say("admins_only").text
    (step,) = await room.say("새 대회", by=STAFF)  # a draft that was begun as an admin
    assert not any(one.startswith("event:") for one in data(step))
    (pressed,) = await room.press(f"admin:drop-{ADMIN}", by=STAFF, message_id=1002)
    assert pressed.text == plain(say("admins_only"))
    assert str(STAFF) in str(transport.named("deleteMyCommands")[-1].values["scope"])


async def test_those_of_the_settings_are_changed_only_there(room: Room, desk: Desk) -> None:
    for verb in ("remove", "drop"):
        calls: list[Any] = await room.press(f"admin:{verb}-{ADMIN}", by=ADMIN, message_id=1002)
        assert data(calls[-1]) == []
    (call,) = await room.say("/status", by=ADMIN)
    assert call.text != say("admins_only").text


async def test_who_is_shut_out_or_an_admin_already_is_not_added(room: Room, desk: Desk) -> None:
    await room.say(f"/revoke {STAFF}", by=ADMIN)
    for person in (STAFF, ADMIN):
        (call,) = await room.say(f"/admins {person}", by=ADMIN)
        assert call.text == say("admin_refused", user_id=person, barred=person == STAFF).text
    (call,) = await room.say("/admins 홍길동", by=ADMIN)
    assert call.text == say("needs_number", command="admins").text
    assert desk.store.admissions.admins() == frozenset()
