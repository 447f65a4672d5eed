"""What a group is spared: the list of the week does not ring, and the day's reminder is pinned only for that day."""

from __future__ import annotations

import asyncio

import pytest
from telegram.ext import ExtBot

from bot.context import Desk
from bot.state.rows import Wishes
from handlers.reminders import start, stop
from handlers.reminders.pins import unpin_over
from tests.handlers.desk import CEREMONY, Desks, remind_once, seoul, set_clock
from tests.transport import GROUP, Transport

NO_RIGHT = "Bad Request: not enough rights to manage pinned messages in the chat"
MEMBER = 1001


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of_group(GROUP)


def calls(transport: Transport) -> list[tuple[str, int, int]]:
    every = transport.named("pinChatMessage", "unpinChatMessage")
    return [(call.method, call.values["chat_id"], call.values["message_id"]) for call in every]


async def test_the_days_reminder_is_pinned_without_a_sound_and_unpinned_after(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    set_clock(desk, 3, 9)  # the day before
    await remind_once(bot, desk)
    assert calls(transport) == []
    set_clock(desk, 3, 10)
    await remind_once(bot, desk)
    pinned = [("pinChatMessage", GROUP, transport.last_message)]
    assert calls(transport) == pinned
    assert transport.named("pinChatMessage")[0].values["disable_notification"] is True
    set_clock(desk, 3, 10, 23, 59)
    await unpin_over(bot, desk)
    assert calls(transport) == pinned
    set_clock(desk, 3, 11, 0, 0)
    for _ in range(2):
        await unpin_over(bot, desk)
    assert calls(transport) == [*pinned, ("unpinChatMessage", GROUP, transport.last_message)]


async def test_where_the_bot_may_not_pin_nothing_is_said_or_undone(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    transport.refuse("pinChatMessage", 400, NO_RIGHT)
    set_clock(desk, 3, 10)
    assert await remind_once(bot, desk) == 1
    assert len(transport.sent(GROUP)) == 1
    set_clock(desk, 3, 11)
    await unpin_over(bot, desk)
    assert transport.named("unpinChatMessage") == []


async def test_what_cannot_be_unpinned_now_is_unpinned_later_and_what_may_not_is_let_be(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    set_clock(desk, 3, 10)
    await remind_once(bot, desk)
    set_clock(desk, 3, 11)
    transport.refuse("unpinChatMessage", 502, "Bad Gateway")
    transport.refuse("unpinChatMessage", 400, NO_RIGHT)
    for _ in range(3):
        await unpin_over(bot, desk)
    assert len(transport.named("unpinChatMessage")) == 2


async def test_the_loop_unpins(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    desk.store.pins.add(GROUP, 7, seoul(3, 1))
    reminding = start(bot, desk)
    async with asyncio.timeout(10):
        await transport.until(lambda: calls(transport) == [("unpinChatMessage", GROUP, 7)])
    await stop(reminding)


async def test_what_is_pinned_moves_with_a_group_that_becomes_a_supergroup(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    desk.store.pins.add(GROUP, 7, seoul(3, 1))
    transport.refuse("unpinChatMessage", 400, "Bad Request: group chat was upgraded", migrate_to_chat_id=GROUP - 1)
    for _ in range(3):
        await unpin_over(bot, desk)
    assert calls(transport) == [("unpinChatMessage", GROUP, 7), ("unpinChatMessage", GROUP - 1, 7)]


async def test_in_private_nothing_is_pinned(bot: ExtBot[int], transport: Transport, desks: Desks) -> None:
    desk = desks(CEREMONY)
    desk.store.subscribe(MEMBER, None, MEMBER, seoul(1, 5))
    set_clock(desk, 3, 10)
    assert await remind_once(bot, desk) == 1
    assert calls(transport) == []


async def test_the_list_of_the_week_does_not_ring_and_a_reminder_does(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    desk.store.wish(GROUP, None, Wishes(days=frozenset(), digest=True), seoul(1, 6))
    set_clock(desk, 3, 9)  # the Monday of that week
    await remind_once(bot, desk)
    desk.store.wish(GROUP, None, Wishes(), seoul(3, 9, 10))
    set_clock(desk, 3, 10)
    await remind_once(bot, desk)
    assert [call.values.get("disable_notification") for call in transport.sent(GROUP)] == [True, None]
