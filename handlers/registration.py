"""All handlers, in order: first the doorkeeper, then commands, buttons and free questions."""

from __future__ import annotations

import logging
from asyncio import Task, create_task
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.context import App, Context, desk_of, put_hearing
from bot.retrying import persistently
from handlers import (
    admin,
    admins,
    ask,
    audit,
    buttons,
    edits,
    groups,
    handover,
    inline,
    later,
    month,
    original,
    people,
    privacy,
    reminders,
    render,
    status,
)
from handlers.access import Doorkeeper
from handlers.addressed import Called, UnknownCommand, concerns
from handlers.command_menus import set_descriptions, set_menus
from handlers.commands import COMMANDS
from handlers.declined import Decliner
from handlers.desk import correct, dialogue, missed, names, publish, versions
from handlers.door import Door
from handlers.errors import ErrorDesk
from handlers.own_dates import dialogue as own_dates
from handlers.reminders import subscriptions, upcoming
from handlers.sending import tell_admins
from handlers.start import help_, start, unknown
from handlers.why import why

log = logging.getLogger(__name__)

_DOOR, _LIMITS, _DESK = -2, -1, 0
_UNTIL_REACHED = 3600.0  # seconds; Telegram was reached a moment ago
_NEW = filters.UpdateType.MESSAGE

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]

CALLBACKS: dict[str, Callback] = {
    "start": start,
    "help": help_,
    "schedule": ask.schedule,
    "cases": ask.cases,
    "contacts": ask.contacts,
    "contests": ask.contests,
    "why": why,
    "subscribe": subscriptions.subscribe,
    "unsubscribe": subscriptions.unsubscribe,
    "upcoming": upcoming.upcoming,
    "calendar": upcoming.calendar,
    "original": original.original,
    "again": ask.again,
    "privacy": privacy.privacy,
    "mydata": privacy.mydata,
    "forget": privacy.forget,
    "event": own_dates.event,
    "reload": publish.reload,
    "versions": versions.versions,
    "correct": correct.correct,
    "alias": names.alias,
    "unanswered": missed.unanswered,
    "cancel": dialogue.cancel,
    "status": status.status,
    "invite": people.invite,
    "revoke": people.revoke,
    "groups": groups.groups,
    "admins": admins.admins,
    "audit": audit.audit,
    "month": month.month,
}


def register(application: App) -> None:
    """Adds every handler, and what has to happen when the application starts and stops."""
    door = application.bot_data["door"] = Door()
    application.add_handler(TypeHandler(Update, Doorkeeper(door).check), _DOOR)
    application.add_handler(TypeHandler(Update, Decliner().check), _LIMITS)
    application.add_handler(ChatMemberHandler(subscriptions.on_my_chat_member), _DESK)
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE & _NEW, subscriptions.on_migrate), _DESK)
    for shared, picked in (
        (filters.StatusUpdate.USERS_SHARED, people.people_picked),
        (filters.StatusUpdate.CHAT_SHARED, groups.group_picked),
    ):
        application.add_handler(MessageHandler(shared & _NEW, picked), _DESK)
    for command in COMMANDS:
        application.add_handler(MessageHandler(Called(command) & _NEW, CALLBACKS[command.name]), _DESK)
    application.add_handler(CallbackQueryHandler(buttons.press), _DESK)
    application.add_handler(InlineQueryHandler(inline.offer), _DESK)
    application.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.EDITED_MESSAGE, edits.edited), _DESK)
    application.add_handler(MessageHandler(UnknownCommand() & _NEW, unknown), _DESK)
    application.add_handler(MessageHandler(filters.TEXT & _NEW, handover.hear), _DESK)
    application.add_handler(MessageHandler(filters.Document.ALL & _NEW, publish.document), _DESK)
    application.add_handler(MessageHandler(filters.CAPTION & _NEW, ask.ask), _DESK)
    application.add_handler(MessageHandler(~filters.StatusUpdate.ALL & _NEW, ask.other), _DESK)
    application.bot_data["errors"] = errors = ErrorDesk()
    application.add_error_handler(errors.handle)
    put_hearing(application, concerns)
    application.post_init = _start
    application.post_stop = _stop


async def _start(application: App) -> None:
    desk, me = desk_of(application), application.bot
    if not me.can_read_all_group_messages:
        log.warning("@%s: privacy mode is on, so no mention in a group arrives; see the README", me.username)
    await persistently(lambda: set_menus(me, desk.admin_ids), _UNTIL_REACHED)
    await set_descriptions(me)
    # Beside the start, which an admin out of reach must not hold up.
    application.bot_data["notices"] = create_task(_tell_notices(application))
    application.bot_data["telling"] = create_task(later.tell_forever(me, desk, application.bot_data["door"]))
    application.bot_data["reminding"] = reminders.start(me, desk, application.bot_data["door"])


async def _tell_notices(application: App) -> None:
    desk, bot = desk_of(application), application.bot
    if desk.library.fault:
        await tell_admins(bot, desk, admin.not_published(desk.library.fault))
    for notice in desk.notices:
        await tell_admins(bot, desk, render.say("notice", name=notice))


async def _stop(application: App) -> None:
    task: Task[None] | None = application.bot_data.pop("reminding", None)
    errors: ErrorDesk = application.bot_data["errors"]
    await errors.stop()
    for beside in ("notices", "telling"):
        if going_on := application.bot_data.pop(beside, None):
            going_on.cancel()
    if task is not None:
        await reminders.stop(task)
