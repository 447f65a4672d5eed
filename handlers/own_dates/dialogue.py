"""`/event`: admins tell of dates that no release has yet, in a short dialogue with a preview."""

from __future__ import annotations

from collections.abc import Callable

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from bot.publishing.versions import Why
from bot.reminders.own_dates import OwnDateError, OwnDates
from handlers import render
from handlers.admin import admins_only, admins_press
from handlers.desk import dialogue
from handlers.desk.dialogue import REVIEW, Draft, Fault, Form, Step, Values, add_form
from handlers.desk.publish import Done, publish_at_once
from handlers.own_dates import screens
from handlers.own_dates.draft import (
    read_contest,
    read_day,
    read_place,
    read_time,
    read_what,
    row_called,
    row_of,
    values_of,
)
from handlers.sending import edit, reply, toast
from knowledge.model import EventKind


@admins_only
async def event(message: Message, context: Context) -> None:
    """Lists the dates that admins told of, with buttons to add, change and remove."""
    if message.from_user:
        dialogue.keep(context.desk, message.from_user.id, None)
    await reply(message, screens.listed(context.desk))


@admins_press("event")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows, changes or removes a date, or goes on with the dialogue."""
    do, _, about = what.partition("-")
    if do in _WITHOUT_DRAFT:
        said = _WITHOUT_DRAFT[do](about, context.desk)
        await toast(query)
        await _show(said, query, message, context)
    elif do == "drop":
        await toast(query)
        await _show(await _removed(about, query.from_user.id, context), query, message, context)
    else:
        await dialogue.press(query, message, FORM, what, context)


async def _show(said: Draft | render.Message, query: CallbackQuery, message: Message, context: Context) -> None:
    if isinstance(said, Draft):
        await dialogue.show(said, message, query.from_user.id, context)
    else:
        await edit(message, said)


async def _save(draft: Draft, by: int, context: Context) -> render.Message | Draft:
    """Publishes the row, and says what will be reminded of."""
    desk, row = context.desk, row_of(draft)
    own, old = OwnDates(desk.settings.data_dir), row_called(draft.about, desk)
    if draft.about and old is None:
        return screens.listed(desk, gone=True)
    try:
        content = own.changed(old, row) if old else own.added(row)
    except OwnDateError as error:
        raise Fault(error.message_ko) from error
    done = Done("change date" if old else "add date", screens.in_short(row))
    reason = await publish_at_once(context, by, Why.DATES, done, own=content)
    return reason or screens.saved(row, desk)


async def _removed(key: str, by: int, context: Context) -> render.Message | Draft:
    desk, row = context.desk, row_called(key, context.desk)
    try:
        content = OwnDates(desk.settings.data_dir).removed(row) if row else None
        if row is None or content is None:
            return screens.listed(desk, gone=True)
        done = Done("remove date", screens.in_short(row))
        reason = await publish_at_once(context, by, Why.DATES, done, own=content)
    except (OwnDateError, Fault) as error:
        return render.say("event_broken", reason=str(error))
    return reason or screens.removed(row)


def _on_list(about: str, desk: Desk) -> render.Message:
    return screens.listed(desk, int(about) if about.isdigit() else 0)


def _on_new(_: str, desk: Desk) -> Draft:
    return dialogue.begun(FORM, desk)


def _on_row(about: str, desk: Desk) -> render.Message:
    row = row_called(about, desk)
    return screens.row_shown(row, desk) if row else screens.listed(desk, gone=True)


def _on_change(about: str, desk: Desk) -> Draft | render.Message:
    row = row_called(about, desk)
    if row is None:
        return screens.listed(desk, gone=True)
    return dialogue.begun(FORM, desk, about=about, step=REVIEW, **values_of(row))


def _on_remove(about: str, desk: Desk) -> render.Message:
    row = row_called(about, desk)
    return screens.remove_asked(row, desk) if row else screens.listed(desk, gone=True)


_WITHOUT_DRAFT: dict[str, Callable[[str, Desk], Draft | render.Message]] = {
    "list": _on_list,
    "new": _on_new,
    "show": _on_row,
    "change": _on_change,
    "remove": _on_remove,
}


def _contest(what: str, _: Draft, desk: Desk) -> Values | None:
    named = screens.contest_of(what.removeprefix("contest-"), desk)
    return {"contest": named} if named else None


def _kind(what: str, *_: object) -> Values | None:
    name = what.removeprefix("what-")
    return {"what": EventKind[name].value} if name in EventKind.__members__ else None


FORM = add_form(
    Form(
        "event",
        (
            Step("contest", read_contest, screens.contest_rows, _contest, without={"contest": None}),
            Step("what", read_what, screens.kind_rows, _kind),
            Step("day", read_day),
            Step("time", read_time, without={"start": None, "end": None}),
            Step("place", read_place, without={"place": None}),
        ),
        screens.preview,
        _save,
        screens.listed,
    )
)
