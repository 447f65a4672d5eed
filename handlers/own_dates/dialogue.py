"""`/event`: admins tell of dates that no release has yet, in a short dialogue with a preview.

The draft is kept in memory, one for each admin: after a restart its buttons say that it is gone. What an admin types
meanwhile answers the step that is open, unless it is a question.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.context import Context
from bot.library import RefusedBase
from bot.reminders.own_dates import OwnDate, OwnDateError, OwnDates
from handlers import ask, render
from handlers.admin import admins_only
from handlers.own_dates import screens
from handlers.own_dates.draft import Draft, Step, answered, begun, row_of
from handlers.pager import contests_known
from handlers.sending import edit, reply, toast
from knowledge.dialogue import Intent
from knowledge.folder.reading import FolderError
from knowledge.model import EventKind
from knowledge.questions.understand import understand
from knowledge.storage import DamagedBase

_DRAFT = "event"
_OPEN_FOR = timedelta(minutes=30)
"""How long what is typed counts as an answer to the step."""

_ASKS = re.compile(r"[?？]|언제|어디|누구|누가|무엇|어떻게|알려|보여|(?:요|줘|까|죠|나|니|래)[.!~ㅎㅋ]*$|^/")
_NO_ANSWERS = (Intent.SMALL_TALK, Intent.OUT_OF_SCOPE)
_ASKS_FOR_PEOPLE = {"who", "contact", "phone"}


@admins_only
async def event(message: Message, context: Context) -> None:
    """Lists the dates that admins told of, with buttons to add, change and remove."""
    _put(context, None)
    await reply(message, _list(context))


async def hear(update: Update, context: Context) -> None:
    """Takes what an admin types as the answer to the step that is open; everything else is a question."""
    message = update.message
    if message is None or not await _answers(message, context):
        await ask.ask(update, context)


async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Goes on with the dialogue, or shows, changes or removes a date; only for admins, in private."""
    desk, person = context.desk, query.from_user.id
    if person not in desk.admin_ids or message.chat.type != ChatType.PRIVATE:
        desk.store.record(person, "refused", "event", desk.clock.now())
        await toast(query, render.plain(render.say("admins_only")))
        return
    do, _, about = what.partition("-")
    if do in _WITHOUT_DRAFT:
        said = _WITHOUT_DRAFT[do](about, context)
        await toast(query)
        await edit(message, _show(said, message, context) if isinstance(said, Draft) else said)
        return
    if do == "drop":
        await _remove(query, message, about, context)
        return
    draft = _draft(context)
    if draft is None or draft.message_id != message.message_id:
        await toast(query, render.plain(render.say("event_lost")), alert=True)
        return
    if do == "save" and draft.step is Step.REVIEW:
        await _save(query, message, draft, context)
        return
    following = _pressed(draft, do, about, context)
    await toast(query)
    await edit(message, _list(context) if following is None else _show(following, message, context))


def _pressed(draft: Draft, do: str, about: str, context: Context) -> Draft | None:
    """The draft after a button; as it was, where the button does not belong to its step. None: it is given up."""
    desk = context.desk
    match do:
        case "cancel":
            _put(context, None)
            return None
        case "back":
            return draft.back()
        case "skip":
            return draft.skipped() or draft
        case "to" if about in set(Step):
            return replace(draft, step=Step(about))
        case "contests" if about.isdigit():
            return replace(draft, page=int(about))
        case "contest" if draft.step is Step.CONTEST:
            named = screens.contest_of(about, desk)
            return replace(draft, contest=named).onward() if named else draft
        case "what" if draft.step is Step.WHAT and about in EventKind.__members__:
            return replace(draft, what=EventKind[about].value).onward()
        case _:
            return draft


async def _answers(message: Message, context: Context) -> bool:
    """Whether this was the answer to the open step; then the next one is shown."""
    desk, draft = context.desk, _draft(context)
    now, text = desk.clock.now(), message.text or ""
    if draft is None or message.chat.type != ChatType.PRIVATE or draft.step is Step.REVIEW or message.forward_origin:
        return False
    if message.from_user is None or message.from_user.id not in desk.admin_ids:
        return False
    replied = message.reply_to_message
    elsewhere = replied is not None and replied.message_id != draft.message_id
    if elsewhere or now - draft.at > _OPEN_FOR or _ASKS.search(text):
        return False
    base, today = desk.library.current, desk.clock.today()
    # Not on the loop: what a text means takes a while to find out.
    meant = await asyncio.to_thread(understand, text, base, today, mending=False)
    if meant.intent in _NO_ANSWERS or _ASKS_FOR_PEOPLE & set(meant.asks):
        return False
    result = answered(draft, text, contests_known(base.facts), today)
    following = draft if isinstance(result, str) else result
    fault = result if isinstance(result, str) else None
    sent = await reply(message, screens.of_draft(following, context.desk, fault))
    _put(context, replace(following, message_id=sent.message_id, at=now))
    return True


async def _save(query: CallbackQuery, message: Message, draft: Draft, context: Context) -> None:
    """Keeps the row, lets the library read it, and says what will be reminded of."""
    desk, own, row = context.desk, OwnDates(context.desk.settings.data_dir), row_of(draft)
    await toast(query)
    _put(context, None)  # pressed twice, it is kept once
    try:
        if draft.old is None:
            own.add(row)
        elif not own.change(draft.old, row):
            await edit(message, _list(context, gone=True))
            return
    except OwnDateError as error:
        _put(context, draft)
        await edit(message, screens.of_draft(draft, desk, error.message_ko))
        return
    action = "change date" if draft.old else "add date"
    desk.store.record(query.from_user.id, action, screens.in_short(row), desk.clock.now())
    trouble = await _reload(context)
    await edit(message, screens.saved(row, desk, trouble))


async def _remove(query: CallbackQuery, message: Message, key: str, context: Context) -> None:
    desk, row = context.desk, _row(key, context)
    await toast(query)
    if row is None or not OwnDates(desk.settings.data_dir).remove(row):
        await edit(message, _list(context, gone=True))
        return
    desk.store.record(query.from_user.id, "remove date", screens.in_short(row), desk.clock.now())
    trouble = await _reload(context)
    await edit(message, screens.removed(row, trouble))


async def _reload(context: Context) -> str | None:
    """Lets the library and the agenda know; what was in the way as a Korean sentence."""
    try:
        await context.desk.library.reload_async()
    except (FolderError, DamagedBase, RefusedBase) as error:
        return str(error)
    context.desk.follow()
    return None


def _list(context: Context, page: int = 0, *, gone: bool = False) -> render.Message:
    return screens.listed(context.desk, page, gone=gone)


def _on_list(about: str, context: Context) -> render.Message:
    _put(context, None)
    return _list(context, int(about) if about.isdigit() else 0)


def _on_new(_: str, context: Context) -> Draft:
    return begun(context.desk.clock.now())


def _on_row(about: str, context: Context) -> render.Message:
    row = _row(about, context)
    return screens.row_shown(row, context.desk) if row else _list(context, gone=True)


def _on_change(about: str, context: Context) -> Draft | render.Message:
    row = _row(about, context)
    return begun(context.desk.clock.now(), row) if row else _list(context, gone=True)


def _on_remove(about: str, context: Context) -> render.Message:
    row = _row(about, context)
    return screens.remove_asked(row, context.desk) if row else _list(context, gone=True)


_WITHOUT_DRAFT: dict[str, Callable[[str, Context], Draft | render.Message]] = {
    "list": _on_list,
    "new": _on_new,
    "show": _on_row,
    "change": _on_change,
    "remove": _on_remove,
}


def _show(draft: Draft, message: Message, context: Context) -> render.Message:
    """The step of a draft, which from now on is the one that this message shows."""
    draft = replace(draft, message_id=message.message_id, at=context.desk.clock.now())
    _put(context, draft)
    return screens.of_draft(draft, context.desk)


def _row(key: str, context: Context) -> OwnDate | None:
    """The row that a button means, if it is still there."""
    try:
        rows = OwnDates(context.desk.settings.data_dir).rows()
    except OwnDateError:  # the list, which is shown then, says what is wrong with the file
        return None
    return next((row for row in rows if row.key == key), None)


def _draft(context: Context) -> Draft | None:
    data: Mapping[str, object] = context.user_data or {}
    draft = data.get(_DRAFT)
    return draft if isinstance(draft, Draft) else None


def _put(context: Context, draft: Draft | None) -> None:
    if context.user_data is not None:
        context.user_data[_DRAFT] = draft
