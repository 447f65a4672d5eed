"""Who is let in now. Asked at the door, for every update, and once more before a reminder is sent.

Admins are always let in, whoever was shut out (`/revoke`) never. Else `STAFF_ACCESS` decides: `open` lets everybody in,
`invite` whom an admin let in, `group` the members of `STAFF_GROUP_IDS`. Where the bot is not in such a group any more,
the admins are told, and those who were members when that was last asked stay in for a day.

A group is let in if it is one of `STAFF_GROUP_IDS` or an admin took it in.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from enum import Enum
from typing import Any

from telegram import ChatMember, ChatMemberRestricted
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.context import Desk
from bot.settings import StaffAccess
from bot.state.disk import if_possible
from bot.state.rows import GroupState
from handlers.render import say
from handlers.sending import tell_admins

log = logging.getLogger(__name__)

STAY_IN = timedelta(days=1)
"""How long those who were members stay in after the bot was removed from the staff group."""

_REMEMBERED_SECONDS = 60.0
_REMEMBERED_PEOPLE = 10_000
_IN = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)
_NOT_THERE = ("user not found", "member not found", "participant_id_invalid", "user_not_participant")
_NO_GROUP = ("chat not found", "group chat was deactivated")


class Verdict(Enum):
    """Whether somebody is let in; UNCLEAR = Telegram could not be asked, which lets nobody in."""

    IN = "in"
    OUT = "out"
    UNCLEAR = "unclear"


class Door:
    """Remembers for a minute what Telegram said about members."""

    def __init__(self) -> None:
        self._members: dict[int, tuple[float, bool]] = {}

    async def person(self, user_id: int, bot: ExtBot[Any], desk: Desk) -> Verdict:
        """Whether a person is let in, wherever they write."""
        admissions = desk.store.admissions
        if user_id in desk.admin_ids:
            return Verdict.IN
        if admissions.is_barred(user_id):
            return Verdict.OUT
        match desk.settings.staff_access:
            case StaffAccess.OPEN:
                return Verdict.IN
            case StaffAccess.INVITE:
                return Verdict.IN if admissions.is_admitted(user_id) else Verdict.OUT
            case StaffAccess.GROUP:
                return await self._in_staff_groups(user_id, bot, desk)

    def group(self, chat_id: int, desk: Desk) -> bool:
        """Whether a group is let in."""
        if chat_id in desk.staff_groups:
            return True
        group = desk.store.admissions.group(chat_id)
        return group is not None and group.state is GroupState.ADMITTED

    async def asker(self, user_id: int, chat_id: int, bot: ExtBot[Any], desk: Desk) -> bool:
        """Whether who once asked in a chat is still let in, and so is the group where it was asked."""
        in_place = chat_id == user_id or self.group(chat_id, desk)
        return in_place and await self.person(user_id, bot, desk) is Verdict.IN

    async def reminders(self, chat_id: int, thread_id: int | None, bot: ExtBot[Any], desk: Desk) -> Verdict:
        """Whether a chat or topic may be sent reminders: a person who is let in; a group that is.

        In a group other than the staff's own, who switched them on has to be let in still; 0 is who asked to be
        forgotten.
        """
        if chat_id > 0:
            return await self.person(chat_id, bot, desk)
        if not self.group(chat_id, desk):
            return Verdict.OUT
        if chat_id in desk.staff_groups:
            return Verdict.IN
        every = desk.store.subscriptions_of(chat_id)
        by = next((one.subscribed_by for one in every if one.thread_id == thread_id), None)
        if by is None:
            return Verdict.OUT
        return await self.person(by, bot, desk) if by else Verdict.IN

    async def _in_staff_groups(self, user_id: int, bot: ExtBot[Any], desk: Desk) -> Verdict:
        now = desk.clock.now().timestamp()
        asked, is_member = self._members.get(user_id, (float("-inf"), False))
        if 0 <= now - asked < _REMEMBERED_SECONDS:
            return Verdict.IN if is_member else Verdict.OUT
        verdicts = set()
        for group in sorted(desk.staff_groups):
            verdicts.add(verdict := await self._in_group(group, user_id, bot, desk))
            if verdict is Verdict.IN:
                break
        if Verdict.IN not in verdicts and Verdict.UNCLEAR in verdicts:
            return Verdict.UNCLEAR
        if len(self._members) >= _REMEMBERED_PEOPLE:
            self._members.clear()
        self._members[user_id] = now, Verdict.IN in verdicts
        return Verdict.IN if Verdict.IN in verdicts else Verdict.OUT

    async def _in_group(self, group: int, user_id: int, bot: ExtBot[Any], desk: Desk) -> Verdict:
        admissions, now = desk.store.admissions, desk.clock.now()
        try:
            member = await bot.get_chat_member(group, user_id)
        except ChatMigrated as error:
            log.warning("STAFF_GROUP_IDS: the group %s is now %s", group, error.new_chat_id)
            desk.store.migrate_chat(group, error.new_chat_id)
            return await self._in_group(error.new_chat_id, user_id, bot, desk)
        except (BadRequest, Forbidden) as error:
            if _says(error, *_NOT_THERE):
                with if_possible():
                    admissions.saw_no_member(group, user_id)
                return Verdict.OUT
            log.warning("cannot ask for the members of STAFF_GROUP_IDS %s: %s", group, error.message)
            if isinstance(error, Forbidden) or _says(error, *_NO_GROUP):
                await staff_group_lost(group, bot, desk)
                since = admissions.lost_at(group) or now
                stays = now - since < STAY_IN and admissions.was_member(group, user_id)
                return Verdict.IN if stays else Verdict.OUT
            return Verdict.UNCLEAR
        except TelegramError as error:
            log.warning("cannot ask for the members of STAFF_GROUP_IDS %s: %s", group, error.message)
            return Verdict.UNCLEAR
        if member.status in _IN or (isinstance(member, ChatMemberRestricted) and member.is_member):
            with if_possible():
                admissions.saw_member(group, user_id, now)
            return Verdict.IN
        with if_possible():
            admissions.saw_no_member(group, user_id)
        return Verdict.OUT


async def staff_group_lost(chat_id: int, bot: ExtBot[Any], desk: Desk) -> None:
    """Notes that the bot is not in a staff group any more, and tells the admins once."""
    is_news = False
    with if_possible():
        is_news = desk.store.admissions.lost_group(chat_id, desk.clock.now())
    if is_news:
        log.error("the bot is not in the staff group %d any more", chat_id)
        title = desk.store.admissions.title(chat_id)
        matters = desk.settings.staff_access is StaffAccess.GROUP
        await tell_admins(bot, desk, say("staff_group_lost", chat_id=chat_id, title=title, matters=matters))


def _says(error: TelegramError, *phrases: str) -> bool:
    return any(words in error.message.lower() for words in phrases)
