"""Sends and edits rendered messages, and survives what Telegram refuses about them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

from telegram import (
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.context import Desk
from bot.pacing import BROADCAST, seconds_of
from handlers import render
from handlers.addressed import thread_of
from handlers.render.wording import shorten

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_LONGEST_WAIT = 30.0
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
    broadcast: bool = False,
) -> Message:
    """Sends a message; as plain text where Telegram cannot read its HTML, outside of a topic that is closed or gone.

    Waits once where Telegram asks to, up to half a minute; a `broadcast` does not, and goes after all that is
    none. Raises TelegramError for everything else.
    """

    async def attempt(text: str, parse_mode: str | None, thread: int | None) -> Message:
        def call() -> Awaitable[Message]:
            return bot.send_message(
                chat_id,
                text,
                parse_mode=parse_mode,
                message_thread_id=thread,
                reply_markup=markup(said),
                reply_parameters=(ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None),
                link_preview_options=_NO_PREVIEW,
                rate_limit_args=BROADCAST if broadcast else None,
            )

        return await (call() if broadcast else _patiently(call))

    try:
        return await attempt(said.text, ParseMode.HTML, thread_id)
    except BadRequest as error:
        if thread_id is not None and _is(error, *_TOPIC_GONE):
            return await attempt(said.text, ParseMode.HTML, None)
        if _refuses_moments(error, said.text):
            return await send(bot, chat_id, _plainer(said), thread_id=thread_id, reply_to=reply_to, broadcast=broadcast)
        if _is(error, "can't parse entities"):
            log.error("Telegram could not read a text as HTML: %s", error.message)
            return await attempt(_plain(said), None, thread_id)
        raise


async def tell_admins(bot: ExtBot[Any], desk: Desk, said: render.Message) -> None:
    """Sends a message to every admin; one who cannot be reached is only logged."""
    for admin in sorted(desk.admin_ids):
        try:
            await send(bot, admin, said)
        except TelegramError as error:
            log.warning("admin %d could not be told: %s", admin, type(error).__name__)


async def rewrite(bot: ExtBot[Any], chat_id: int, message_id: int, said: render.Message) -> None:
    """Puts other words into a message that was broadcast, if it is still there. Raises TelegramError."""
    try:
        await bot.edit_message_text(
            said.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(said),
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=BROADCAST,
        )
    except BadRequest as error:
        if _refuses_moments(error, said.text):
            await rewrite(bot, chat_id, message_id, _plainer(said))
        elif not _is(error, "message is not modified", *_MESSAGE_GONE):
            raise


async def reply(message: Message, said: render.Message) -> Message:
    """Answers a message in its chat and topic; in a group as a reply, so that it is clear who is answered."""
    reply_to = None if message.chat.type == ChatType.PRIVATE else message.message_id
    return await send(_bot_of(message), message.chat_id, said, thread_id=thread_of(message), reply_to=reply_to)


async def edit(message: Message, said: render.Message) -> Message:
    """Puts other words into one of the bot's messages; sends a new one where it cannot be edited any more."""

    async def attempt(text: str, parse_mode: str | None) -> Message | bool:
        return await _patiently(
            lambda: message.edit_text(
                text, parse_mode=parse_mode, reply_markup=markup(said), link_preview_options=_NO_PREVIEW
            )
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


async def toast(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
    """Stops a pressed button's clock, with a remark; one that is too old to be answered is let go.

    An `alert` stays until it is closed, for what takes longer to read.
    """
    try:
        await query.answer(text and shorten(text, _LONGEST_TOAST), show_alert=alert or None)
    except BadRequest as error:
        if not _is(error, "query is too old", "query id is invalid"):
            raise


def markup(said: render.Message) -> InlineKeyboardMarkup | None:
    """The keyboard as Telegram takes it."""
    if not said.keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    button.text,
                    callback_data=button.data,
                    url=button.url,
                    copy_text=CopyTextButton(button.copy) if button.copy else None,
                )
                for button in row
            ]
            for row in said.keyboard
        ]
    )


async def _patiently(call: Callable[[], Awaitable[_T]]) -> _T:
    """Calls, and once more where Telegram asked to wait: then it is certain that nothing was sent."""
    try:
        return await call()
    except RetryAfter as error:
        seconds = seconds_of(error)
        if seconds > _LONGEST_WAIT:
            raise
        await asyncio.sleep(seconds)
        return await call()


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
