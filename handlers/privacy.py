"""A person's own data: `/privacy` says what is kept, `/mydata` shows it, `/forget` deletes it after a button."""

from __future__ import annotations

import json

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.context import Context
from bot.settings import StaffAccess
from bot.state.keeping import KEPT
from handlers import render
from handlers.sending import edit, reply, reply_file, toast

_FILE = "mydata.json"


async def privacy(update: Update, _: Context) -> None:
    """Says what is kept of people, what for and how long."""
    if update.message:
        held = tuple((kept.table, kept.days) for kept in KEPT if kept.theirs or kept.stays)
        await reply(update.message, render.say("privacy", held=held))


async def mydata(update: Update, context: Context) -> None:
    """Shows what is kept of the person who asks: counted, and all of it in a file."""
    message = update.message
    if message is None or message.from_user is None or not await _is_private(message):
        return
    held = context.desk.store.held_of(message.from_user.id)
    counts = tuple((table, len(rows)) for table, rows in held.items())
    await reply(message, render.say("mydata", user_id=message.from_user.id, counts=counts))
    if held:
        text = json.dumps(held, ensure_ascii=False, indent=1)
        await reply_file(message, text.encode(), _FILE)


async def forget(update: Update, context: Context) -> None:
    """Asks whether all that is kept of the person is to go."""
    message = update.message
    if message is None or message.from_user is None or not await _is_private(message):
        return
    buttons = tuple(
        render.Button(render.plain(render.say("forget_button", name=name)), data=f"forget:{name}")
        for name in ("yes", "no")
    )
    needs_invitation = context.desk.settings.staff_access is StaffAccess.INVITE
    await reply(message, render.say("forget", needs_invitation=needs_invitation, keyboard=(buttons,)))


async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Deletes, or does not. Whose chat it is, is who is forgotten, whatever the button says."""
    desk, person = context.desk, query.from_user.id
    if message.chat.type != ChatType.PRIVATE or message.chat_id != person or what not in ("yes", "no"):
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    if what == "no":
        await edit(message, render.say("not_forgotten"))
        return
    now = desk.clock.now()
    desk.store.forget_person(person, now)
    desk.library.sent.drop(person)
    desk.store.record(person, "forget", "", now)
    await edit(message, render.say("forgotten"))


async def _is_private(message: Message) -> bool:
    if message.chat.type == ChatType.PRIVATE:
        return True
    await reply(message, render.say("in_private"))
    return False
