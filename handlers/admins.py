"""`/admins`: admins beside those of `ADMIN_IDS` are added and removed in the chat, and all others hear of it."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Message
from telegram.error import TelegramError

from bot.context import Context, Desk
from handlers import render
from handlers.addressed import words_after_command
from handlers.admin import admins_only, admins_press
from handlers.command_menus import drop_menu, set_menus
from handlers.people import number
from handlers.render.wording import word
from handlers.sending import edit, reply, send, toast

log = logging.getLogger(__name__)


@admins_only
async def admins(message: Message, context: Context) -> None:
    """Lists the admins, or adds the person whose number follows."""
    desk, words = context.desk, words_after_command(message)
    admin = message.from_user.id if message.from_user else 0
    if not words:
        await reply(message, _listed(desk))
        return
    person, now = number(words), desk.clock.now()
    if person is None:
        await reply(message, render.say("needs_number", command="admins"))
    elif person in desk.admin_ids or desk.store.admissions.is_barred(person):
        await reply(message, render.say("admin_refused", user_id=person, barred=person not in desk.admin_ids))
    else:
        desk.store.admissions.add_admin(person, admin, now)
        desk.store.record(admin, "add admin", str(person), now)
        await set_menus(context.bot, desk.admin_ids)
        await _tell(context, admin, render.say("admin_changed", user_id=person, by=admin, added=True), person)
        await reply(message, _listed(desk))


@admins_press("admins")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Removes an admin after a question; none of `ADMIN_IDS`."""
    desk, admin = context.desk, query.from_user.id
    do, _, about = what.partition("-")
    await toast(query)
    person = number(about)
    if do == "remove" and person in desk.store.admissions.admins():
        keyboard = ((_button("drop", f"admin:drop-{person}"), _button("keep", "admin:list")),)
        await edit(message, render.say("admin_remove", keyboard=keyboard, user_id=person))
        return
    if do == "drop" and person is not None and desk.store.admissions.remove_admin(person):
        desk.store.record(admin, "remove admin", str(person), desk.clock.now())
        await drop_menu(context.bot, person)
        await _tell(context, admin, render.say("admin_changed", user_id=person, by=admin, added=False), person)
    await edit(message, _listed(desk))


async def _tell(context: Context, admin: int, said: render.Message, person: int) -> None:
    """Tells the other admins, and the person whom it is about."""
    for one in sorted((context.desk.admin_ids | {person}) - {admin}):
        try:
            await send(context.bot, one, said)
        except TelegramError as error:
            log.warning("%d could not be told of a change of admins: %s", one, type(error).__name__)


def _listed(desk: Desk) -> render.Message:
    added = sorted(desk.store.admissions.admins() - desk.settings.admin_ids)
    keyboard = tuple((_button("remove", f"admin:remove-{one}", user_id=one),) for one in added)
    return render.say("admin_list", keyboard=keyboard, fixed=sorted(desk.settings.admin_ids), added=added)


def _button(name: str, data: str, user_id: int | None = None) -> render.Button:
    return render.Button(word("admin_button", name=name, user_id=user_id), data)
