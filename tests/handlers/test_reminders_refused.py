"""What reminding does where Telegram refuses, asks to wait or cannot be reached."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.context import Desk
from bot.records import DeliveryStatus
from handlers.reminding import Holds, remind_once
from tests.handlers.desk import ADMIN, Desks, ledger, seoul, set_clock
from tests.transport import GROUP, Transport

OTHER = -1002


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of_group(GROUP)


async def test_a_blocked_chat_is_paused_the_admins_are_told_and_others_go_on(
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    transport.refuse("sendMessage", 403, "Forbidden: bot was kicked from the supergroup chat", chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]
    assert ledger(desk) == [(7, DeliveryStatus.FAILED), (7, DeliveryStatus.SENT)]
    (told,) = transport.sent(ADMIN)
    assert str(GROUP) in told.text
    assert "보내지 못한 알림" in told.text


async def test_a_refused_message_is_settled_as_failed_and_not_tried_for_ever(
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    transport.refuse("sendMessage", 400, "Bad Request: something <odd>", chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.FAILED)]
    assert desk.store.paused() == ()
    assert "&lt;odd&gt;" in transport.sent(ADMIN)[0].text


async def test_an_admin_who_cannot_be_told_stops_nothing(bot: Bot, transport: Transport, desk: Desk) -> None:
    transport.refuse("sendMessage", 400, "Bad Request: chat not found", chat=GROUP)
    transport.refuse("sendMessage", 403, "Forbidden: bot can't initiate conversation with a user", chat=ADMIN)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]


async def test_a_group_that_migrated_gets_its_reminder_under_its_new_id(
    bot: Bot, transport: Transport, desk: Desk
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
    assert [d.key.chat_id for d in desk.store.deliveries(status=DeliveryStatus.SENT)] == [-100555]


@pytest.mark.parametrize("as_timedelta", [True, False])
@pytest.mark.filterwarnings("ignore:.*retry_after:DeprecationWarning")
async def test_a_chat_that_asks_to_wait_waits_while_others_go_on(
    bot: Bot, transport: Transport, desk: Desk, monkeypatch: pytest.MonkeyPatch, as_timedelta: bool
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1" if as_timedelta else "0")
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    transport.refuse("sendMessage", 429, "Too Many Requests", chat=GROUP, retry_after=300)
    set_clock(desk, 3, 3)
    holds: Holds = {}
    assert await remind_once(bot, desk, holds) == 1
    assert await remind_once(bot, desk, holds) == 0
    assert [call.place[0] for call in transport.sent()] == [GROUP, OTHER]
    wait = holds[GROUP] - asyncio.get_running_loop().time()
    assert 290 < wait <= 300

    holds[GROUP] = 0  # it has waited
    assert await remind_once(bot, desk, holds) == 1
    assert "다시" not in transport.sent(GROUP)[-1].text


@pytest.mark.parametrize("description", ["Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"])
async def test_a_topic_that_is_closed_or_gone_falls_back_to_the_group(
    bot: Bot, transport: Transport, desk: Desk, description: str
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
    bot: Bot, transport: Transport, desk: Desk
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
    bot: Bot, transport: Transport, desk: Desk, error: Exception
) -> None:
    transport.refuse("sendMessage", chat=GROUP, error=error)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == []
    assert await remind_once(bot, desk) == 1
    assert "다시" not in transport.sent()[-1].text


@pytest.mark.parametrize(("code", "description"), [(502, "Bad Gateway"), (401, "Unauthorized")])
async def test_an_answer_that_nothing_was_taken_is_tried_again(
    bot: Bot, transport: Transport, desk: Desk, code: int, description: str
) -> None:
    transport.refuse("sendMessage", code, description, chat=GROUP)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 1
