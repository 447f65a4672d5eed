"""What is for admins only, and what they are told where nothing could be published."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType

from bot.context import Context
from bot.library import RefusedBase
from bot.publishing.plan import BrokenQuestions
from handlers import render
from handlers.access import is_admin
from handlers.sending import reply
from knowledge.folder.reading import FolderError
from knowledge.model import ExtractionWarning
from knowledge.storage import DamagedBase

_Handler = Callable[[Message, Context], Coroutine[Any, Any, None]]
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
