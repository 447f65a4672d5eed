from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app import build_application
from bot.clock import SettableClock
from bot.context import Desk
from bot.settings import Settings, StaffAccess
from bot.state.faults import StateFault
from handlers import register
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.transport import GROUP, USERNAME, Room, Transport, make_bot

QUESTION = "시상식 언제예요?"


async def room_with(desk: Desk, transport: Transport, access: StaffAccess) -> Room:
    settings = Settings(
        admin_ids=desk.settings.admin_ids,
        staff_access=access,
        staff_group_ids=desk.settings.staff_group_ids,
    )
    application = build_application(replace(desk, settings=settings), register, bot=make_bot(transport))
    await application.initialize()
    return Room(application, transport)


async def test_a_stranger_is_refused_with_their_id(room: Room) -> None:
    (call,) = await room.say(QUESTION, by=STRANGER)
    assert call.text == say("stranger", user_id=STRANGER, access="group").text


async def test_a_member_of_the_staff_group_is_answered(room: Room) -> None:
    (call,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in call.text


async def test_membership_is_asked_once_a_minute(room: Room, transport: Transport, clock: SettableClock) -> None:
    await room.say(QUESTION, by=STAFF)
    await room.say(QUESTION, by=STAFF)
    assert len(transport.named("getChatMember")) == 1
    transport.members[STAFF] = "left"
    clock.set(clock.now() + timedelta(seconds=61))
    (call,) = await room.say(QUESTION, by=STAFF)
    assert call.text == say("stranger", user_id=STAFF, access="group").text


async def test_an_admin_is_let_in_without_being_a_member(room: Room, transport: Transport) -> None:
    transport.members.clear()
    (call,) = await room.say(QUESTION, by=ADMIN)
    assert "2024. 11. 14." in call.text


async def test_where_membership_cannot_be_asked_the_answer_is_no(room: Room, transport: Transport) -> None:
    transport.refuse("getChatMember", 409, "Conflict")
    (call,) = await room.say(QUESTION, by=STAFF)
    assert call.text == say("unclear").text
    (call,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in call.text


async def test_an_error_at_the_door_keeps_it_shut(room: Room, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("the clock stands still")

    monkeypatch.setattr(desk.clock, "today", broken)
    monkeypatch.setattr("handlers.door.Door.person", lambda *_: broken())
    calls = await room.say(QUESTION, by=STAFF)
    assert all("2024. 11. 14." not in call.text for call in calls)
    assert say("error").text in [call.text for call in calls]


async def test_what_cannot_be_noted_at_the_door_opens_it_to_nobody_and_shuts_out_nobody(
    room: Room, desk: Desk, transport: Transport
) -> None:
    desk.store._db.execute("PRAGMA query_only = ON")  # as on a disk that became read-only
    (call,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in call.text
    (call,) = await room.say(f"@{USERNAME} {QUESTION}", by=STAFF, chat=GROUP)
    assert "2024. 11. 14." in call.text
    transport.members[STRANGER] = "left"
    (call,) = await room.say(QUESTION, by=STRANGER)
    assert call.text == say("stranger", user_id=STRANGER, access="group").text
    assert desk.store.disk_fault
    assert desk.store.disk_fault.kind is StateFault.UNWRITABLE


async def test_a_strangers_press_is_refused_too(room: Room) -> None:
    (call,) = await room.press("browse:schedule", by=STRANGER, message_id=5, chat=GROUP)
    assert call.method == "answerCallbackQuery"
    assert call.text == plain(say("stranger", user_id=STRANGER, access="group"))


async def test_in_a_group_only_those_let_in_are_answered(room: Room) -> None:
    assert await room.say(f"@{USERNAME} {QUESTION}", by=STRANGER, chat=GROUP) == []
    (call,) = await room.say(f"@{USERNAME} {QUESTION}", by=STAFF, chat=GROUP)
    assert "2024. 11. 14." in call.text


async def test_a_stranger_is_refused_once_an_hour(room: Room, clock: SettableClock) -> None:
    assert len(await room.say(QUESTION, by=STRANGER)) == 1
    assert await room.say(QUESTION, by=STRANGER) == []
    assert await room.press("browse:schedule", by=STRANGER, message_id=5) == []
    assert len(await room.say(QUESTION, by=STRANGER + 1)) == 1
    clock.set(clock.now() + timedelta(hours=1))
    assert len(await room.say(QUESTION, by=STRANGER)) == 1


async def test_an_anonymous_administrator_is_told_why_there_is_no_answer(room: Room) -> None:
    chat = {"id": GROUP, "type": "supergroup"}
    sender = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    more: dict[str, Any] = {"sender_chat": chat, "from": sender}
    (call,) = await room.say("/schedule", by=1087968824, chat=GROUP, **more)
    assert call.text == say("anonymous").text
    assert await room.say("우리끼리 하는 말", by=1087968824, chat=GROUP, **more) == []


async def test_open_access_answers_everybody(desk: Desk, transport: Transport) -> None:
    room = await room_with(desk, transport, StaffAccess.OPEN)
    (call,) = await room.say(QUESTION, by=STRANGER)
    assert "2024. 11. 14." in call.text


async def test_an_invitation_link_lets_in_one_person_once(desk: Desk, transport: Transport) -> None:
    room = await room_with(desk, transport, StaffAccess.INVITE)
    (refused,) = await room.say(QUESTION, by=STAFF)
    assert str(STAFF) in refused.text
    (invitation,) = await room.say("/invite", by=ADMIN)
    code = invitation.text.partition("?start=")[2].split("\n")[0]
    (greeting,) = await room.say(f"/start {code}", by=STAFF)
    assert greeting.text.startswith(say("start", examples=()).text.split("\n")[0])
    (answer,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in answer.text
    (refused,) = await room.say(f"/start {code}", by=STRANGER)
    assert str(STRANGER) in refused.text
    assert [entry.action for entry in desk.store.audit.entries(2)] == ["redeem", "invite"]


async def test_an_old_invitation_lets_nobody_in(desk: Desk, transport: Transport, clock: SettableClock) -> None:
    room = await room_with(desk, transport, StaffAccess.INVITE)
    (invitation,) = await room.say("/invite", by=ADMIN)
    code = invitation.text.partition("?start=")[2].split("\n")[0]
    clock.set(clock.now() + timedelta(days=4))
    (call,) = await room.say(f"/start {code}", by=STAFF)
    assert str(STAFF) in call.text


async def test_an_admin_lets_people_in_and_out_by_number(desk: Desk, transport: Transport) -> None:
    room = await room_with(desk, transport, StaffAccess.INVITE)
    await room.say(f"/invite {STAFF}", by=ADMIN)
    (call,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in call.text
    await room.say(f"/revoke {STAFF}", by=ADMIN)
    (call,) = await room.say(QUESTION, by=STAFF)
    assert str(STAFF) in call.text
    (call,) = await room.say("/revoke 홍길동", by=ADMIN)
    assert call.text == say("needs_number", command="revoke").text


@pytest.mark.parametrize("command", ["/reload", "/status", "/invite", "/revoke 1", "다시읽기"])
async def test_staff_cannot_do_what_admins_do_and_the_try_is_noted(room: Room, desk: Desk, command: str) -> None:
    (call,) = await room.say(command, by=STAFF)
    assert call.text == say("admins_only").text
    (entry,) = desk.store.audit.entries(1)
    assert (entry.actor, entry.action) == (STAFF, "refused")


async def test_admins_command_in_private_only(room: Room) -> None:
    (call,) = await room.say("/status", by=ADMIN, chat=GROUP)
    assert call.text == say("in_private").text


async def test_a_staff_group_that_became_a_supergroup_is_asked_under_its_new_id(
    room: Room, transport: Transport, clock: SettableClock
) -> None:
    gone = "Bad Request: group chat was upgraded to a supergroup chat"
    transport.refuse("getChatMember", 400, gone, migrate_to_chat_id=-1009)
    (call,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in call.text
    clock.set(clock.now() + timedelta(minutes=5))
    await room.say(QUESTION, by=STAFF)
    assert [c.values["chat_id"] for c in transport.named("getChatMember")] == [GROUP, -1009, -1009]
