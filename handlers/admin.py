"""What admins do with the knowledge base: `/reload`, and a file sent to the chat."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import InputFile, Message, Update
from telegram.constants import ChatAction, ChatType

from bot.commands.listing import warnings_lines
from bot.context import Context
from bot.library import RefusedBase
from handlers import render
from handlers.access import is_admin
from handlers.sending import reply
from knowledge.folder.reading import FolderError
from knowledge.model import ExtractionWarning, WarningKind
from knowledge.storage import DamagedBase

_Handler = Callable[[Message, Context], Coroutine[Any, Any, None]]
_SHOWN_LINES = 15
_SHOWN_OF_A_FILE = 4


def admins_only(handler: _Handler) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Lets only `ADMIN_IDS` through, and only in their private chat; a refusal is written to the audit."""

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


@admins_only
async def reload(message: Message, context: Context) -> None:
    """Reads the releases again, off the loop, and reports what changed; a broken folder changes nothing."""
    desk = context.desk
    await message.chat.send_action(ChatAction.TYPING)
    try:
        changes = await desk.library.reload_async()
    except (FolderError, DamagedBase, RefusedBase) as error:
        _record(message, context, "reload", "failed")
        await reply(message, not_published(error))
        await _attach(message, error.details if isinstance(error, FolderError) else ())
        return
    _record(message, context, "reload", "done")
    unread = [warning for warning in changes.warnings if warning.kind is WarningKind.UNREAD]
    # What cannot be read is named every time, as nobody can ask about it; of other doubts only those not told before.
    news = tuple(warning for warning in changes.warnings if warning in unread or warning not in changes.told)
    await reply(
        message,
        render.say(
            "reloaded",
            changes=changes,
            facts=desk.library.current.facts,
            unread=len(unread),
            shown=_some(news),
            total=len(news),
            told=len(changes.warnings) - len(news),
        ),
    )
    await _attach(message, news)


def not_published(error: Exception) -> render.Message:
    """Why what the folder says is not what serves, of an unforeseen error only its kind."""
    details = error.details if isinstance(error, FolderError) else ()
    known = isinstance(error, FolderError | DamagedBase | RefusedBase)
    return render.say(
        "reload_failed",
        refused=isinstance(error, RefusedBase),
        reason=str(error) if known else None,
        kind=type(error).__name__,
        shown=_some(details),
        total=len(details),
    )


async def document(update: Update, context: Context) -> None:
    """A file that was sent: tells an admin where releases belong, everybody else that questions are words."""
    if update.message:
        name = "document_admin" if is_admin(update, context) else "only_text"
        await reply(update.message, render.say(name))


def _some(warnings: Sequence[ExtractionWarning]) -> list[ExtractionWarning]:
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


async def _attach(message: Message, warnings: tuple[ExtractionWarning, ...]) -> None:
    """The warnings as a text file where they do not fit into the report."""
    if len(_some(warnings)) == len(warnings):
        return
    text = "".join(f"{line}\n" for line in warnings_lines(warnings))
    await message.reply_document(InputFile(text.encode("utf-8-sig"), filename="warnings.txt"))


def _record(message: Message, context: Context, action: str, detail: str) -> None:
    actor = message.from_user.id if message.from_user else 0
    context.desk.store.record(actor, action, detail, context.desk.clock.now())
