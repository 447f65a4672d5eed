"""A reminder arrives once, although the bot was stopped and started in between."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.clock import SEOUL
from bot.library import Library
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from bot.settings import Settings
from handlers.render import plain
from tests.end_to_end.conftest import Bot
from tests.telegram.standin import StandIn

BEFORE = datetime(2024, 11, 6, 12, 0, tzinfo=SEOUL)
TOO_EARLY = datetime(2024, 11, 7, 8, 59, tzinfo=SEOUL)
DUE = datetime(2024, 11, 7, 9, 0, 1, tzinfo=SEOUL)
LATER = datetime(2024, 11, 7, 15, 0, tzinfo=SEOUL)
NEXT_DUE = datetime(2024, 11, 13, 9, 0, 30, tzinfo=SEOUL)


def reminders(standin: StandIn) -> list[str]:
    return [m.text for m in standin.messages(GROUP) if m.sender.is_bot and "매화홀" in m.text]


async def test_a_reminder_arrives_once_over_restarts(standin: StandIn, bot: Bot) -> None:
    standin.clock.set(BEFORE)
    async with bot():
        said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
        await standin.wait_for(chat=GROUP, after=said)
    before = len(reminders(standin))
    standin.clock.set(TOO_EARLY)
    async with bot():
        await standin.ask(STAFF, "안녕하세요")
        assert len(reminders(standin)) == before
        standin.clock.set(DUE)
        reminder = await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP, after=said)
    assert "2024. 11. 14.(목)" in plain(reminder.text)
    standin.clock.set(LATER)
    async with bot():
        await standin.ask(STAFF, "안녕하세요")
        assert len(reminders(standin)) == before + 1
        standin.clock.set(NEXT_DUE)
        await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP, after=reminder)
    assert len(reminders(standin)) == before + 2


async def test_a_reminder_that_fell_due_while_the_bot_was_down_arrives_late_and_once(
    standin: StandIn, bot: Bot
) -> None:
    standin.clock.set(BEFORE)
    async with bot():
        said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
        accepted = await standin.wait_for(chat=GROUP, after=said)
    standin.clock.set(LATER)
    async with bot():
        await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP, after=accepted)
    async with bot():
        await standin.ask(STAFF, "안녕하세요")
    assert sum(m.message_id > accepted.message_id for m in standin.messages(GROUP)) == 1


async def test_building_beside_a_running_bot_disturbs_no_reminder(
    standin: StandIn, bot: Bot, settings: Settings
) -> None:
    standin.clock.set(BEFORE)
    async with bot():
        said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
        accepted = await standin.wait_for(chat=GROUP, after=said)
        other = Library(settings.releases_dir, settings.data_dir, standin.clock)
        await asyncio.to_thread(other.reload)
        standin.clock.set(DUE)
        await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP, after=accepted)
        await standin.ask(ADMIN, "/reload")
        await standin.ask(STAFF, "안녕하세요")
    other.close()
    assert sum("매화홀" in m.text for m in standin.messages(GROUP) if m.message_id > accepted.message_id) == 1
