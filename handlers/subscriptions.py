"""Reminders on and off, what is coming, and chats that come, go and move."""

from __future__ import annotations

import logging

from telegram import Chat, ChatMember, Message, Update
from telegram.constants import ChatID, ChatMemberStatus
from telegram.error import TelegramError

from bot.context import Context
from bot.reminders import LEADS
from bot.reminders import upcoming as coming_occasions
from handlers.hearing import thread_of
from handlers.reminding import tell_admins
from handlers.render import say
from handlers.render.wording import word
from handlers.sending import reply

__all__ = ["on_migrate", "on_my_chat_member", "subscribe", "unsubscribe", "upcoming"]

log = logging.getLogger(__name__)

_SHOWN = 10
_SHOWN_SOURCES = 3
_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def subscribe(update: Update, context: Context) -> None:
    """Starts reminders in this chat or topic, if its administrator asks; says what will arrive and when."""
    message = update.effective_message
    if message is None or await _refused(message):
        return
    desk, user, thread_id = context.desk, message.from_user, thread_of(message)
    now = desk.clock.now()
    started = desk.store.subscribe(message.chat_id, thread_id, user.id if user else 0, now)
    if started and user:
        desk.store.record(user.id, "subscribe", _place(message), now)
    occasions = coming_occasions(desk.library.current.facts.events, now.date())
    await reply(
        message,
        say(
            "subscribe",
            again=not started,
            where=_where(message),
            leads=_leads(),
            at=desk.settings.reminder_time,
            next=occasions[0] if occasions else None,
            days_left=(occasions[0].day - now.date()).days if occasions else 0,
        ),
    )


async def unsubscribe(update: Update, context: Context) -> None:
    """Ends reminders in this chat or topic, if its administrator asks."""
    message = update.effective_message
    if message is None or await _refused(message):
        return
    desk, user = context.desk, message.from_user
    was_on = desk.store.unsubscribe(message.chat_id, thread_of(message))
    if was_on and user:
        desk.store.record(user.id, "unsubscribe", _place(message), desk.clock.now())
    await reply(message, say("subscribe_off", was_on=was_on, where=_where(message)))


async def upcoming(update: Update, context: Context) -> None:
    """Lists the days to come, the nearest first, with the days left to each."""
    message = update.effective_message
    if message is None:
        return
    facts, today = context.desk.library.current.facts, context.desk.clock.today()
    occasions = coming_occasions(facts.events, today)
    shown = [((occasion.day - today).days, occasion) for occasion in occasions[:_SHOWN]]
    named = {occasion.event.release_id for _, occasion in shown}
    sources = [release for release in facts.releases if release.id in named]
    await reply(
        message,
        say(
            "upcoming",
            shown=shown,
            total=len(occasions),
            sources=sources[:_SHOWN_SOURCES],
            more=max(0, len(sources) - _SHOWN_SOURCES),
        ),
    )


async def on_my_chat_member(update: Update, context: Context) -> None:
    """Pauses a chat that the bot was removed from or blocked in, and resumes it when the bot is back.

    Admins hear of a pause only where reminders were on.
    """
    change, desk = update.my_chat_member, context.desk
    if change is None:
        return
    chat = change.chat
    if _takes_part(change.new_chat_member):
        desk.store.resume_chat(chat.id)
        return
    if not desk.store.subscriptions_of(chat.id):
        return
    reason = "사용자가 봇을 차단했어요" if chat.type == Chat.PRIVATE else "봇이 대화방에서 나갔어요"
    desk.store.pause_chat(chat.id, reason, desk.clock.now())
    log.info("chat %d is paused", chat.id)
    await tell_admins(context.bot, desk, word("reminder_paused", chat_id=chat.id, reason=reason))


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
    why = await _objection(message)
    if why is None:
        return False
    await reply(message, say("subscribe_refused", why=why))
    return True


async def _objection(message: Message) -> str | None:
    if message.chat.type == Chat.PRIVATE:
        return None
    user = message.from_user
    if user is None or message.sender_chat is not None or user.id == ChatID.ANONYMOUS_ADMIN:
        return "anonymous"
    try:
        member = await message.chat.get_member(user.id)
    except TelegramError as error:
        log.warning("chat %d: who administers it is not known: %s", message.chat_id, type(error).__name__)
        return "unknown"
    return None if member.status in _ADMINISTRATORS else "member"


def _takes_part(member: ChatMember) -> bool:
    """Whether the bot is in the chat; a restricted member may have left."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def _where(message: Message) -> str:
    if message.chat.type == Chat.PRIVATE:
        return "이 대화에서"
    return "이 방에서" if thread_of(message) is None else "이 주제에서"


def _place(message: Message) -> str:
    thread_id = thread_of(message)
    return f"{message.chat_id}" if thread_id is None else f"{message.chat_id}/{thread_id}"


def _leads() -> str:
    """7일 전, 3일 전, 하루 전, 당일."""
    names = {1: "하루 전", 0: "당일"}
    return ", ".join(names.get(lead, f"{lead}일 전") for lead in LEADS)
