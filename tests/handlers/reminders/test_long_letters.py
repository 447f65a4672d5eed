"""However much there is to tell: no message is taller than two screens of a phone, and nothing is left out."""

from __future__ import annotations

from telegram.ext import ExtBot

from bot.app import build_application
from bot.state.rows import Wishes
from handlers import register
from handlers.render.message import TALLEST, phone_lines
from tests.handlers.desk import Desks, remind_once, seoul, set_clock
from tests.transport import GROUP, Room, Transport, make_bot

MEMBER = 1001
ROWS = [f"대회 {n},시상식,2026-03-{10 + n % 3},,14:00,16:00,한국프레스센터 19층,\n" for n in range(30)]


async def test_a_full_week_is_told_in_part_with_the_rest_one_tap_away(
    bot: ExtBot[int], transport: Transport, desks: Desks
) -> None:
    desk = desks(*ROWS)
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.store.wish(GROUP, None, Wishes(days=frozenset(), digest=True), seoul(1, 6))
    set_clock(desk, 3, 9)
    assert await remind_once(bot, desk) == 1
    (letter,) = transport.sent(GROUP)
    assert "30건" in letter.text.split("\n")[0]
    assert phone_lines(letter.text) <= TALLEST
    assert "coming:own-0" in [button["callback_data"] for button in letter.buttons]
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        _, shown = await Room(application, transport).press(
            "coming:own-0", by=MEMBER, message_id=transport.last_message, chat=GROUP
        )
    assert shown.method == "sendMessage"  # the letter is the whole chat's and stays


async def test_many_days_at_once_are_told_in_several_messages(
    bot: ExtBot[int], transport: Transport, desks: Desks
) -> None:
    desk = desks(*ROWS)
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    set_clock(desk, 3, 10)
    await remind_once(bot, desk)
    letters = transport.sent(GROUP)
    assert len(letters) > 1
    assert all(phone_lines(letter.text) <= TALLEST for letter in letters)
    assert all(any(f"대회 {n} 시상식" in letter.text for letter in letters) for n in range(0, 30, 3))
