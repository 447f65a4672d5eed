"""Groups are taken in by admins: what becomes of one that the bot was brought into.

Until an admin has decided, nothing is answered there; that is said once. Without a decision the bot leaves after a day,
by the clock and also after a restart. One that it has left it leaves again at once if it is brought back within a day,
unless an admin does that.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from telegram import Chat, ChatMember, ChatMemberUpdated, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.context import Desk
from bot.state.rows import GroupState
from handlers import render
from handlers.door import Door, Verdict, staff_group_lost
from handlers.render.wording import word
from handlers.sending import send, tell_admins

log = logging.getLogger(__name__)

_WAITS = timedelta(days=1)
_ASKED_AT_MOST = 5  # groups that one person brought the bot into and that nobody has decided about


async def on_membership(change: ChatMemberUpdated, bot: ExtBot[Any], desk: Desk, door: Door) -> None:
    """Takes note of the bot's being brought into a group, or removed from a staff group."""
    chat, person = change.chat, change.from_user
    if chat.type == ChatType.PRIVATE:
        return
    if chat.id in desk.staff_groups:
        if takes_part(change.new_chat_member):
            desk.store.admissions.found_group(chat.id)
            desk.store.admissions.entitle(chat.id, chat.title or "")
        else:
            await staff_group_lost(chat.id, bot, desk)
        return
    if not takes_part(change.new_chat_member):
        return
    groups = desk.store.admissions.groups()
    known = next((one for one in groups if one.chat_id == chat.id), None)
    undecided = [one for one in groups if one.added_by == person.id and one.state is not GroupState.ADMITTED]
    unwanted = known is not None and known.state is GroupState.LEFT
    too_many = known is None and len(undecided) >= _ASKED_AT_MOST
    if chat.type == ChatType.CHANNEL or ((unwanted or too_many) and person.id not in desk.admin_ids):
        log.info("chat %d is left at once", chat.id)
        desk.store.admissions.meet_group(chat.id, chat.title or "", person.id, desk.clock.now(), GroupState.LEAVING)
        await leave(chat.id, bot, desk)
        return
    await met(chat, person, bot, desk, door)


async def met(chat: Chat, person: User | None, bot: ExtBot[Any], desk: Desk, door: Door) -> None:
    """Asks the admins about a group that the bot is in, and says in it that they are asked; both once."""
    admissions, now = desk.store.admissions, desk.clock.now()
    known = admissions.group(chat.id)
    if known is not None and known.state is not GroupState.LEFT:
        return
    by = person.id if person else 0
    admissions.meet_group(chat.id, chat.title or "", by, now, GroupState.WAITING)
    desk.store.record(by, "group added", str(chat.id), now)
    try:
        await send(bot, chat.id, render.say("group_waiting"))
    except TelegramError as error:
        log.info("chat %d was not told that it has to wait: %s", chat.id, type(error).__name__)
    is_staff = person is not None and await door.person(person.id, bot, desk) is Verdict.IN
    await tell_admins(
        bot,
        desk,
        render.say(
            "group_asks",
            keyboard=asking(chat.id),
            chat_id=chat.id,
            title=chat.title or "",
            person=person.full_name if person else "",
            person_id=by,
            is_staff=is_staff,
        ),
    )


def asking(chat_id: int) -> tuple[tuple[render.Button, ...], ...]:
    """The two buttons under the question whether a group is taken in."""
    return (
        (
            render.Button(word("group_button", name="admit"), f"group:admit-{chat_id}"),
            render.Button(word("group_button", name="refuse"), f"group:refuse-{chat_id}"),
        ),
    )


async def leave(chat_id: int, bot: ExtBot[Any], desk: Desk) -> bool:
    """Leaves a group that is to be left; False where Telegram was not reached, so that it is tried again later."""
    try:
        await bot.leave_chat(chat_id)
    except ChatMigrated as error:
        desk.store.migrate_chat(chat_id, error.new_chat_id)
        return False
    except (BadRequest, Forbidden) as error:
        log.info("chat %d was left before: %s", chat_id, error.message)
    except TelegramError as error:
        log.warning("chat %d could not be left: %s", chat_id, type(error).__name__)
        return False
    desk.store.admissions.decide(chat_id, GroupState.LEFT, None, desk.clock.now())
    return True


async def leave_overdue(bot: ExtBot[Any], desk: Desk) -> None:
    """Leaves the groups about which nobody has decided for a day, and those that could not be left before."""
    admissions, now = desk.store.admissions, desk.clock.now()
    for group in admissions.groups():
        if group.state is GroupState.WAITING and now - group.since >= _WAITS:
            admissions.decide(group.chat_id, GroupState.LEAVING, None, now)
            desk.store.record(0, "group left", str(group.chat_id), now)
        elif group.state is not GroupState.LEAVING:
            continue
        await leave(group.chat_id, bot, desk)
    admissions.forget_groups_left(now - _WAITS)


def takes_part(member: ChatMember) -> bool:
    """Whether a member is in the chat; a restricted one may have left."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "is_member", False))
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
