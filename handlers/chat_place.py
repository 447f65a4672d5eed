"""The chat or topic that a message stands in: its subscription, how it is called, and who may decide about it."""

from __future__ import annotations

import logging

from telegram import Chat, Message, User
from telegram.constants import ChatID, ChatMemberStatus
from telegram.error import TelegramError

from bot.context import Desk
from bot.state.rows import Subscription
from handlers.addressed import thread_of
from handlers.render.wording import word

log = logging.getLogger(__name__)

_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


def subscription_here(message: Message, desk: Desk) -> Subscription | None:
    """The subscription of just this chat or topic."""
    every = desk.store.subscriptions_of(message.chat_id)
    return next((one for one in every if one.thread_id == thread_of(message)), None)


async def objection(chat: Chat, person: User | None) -> str | None:
    """Why a person may not decide about reminders in a chat; None if they may: in private, or as administrators.

    `anonymous`, `member`, or `unknown` where Telegram cannot be asked.
    """
    if chat.type == Chat.PRIVATE:
        return None
    if person is None or person.id == ChatID.ANONYMOUS_ADMIN:
        return "anonymous"
    try:
        member = await chat.get_member(person.id)
    except TelegramError as error:
        log.warning("chat %d: who administers it is not known: %s", chat.id, type(error).__name__)
        return "unknown"
    return None if member.status in _ADMINISTRATORS else "member"


def where(message: Message) -> str:
    """In this conversation, group or topic, in Korean."""
    if message.chat.type == Chat.PRIVATE:
        return word("where", place="private")
    return word("where", place="group" if thread_of(message) is None else "topic")


def place(message: Message) -> str:
    """The chat and topic for the audit."""
    thread_id = thread_of(message)
    return f"{message.chat_id}" if thread_id is None else f"{message.chat_id}/{thread_id}"
