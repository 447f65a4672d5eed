"""A group chooses what to hear of, is reminded, and presses what stands under the reminder."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import SEOUL
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from handlers.render import plain
from tests.telegram.standin import StandIn, labels

pytestmark = pytest.mark.usefixtures("a_week_before", "at_work")

BEFORE = datetime(2024, 11, 6, 12, 0, tzinfo=SEOUL)
WEEK_BEFORE = datetime(2024, 11, 7, 9, 0, 1, tzinfo=SEOUL)
NEXT_DAY = datetime(2024, 11, 8, 9, 0, 1, tzinfo=SEOUL)


@pytest.fixture
def a_week_before(standin: StandIn) -> None:
    """The bot starts before the bundled ceremony, which else is past."""
    standin.clock.set(BEFORE)


def button(message: Message, says: str) -> str:
    return next(str(one["callback_data"]) for row in message.keyboard for one in row if says in one["text"])


async def reminded(standin: StandIn) -> Message:
    """A reminder in the group, which chose one contest before."""
    said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
    menu = await standin.wait_for(lambda m: bool(m.keyboard), chat=GROUP, after=said)
    await standin.press(menu, "wish:contests-0", by=GROUP_ADMIN)
    contests = await standin.edited(menu)
    await standin.press(contests, button(contests, "정부혁신 우수사례"), by=GROUP_ADMIN)
    chosen = await standin.edited(contests)
    await standin.press(chosen, "wish:menu", by=GROUP_ADMIN)
    menu = await standin.edited(chosen)
    await standin.press(menu, "wish:done", by=GROUP_ADMIN)
    done = await standin.edited(menu)
    standin.clock.set(WEEK_BEFORE)
    return await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP, after=done)


async def test_a_reminder_is_confirmed_counted_and_sent_as_a_file(standin: StandIn) -> None:
    reminder = await reminded(standin)
    for person, count in ((STAFF, 1), (GROUP_ADMIN, 2)):
        press = await standin.press(reminder, "ack", by=person)
        assert f"{count}명" in (await standin.answered(press)).text
        reminder = await standin.edited(reminder)
        assert f"✅ 확인 {count}" in labels(reminder)
    await standin.press(reminder, "ics", by=STAFF)
    file = await standin.wait_for(lambda m: m.document is not None, chat=GROUP, after=reminder)
    assert file.document is not None
    assert b"BEGIN:VEVENT" in file.document.content
    assert file.reply_to is not None
    assert file.reply_to.message_id == reminder.message_id


async def test_once_more_tomorrow_comes_to_the_presser_who_has_written_to_the_bot(standin: StandIn) -> None:
    reminder = await reminded(standin)
    press = await standin.press(reminder, "again", by=GROUP_ADMIN)
    assert "/start" in (await standin.answered(press)).text
    await standin.ask(GROUP_ADMIN, "/start")
    press = await standin.press(reminder, "again", by=GROUP_ADMIN)
    assert "2024. 11. 8.(금) 09:00" in plain((await standin.answered(press)).text)
    standin.clock.set(NEXT_DAY)
    again = await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP_ADMIN)
    assert "2024. 11. 14.(목)" in plain(again.text)


async def test_an_admin_tells_of_a_date_and_it_is_answered(standin: StandIn) -> None:
    listed = await standin.ask(ADMIN, "/event")
    await standin.press(listed, "event:new")
    await standin.edited(listed)
    assert "2/5" in (await standin.ask(ADMIN, "정부혁신 우수사례 경진대회")).text
    assert "3/5" in (await standin.ask(ADMIN, "설명회")).text
    assert "4/5" in (await standin.ask(ADMIN, "다음 주 금요일")).text
    assert "5/5" in (await standin.ask(ADMIN, "오후 2시")).text
    preview = await standin.ask(ADMIN, "정부세종청사")
    assert "2024. 11. 15.(금) 14:00부터 · D-9" in plain(preview.text)
    await standin.press(preview, "event:save")
    saved = await standin.edited(preview)
    assert "2024. 11. 15.(금) 14:00부터" in plain(saved.text)
    assert "2024. 11. 15.(금)" in plain((await standin.ask(STAFF, "설명회 언제예요?")).text)
