"""Groups are taken in by admins, in every mode of STAFF_ACCESS; reminders ask who is let in when they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from telegram.ext import ExtBot

from bot.app import build_application
from bot.clock import SettableClock
from bot.context import Desk
from bot.settings import StaffAccess
from bot.state.rows import DeliveryStatus, GroupState
from handlers import register
from handlers.admission import leave_overdue
from handlers.door import Door, Verdict
from handlers.reminders import start, stop
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.handlers.desk import CEREMONY, Desks, remind_once, seoul, set_clock
from tests.transport import BOT, GROUP, USERNAME, Call, Room, Transport, make_bot

FOREIGN = -1009999999999
QUESTION = "시상식 언제예요?"
MENTION = f"@{USERNAME} {QUESTION}"
ALREADY_GONE = "Forbidden: bot is not a member of the supergroup chat"


@pytest.fixture(params=list(StaffAccess))
async def room(request: pytest.FixtureRequest, desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    """A room in each mode; the member is let in in all of them."""
    desk = replace(desk, settings=desk.settings.model_copy(update={"staff_access": request.param}))
    desk.store.admissions.admit(STAFF, ADMIN, desk.clock.now())
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)
    desk.store.close()


async def brought(room: Room, by: int, status: str = "member", chat: int = FOREIGN, **more: Any) -> list[Call]:
    """Somebody brings the bot into a group, or removes it."""
    return await room.give(
        my_chat_member={
            "chat": {"id": chat, "type": "supergroup", "title": "다른 <과>", **more},
            "from": {"id": by, "is_bot": False, "first_name": "홍<길동>"},
            "date": 1_760_000_000,
            "old_chat_member": {"user": BOT, "status": "left"},
            "new_chat_member": {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})},
        }
    )


def state(desk: Desk, chat: int = FOREIGN) -> GroupState | None:
    group = desk.store.admissions.group(chat)
    return group.state if group else None


def data(call: Call) -> list[str]:
    return [button["callback_data"] for button in call.buttons if "callback_data" in button]


async def test_admins_are_asked_once_and_the_group_is_told_once_and_not_answered(
    room: Room, desk: Desk, transport: Transport
) -> None:
    told, asked = await brought(room, STRANGER)
    assert (told.values["chat_id"], told.text) == (FOREIGN, say("group_waiting").text)
    assert asked.values["chat_id"] == ADMIN
    assert str(STRANGER) in asked.text
    assert data(asked) == [f"group:admit-{FOREIGN}", f"group:refuse-{FOREIGN}"]
    assert await brought(room, STRANGER) == []
    transport.members[STRANGER] = "creator"
    for by in (STRANGER, STAFF, ADMIN):
        for text in (MENTION, "/subscribe", "/schedule", "/status", QUESTION):
            assert await room.say(text, by=by, chat=FOREIGN) == []
    (quiet,) = await room.press("browse:schedule", by=STAFF, message_id=5, chat=FOREIGN)
    assert (quiet.method, quiet.text) == ("answerCallbackQuery", "")
    assert desk.store.subscriptions() == ()


async def test_an_admin_takes_it_in_and_staff_are_answered_there(room: Room, desk: Desk, transport: Transport) -> None:
    await brought(room, STRANGER)
    _, told, edited = await room.press(f"group:admit-{FOREIGN}", by=ADMIN, message_id=1002)
    assert (told.method, told.values["chat_id"]) == ("sendMessage", FOREIGN)
    assert (edited.method, edited.values["chat_id"]) == ("editMessageText", ADMIN)
    (answer,) = await room.say(MENTION, by=STAFF, chat=FOREIGN)
    assert "2024. 11. 14." in answer.text
    transport.members[STAFF] = "administrator"
    await room.say("/subscribe", by=STAFF, chat=FOREIGN)
    assert [one.chat_id for one in desk.store.subscriptions()] == [FOREIGN]
    assert [entry.action for entry in desk.store.audit.entries(3)] == ["subscribe", "admit group", "group added"]


async def test_a_group_that_is_heard_of_by_what_is_said_in_it_is_asked_about_too(room: Room, desk: Desk) -> None:
    assert await room.say("우리끼리 하는 말", by=STAFF, chat=FOREIGN) == []
    told, asked = await room.say(MENTION, by=STAFF, chat=FOREIGN)
    assert (told.values["chat_id"], asked.values["chat_id"]) == (FOREIGN, ADMIN)
    assert state(desk) is GroupState.WAITING


@pytest.mark.parametrize("by", [STAFF, STRANGER])
@pytest.mark.parametrize("button", ["admit", "refuse", "leave", "drop", "show"])
async def test_only_admins_decide(room: Room, desk: Desk, by: int, button: str) -> None:
    await brought(room, STRANGER)
    calls = await room.press(f"group:{button}-{FOREIGN}", by=by, message_id=1002)
    assert [call.method for call in calls] == ["answerCallbackQuery"]
    assert state(desk) is GroupState.WAITING


async def test_an_admin_who_is_none_any_more_decides_nothing(room: Room, desk: Desk) -> None:
    desk.store.admissions.add_admin(STAFF, ADMIN, desk.clock.now())
    await brought(room, STRANGER)
    desk.store.admissions.remove_admin(STAFF)
    await room.press(f"group:admit-{FOREIGN}", by=STAFF, message_id=1002)
    assert state(desk) is GroupState.WAITING
    desk.store.admissions.add_admin(STAFF, ADMIN, desk.clock.now())
    await room.press(f"group:admit-{FOREIGN}", by=STAFF, message_id=1002)
    assert state(desk) is GroupState.ADMITTED


async def test_a_group_that_is_refused_is_left_with_its_reminders(room: Room, desk: Desk) -> None:
    await brought(room, STRANGER)
    desk.store.subscribe(FOREIGN, 4, STAFF, desk.clock.now())
    calls = await room.press(f"group:refuse-{FOREIGN}", by=ADMIN, message_id=1002)
    assert [call.method for call in calls] == ["answerCallbackQuery", "leaveChat", "editMessageText"]
    assert state(desk) is GroupState.LEFT
    assert desk.store.subscriptions_of(FOREIGN) == ()
    late = await room.press(f"group:admit-{FOREIGN}", by=ADMIN, message_id=1002)
    assert [call.method for call in late] == ["answerCallbackQuery", "editMessageText"]
    assert state(desk) is GroupState.LEFT


async def test_an_old_no_throws_no_group_out_that_another_admin_took_in(room: Room, desk: Desk) -> None:
    await brought(room, STRANGER)
    await room.press(f"group:admit-{FOREIGN}", by=ADMIN, message_id=1002)
    calls = await room.press(f"group:refuse-{FOREIGN}", by=ADMIN, message_id=1002)
    assert "leaveChat" not in [call.method for call in calls]
    assert state(desk) is GroupState.ADMITTED


async def test_a_group_that_was_left_is_left_again_at_once_unless_an_admin_brings_the_bot_back(
    room: Room, desk: Desk
) -> None:
    await brought(room, STRANGER)
    await room.press(f"group:refuse-{FOREIGN}", by=ADMIN, message_id=1002)
    (call,) = await brought(room, STRANGER)
    assert (call.method, state(desk)) == ("leaveChat", GroupState.LEFT)
    await brought(room, ADMIN)
    assert state(desk) is GroupState.WAITING


async def test_one_person_does_not_bury_the_admins_under_groups(room: Room, transport: Transport) -> None:
    for number in range(20):
        await brought(room, STRANGER, chat=FOREIGN - number)
    assert len(transport.sent(ADMIN)) == 5
    assert len(transport.named("leaveChat")) == 15
    await brought(room, STAFF, chat=FOREIGN - 20)
    assert len(transport.sent(ADMIN)) == 6


async def test_a_channel_is_left_at_once(room: Room, transport: Transport) -> None:
    (call,) = await brought(room, STRANGER, type="channel")
    assert call.method == "leaveChat"


async def test_nobody_decides_for_a_day_and_the_bot_leaves_by_the_clock(
    room: Room, desk: Desk, clock: SettableClock, transport: Transport
) -> None:
    await brought(room, STRANGER)
    transport.calls.clear()
    clock.set(clock.now() + timedelta(hours=23, minutes=59))
    await leave_overdue(room.application.bot, desk)
    assert transport.named("leaveChat") == []
    clock.set(clock.now() + timedelta(minutes=2))
    transport.refuse("leaveChat", 502, "Bad Gateway")
    await leave_overdue(room.application.bot, desk)
    assert state(desk) is GroupState.LEAVING
    await leave_overdue(room.application.bot, desk)
    await leave_overdue(room.application.bot, desk)
    assert [call.values["chat_id"] for call in transport.named("leaveChat")] == [FOREIGN, FOREIGN]
    assert state(desk) is GroupState.LEFT
    clock.set(clock.now() + timedelta(days=1, minutes=1))
    await leave_overdue(room.application.bot, desk)
    assert state(desk) is None


async def test_a_group_that_removed_the_bot_meanwhile_counts_as_left(
    room: Room, desk: Desk, clock: SettableClock, transport: Transport
) -> None:
    await brought(room, STRANGER)
    clock.set(clock.now() + timedelta(days=2))
    transport.refuse("leaveChat", 403, ALREADY_GONE)
    await leave_overdue(room.application.bot, desk)
    assert state(desk) is GroupState.LEFT


async def test_a_group_keeps_its_admission_as_a_supergroup(room: Room, desk: Desk) -> None:
    await brought(room, STRANGER)
    await room.press(f"group:admit-{FOREIGN}", by=ADMIN, message_id=1002)
    await room.say(None, by=STAFF, chat=FOREIGN, migrate_to_chat_id=-1008)
    (answer,) = await room.say(MENTION, by=STAFF, chat=-1008)
    assert "2024. 11. 14." in answer.text


async def test_a_staff_group_needs_nobody_to_take_it_in_also_as_a_supergroup(room: Room, desk: Desk) -> None:
    assert await brought(room, STAFF, chat=GROUP) == []
    await room.say(None, by=STAFF, chat=GROUP, migrate_to_chat_id=-1008)
    assert await brought(room, STAFF, chat=-1008) == []
    (answer,) = await room.say(MENTION, by=STAFF, chat=-1008)
    assert "2024. 11. 14." in answer.text
    assert desk.store.admissions.groups() == ()


async def test_groups_are_listed_shown_and_left(room: Room, desk: Desk) -> None:
    await brought(room, STRANGER)
    await room.press(f"group:admit-{FOREIGN}", by=ADMIN, message_id=1002)
    desk.store.subscribe(FOREIGN, None, STAFF, desk.clock.now())
    (listed,) = await room.say("/groups", by=ADMIN)
    assert data(listed) == [f"group:show-{GROUP}", f"group:show-{FOREIGN}", "group:pick"]
    assert "다른 &lt;과&gt;" in listed.text
    _, shown = await room.press(f"group:show-{FOREIGN}", by=ADMIN, message_id=1002)
    assert "접수 마감: D-7, D-3, D-1, 당일" in shown.text
    assert str(STAFF) in shown.text
    _, asked = await room.press(data(shown)[0], by=ADMIN, message_id=1002)
    assert state(desk) is GroupState.ADMITTED
    await room.press(data(asked)[0], by=ADMIN, message_id=1002)
    assert (state(desk), desk.store.subscriptions_of(FOREIGN)) == (GroupState.LEFT, ())
    _, own = await room.press(f"group:show-{GROUP}", by=ADMIN, message_id=1002)
    assert data(own) == ["group:list-0"]
    await room.press(f"group:drop-{GROUP}", by=ADMIN, message_id=1002)
    assert [c.values["chat_id"] for c in room.transport.named("leaveChat")] == [FOREIGN]


async def test_many_groups_are_paged_and_every_button_fits(room: Room, desk: Desk) -> None:
    for number in range(15):
        desk.store.admissions.meet_group(FOREIGN - number, f"{number}과", STAFF, desk.clock.now(), GroupState.ADMITTED)
    (listed,) = await room.say("방", by=ADMIN)
    _, second = await room.press("group:list-1", by=ADMIN, message_id=1002)
    assert len([one for one in data(listed) if one.startswith("group:show")]) == 6
    assert "group:list-0" in data(second)
    assert all(len(one.encode()) <= 64 for one in data(second))


async def test_a_group_with_reminders_that_nobody_took_in_is_listed_too(room: Room, desk: Desk) -> None:
    desk.store.subscribe(FOREIGN, None, STAFF, desk.clock.now())
    (listed,) = await room.say("/groups", by=ADMIN)
    assert f"group:show-{FOREIGN}" in data(listed)
    await room.press(f"group:admit-{FOREIGN}", by=ADMIN, message_id=1002)
    assert state(desk) is GroupState.ADMITTED


async def test_a_group_that_was_picked_is_taken_in_before_the_bot_is_brought_into_it(room: Room, desk: Desk) -> None:
    _, offer = await room.press("group:pick", by=ADMIN, message_id=1001)
    ((button,),) = offer.values["reply_markup"]["keyboard"]
    shared = {"request_id": button["request_chat"]["request_id"], "chat_id": FOREIGN, "title": "고른 방"}
    await room.say(None, by=ADMIN, chat_shared=shared)
    assert state(desk) is GroupState.ADMITTED
    assert await brought(room, STRANGER) == []
    (answer,) = await room.say(MENTION, by=STAFF, chat=FOREIGN)
    assert "2024. 11. 14." in plain(answer.text)
    await room.say(None, by=STAFF, chat_shared=shared | {"chat_id": FOREIGN - 1})
    assert state(desk, FOREIGN - 1) is None


# reminders


@pytest.fixture
def due(desks: Desks) -> Desk:
    """A desk whose reminder is due; invited people are let in."""
    desk = desks(CEREMONY)
    desk = replace(
        desk,
        settings=desk.settings.model_copy(
            update={"staff_access": StaffAccess.INVITE, "staff_group_ids": frozenset({GROUP})}
        ),
    )
    desk.store.admissions.admit(STAFF, ADMIN, seoul(1, 5))
    set_clock(desk, 3, 3)
    return desk


async def test_whoever_was_shut_out_is_sent_no_reminder(bot: ExtBot[int], transport: Transport, due: Desk) -> None:
    due.store.subscribe(STAFF, None, STAFF, seoul(1, 5))
    due.store.admissions.revoke(STAFF, ADMIN, due.clock.now())
    assert await remind_once(bot, due) == 0
    assert transport.sent() == []
    (delivery,) = due.store.ledger.deliveries()
    assert delivery.status is DeliveryStatus.FAILED
    due.store.admissions.admit(STAFF, ADMIN, due.clock.now())
    set_clock(due, 3, 9)
    assert await remind_once(bot, due) == 1


async def test_a_group_whose_reminders_a_former_member_switched_on_gets_none_and_admins_read_why(
    bot: ExtBot[int], transport: Transport, due: Desk
) -> None:
    due.store.admissions.meet_group(FOREIGN, "다른 과", STAFF, seoul(1, 5), GroupState.ADMITTED)
    due.store.subscribe(FOREIGN, None, STAFF, seoul(1, 5))
    due.store.admissions.revoke(STAFF, ADMIN, due.clock.now())
    assert await remind_once(bot, due) == 0
    assert [call.values["chat_id"] for call in transport.sent()] == [ADMIN]
    due.store.subscribe(FOREIGN, None, ADMIN, seoul(3, 4))  # another takes them over
    set_clock(due, 3, 9)
    assert await remind_once(bot, due) == 1


async def test_the_staffs_own_group_is_reminded_whoever_switched_it_on(bot: ExtBot[int], due: Desk) -> None:
    due.store.subscribe(GROUP, None, STRANGER, seoul(1, 5))
    assert await remind_once(bot, due) == 1


async def test_a_group_that_nobody_took_in_is_not_reminded(bot: ExtBot[int], transport: Transport, due: Desk) -> None:
    due.store.subscribe(FOREIGN, None, STAFF, seoul(1, 5))
    assert await remind_once(bot, due) == 0
    assert [call.values["chat_id"] for call in transport.sent()] == [ADMIN]


async def test_where_membership_cannot_be_asked_the_reminder_waits(
    bot: ExtBot[int], transport: Transport, due: Desk
) -> None:
    desk = replace(due, settings=due.settings.model_copy(update={"staff_access": StaffAccess.GROUP}))
    desk.store.subscribe(STAFF, None, STAFF, seoul(1, 5))
    transport.refuse("getChatMember", 502, "Bad Gateway")
    assert await remind_once(bot, desk) == 0
    assert desk.store.ledger.deliveries() == ()
    assert await remind_once(bot, desk) == 1


# the staff group


@pytest.fixture
def by_group(desk: Desk) -> Desk:
    return replace(desk, settings=desk.settings.model_copy(update={"staff_access": StaffAccess.GROUP}))


async def test_members_stay_in_for_a_day_after_the_bot_was_kicked_and_admins_are_told_once(
    bot: ExtBot[int], transport: Transport, by_group: Desk, clock: SettableClock
) -> None:
    door, later = Door(), clock.now() + timedelta(hours=1)
    assert await door.person(STAFF, bot, by_group) is Verdict.IN
    clock.set(later)
    for hours, verdict in ((0, Verdict.IN), (23, Verdict.IN), (25, Verdict.OUT)):
        clock.set(later + timedelta(hours=hours))
        transport.refuse("getChatMember", 403, "Forbidden: bot was kicked from the supergroup chat")
        assert await Door().person(STAFF, bot, by_group) is verdict  # also after a restart
        transport.refuse("getChatMember", 403, "Forbidden: bot was kicked from the supergroup chat")
        assert await Door().person(STRANGER, bot, by_group) is Verdict.OUT
    assert len(transport.sent(ADMIN)) == 1
    assert await Door().person(STAFF, bot, by_group) is Verdict.IN  # it is back
    assert by_group.store.admissions.lost_at(GROUP) is None


async def test_who_left_before_the_bot_was_kicked_does_not_stay_in(
    bot: ExtBot[int], transport: Transport, by_group: Desk
) -> None:
    assert await Door().person(STAFF, bot, by_group) is Verdict.IN
    transport.members[STAFF] = "left"
    assert await Door().person(STAFF, bot, by_group) is Verdict.OUT
    transport.refuse("getChatMember", 403, "Forbidden: bot is not a member of the supergroup chat")
    assert await Door().person(STAFF, bot, by_group) is Verdict.OUT


@pytest.mark.parametrize("description", ["Bad Request: user not found", "Bad Request: PARTICIPANT_ID_INVALID"])
async def test_whom_telegram_does_not_know_is_no_member(
    bot: ExtBot[int], transport: Transport, by_group: Desk, description: str
) -> None:
    transport.refuse("getChatMember", 400, description)
    assert await Door().person(STAFF, bot, by_group) is Verdict.OUT
    assert transport.sent() == []


async def test_the_removal_from_the_staff_group_is_told_as_it_happens(
    room: Room, desk: Desk, transport: Transport
) -> None:
    (told,) = await brought(room, STRANGER, "kicked", GROUP)
    assert told.values["chat_id"] == ADMIN
    assert str(GROUP) in told.text
    assert await brought(room, STRANGER, "kicked", GROUP) == []
    assert await brought(room, STAFF, "member", GROUP) == []
    assert desk.store.admissions.lost_at(GROUP) is None


async def test_a_barred_person_is_out_in_every_mode_until_an_admin_lets_them_in(room: Room, desk: Desk) -> None:
    desk.store.admissions.revoke(STAFF, ADMIN, desk.clock.now())
    (call,) = await room.say(QUESTION, by=STAFF)
    assert plain(call.text) in {plain(say("stranger", user_id=STAFF, access=access)) for access in ("group", "open")}
    desk.store.admissions.admit(STAFF, ADMIN, desk.clock.now())
    (call,) = await room.say(QUESTION, by=STAFF)
    assert "2024. 11. 14." in call.text


async def test_the_loop_leaves_what_is_overdue(due: Desk, bot: ExtBot[int], transport: Transport) -> None:
    due.store.admissions.meet_group(FOREIGN, "다른 과", STRANGER, seoul(3, 1), GroupState.WAITING)
    reminding = start(bot, due, Door())
    async with asyncio.timeout(10):
        await transport.until(lambda: bool(transport.named("leaveChat")))
    await stop(reminding)
