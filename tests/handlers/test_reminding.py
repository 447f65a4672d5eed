from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Bot

from bot.clock import SettableClock
from bot.context import Desk
from bot.records import DeliveryStatus, Subscription
from bot.store import Store
from handlers.reminding import remind_forever, remind_once, start, stop
from handlers.render.message import plain, units
from tests.handlers.desk import CEREMONY, Desks, ledger, seoul, set_clock, write_schedule
from tests.transport import GROUP, Call, Transport

OTHER = -1002
D7 = seoul(3, 3)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of_group(GROUP)


async def test_a_reminder_says_what_when_where_and_its_source(bot: Bot, transport: Transport, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 1
    (call,) = transport.sent()
    assert call.place == (GROUP, None)
    assert call.values["parse_mode"] == "HTML"
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
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    for day in range(2, 13):
        for hour in (8, 9, 10, 15):
            set_clock(desk, 3, day, hour, 2)
            await remind_once(bot, desk)
    assert ledger(desk) == [(lead, DeliveryStatus.SENT) for lead in (7, 3, 1, 0)]
    assert [plain(call.text).split("\n")[2].split(" · ")[0] for call in transport.sent()] == [
        "D-7",
        "D-3",
        "내일 (D-1)",
        "오늘",
    ]


async def test_a_restart_neither_loses_nor_doubles_a_reminder(
    bot: Bot, transport: Transport, desks: Desks, tmp_path: Path
) -> None:
    for day, hour in [(3, 8), (3, 9), (3, 10), (7, 20), (7, 21)]:
        desk = desks(CEREMONY, store=Store(tmp_path / "state.db"))
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        set_clock(desk, 3, day, hour, 1)
        desk.store.interrupt_claims()
        await remind_once(bot, desk)
        desk.store.close()
        desk.library.close()
    first, second = transport.sent()
    assert "늦게" not in first.text
    assert "(늦게 보내드려요)" in second.text


async def test_all_that_is_due_for_a_chat_is_one_message(bot: Bot, transport: Transport, desks: Desks) -> None:
    desk = desks(CEREMONY, "적극행정,접수 마감,2026-03-06,,,18:00,,이메일로만 받아요\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.store.subscribe(GROUP, 4, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 2
    assert [call.place for call in transport.sent()] == [(GROUP, None), (GROUP, 4)]
    text = plain(transport.sent()[0].text)
    assert "D-3 · 2026. 3. 6.(금) 18:00까지\n적극행정 접수 마감\n※ 이메일로만 받아요" in text
    assert text.index("D-3") < text.index("D-7")
    assert text.count("📄") == 1


async def test_more_than_a_message_holds_becomes_several_and_nothing_is_left_out(
    bot: Bot, transport: Transport, desks: Desks
) -> None:
    rows = [f"대회 {n:03},시상식,2026-03-10,,,,{'아주 긴 장소 이름 ' * 12},\n" for n in range(60)]
    desk = desks(*rows)
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) > 1
    texts = [plain(call.text) for call in transport.sent()]
    assert all(units(text) <= 4096 for text in texts)
    assert all(sum(f"대회 {n:03}" in text for text in texts) == 1 for n in range(60))


async def test_markup_in_a_schedule_is_escaped(bot: Bot, transport: Transport, desks: Desks) -> None:
    desk = desks("<b>굵은</b> & 대회,시상식,2026-03-10,,,,,\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    assert "&lt;b&gt;굵은&lt;/b&gt; &amp; 대회" in transport.sent()[0].text


async def test_a_paused_or_unsubscribed_chat_gets_nothing(bot: Bot, transport: Transport, desk: Desk) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    desk.store.pause_chat(GROUP, "봇이 나갔어요", seoul(3, 1))
    desk.store.unsubscribe(OTHER, None)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert transport.sent() == []


async def test_what_passed_during_downtime_is_settled_as_missed_and_not_sent(
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    await remind_once(bot, desk)
    set_clock(desk, 3, 8, 12)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(7, DeliveryStatus.MISSED), (3, DeliveryStatus.MISSED)]
    assert transport.sent() == []


async def test_a_moved_date_is_reminded_of_on_its_new_days(
    bot: Bot, transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    set_clock(desk, 3, 3)
    await remind_once(bot, desk)
    write_schedule(tmp_path, CEREMONY.replace("03-10", "03-12"))
    desk.library.reload()
    for day in range(3, 13):
        set_clock(desk, 3, day, 9, 1)
        await remind_once(bot, desk)
    days = [plain(call.text).split("\n")[2] for call in transport.sent()]
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
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    set_clock(desk, 3, 3, 9, 1)

    def power_cut(call: Call) -> None:
        raise PowerCut

    transport.before = power_cut
    with pytest.raises(PowerCut):
        await remind_once(bot, desk)
    transport.before = lambda call: None
    assert ledger(desk) == [(7, DeliveryStatus.CLAIMED)]

    assert await remind_once(bot, desk) == 0  # as long as somebody may be sending it, nobody else does
    desk.store.interrupt_claims()
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert "(다시 보내드려요)" in transport.sent()[-1].text
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


# the loop


async def reminded(transport: Transport, count: int) -> None:
    """Waits until so many messages were sent."""
    async with asyncio.timeout(10):
        await transport.until(lambda: len(transport.sent()) >= count)


async def test_setting_the_clock_forward_brings_the_reminder_at_once(
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    reminding = start(bot, desk)
    set_clock(desk, 3, 3, 9, 1)
    await reminded(transport, 1)
    set_clock(desk, 3, 7, 9, 1)
    await reminded(transport, 2)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT), (3, DeliveryStatus.SENT)]


async def test_it_wakes_when_the_next_reminder_falls_due(bot: Bot, transport: Transport, desk: Desk) -> None:
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(D7 - timedelta(seconds=0.3))
    reminding = start(bot, desk)
    await reminded(transport, 1)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_questions_are_forgotten_after_thirty_days_while_the_bot_is_up(
    bot: Bot, transport: Transport, desk: Desk
) -> None:
    for message, day in ((1, 1), (2, 3)):
        desk.store.remember_answer(GROUP, message, None, 7, "{}", seoul(2, day))
    set_clock(desk, 3, 3, 9, 1)
    reminding = start(bot, desk)
    await reminded(transport, 1)
    assert [desk.store.question_of(GROUP, message) for message in (1, 2)] == [None, "{}"]
    set_clock(desk, 3, 7, 9, 1)
    await reminded(transport, 2)
    assert desk.store.question_of(GROUP, 2) is None
    await stop(reminding)


async def test_the_loop_repeats_what_a_crash_left_open(bot: Bot, transport: Transport, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    desk.store.settle(desk.store.deliveries()[0].key, DeliveryStatus.CLAIMED, seoul(3, 3))
    reminding = start(bot, desk)
    await reminded(transport, 2)
    await stop(reminding)
    assert "(다시 보내드려요)" in transport.sent()[-1].text


async def test_stopping_lets_the_message_that_is_being_sent_finish(bot: Bot, transport: Transport, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    reminding: asyncio.Task[None]

    def stop_now(call: Call) -> None:
        reminding.cancel()

    transport.before = stop_now
    reminding = start(bot, desk)
    await reminded(transport, 1)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_a_run_that_fails_is_logged_and_the_next_one_tries_again(
    bot: Bot, transport: Transport, desk: Desk, caplog: pytest.LogCaptureFixture
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
        await reminded(transport, 1)
        await stop(reminding)
    assert "reminding failed" in caplog.text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]
