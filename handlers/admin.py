"""What admins do with the knowledge base: `/reload`, `/status`, and a file sent to the chat."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import InputFile, Message, Update
from telegram.constants import ChatAction, ChatType

from bot.context import Context
from bot.records import DeliveryStatus
from bot.reminders import next_time
from handlers import render
from handlers.access import is_admin
from handlers.sending import reply
from knowledge.folder import FolderError
from knowledge.model import ExtractionWarning
from knowledge.storage import DamagedBase

__all__ = ["admins_only", "document", "reload", "status"]

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
    except (FolderError, DamagedBase) as error:
        details = error.details if isinstance(error, FolderError) else ()
        _record(message, context, "reload", "failed")
        await reply(
            message,
            render.say("reload_failed", reason=str(error), shown=_some(details), total=len(details)),
        )
        await _attach(message, details)
        return
    _record(message, context, "reload", "done")
    facts = desk.library.current.facts
    await reply(
        message,
        render.say("reloaded", changes=changes, facts=facts, shown=_some(changes.warnings)),
    )
    await _attach(message, changes.warnings)


@admins_only
async def status(message: Message, context: Context) -> None:
    """Shows the knowledge base's age and size, and how reminding is going."""
    desk = context.desk
    library, store, now = desk.library, desk.store, desk.clock.now()
    facts, me = library.current.facts, await context.bot.get_me()
    sent = [d for d in store.deliveries(last=50) if d.status is DeliveryStatus.SENT]
    _record(message, context, "status", "")
    await reply(
        message,
        render.say(
            "status",
            built_at=library.built_at,
            facts=facts,
            access=desk.settings.staff_access.value,
            hears_mentions=me.can_read_all_group_messages,
            subscriptions=store.subscriptions(),
            paused=store.paused(),
            last=sent[-1] if sent else None,
            next=next_time(facts.events, now, desk.settings.reminder_time),
        ),
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
    text = "".join(f"{w.file}:{w.line}\t{w.text}\n" for w in warnings)
    await message.reply_document(InputFile(text.encode("utf-8-sig"), filename="warnings.txt"))


def _record(message: Message, context: Context, action: str, detail: str) -> None:
    actor = message.from_user.id if message.from_user else 0
    context.desk.store.record(actor, action, detail, context.desk.clock.now())
