"""`/groups`, and the buttons about groups: admins take them in, see what they are told, and let the bot leave them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import CallbackQuery, Message
from telegram.error import TelegramError

from bot.context import Context, Desk
from bot.state.rows import GroupState
from handlers import render
from handlers.admin import admins_only, admins_press
from handlers.admission import asking, leave
from handlers.pager import pager
from handlers.picking import GROUP, answer_pick, offer_groups
from handlers.render.wording import word
from handlers.sending import edit, reply, send, toast
from knowledge.model import EventKind

log = logging.getLogger(__name__)

_A_PAGE = 6
_NOT_HERE = (GroupState.LEAVING, GroupState.LEFT)


@dataclass(frozen=True, slots=True)
class _Place:
    """A group as admins see it. `state` is that of `GroupState`, or unknown where it only has reminders."""

    chat_id: int
    title: str
    is_staff: bool
    state: str
    added_by: int = 0
    decided_by: int | None = None


@admins_only
async def groups(message: Message, context: Context) -> None:
    """Lists the groups, those that wait for an admin first."""
    await reply(message, _listed(context.desk, 0))


@admins_press("group")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Takes a group in, leaves it, or shows it."""
    desk, person = context.desk, query.from_user.id
    do, _, about = what.partition("-")
    if do == "list" and about.isdigit():
        await toast(query)
        await edit(message, _listed(desk, int(about)))
        return
    if do == "pick":
        await toast(query)
        await offer_groups(message)
        return
    place = _place(int(about), desk) if about.removeprefix("-").isdecimal() else None
    if place is None or do not in ("admit", "refuse", "show", "leave", "drop"):
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    if do == "admit":
        said = await _admit(place, person, context)
    elif do == "refuse" and place.state not in ("unknown", GroupState.WAITING):
        said = _shown(place, desk)  # another admin took it in meanwhile
    elif do in ("refuse", "drop"):
        said = await _leave(place, person, context)
    else:
        said = _shown(place, desk, asked=do == "leave")
    await edit(message, said)


@admins_only
async def group_picked(message: Message, context: Context) -> None:
    """Takes in the group that was picked, also before the bot is brought into it."""
    desk, admin = context.desk, message.from_user.id if message.from_user else 0
    shared, now, admissions = message.chat_shared, context.desk.clock.now(), context.desk.store.admissions
    if shared is None or shared.request_id != GROUP:
        return
    known, title = admissions.group(shared.chat_id), shared.title or ""
    is_in = shared.chat_id in desk.staff_groups or (known is not None and known.state is GroupState.ADMITTED)
    if not is_in:
        if known is None or known.state is not GroupState.WAITING:
            admissions.meet_group(shared.chat_id, title, admin, now, GroupState.WAITING)
        admissions.decide(shared.chat_id, GroupState.ADMITTED, admin, now)
        desk.store.record(admin, "admit group", str(shared.chat_id), now)
    await answer_pick(message, render.say("group_picked", title=title, is_in=is_in, bot=context.bot.username))


async def _admit(place: _Place, admin: int, context: Context) -> render.Message:
    """Takes a group in and says so in it; one that the bot has left has to bring it back first."""
    desk, now = context.desk, context.desk.clock.now()
    if place.state in _NOT_HERE:
        return _shown(place, desk, note="gone")
    if place.is_staff or place.state == GroupState.ADMITTED:
        return _shown(place, desk)
    if place.state == "unknown":
        desk.store.admissions.meet_group(place.chat_id, place.title, 0, now, GroupState.WAITING)
    desk.store.admissions.decide(place.chat_id, GroupState.ADMITTED, admin, now)
    desk.store.record(admin, "admit group", str(place.chat_id), now)
    try:
        await send(context.bot, place.chat_id, render.say("group_admitted", bot=context.bot.username))
    except TelegramError as error:
        log.info("chat %d was not told that it is taken in: %s", place.chat_id, type(error).__name__)
    return _shown(_place(place.chat_id, desk) or place, desk, note="admitted")


async def _leave(place: _Place, admin: int, context: Context) -> render.Message:
    """Ends the reminders of a group and leaves it; STAFF_GROUP_IDS are no admin's to leave."""
    desk, now = context.desk, context.desk.clock.now()
    if place.is_staff:
        return _shown(place, desk)
    if place.state != GroupState.LEFT:
        if place.state == "unknown":
            desk.store.admissions.meet_group(place.chat_id, place.title, 0, now, GroupState.WAITING)
        desk.store.admissions.decide(place.chat_id, GroupState.LEAVING, admin, now)
        for one in desk.store.subscriptions_of(place.chat_id):
            desk.store.unsubscribe(one.chat_id, one.thread_id)
        desk.store.record(admin, "leave group", str(place.chat_id), now)
        await leave(place.chat_id, context.bot, desk)
    after = _place(place.chat_id, desk) or place
    return _shown(after, desk, note="left" if after.state == GroupState.LEFT else "leaving")


def _listed(desk: Desk, page: int) -> render.Message:
    places = _places(desk)
    pages = max(1, -(-len(places) // _A_PAGE))
    page = min(page, pages - 1)
    shown = places[page * _A_PAGE :][:_A_PAGE]
    first = page * _A_PAGE + 1
    paused = {one.chat_id for one in desk.store.paused()}
    numbers = tuple(render.Button(str(n), f"group:show-{one.chat_id}") for n, one in enumerate(shown, first))
    return render.say(
        "group_list",
        keyboard=(
            *(row for row in (numbers, pager("group:list", page, pages)) if row),
            (_button("pick", "group:pick"),),
        ),
        shown=[(one, len(desk.store.subscriptions_of(one.chat_id)), one.chat_id in paused) for one in shown],
        first=first,
        total=len(places),
    )


def _shown(place: _Place, desk: Desk, *, asked: bool = False, note: str | None = None) -> render.Message:
    back = (_button("list", "group:list-0"),)
    if place.is_staff or place.state in _NOT_HERE:
        keyboard: tuple[tuple[render.Button, ...], ...] = (back,)
    elif asked:
        keyboard = ((_button("drop", f"group:drop-{place.chat_id}"), _button("keep", f"group:show-{place.chat_id}")),)
    elif place.state == GroupState.ADMITTED:
        keyboard = ((_button("leave", f"group:leave-{place.chat_id}"),), back)
    else:
        keyboard = (*asking(place.chat_id), back)
    every = desk.store.subscriptions_of(place.chat_id)
    told = [(one, [(kind.value, leads) for kind in EventKind if (leads := one.wishes.leads(kind))]) for one in every]
    paused = next((one for one in desk.store.paused() if one.chat_id == place.chat_id), None)
    return render.say("group_shown", keyboard=keyboard, place=place, told=told, paused=paused, asked=asked, note=note)


def _places(desk: Desk) -> list[_Place]:
    """The groups that wait, then the staff's own, then those that were taken in, then whatever has reminders."""
    admissions, staff = desk.store.admissions, desk.staff_groups
    known = [
        _Place(one.chat_id, one.title, False, one.state, one.added_by, one.decided_by)
        for one in admissions.groups()
        if one.chat_id not in staff
    ]
    own = [_Place(one, admissions.title(one), True, GroupState.ADMITTED) for one in sorted(staff, reverse=True)]
    listed = staff | {one.chat_id for one in known}
    others = dict.fromkeys(one.chat_id for one in desk.store.subscriptions() if one.chat_id < 0)
    unknown = [_Place(one, admissions.title(one), False, "unknown") for one in others if one not in listed]
    waiting = [one for one in known if one.state == GroupState.WAITING]
    return [*waiting, *own, *(one for one in known if one not in waiting), *unknown]


def _place(chat_id: int, desk: Desk) -> _Place | None:
    return next((one for one in _places(desk) if one.chat_id == chat_id), None)


def _button(name: str, data: str) -> render.Button:
    return render.Button(word("group_button", name=name), data)
