"""A question that the bot could not answer is handed over: every admin reads it, and the first reply goes back.

The bot says so, and from then on it is between people: what comes back is marked as written by a person.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.context import Context
from handlers import render
from handlers.admin import is_admins_chat
from handlers.desk import dialogue, missed
from handlers.feedback import askers_press
from handlers.render.wording import word
from handlers.reply import answered_by
from handlers.sending import edit_buttons, reply, send, toast

log = logging.getLogger(__name__)

_A_DAY = 5  # questions of one person
_DAY = timedelta(days=1)


@askers_press
async def hand(query: CallbackQuery, message: Message, _: str, context: Context) -> None:
    """Sends the question to every admin, as it was typed, with who asks."""
    desk, person = context.desk, query.from_user
    work, now = desk.store.work, desk.clock.now()
    one, question = work.missed_in(message.chat_id, message.message_id), answered_by(message, context)
    if one is None or question is None:
        await toast(query, render.plain(render.say("old_button")))
        return
    if work.handed(one.number) or work.handed_by(person.id, now - _DAY) >= _A_DAY:
        why = "already" if work.handed(one.number) else "often"
        await toast(query, render.plain(render.say("hand_refused", why=why, most=_A_DAY)), alert=True)
        return
    await toast(query)
    buttons = [
        render.Button(word("desk_button", name=name), f"missed:{name}-{one.number}") for name in ("only", "answer")
    ]
    said = render.say(
        "handed",
        keyboard=(tuple(buttons),),
        question=question.asked or question.text,
        who=person.full_name,
        place=message.chat.title or "",
    )
    for admin in sorted(desk.admin_ids):
        try:
            sent = await send(context.bot, admin, said)
        except TelegramError as error:
            log.warning("admin %d was not handed a question: %s", admin, type(error).__name__)
        else:
            work.hand_over(one.number, admin, sent.message_id, now)
    is_handed = bool(work.handed(one.number))
    if is_handed:
        desk.store.record(person.id, "hand over", "", now)
        await edit_buttons(message, without=("hand", "later"))
    await reply(message, render.say("handed_over", is_handed=is_handed))


async def hear(update: Update, context: Context) -> None:
    """Takes an admin's reply to what was handed over; anything else is a step of a dialogue or a question."""
    message, person = update.message, update.effective_user
    number = None
    if message and person and message.reply_to_message and is_admins_chat(message, person.id, context.desk):
        number = context.desk.store.work.handed_in(message.chat_id, message.reply_to_message.message_id)
    if message is None or number is None or message.forward_origin:
        await dialogue.hear(update, context)
    else:
        await missed.begin_reply(number, message, context)
