"""The buttons under a reminder: seen, and once more on the next working day."""

from __future__ import annotations

from datetime import timedelta

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, Forbidden

from bot.context import Context
from bot.reminders.due import snooze_day
from bot.state.rows import Snooze
from handlers import render
from handlers.reminders.upcoming import entries_told
from handlers.render.wording import word
from handlers.sending import toast

_DAY = timedelta(days=1)


async def acknowledge(query: CallbackQuery, message: Message, _: str, context: Context) -> None:
    """Notes that the person has seen the reminder; the button tells how many have."""
    desk, person = context.desk, query.from_user.id
    before = desk.store.ledger.acknowledged_by(message.chat_id, message.message_id)
    count = desk.store.ledger.acknowledge(message.chat_id, message.message_id, person, desk.clock.now())
    await toast(query, render.plain(render.say("acknowledged", again=person in before, count=count)))
    if person not in before:
        await _show_count(message, query.data or "", count)


async def again(query: CallbackQuery, message: Message, uid: str, context: Context) -> None:
    """Tells the person once more on the next working day, in private, where the bot may write to them."""
    desk, person = context.desk, query.from_user.id
    agenda, now = desk.store.agenda(), desk.clock.now()
    named = agenda.get(uid)
    entries = [named] if named else entries_told(message, desk)
    if not entries:
        await toast(query, render.plain(render.say("old_button")))
        return
    at, declared = desk.settings.reminder_time, desk.library.current.declared_holidays
    days = {entry.uid: snooze_day(entry, now, at, declared) for entry in entries}
    put_off = [Snooze(person, one, day) for one, day in days.items() if day]
    if not put_off:
        await toast(query, render.plain(render.say("snooze_over")), alert=True)
        return
    if message.chat.type != ChatType.PRIVATE and not await _may_write_to(person, context):
        await toast(query, render.plain(render.say("snooze_unheard", bot=context.bot.username)), alert=True)
        return
    for one in put_off:
        desk.store.ledger.snooze(one)
    said = render.say("snoozed", days=sorted({one.day for one in put_off}), tomorrow=now.date() + _DAY, at=at)
    await toast(query, render.plain(said), alert=True)


async def _show_count(message: Message, data: str, count: int) -> None:
    """Puts the number behind what the button says."""
    label = f"{word('button', name='ack')} {count}"
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    counted = [
        [InlineKeyboardButton(label, callback_data=data) if one.callback_data == data else one for one in row]
        for row in rows
    ]
    try:
        await message.edit_reply_markup(InlineKeyboardMarkup(counted))
    except BadRequest as error:
        # Two who press at once, and a message that is gone: it is counted all the same.
        if not any(words in error.message.lower() for words in ("not modified", "can't be edited", "not found")):
            raise


async def _may_write_to(person: int, context: Context) -> bool:
    """Whether the person ever began to talk to the bot: Telegram tells where something is about to be sent."""
    try:
        await context.bot.send_chat_action(person, ChatAction.TYPING)
    except (Forbidden, BadRequest):
        return False
    return True
