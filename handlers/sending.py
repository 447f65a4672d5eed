"""Sends and edits rendered messages, and survives what Telegram refuses about them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from urllib.parse import quote, urlencode

from telegram import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatType, ParseMode, ReactionEmoji
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot
from telegram.helpers import create_deep_linked_url

from bot.context import Desk
from bot.current import OF_USE, current
from bot.pacing import ANSWER, BROADCAST
from bot.retrying import is_passing, may_have_arrived
from handlers import render
from handlers.addressed import thread_of
from handlers.render.wording import shorten

log = logging.getLogger(__name__)

_LATE_AFTER = timedelta(minutes=1)
_TRIES, _PAUSE = 5, 1.0  # of a message that may have arrived; seconds
_LONGEST_CAPTION = 1024
_LONGEST_TOAST = 200  # Telegram takes no more
_TOPIC_GONE = ("thread not found", "topic_closed", "topic_deleted", "topic closed", "topic deleted")
_MESSAGE_GONE = ("message can't be edited", "message to edit not found")
_MOMENT = "<tg-time"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def send(
    bot: ExtBot[Any],
    chat_id: int,
    said: render.Message,
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    urgency: int = ANSWER,
) -> Message:
    """Sends a message; as plain text where Telegram cannot read its HTML, outside of a topic that is closed or gone.

    An answer is sent again and again while it is of use and Telegram is out of reach; where one before may have
    arrived, or much time has passed, its first line says so. What is less urgent (bot.pacing) is tried once. Raises
    TelegramError.
    """
    if urgency != ANSWER:
        return await _send(bot, chat_id, said, thread_id, reply_to, urgency)
    said = _with_remark(said, chat_id)
    tries = 0
    while True:
        try:
            return await _send(bot, chat_id, said, thread_id, reply_to, urgency)
        except TelegramError as error:
            tries += 1
            if tries >= _TRIES or not may_have_arrived(error):
                raise
            log.warning("a message may have arrived; it is sent once more: %s", type(error).__name__)
            if tries == 1:
                said = _opened_by(render.say("repeated"), said)
        await asyncio.sleep(_PAUSE * tries)


async def _send(
    bot: ExtBot[Any], chat_id: int, said: render.Message, thread_id: int | None, reply_to: int | None, urgency: int
) -> Message:
    async def attempt(text: str, parse_mode: str | None, thread: int | None) -> Message:
        return await bot.send_message(
            chat_id,
            text,
            parse_mode=parse_mode,
            message_thread_id=thread,
            reply_markup=markup(said, bot),
            reply_parameters=(ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None),
            disable_notification=said.quiet or None,
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=urgency,
        )

    try:
        return await attempt(said.text, ParseMode.HTML, thread_id)
    except BadRequest as error:
        if thread_id is not None and _is(error, *_TOPIC_GONE):
            return await attempt(said.text, ParseMode.HTML, None)
        if _refuses_moments(error, said.text):
            return await _send(bot, chat_id, _plainer(said), thread_id, reply_to, urgency)
        if _is(error, "can't parse entities"):
            log.error("Telegram could not read a text as HTML: %s", error.message)
            return await attempt(_plain(said), None, thread_id)
        raise


async def tell_admins(bot: ExtBot[Any], desk: Desk, said: render.Message) -> bool:
    """Sends a message to every admin; one who cannot be reached is only logged. Whether any of them was told."""
    is_told = False
    for admin in sorted(desk.admin_ids):
        try:
            await send(bot, admin, said)
            is_told = True
        except TelegramError as error:
            log.warning("admin %d could not be told: %s", admin, type(error).__name__)
    return is_told


async def reply_file(message: Message, content: bytes, name: str, caption: render.Message | None = None) -> None:
    """Sends a file below a message, in its topic. Raises TelegramError."""
    caption = _with_remark(caption or render.Message(""), message.chat_id)
    tries = 0
    while True:
        try:
            await message.get_bot().send_document(
                message.chat_id,
                InputFile(content, filename=name),
                caption=caption.text or None,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread_of(message),
                reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
            )
        except TelegramError as error:
            tries += 1
            if tries >= _TRIES or not may_have_arrived(error):
                raise
            if tries == 1:
                caption = _opened_by(render.say("repeated"), caption, _LONGEST_CAPTION)
        else:
            return
        await asyncio.sleep(_PAUSE * tries)


async def rewrite(bot: ExtBot[Any], chat_id: int, message_id: int, said: render.Message) -> None:
    """Puts other words into a message that was broadcast, if it is still there. Raises TelegramError."""
    try:
        await bot.edit_message_text(
            said.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(said, bot),
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=BROADCAST,
        )
    except BadRequest as error:
        if _refuses_moments(error, said.text):
            await rewrite(bot, chat_id, message_id, _plainer(said))
        elif not _is(error, "message is not modified", *_MESSAGE_GONE):
            raise


async def reply(message: Message, said: render.Message, urgency: int = ANSWER) -> Message:
    """Answers a message in its chat and topic; in a group as a reply, so that it is clear who is answered."""
    reply_to = None if message.chat.type == ChatType.PRIVATE else message.message_id
    thread_id = thread_of(message)
    return await send(_bot_of(message), message.chat_id, said, thread_id=thread_id, reply_to=reply_to, urgency=urgency)


async def edit(message: Message, said: render.Message) -> Message:
    """Puts other words into one of the bot's messages; sends a new one where it cannot be edited any more."""

    async def attempt(text: str, parse_mode: str | None) -> Message | bool:
        return await message.edit_text(
            text,
            parse_mode=parse_mode,
            reply_markup=markup(said, _bot_of(message)),
            link_preview_options=_NO_PREVIEW,
        )

    try:
        await attempt(said.text, ParseMode.HTML)
    except BadRequest as error:
        if _is(error, "message is not modified"):
            pass
        elif _refuses_moments(error, said.text):
            return await edit(message, _plainer(said))
        elif _is(error, "can't parse entities"):
            log.error("Telegram could not read a text as HTML: %s", error.message)
            await attempt(_plain(said), None)
        elif _is(error, *_MESSAGE_GONE):
            return await send(_bot_of(message), message.chat_id, said, thread_id=thread_of(message))
        else:
            raise
    return message


async def edit_buttons(
    message: Message, without: Collection[str], then: Sequence[Sequence[render.Button]] = ()
) -> None:
    """Takes the buttons of these verbs from one of the bot's messages, and puts others below those that stay.

    A message that is gone, or that somebody else's press has changed just so, is let be.
    """
    bot, rows = _bot_of(message), message.reply_markup.inline_keyboard if message.reply_markup else ()
    kept = [[one for one in row if str(one.callback_data).partition(":")[0] not in without] for row in rows]
    added = [[_button(button, bot) for button in row] for row in then]
    try:
        await message.edit_reply_markup(InlineKeyboardMarkup([row for row in (*kept, *added) if row]))
    except BadRequest as error:
        if not _is(error, "message is not modified", *_MESSAGE_GONE):
            raise


async def react(message: Message) -> None:
    """Puts a thumb under a message; where its chat allows none, nothing is said of it."""
    try:
        await message.set_reaction(ReactionEmoji.THUMBS_UP)
    except TelegramError as error:
        log.info("chat %d: no reaction: %s", message.chat_id, type(error).__name__)


async def toast(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Stops a pressed button's clock, with a remark; one that is too old to be answered is let go.

    So is one for which Telegram cannot be reached: what the button does matters more. An `alert` stays until it is
    closed, for what takes longer to read.
    """
    try:
        await query.answer(text and shorten(text, _LONGEST_TOAST), show_alert=alert or None)
    except BadRequest as error:
        if not _is(error, "query is too old", "query id is invalid"):
            raise
    except TelegramError as error:
        if not is_passing(error):
            raise
        log.warning("a pressed button was not answered: %s", type(error).__name__)


def markup(said: render.Message, bot: ExtBot[Any]) -> InlineKeyboardMarkup | None:
    """The keyboard as Telegram takes it."""
    if not said.keyboard:
        return None
    return InlineKeyboardMarkup([[_button(button, bot) for button in row] for row in said.keyboard])


def deep_link(username: str, record: str) -> str:
    """The link that opens the bot of this name at a record."""
    return create_deep_linked_url(username, record)


def _button(button: render.Button, bot: ExtBot[Any]) -> InlineKeyboardButton:
    url = button.url
    if button.share:
        record, name = button.share
        passed_on = {"url": deep_link(bot.username, record), "text": name}
        url = f"https://t.me/share/url?{urlencode(passed_on, quote_via=quote)}"
    copied = CopyTextButton(button.copy) if button.copy else None
    return InlineKeyboardButton(button.text, callback_data=button.data, url=url, copy_text=copied)


def _with_remark(said: render.Message, chat_id: int) -> render.Message:
    """The first message that answers an update says where that is late, or may have been answered before."""
    about = current()
    if about is None or about.is_remarked or about.chat_id != chat_id:
        return said
    about.is_remarked = True
    if about.is_repeat:
        return _opened_by(render.say("repeated"), said)
    if _LATE_AFTER <= about.age < OF_USE:
        return _opened_by(render.say("late", at=about.asked_at), said)
    return said


def _opened_by(line: render.Message, said: render.Message, longest: int = render.MAX_TEXT_UNITS) -> render.Message:
    return replace(said, text=render.fit(f"{line.text}\n\n{said.text}".strip(), longest))


def _refuses_moments(error: BadRequest, text: str) -> bool:
    """Whether a day that can be tapped is what is refused: an older server, or a day farther away than it takes."""
    return _MOMENT in text and _is(error, "entity_date", "tg-time")


def _plainer(said: render.Message) -> render.Message:
    return replace(said, text=render.without_moments(said.text))


def _plain(said: render.Message) -> str:
    return render.plain(said) or "…"


def _is(error: BadRequest, *phrases: str) -> bool:
    return any(words in error.message.lower() for words in phrases)


def _bot_of(message: Message) -> ExtBot[Any]:
    return cast("ExtBot[Any]", message.get_bot())
