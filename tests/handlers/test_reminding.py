from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.clock import SettableClock
from bot.context import Desk
from bot.store import DeliveryStatus, Store, Subscription
from handlers.reminding import Holds, remind_forever, remind_once, start, stop
from handlers.render.message import plain, units
from tests.handlers.desk import ADMIN, CEREMONY, Desks, seoul, write_schedule
from tests.handlers.recording import Call, RecordingRequest

GROUP = -1001
OTHER = -1002
D7, D3, D1, D0 = seoul(3, 3), seoul(3, 7), seoul(3, 9), seoul(3, 10)


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it python-telegram-bot warns in every RetryAfter that its type is going to change.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def telegram() -> RecordingRequest:
    return RecordingRequest()


@pytest.fixture
async def bot(telegram: RecordingRequest) -> AsyncIterator[Bot]:
    async with Bot("42:token", request=telegram, get_updates_request=RecordingRequest()) as bot:
        telegram.calls.clear()
        yield bot


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    desks = Desks(tmp_path)
    yield desks
    desks.close()


@pytest.fixture
def desk(desks: Desks) -> Desk:
    desk = desks(CEREMONY)
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    return desk


def set_clock(desk: Desk, *moment: int) -> None:
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(seoul(*moment))


def ledger(desk: Desk) -> list[tuple[int, DeliveryStatus]]:
    return [(delivery.key.lead, delivery.status) for delivery in desk.store.deliveries()]


async def test_a_reminder_says_what_when_where_and_its_source(bot: Bot, telegram: RecordingRequest, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 1
    (call,) = telegram.sent()
    assert call.place == (GROUP, None)
    assert call.parameters["parse_mode"] == "HTML"
    assert plain(call.text).split("\n") == [
        "🔔 일정 알림",
        "",
        "D-7 · 2026. 3. 10.(화) 14:00~16:00",
        "정부혁신 우수사례 경진대회 시상식",
        "📍 한국프레스센터 19층",
        "",
        "📄 『일정』 (일정 파일 일정.csv)",
    ]


async def test_each_lead_day_brings_one_reminder_however_often_it_looks(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    for day in range(2, 13):
        for hour in (8, 9, 10, 15):
            set_clock(desk, 3, day, hour, 2)
            await remind_once(bot, desk)
    assert ledger(desk) == [(lead, DeliveryStatus.SENT) for lead in (7, 3, 1, 0)]
    assert [plain(call.text).split("\n")[2].split(" · ")[0] for call in telegram.sent()] == [
        "D-7",
        "D-3",
        "내일 (D-1)",
        "오늘",
    ]


async def test_a_restart_neither_loses_nor_doubles_a_reminder(
    bot: Bot, telegram: RecordingRequest, desks: Desks, tmp_path: Path
) -> None:
    for day, hour in [(3, 8), (3, 9), (3, 10), (7, 20), (7, 21)]:
        desk = desks(CEREMONY, store=Store(tmp_path / "state.db"))
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        set_clock(desk, 3, day, hour, 1)
        desk.store.interrupt_claims()
        await remind_once(bot, desk)
        desk.store.close()
        desk.library.close()
    first, second = telegram.sent()
    assert "늦게" not in first.text
    assert "(늦게 보내드려요)" in second.text


async def test_all_that_is_due_for_a_chat_is_one_message(bot: Bot, telegram: RecordingRequest, desks: Desks) -> None:
    desk = desks(CEREMONY, "적극행정,접수 마감,2026-03-06,,,18:00,,이메일로만 받아요\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.store.subscribe(GROUP, 4, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 2
    assert [call.place for call in telegram.sent()] == [(GROUP, None), (GROUP, 4)]
    text = plain(telegram.sent()[0].text)
    assert "D-3 · 2026. 3. 6.(금) 18:00까지\n적극행정 접수 마감\n※ 이메일로만 받아요" in text
    assert text.index("D-3") < text.index("D-7")
    assert text.count("📄") == 1


async def test_more_than_a_message_holds_becomes_several_and_nothing_is_left_out(
    bot: Bot, telegram: RecordingRequest, desks: Desks
) -> None:
    rows = [f"대회 {n:03},시상식,2026-03-10,,,,{'아주 긴 장소 이름 ' * 12},\n" for n in range(60)]
    desk = desks(*rows)
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) > 1
    texts = [plain(call.text) for call in telegram.sent()]
    assert all(units(text) <= 4096 for text in texts)
    assert all(sum(f"대회 {n:03}" in text for text in texts) == 1 for n in range(60))


async def test_markup_in_a_schedule_is_escaped(bot: Bot, telegram: RecordingRequest, desks: Desks) -> None:
    desk = desks("<b>굵은</b> & 대회,시상식,2026-03-10,,,,,\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    assert "&lt;b&gt;굵은&lt;/b&gt; &amp; 대회" in telegram.sent()[0].text


async def test_a_paused_or_unsubscribed_chat_gets_nothing(bot: Bot, telegram: RecordingRequest, desk: Desk) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    desk.store.pause_chat(GROUP, "봇이 나갔어요", seoul(3, 1))
    desk.store.unsubscribe(OTHER, None)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert telegram.sent() == []


async def test_what_passed_during_downtime_is_settled_as_missed_and_not_sent(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    await remind_once(bot, desk)
    set_clock(desk, 3, 8, 12)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.MISSED), (3, DeliveryStatus.MISSED)]
    assert telegram.sent() == []


async def test_a_moved_date_is_reminded_of_on_its_new_days(
    bot: Bot, telegram: RecordingRequest, desk: Desk, tmp_path: Path
) -> None:
    set_clock(desk, 3, 3)
    await remind_once(bot, desk)
    write_schedule(tmp_path, CEREMONY.replace("03-10", "03-12"))
    desk.library.reload()
    for day in range(3, 13):
        set_clock(desk, 3, day, 9, 1)
        await remind_once(bot, desk)
    days = [plain(call.text).split("\n")[2] for call in telegram.sent()]
    assert [day.split(" 14:00")[0] for day in days] == [
        "D-7 · 2026. 3. 10.(화)",
        "D-7 · 2026. 3. 12.(목)",
        "D-3 · 2026. 3. 12.(목)",
        "내일 (D-1) · 2026. 3. 12.(목)",
        "오늘 · 2026. 3. 12.(목)",
    ]


# crashes


class PowerCut(BaseException):
    """Nothing that runs afterwards in the bot."""


async def test_a_claim_left_open_by_a_crash_is_sent_once_more_and_says_so(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    set_clock(desk, 3, 3, 9, 1)

    def power_cut(call: Call) -> None:
        raise PowerCut

    telegram.before = power_cut
    with pytest.raises(PowerCut):
        await remind_once(bot, desk)
    telegram.before = lambda call: None
    assert ledger(desk) == [(7, DeliveryStatus.CLAIMED)]

    assert await remind_once(bot, desk) == 0  # as long as somebody may be sending it, nobody else does
    desk.store.interrupt_claims()
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert "(다시 보내드려요)" in telegram.sent()[-1].text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_an_interrupted_reminder_that_ran_out_of_time_is_settled_as_unsure(bot: Bot, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    key = desk.store.deliveries()[0].key
    desk.store.settle(key, DeliveryStatus.CLAIMED, seoul(3, 3))
    desk.store.interrupt_claims()
    set_clock(desk, 3, 4)
    await remind_once(bot, desk)
    assert ledger(desk) == [(7, DeliveryStatus.UNSURE)]


# what Telegram refuses


async def test_a_blocked_chat_is_paused_the_admins_are_told_and_others_go_on(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    telegram.refuse("sendMessage", GROUP, 403, "Forbidden: bot was kicked from the supergroup chat")
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]
    assert ledger(desk) == [(7, DeliveryStatus.FAILED), (7, DeliveryStatus.SENT)]
    (told,) = telegram.sent(ADMIN)
    assert str(GROUP) in told.text
    assert "보내지 못한 알림" in told.text


async def test_a_refused_message_is_settled_as_failed_and_not_tried_for_ever(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    telegram.refuse("sendMessage", GROUP, 400, "Bad Request: something <odd>")
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.FAILED)]
    assert desk.store.paused() == ()
    assert "&lt;odd&gt;" in telegram.sent(ADMIN)[0].text


async def test_an_admin_who_cannot_be_told_stops_nothing(bot: Bot, telegram: RecordingRequest, desk: Desk) -> None:
    telegram.refuse("sendMessage", GROUP, 400, "Bad Request: chat not found")
    telegram.refuse("sendMessage", ADMIN, 403, "Forbidden: bot can't initiate conversation with a user")
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert [paused.chat_id for paused in desk.store.paused()] == [GROUP]


async def test_a_group_that_migrated_gets_its_reminder_under_its_new_id(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    telegram.refuse(
        "sendMessage",
        GROUP,
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": -100555},
    )
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert [call.place[0] for call in telegram.sent()] == [GROUP, -100555]
    assert [s.chat_id for s in desk.store.subscriptions()] == [-100555]
    assert [d.key.chat_id for d in desk.store.deliveries(status=DeliveryStatus.SENT)] == [-100555]


@pytest.mark.parametrize("as_timedelta", [True, False])
@pytest.mark.filterwarnings("ignore:.*retry_after:DeprecationWarning")
async def test_a_chat_that_asks_to_wait_waits_while_others_go_on(
    bot: Bot, telegram: RecordingRequest, desk: Desk, monkeypatch: pytest.MonkeyPatch, as_timedelta: bool
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1" if as_timedelta else "0")
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    telegram.refuse("sendMessage", GROUP, 429, "Too Many Requests", parameters={"retry_after": 300})
    set_clock(desk, 3, 3)
    holds: Holds = {}
    assert await remind_once(bot, desk, holds) == 1
    assert await remind_once(bot, desk, holds) == 0
    assert [call.place[0] for call in telegram.sent()] == [GROUP, OTHER]
    wait = holds[GROUP] - asyncio.get_running_loop().time()
    assert 290 < wait <= 300

    holds[GROUP] = 0  # it has waited
    assert await remind_once(bot, desk, holds) == 1
    assert "다시" not in telegram.sent(GROUP)[-1].text


@pytest.mark.parametrize("description", ["Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"])
async def test_a_topic_that_is_closed_or_gone_falls_back_to_the_group(
    bot: Bot, telegram: RecordingRequest, desk: Desk, description: str
) -> None:
    desk.store.unsubscribe(GROUP, None)
    desk.store.subscribe(GROUP, 4, 1002, seoul(1, 5))
    telegram.refuse("sendMessage", GROUP, 400, description, thread_only=True)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert [call.place for call in telegram.sent()] == [(GROUP, 4), (GROUP, None)]


def timed_out(cause: Exception | None) -> TimedOut:
    error = TimedOut()
    error.__cause__ = cause
    return error


async def test_a_send_that_timed_out_may_have_arrived_and_is_not_repeated(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    telegram.refuse("sendMessage", GROUP, error=timed_out(httpx.ReadTimeout("")))
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 0
    assert len(telegram.sent(GROUP)) == 1
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
    bot: Bot, telegram: RecordingRequest, desk: Desk, error: Exception
) -> None:
    telegram.refuse("sendMessage", GROUP, error=error)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == []
    assert await remind_once(bot, desk) == 1
    assert "다시" not in telegram.sent()[-1].text


@pytest.mark.parametrize(("code", "description"), [(502, "Bad Gateway"), (401, "Unauthorized")])
async def test_an_answer_that_nothing_was_taken_is_tried_again(
    bot: Bot, telegram: RecordingRequest, desk: Desk, code: int, description: str
) -> None:
    telegram.refuse("sendMessage", GROUP, code, description)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 1


# the loop


async def reminded(telegram: RecordingRequest, count: int) -> None:
    """Waits until so many messages were sent."""
    async with asyncio.timeout(10):
        await telegram.until(lambda: len(telegram.sent()) >= count)


async def test_setting_the_clock_forward_brings_the_reminder_at_once(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    reminding = start(bot, desk)
    set_clock(desk, 3, 3, 9, 1)
    await reminded(telegram, 1)
    set_clock(desk, 3, 7, 9, 1)
    await reminded(telegram, 2)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT), (3, DeliveryStatus.SENT)]


async def test_it_wakes_when_the_next_reminder_falls_due(bot: Bot, telegram: RecordingRequest, desk: Desk) -> None:
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(D7 - timedelta(seconds=0.3))
    reminding = start(bot, desk)
    await reminded(telegram, 1)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_the_loop_repeats_what_a_crash_left_open(bot: Bot, telegram: RecordingRequest, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    desk.store.settle(desk.store.deliveries()[0].key, DeliveryStatus.CLAIMED, seoul(3, 3))
    reminding = start(bot, desk)
    await reminded(telegram, 2)
    await stop(reminding)
    assert "(다시 보내드려요)" in telegram.sent()[-1].text


async def test_stopping_lets_the_message_that_is_being_sent_finish(
    bot: Bot, telegram: RecordingRequest, desk: Desk
) -> None:
    set_clock(desk, 3, 3, 9, 1)
    reminding: asyncio.Task[None]

    def stop_now(call: Call) -> None:
        reminding.cancel()

    telegram.before = stop_now
    reminding = start(bot, desk)
    await reminded(telegram, 1)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_a_run_that_fails_is_logged_and_the_next_one_tries_again(
    bot: Bot, telegram: RecordingRequest, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    set_clock(desk, 3, 3, 9, 1)
    subscriptions, wake = desk.store.subscriptions, asyncio.Event()

    def fail_once() -> tuple[Subscription, ...]:
        desk.store.subscriptions = subscriptions  # type: ignore[method-assign] # back to what it was
        wake.set()
        raise OSError("disk error")

    desk.store.subscriptions = fail_once  # type: ignore[method-assign] # a disk that fails once
    with caplog.at_level(logging.ERROR, "handlers.reminding"):
        reminding = asyncio.create_task(remind_forever(bot, desk, wake))
        await reminded(telegram, 1)
        await stop(reminding)
    assert "reminding failed" in caplog.text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]
