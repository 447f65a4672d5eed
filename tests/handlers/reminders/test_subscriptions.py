from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.app import build_application
from bot.clock import SettableClock
from bot.context import App, Desk
from bot.state.rows import Subscription
from handlers.addressed import Called
from handlers.commands import COMMANDS
from handlers.reminders.subscriptions import on_migrate, on_my_chat_member, subscribe, unsubscribe
from handlers.render import plain, say
from handlers.render.wording import word
from tests.handlers.desk import ADMIN, CEREMONY, Desks, seoul
from tests.transport import BOT, GROUP, Room, Transport, make_bot

GROUP_ADMIN, MEMBER = 1002, 1001
ANONYMOUS = 1087968824


CALLBACKS = {"subscribe": subscribe, "unsubscribe": unsubscribe}


def register(application: App) -> None:
    """These handlers only, with nobody at the door."""
    for command in COMMANDS:
        if command.name in CALLBACKS:
            application.add_handler(MessageHandler(Called(command), CALLBACKS[command.name]))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, on_migrate))
    application.add_handler(ChatMemberHandler(on_my_chat_member))


async def says(room: Room, command: str, chat: int, by: int, **more: Any) -> str:
    """Sends a command and returns what was answered."""
    return "\n\n".join(plain(call.text) for call in await room.say(command, by=by, chat=chat, **more))


def turned_off(place: str, was_on: bool = True) -> str:
    return plain(say("subscribe_off", was_on=was_on, where=word("where", place=place)))


async def membership(room: Room, chat: int, status: str, **more: Any) -> None:
    """Says that the bot's own place in a chat is now `status`."""
    await room.give(
        my_chat_member={
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": {"id": GROUP_ADMIN, "is_bot": False, "first_name": "관리자"},
            "date": 1_760_000_000,
            "old_chat_member": {"user": BOT, "status": "member"},
            "new_chat_member": {"user": BOT, "status": status, **more},
        }
    )


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks(CEREMONY)


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    transport.members[GROUP_ADMIN] = "administrator"
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)


def subscribed(desk: Desk) -> list[tuple[int, int | None, int]]:
    return [(s.chat_id, s.thread_id, s.subscribed_by) for s in desk.store.subscriptions()]


async def test_a_groups_administrator_turns_reminders_on_and_reads_what_will_arrive(room: Room, desk: Desk) -> None:
    said = await says(room, "/subscribe", GROUP, GROUP_ADMIN)
    assert subscribed(desk) == [(GROUP, None, GROUP_ADMIN)]
    assert "대회: 모두" in said
    assert "접수 마감: D-7, D-3, D-1, 당일" in said
    assert "시상식: D-7, D-1, 당일" in said
    assert "심사" not in said
    assert "09:00" in said
    assert "다음 일정: D-8 · 2026. 3. 10.(화)" in said
    assert "/unsubscribe" in said
    assert [entry.action for entry in desk.store.audit.entries(5)] == ["subscribe"]


async def test_the_owner_of_a_group_counts_as_its_administrator(room: Room, desk: Desk) -> None:
    room.transport.members[7] = "creator"
    await says(room, "/subscribe", GROUP, 7)
    assert subscribed(desk) == [(GROUP, None, 7)]


async def test_turning_on_twice_says_so_and_changes_nothing(room: Room, desk: Desk) -> None:
    first = await says(room, "/subscribe", GROUP, GROUP_ADMIN)
    assert first != await says(room, "/subscribe", GROUP, GROUP_ADMIN)
    assert len(subscribed(desk)) == 1
    assert len(desk.store.audit.entries(5)) == 1


@pytest.mark.parametrize("command", ["/subscribe", "/unsubscribe"])
async def test_a_plain_member_is_refused_and_told_the_other_way(room: Room, desk: Desk, command: str) -> None:
    desk.store.subscribe(-1002, None, 1, seoul(1, 5))
    said = await says(room, command, GROUP, MEMBER)
    assert said == plain(say("subscribe_refused", why="member"))
    assert subscribed(desk) == [(-1002, None, 1)]


async def test_an_anonymous_administrator_is_refused_with_the_reason(room: Room, desk: Desk) -> None:
    as_group = {"id": GROUP, "type": "supergroup"}
    room.transport.members[ANONYMOUS] = "administrator"
    reason = plain(say("subscribe_refused", why="anonymous"))
    assert await says(room, "/subscribe", GROUP, ANONYMOUS, sender_chat=as_group) == reason
    assert await says(room, "/subscribe", GROUP, ANONYMOUS) == reason
    assert subscribed(desk) == []


async def test_nobody_is_let_through_while_telegram_cannot_be_asked(room: Room, desk: Desk) -> None:
    room.transport.refuse("getChatMember", 409, "Conflict")
    assert await says(room, "/subscribe", GROUP, GROUP_ADMIN) == plain(say("subscribe_refused", why="unknown"))
    assert subscribed(desk) == []


async def test_in_private_everybody_decides_for_themselves(room: Room, desk: Desk) -> None:
    await says(room, "/subscribe", MEMBER, MEMBER)
    assert subscribed(desk) == [(MEMBER, None, MEMBER)]
    assert await says(room, "/unsubscribe", MEMBER, MEMBER) == turned_off("private")
    assert subscribed(desk) == []
    assert await says(room, "/unsubscribe", MEMBER, MEMBER) == turned_off("private", was_on=False)


async def test_a_topic_subscribes_for_itself_and_is_answered_there(room: Room, desk: Desk) -> None:
    topic = {"message_thread_id": 4, "is_topic_message": True}
    await says(room, "/subscribe", GROUP, GROUP_ADMIN, **topic)
    assert subscribed(desk) == [(GROUP, 4, GROUP_ADMIN)]
    assert room.transport.sent()[-1].place == (GROUP, 4)
    assert await says(room, "/unsubscribe", GROUP, GROUP_ADMIN) == turned_off("group", was_on=False)
    assert subscribed(desk) == [(GROUP, 4, GROUP_ADMIN)]


async def test_a_reply_outside_of_forums_is_no_topic(room: Room, desk: Desk) -> None:
    await says(room, "/subscribe", GROUP, GROUP_ADMIN, message_thread_id=77)
    assert subscribed(desk) == [(GROUP, None, GROUP_ADMIN)]
    assert room.transport.sent()[-1].place == (GROUP, None)


async def test_where_nothing_is_coming_the_bot_says_so(room: Room, desk: Desk) -> None:
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(seoul(6, 1))
    said = await says(room, "/subscribe", MEMBER, MEMBER)
    assert "/unsubscribe" in said
    assert "2026." not in said


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_chat_that_removed_the_bot_is_paused_and_resumes_with_it(room: Room, desk: Desk, status: str) -> None:
    desk.store.subscribe(GROUP, None, GROUP_ADMIN, seoul(1, 5))
    more = {"until_date": 0} if status == "kicked" else {}
    await membership(room, GROUP, status, **more)
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]
    (told,) = room.transport.sent(ADMIN)
    assert str(GROUP) in told.text
    await membership(room, GROUP, "member")
    assert desk.store.paused() == ()
    assert subscribed(desk) == [(GROUP, None, GROUP_ADMIN)]


async def test_a_person_who_blocked_the_bot_is_paused(room: Room, desk: Desk) -> None:
    desk.store.subscribe(MEMBER, None, MEMBER, seoul(1, 5))
    await membership(room, MEMBER, "kicked", until_date=0)
    (paused,) = desk.store.paused()
    assert "차단" in paused.reason


async def test_a_chat_without_reminders_may_go_unnoticed(room: Room, desk: Desk) -> None:
    await membership(room, GROUP, "left")
    assert desk.store.paused() == ()
    assert room.transport.sent() == []


@pytest.mark.parametrize("sides", [("to",), ("from",), ("to", "from"), ("from", "to")])
async def test_a_group_that_becomes_a_supergroup_keeps_its_reminders(
    room: Room, desk: Desk, sides: tuple[str, ...]
) -> None:
    desk.store.subscribe(-5, None, GROUP_ADMIN, seoul(1, 5))
    for side in sides:
        if side == "to":
            await room.say(None, by=GROUP_ADMIN, chat=-5, migrate_to_chat_id=-1005)
        else:
            await room.say(None, by=GROUP_ADMIN, chat=-1005, migrate_from_chat_id=-5)
    assert desk.store.subscriptions() == (Subscription(-1005, None, GROUP_ADMIN, seoul(1, 5)),)
