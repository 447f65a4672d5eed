"""What is for admins only, and what they are told where nothing could be published."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.context import Context, Desk
from bot.publishing.plan import BrokenQuestions
from bot.publishing.trial import RefusedBase
from handlers import render
from handlers.access import is_admin
from handlers.sending import reply, toast
from knowledge.folder.reading import FolderError
from knowledge.model import ExtractionWarning
from knowledge.storage import DamagedBase

_Handler = Callable[[Message, Context], Coroutine[Any, Any, None]]
Pressed = Callable[[CallbackQuery, Message, str, Context], Coroutine[Any, Any, None]]
"""What a button does, told what its data says after the verb."""

_SHOWN_LINES = 15
_SHOWN_OF_A_FILE = 4


def admins_only(handler: _Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Lets only admins through, and only in their private chat; a refusal is written to the audit."""

    @functools.wraps(handler)
    async def checked(update: Update, context: Context) -> None:
        message, person = update.message, update.effective_user
        if message is None or person is None:
            return
        if not is_admin(update, context):
            _record(message, context, "refused", handler.__name__)
            await reply(message, render.say("admins_only"))
        elif message.chat.type != ChatType.PRIVATE:
            await reply(message, render.say("in_private"))
        else:
            await handler(message, context)

    return checked


def admins_press(action: str) -> Callable[[Pressed], Pressed]:
    """Lets only admins through, and only in their private chat; a refusal is written to the audit as `action`."""

    def guarded(press: Pressed) -> Pressed:
        @functools.wraps(press)
        async def checked(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
            desk, person = context.desk, query.from_user.id
            if is_admins_chat(message, person, desk):
                await press(query, message, what, context)
                return
            desk.store.record(person, "refused", action, desk.clock.now())
            await toast(query, render.plain(render.say("admins_only")))

        return checked

    return guarded


def is_admins_chat(message: Message, user_id: int, desk: Desk) -> bool:
    """Whether a message stands in the private chat of somebody who is an admin now."""
    return user_id in desk.admin_ids and message.chat.type == ChatType.PRIVATE


def not_published(error: Exception) -> render.Message:
    """Why what the folder says is not what serves, of an unforeseen error only its kind."""
    details = error.details if isinstance(error, FolderError) else ()
    known = isinstance(error, FolderError | DamagedBase | RefusedBase | BrokenQuestions)
    return render.say(
        "reload_failed",
        refused=isinstance(error, RefusedBase | BrokenQuestions),
        reason=str(error) if known else None,
        kind=type(error).__name__,
        shown=some_doubts(details),
        total=len(details),
    )


def some_doubts(warnings: Sequence[ExtractionWarning]) -> list[ExtractionWarning]:
    """What fits into a report: all, or a few of each file, so that one with many doubts hides no other."""
    if len(warnings) <= _SHOWN_LINES:
        return list(warnings)
    seen: Counter[str] = Counter()
    shown = []
    for warning in warnings:
        seen[warning.file] += 1
        if seen[warning.file] <= _SHOWN_OF_A_FILE:
            shown.append(warning)
    return shown[:_SHOWN_LINES]


def _record(message: Message, context: Context, action: str, detail: str) -> None:
    actor = message.from_user.id if message.from_user else 0
    context.desk.store.record(actor, action, detail, context.desk.clock.now())
