"""People and groups are picked in Telegram's own lists instead of typing their numbers; in private only."""

from __future__ import annotations

from telegram import (
    KeyboardButton,
    KeyboardButtonRequestChat,
    KeyboardButtonRequestUsers,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode

from handlers import render
from handlers.render.wording import word

PEOPLE, GROUP = 1, 2
"""What Telegram gives back with what was picked."""

AT_ONCE = 10
"""How many people are picked at most; Telegram takes no more."""


async def offer_people(message: Message) -> None:
    """Shows the button that opens the list of people, up to ten at once."""
    picker = KeyboardButtonRequestUsers(PEOPLE, user_is_bot=False, max_quantity=AT_ONCE)
    await _offer(message, "people", KeyboardButton(word("pick_button", name="people"), request_users=picker))


async def offer_groups(message: Message) -> None:
    """Shows the button that opens the list of groups."""
    picker = KeyboardButtonRequestChat(GROUP, chat_is_channel=False, request_title=True)
    await _offer(message, "group", KeyboardButton(word("pick_button", name="group"), request_chat=picker))


async def _offer(message: Message, what: str, button: KeyboardButton) -> None:
    said = render.say("pick", what=what)
    keyboard = ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
    await message.reply_text(said.text, parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def answer_pick(message: Message, said: render.Message) -> None:
    """Says what came of it, and takes the button for picking away."""
    await message.reply_text(said.text, parse_mode=ParseMode.HTML, reply_markup=ReplyKeyboardRemove())
