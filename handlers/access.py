"""Who is answered. Everybody else is told so, with the number to pass on to an admin.

The rule, checked for every message and every pressed button before any other handler sees it:

- Not spoken to (a group's own talk), and service messages: nothing is answered at all.
- Who writes as a channel or as an anonymous administrator is not known, and is told so.
- `ADMIN_IDS` are always let in.
- `STAFF_ACCESS=open`: everybody. `invite`: whoever an admin let in, or who comes with an unused invitation
  link. `group`: who is a member of one of `STAFF_GROUP_IDS` now (asked of Telegram, remembered for a minute).
- It is the person that counts, not the place: in a group too only those let in are answered.

Where it cannot be found out, the answer is no.
"""

from __future__ import annotations

import logging
from enum import Enum

from telegram import ChatMember, ChatMemberRestricted, Message, Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.settings import StaffAccess
from handlers import render
from handlers.addressed import called, heard
from handlers.sending import reply, toast

log = logging.getLogger(__name__)

_REMEMBERED_SECONDS = 60.0
_REMEMBERED_PEOPLE = 10_000
_IN = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


class _Verdict(Enum):
    IN = "in"
    OUT = "out"
    UNCLEAR = "unclear"


class Doorkeeper:
    """Stands before all handlers and stops what is not to be answered."""

    def __init__(self) -> None:
        self._members: dict[int, tuple[float, bool]] = {}
        self._moved: dict[int, int] = {}

    async def check(self, update: Update, context: Context) -> None:
        """Lets an update pass by returning; raises ApplicationHandlerStop where it must not go further."""
        if update.my_chat_member or (update.message and _is_service(update.message)):
            return
        try:
            if await self._passes(update, context):
                return
        except Exception as error:
            # An error here must not open the door: the application would go on with the next handlers.
            await context.application.process_error(update, error)
        raise ApplicationHandlerStop

    async def _passes(self, update: Update, context: Context) -> bool:
        person, message, query = update.effective_user, update.message, update.callback_query
        if message and heard(message) is None:
            return False
        if message and message.sender_chat:
            await reply(message, render.say("anonymous"))
            return False
        if person is None or person.is_bot or (message is None and query is None):
            return False
        verdict = await self._verdict(person, context)
        if verdict is _Verdict.OUT and message and self._has_invitation(message, person, context):
            verdict = _Verdict.IN
        if verdict is _Verdict.IN:
            return True
        said = render.say("stranger" if verdict is _Verdict.OUT else "unclear", user_id=person.id)
        if query:
            await toast(query, render.plain(said))
        elif message:
            await reply(message, said)
        return False

    async def _verdict(self, person: User, context: Context) -> _Verdict:
        settings, store = context.desk.settings, context.desk.store
        if person.id in context.desk.admin_ids or settings.staff_access is StaffAccess.OPEN:
            return _Verdict.IN
        if settings.staff_access is StaffAccess.INVITE:
            return _Verdict.IN if store.admissions.is_admitted(person.id) else _Verdict.OUT
        now = context.desk.clock.now().timestamp()
        asked, is_member = self._members.get(person.id, (float("-inf"), False))
        if 0 <= now - asked < _REMEMBERED_SECONDS:
            return _Verdict.IN if is_member else _Verdict.OUT
        unclear = False
        for group in settings.staff_group_ids:
            try:
                member = await self._member(group, person, context)
            except (BadRequest, Forbidden) as error:
                # "user not found" is a clear no; a group the bot is not in is a fault of the settings.
                if "not found" not in error.message.lower() or "chat" in error.message.lower():
                    log.warning("cannot ask for the members of STAFF_GROUP_IDS %s: %s", group, error.message)
                continue
            except TelegramError as error:
                log.warning("cannot ask for the members of STAFF_GROUP_IDS %s: %s", group, error.message)
                unclear = True
                continue
            if member.status in _IN or (isinstance(member, ChatMemberRestricted) and member.is_member):
                self._members[person.id] = now, True
                return _Verdict.IN
        if unclear:
            return _Verdict.UNCLEAR
        if len(self._members) >= _REMEMBERED_PEOPLE:
            self._members.clear()
        self._members[person.id] = now, False
        return _Verdict.OUT

    async def _member(self, group: int, person: User, context: Context) -> ChatMember:
        try:
            return await context.bot.get_chat_member(self._moved.get(group, group), person.id)
        except ChatMigrated as error:
            log.warning("STAFF_GROUP_IDS: the group %s is now %s", group, error.new_chat_id)
            self._moved[group] = error.new_chat_id
            return await context.bot.get_chat_member(error.new_chat_id, person.id)

    def _has_invitation(self, message: Message, person: User, context: Context) -> bool:
        """Whether this is `/start CODE` with an invitation that nobody has used yet; then it is used up."""
        desk = context.desk
        if desk.settings.staff_access is not StaffAccess.INVITE or message.chat.type != ChatType.PRIVATE:
            return False
        found = called(message)
        if not found or found[0].name != "start" or not found[1]:
            return False
        now = desk.clock.now()
        if not desk.store.admissions.redeem_invitation(found[1], person.id, now):
            return False
        desk.store.record(person.id, "redeem", "", now)
        return True


def is_admin(update: Update, context: Context) -> bool:
    """Whether the person is an admin now."""
    person = update.effective_user
    return person is not None and person.id in context.desk.admin_ids


def _is_service(message: Message) -> bool:
    """Whether a message only says that something happened to its chat; these answer nobody."""
    return bool(
        message.migrate_to_chat_id
        or message.migrate_from_chat_id
        or message.new_chat_members
        or message.left_chat_member
        or message.group_chat_created
        or message.supergroup_chat_created
        or message.forum_topic_created
        or message.pinned_message
        or message.new_chat_title
    )
