"""What reminding does where Telegram refuses, asks to wait or cannot be reached."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot

from bot.context import Desk
from bot.state.rows import DeliveryStatus
from handlers.reminders import Outbox, look, start, stop
from tests.handlers.desk import ADMIN, AGAIN, CEREMONY, Desks, ledger, remind_once, seoul, set_clock
from tests.transport import GROUP, Call, Transport

OTHER = -1002


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of_group(GROUP)


async def test_a_blocked_chat_is_paused_the_admins_are_told_and_others_go_on(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    transport.refuse("sendMessage", 403, "Forbidden: bot was kicked from the supergroup chat", chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]
    assert ledger(desk) == [(7, DeliveryStatus.FAILED), (7, DeliveryStatus.SENT)]
    (told,) = transport.sent(ADMIN)
    assert str(GROUP) in told.text


async def test_a_refused_message_is_settled_as_failed_and_not_tried_for_ever(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    transport.refuse("sendMessage", 400, "Bad Request: something <odd>", chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.FAILED)]
    assert desk.store.paused() == ()
    assert "&lt;odd&gt;" in transport.sent(ADMIN)[0].text


async def test_an_admin_who_cannot_be_told_stops_nothing(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    transport.refuse("sendMessage", 400, "Bad Request: chat not found", chat=GROUP)
    transport.refuse("sendMessage", 403, "Forbidden: bot can't initiate conversation with a user", chat=ADMIN)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]


async def test_a_group_that_migrated_gets_its_reminder_under_its_new_id(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    transport.refuse(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        chat=GROUP,
        migrate_to_chat_id=-100555,
    )
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert [call.place[0] for call in transport.sent()] == [GROUP, -100555]
    assert [s.chat_id for s in desk.store.subscriptions()] == [-100555]
    assert [d.key.chat_id for d in desk.store.ledger.deliveries(status=DeliveryStatus.SENT)] == [-100555]


async def test_a_chat_that_asks_to_wait_waits_while_others_go_on(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    transport.refuse("sendMessage", 429, "Too Many Requests", chat=GROUP, retry_after=300)
    set_clock(desk, 3, 3)
    outbox = Outbox(bot, desk, asyncio.Event())
    assert await remind_once(bot, desk, outbox) == 1
    assert await remind_once(bot, desk, outbox) == 0
    assert [call.place[0] for call in transport.sent()] == [GROUP, OTHER]
    (wait,) = outbox.waits()
    assert 290 < wait <= 300


async def test_a_chat_that_has_waited_gets_its_reminder(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    transport.refuse("sendMessage", 429, "Too Many Requests", chat=GROUP, retry_after=1)
    set_clock(desk, 3, 3)
    reminding = start(bot, desk)
    async with asyncio.timeout(10):
        await transport.until(lambda: len(transport.sent(GROUP)) == 2)
    await stop(reminding)
    assert AGAIN not in transport.sent(GROUP)[-1].text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_a_chat_that_hangs_holds_up_no_other(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    for chat in range(100):
        desk.store.subscribe(OTHER - chat, None, 1002, seoul(1, 5))
    transport.hang(GROUP)
    set_clock(desk, 3, 3)
    outbox = Outbox(bot, desk, asyncio.Event())
    await look(outbox)
    async with asyncio.timeout(10):
        await transport.until(lambda: len(transport.sent()) == 101)
    await outbox.emptied(within=0.1)
    assert [status for _, status in ledger(desk)].count(DeliveryStatus.SENT) == 100


@pytest.mark.parametrize("description", ["Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"])
async def test_a_topic_that_is_closed_or_gone_falls_back_to_the_group(
    bot: ExtBot[int], transport: Transport, desk: Desk, description: str
) -> None:
    desk.store.unsubscribe(GROUP, None)
    desk.store.subscribe(GROUP, 4, 1002, seoul(1, 5))
    transport.refuse("sendMessage", 400, description, chat=GROUP, in_topic=True)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert [call.place for call in transport.sent()] == [(GROUP, 4), (GROUP, None)]


def timed_out(cause: Exception | None) -> TimedOut:
    error = TimedOut()
    error.__cause__ = cause
    return error


async def test_a_send_that_timed_out_may_have_arrived_and_is_not_repeated(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    transport.refuse("sendMessage", chat=GROUP, error=timed_out(httpx.ReadTimeout("")))
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 0
    assert len(transport.sent(GROUP)) == 1
    assert ledger(desk) == [(7, DeliveryStatus.UNSURE)]


def connection_refused() -> NetworkError:
    error = NetworkError("httpx.ConnectError")
    error.__cause__ = httpx.ConnectError("")
    return error


@pytest.mark.parametrize(
    "error",
    [timed_out(httpx.ConnectTimeout("")), timed_out(httpx.PoolTimeout("")), connection_refused()],
    ids=["connect timeout", "pool timeout", "connect error"],
)
async def test_a_send_that_never_left_is_tried_again(
    bot: ExtBot[int], transport: Transport, desk: Desk, error: Exception
) -> None:
    transport.refuse("sendMessage", chat=GROUP, error=error)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == []
    assert await remind_once(bot, desk) == 1
    assert AGAIN not in transport.sent()[-1].text


async def test_a_refused_token_means_that_nothing_was_taken(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    transport.refuse("sendMessage", 401, "Unauthorized", chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 1
    assert AGAIN not in transport.sent()[-1].text


@pytest.mark.parametrize(("code", "description"), [(500, "Internal Server Error"), (502, "Bad Gateway")])
async def test_where_the_server_failed_it_is_sent_once_more_and_says_so(
    bot: ExtBot[int], transport: Transport, desk: Desk, code: int, description: str
) -> None:
    transport.refuse("sendMessage", code, description, chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.INTERRUPTED)]
    assert await remind_once(bot, desk) == 1
    assert AGAIN in transport.sent()[-1].text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_a_connection_that_broke_may_have_carried_it(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    error = NetworkError("httpx.ReadError")
    error.__cause__ = httpx.ReadError("")
    transport.refuse("sendMessage", chat=GROUP, error=error)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.INTERRUPTED)]


@pytest.mark.parametrize("description", ["Gateway Timeout", "Gateway Time-out"])
async def test_a_gateway_that_timed_out_may_have_passed_it_on_and_it_is_not_repeated(
    bot: ExtBot[int], transport: Transport, desk: Desk, description: str
) -> None:
    transport.refuse("sendMessage", 504, description, chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.UNSURE)]


async def test_one_text_that_is_refused_takes_no_other_with_it(
    bot: ExtBot[int], transport: Transport, desks: Desks
) -> None:
    desk = desks(CEREMONY, "적극행정,접수 마감,2026-03-06,,,18:00,,\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    for _ in range(2):
        transport.refuse("sendMessage", 400, "Bad Request: something odd", chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert {(3, DeliveryStatus.FAILED), (7, DeliveryStatus.SENT)} <= set(ledger(desk))
    assert "시상식" in transport.sent(GROUP)[-1].text


async def test_who_was_told_of_a_pause_is_not_told_again(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    def left(call: Call) -> None:
        desk.store.pause_chat(GROUP, "봇이 나갔어요", seoul(3, 3))

    transport.before = left
    transport.refuse("sendMessage", 403, "Forbidden: bot was kicked from the supergroup chat", chat=GROUP)
    set_clock(desk, 3, 3)
    await remind_once(bot, desk)
    assert transport.sent(ADMIN) == []
