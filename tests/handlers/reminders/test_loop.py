from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.clock import SettableClock
from bot.context import Desk
from bot.reminders.due import Situation
from bot.state.rows import DeliveryStatus
from bot.state.store import Store
from handlers.reminders import Outbox, look, remind_forever, start, stop
from handlers.render.message import plain, units
from tests.handlers.desk import ADMIN, AGAIN, CEREMONY, LATE, Desks, ledger, remind_once, restarted, seoul, set_clock
from tests.transport import GROUP, Call, Transport

OTHER = -1002
D7 = seoul(3, 3)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of_group(GROUP)


async def test_a_reminder_says_what_when_where_and_its_source(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 1
    (call,) = transport.sent()
    assert call.place == (GROUP, None)
    assert call.values["parse_mode"] == "HTML"
    assert plain(call.text).split("\n") == [
        "🔔 시상식 D-7 · 근무일로 5일 남았어요",
        "2026. 3. 10.(화) 14:00~16:00",
        "정부혁신 우수사례 경진대회 시상식",
        "📍 한국프레스센터 19층",
        "",
        "📄 일정 파일 일정.csv",
    ]
    assert [button["callback_data"] for button in call.buttons] == ["ack", "again", "ics"]


async def test_each_lead_day_brings_one_reminder_however_often_it_looks(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    for day in range(2, 13):
        for hour in (8, 9, 10, 15):
            set_clock(desk, 3, day, hour, 2)
            await remind_once(bot, desk)
    assert ledger(desk) == [(lead, DeliveryStatus.SENT) for lead in (7, 1, 0)]
    for call, left in zip(transport.sent(), ("D-7", "D-1", "오늘"), strict=True):
        assert left in plain(call.text).split("\n")[0]
    assert [button["callback_data"] for button in transport.sent()[-1].buttons] == ["ack", "ics"]


async def test_a_restart_neither_loses_nor_doubles_a_reminder(
    bot: ExtBot[int], transport: Transport, desks: Desks, tmp_path: Path
) -> None:
    for day, hour in [(3, 8), (3, 9), (3, 10), (9, 16), (9, 17)]:
        desk = desks(CEREMONY, store=Store(tmp_path / "state.db"))
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        set_clock(desk, 3, day, hour, 1)
        desk.store.ledger.interrupt_claims()
        await remind_once(bot, desk)
        desk.store.close()
        desk.library.close()
    first, second = transport.sent()
    assert LATE not in first.text
    assert LATE in second.text


async def test_all_that_is_due_for_a_chat_is_one_message(bot: ExtBot[int], transport: Transport, desks: Desks) -> None:
    desk = desks(CEREMONY, "적극행정,접수 마감,2026-03-06,,,18:00,,이메일로만 받아요\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.store.subscribe(GROUP, 4, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 2
    assert {call.place for call in transport.sent(GROUP)} == {(GROUP, None), (GROUP, 4)}
    text = plain(transport.sent(GROUP)[0].text)
    assert "접수 마감 D-3" in text
    assert "\n".join(["2026. 3. 6.(금) 18:00까지", "적극행정 접수 마감", "※ 이메일로만 받아요"]) in text
    assert text.index("D-3") < text.index("D-7")
    assert text.count("📄") == 1


async def test_more_than_a_message_holds_becomes_several_and_nothing_is_left_out(
    bot: ExtBot[int], transport: Transport, desks: Desks
) -> None:
    rows = [f"대회 {n:03},시상식,2026-03-10,,,,{'아주 긴 장소 이름 ' * 12},\n" for n in range(60)]
    desk = desks(*rows)
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) > 1
    texts = [plain(call.text) for call in transport.sent()]
    assert all(units(text) <= 4096 for text in texts)
    assert all(sum(f"대회 {n:03}" in text for text in texts) == 1 for n in range(60))


async def test_markup_in_a_schedule_is_escaped(bot: ExtBot[int], transport: Transport, desks: Desks) -> None:
    desk = desks("<b>굵은</b> & 대회,시상식,2026-03-10,,,,,\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    assert "&lt;b&gt;굵은&lt;/b&gt; &amp; 대회" in transport.sent()[0].text


async def test_a_paused_or_unsubscribed_chat_gets_nothing(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    desk.store.subscribe(OTHER, None, 1002, seoul(1, 5))
    desk.store.pause_chat(GROUP, "봇이 나갔어요", seoul(3, 1))
    desk.store.unsubscribe(OTHER, None)
    set_clock(desk, 3, 3)
    assert await remind_once(bot, desk) == 0
    assert transport.sent() == []


async def test_what_passed_during_downtime_is_settled_as_missed_and_not_sent(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    await remind_once(bot, desk)
    set_clock(desk, 3, 10, 15)
    assert await remind_once(bot, desk) == 0
    assert ledger(desk) == [(lead, DeliveryStatus.MISSED) for lead in (7, 1, 0)]
    assert transport.sent(GROUP) == []
    (told,) = transport.sent(ADMIN)
    assert "2026. 3. 2.(월) 12:00" in told.text
    assert "2026. 3. 10.(화) 15:00" in told.text
    assert plain(told.text).split("\n")[3:] == [
        "· 정부혁신 우수사례 경진대회 시상식 D-7: 1곳",
        "· 정부혁신 우수사례 경진대회 시상식 D-1: 1곳",
        "· 정부혁신 우수사례 경진대회 시상식 당일: 1곳",
    ]
    await remind_once(bot, desk)
    assert len(transport.sent(ADMIN)) == 1


async def test_what_a_paused_chat_missed_is_settled_and_not_told_again(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    await remind_once(bot, desk)
    desk.store.pause_chat(GROUP, "봇이 나갔어요", seoul(3, 2))
    set_clock(desk, 3, 10, 15)
    await remind_once(bot, desk)
    assert ledger(desk) == [(lead, DeliveryStatus.MISSED) for lead in (7, 1, 0)]
    assert transport.sent() == []


# crashes


async def test_a_claim_left_open_by_a_crash_is_sent_once_more_and_says_so(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    set_clock(desk, 3, 3, 9, 1)

    outbox = Outbox(bot, desk, asyncio.Event())
    transport.hangs = True
    await look(outbox)
    await outbox.emptied(within=0.1)  # cut off in the middle
    transport.hangs = False
    assert ledger(desk) == [(7, DeliveryStatus.CLAIMED)]

    assert await remind_once(bot, desk) == 0  # as long as somebody may be sending it, nobody else does
    restarted(desk)
    assert await remind_once(bot, desk) == 1
    assert await remind_once(bot, desk) == 0
    assert AGAIN in transport.sent()[-1].text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_an_interrupted_reminder_that_ran_out_of_time_is_settled_as_unsure(bot: ExtBot[int], desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    key = desk.store.ledger.deliveries()[0].key
    desk.store.ledger.settle([key], DeliveryStatus.CLAIMED, seoul(3, 3))
    restarted(desk)
    set_clock(desk, 3, 9)
    await remind_once(bot, desk)
    assert ledger(desk) == [(7, DeliveryStatus.UNSURE), (1, DeliveryStatus.SENT)]


# the loop


async def reminded(transport: Transport, count: int) -> None:
    """Waits until so many messages were sent."""
    async with asyncio.timeout(10):
        await transport.until(lambda: len(transport.sent()) >= count)


async def test_setting_the_clock_forward_brings_the_reminder_at_once(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    reminding = start(bot, desk)
    set_clock(desk, 3, 3, 9, 1)
    await reminded(transport, 1)
    set_clock(desk, 3, 9, 9, 1)
    await reminded(transport, 2)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT), (1, DeliveryStatus.SENT)]


async def test_it_wakes_when_the_next_reminder_falls_due(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(D7 - timedelta(seconds=0.3))
    reminding = start(bot, desk)
    await reminded(transport, 1)
    await stop(reminding)
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_questions_are_forgotten_after_thirty_days_while_the_bot_is_up(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    for message, day in ((1, 1), (2, 3)):
        desk.store.remember_answer(GROUP, message, None, 7, "{}", seoul(2, day))
    set_clock(desk, 3, 3, 9, 1)
    reminding = start(bot, desk)
    await reminded(transport, 1)
    assert [desk.store.question_of(GROUP, message) for message in (1, 2)] == [None, "{}"]
    set_clock(desk, 3, 9, 9, 1)
    await reminded(transport, 2)
    assert desk.store.question_of(GROUP, 2) is None
    await stop(reminding)


async def test_the_loop_repeats_what_a_crash_left_open(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    set_clock(desk, 3, 3, 9, 1)
    await remind_once(bot, desk)
    desk.store.ledger.settle([desk.store.ledger.deliveries()[0].key], DeliveryStatus.CLAIMED, seoul(3, 3))
    desk.store.ledger.run = "another run"
    reminding = start(bot, desk)
    await reminded(transport, 2)
    await stop(reminding)
    assert AGAIN in transport.sent()[-1].text


async def test_stopping_lets_the_message_that_is_being_sent_finish(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    set_clock(desk, 3, 3, 9, 1)
    reminding: asyncio.Task[None]

    def stop_now(call: Call) -> None:
        stopping.append(asyncio.create_task(stop(reminding)))

    transport.before = stop_now
    stopping: list[asyncio.Task[None]] = []
    reminding = start(bot, desk)
    await reminded(transport, 1)
    await asyncio.gather(*stopping)
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]


async def test_a_run_that_fails_is_logged_and_the_next_one_tries_again(
    bot: ExtBot[int], transport: Transport, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    set_clock(desk, 3, 3, 9, 1)
    situation, wake = desk.store.situation, asyncio.Event()

    def fail_once(*_: object) -> Situation:
        desk.store.situation = situation  # type: ignore[method-assign] # back to what it was
        wake.set()
        raise OSError("disk error")

    desk.store.situation = fail_once  # type: ignore[assignment, method-assign] # a disk that fails once
    with caplog.at_level(logging.ERROR, "handlers.reminders"):
        reminding = asyncio.create_task(remind_forever(bot, desk, wake))
        await reminded(transport, 1)
        await stop(reminding)
    assert "reminding failed" in caplog.text
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]
