"""Reminders on and off, and chats that come, go and move."""

from __future__ import annotations

import logging

from telegram import Chat, Message, Update

from bot.context import Context
from handlers.addressed import thread_of
from handlers.admission import takes_part
from handlers.chat_place import objection, place, subscription_here, where
from handlers.reminders.settings import menu
from handlers.reminders.writing import undelivered
from handlers.render import say
from handlers.sending import reply, tell_admins

log = logging.getLogger(__name__)


async def subscribe(update: Update, context: Context) -> None:
    """Starts reminders in this chat or topic, if its administrator asks, and shows what can be chosen."""
    message = update.message
    if message is None or await _refused(message):
        return
    desk, user, thread_id = context.desk, message.from_user, thread_of(message)
    now = desk.clock.now()
    started = desk.store.subscribe(message.chat_id, thread_id, user.id if user else 0, now)
    if started and user:
        desk.store.record(user.id, "subscribe", place(message), now)
    desk.follow()
    subscription = subscription_here(message, desk)
    if subscription:
        await reply(message, menu(message, desk, subscription, "started" if started else "already"))


async def unsubscribe(update: Update, context: Context) -> None:
    """Ends reminders in this chat or topic, if its administrator asks."""
    message = update.message
    if message is None or await _refused(message):
        return
    desk, user = context.desk, message.from_user
    was_on = desk.store.unsubscribe(message.chat_id, thread_of(message))
    if was_on and user:
        desk.store.record(user.id, "unsubscribe", place(message), desk.clock.now())
    await reply(message, say("subscribe_off", was_on=was_on, where=where(message)))


async def on_my_chat_member(update: Update, context: Context) -> None:
    """Pauses a chat that the bot was removed from or blocked in, and resumes it when the bot is back.

    Admins hear of a pause only where reminders were on.
    """
    change, desk = update.my_chat_member, context.desk
    if change is None:
        return
    chat = change.chat
    if takes_part(change.new_chat_member):
        desk.store.resume_chat(chat.id)
        return
    if not desk.store.subscriptions_of(chat.id):
        return
    reason = undelivered("blocked" if chat.type == Chat.PRIVATE else "removed")
    if desk.store.pause_chat(chat.id, reason, desk.clock.now()):
        log.info("chat %d is paused", chat.id)
        await tell_admins(context.bot, desk, say("reminder_paused", chat_id=chat.id, reason=reason))


async def on_migrate(update: Update, context: Context) -> None:
    """Keeps a group's subscriptions when it becomes a supergroup; Telegram tells both chats of it."""
    message = update.effective_message
    if message is None:
        return
    if message.migrate_to_chat_id:
        context.desk.store.migrate_chat(message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        context.desk.store.migrate_chat(message.migrate_from_chat_id, message.chat_id)


async def _refused(message: Message) -> bool:
    """Whether the sender may not decide about reminders here; then they were told why."""
    why = await objection(message.chat, None if message.sender_chat else message.from_user)
    if why is None:
        return False
    await reply(message, say("subscribe_refused", why=why))
    return True
