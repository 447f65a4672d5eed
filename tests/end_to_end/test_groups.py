"""Groups over HTTP: taken in by an admin or left, a staff group that the bot is kicked from, a member who leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.clock import SEOUL
from bot.context import App
from bot.sandbox.records import Chat
from bot.sandbox.telegram import ADMIN, GROUP, STAFF, STRANGER
from handlers.render import plain, say
from tests.end_to_end.conftest import Bot
from tests.telegram.standin import StandIn

FOREIGN = -1001000000009
QUESTION = "@award_desk_bot 시상식 언제예요?"
DAY = "2024. 11. 14.(목)"
AGES = datetime(2024, 11, 1, 12, tzinfo=SEOUL)


@pytest.fixture
def foreign(standin: StandIn) -> Chat:
    return standin.telegram.add_group(FOREIGN, "남의 방", {STRANGER: "creator", STAFF: "member"})


async def test_a_group_is_answered_once_an_admin_took_it_in(standin: StandIn, foreign: Chat, at_work: App) -> None:
    standin.telegram.place_bot(foreign, "member", STRANGER)
    asked = await standin.wait_for(chat=ADMIN)
    assert "남의 방" in asked.text
    before = standin.messages(FOREIGN)
    assert [m.text for m in before] == [plain(say("group_waiting"))]
    await standin.say(STAFF, QUESTION, chat=FOREIGN)
    await standin.say(STRANGER, "/subscribe", chat=FOREIGN)
    assert DAY in plain((await standin.ask(STAFF, "시상식 언제예요?")).text)
    assert [m for m in standin.messages(FOREIGN) if m.sender.is_bot] == before
    await standin.press(asked, "받아들이기", by=ADMIN)
    await standin.edited(asked)
    assert DAY in plain((await standin.ask(STAFF, QUESTION, chat=FOREIGN)).text)


async def test_a_group_about_which_nobody_decides_is_left_after_a_day_over_a_restart(
    standin: StandIn, foreign: Chat, bot: Bot
) -> None:
    standin.clock.set(AGES)
    async with bot():
        standin.telegram.place_bot(foreign, "member", STRANGER)
        await standin.wait_for(chat=ADMIN)
    assert foreign.members[standin.telegram.bot.id] == "member"
    standin.clock.set(AGES + timedelta(days=1, minutes=1))
    async with bot():
        await standin.until(lambda: standin.called("leaveChat") or None)
    assert foreign.members[standin.telegram.bot.id] == "left"


async def test_a_member_who_leaves_the_staff_group_is_reminded_no_more(standin: StandIn, bot: Bot) -> None:
    standin.clock.set(datetime(2024, 11, 6, 12, tzinfo=SEOUL))
    async with bot():
        await standin.ask(STAFF, "/subscribe")
        await standin.ask(ADMIN, "/subscribe")
        del standin.telegram.chats[GROUP].members[STAFF]
        told = len(standin.messages(STAFF))
        standin.clock.set(datetime(2024, 11, 7, 9, 0, 1, tzinfo=SEOUL))  # a week before the ceremony
        await standin.wait_for(lambda message: "D-7" in message.text, chat=ADMIN, after=standin.messages(ADMIN)[-1])
    # What was being sent is sent when the bot has stopped.
    assert len(standin.messages(STAFF)) == told


async def test_members_stay_in_when_the_bot_is_kicked_from_the_staff_group(standin: StandIn, at_work: App) -> None:
    assert DAY in plain((await standin.ask(STAFF, "시상식 언제예요?")).text)
    standin.telegram.place_bot(standin.telegram.chats[GROUP], "kicked", STRANGER)
    told = await standin.wait_for(chat=ADMIN)
    assert str(GROUP) in told.text
    standin.clock.set(standin.clock.now() + timedelta(hours=23))
    assert DAY in plain((await standin.ask(STAFF, "시상식 언제예요?")).text)
    assert len([m for m in standin.messages(ADMIN) if str(GROUP) in m.text]) == 1
    standin.clock.set(standin.clock.now() + timedelta(hours=2))
    assert DAY not in plain((await standin.ask(STAFF, "시상식 언제예요?")).text)
