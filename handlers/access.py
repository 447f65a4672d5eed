"""Who is answered. Everybody else is told so, with the number to pass on to an admin.

The rule, checked for every message, every edit and every pressed button before any other handler sees it:

- Not spoken to (a group's own talk), and service messages: nothing is answered at all.
- In a group that no admin took in nothing is answered (`handlers.admission`).
- Who writes as a channel or as an anonymous administrator is not known, and is told so.
- It is the person that counts, not the place: in a group too only those let in are answered. Who is, `handlers.door`
  says; where `STAFF_ACCESS=invite`, somebody who comes with an unused invitation link is let in too.

Where it cannot be found out, the answer is no.
"""

from __future__ import annotations

from telegram import Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.settings import StaffAccess
from handlers import admission, render
from handlers.addressed import called, heard
from handlers.door import Door, Verdict
from handlers.sending import reply, toast


class Doorkeeper:
    """Stands before all handlers and stops what is not to be answered."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def check(self, update: Update, context: Context) -> None:
        """Lets an update pass by returning; raises ApplicationHandlerStop where it must not go further."""
        if update.my_chat_member:
            await admission.on_membership(update.my_chat_member, context.bot, context.desk, self._door)
            return
        if update.message and _is_service(update.message):
            return
        try:
            if await self._passes(update, context):
                return
        except Exception as error:
            # An error here must not open the door: the application would go on with the next handlers.
            await context.application.process_error(update, error)
        raise ApplicationHandlerStop

    async def _passes(self, update: Update, context: Context) -> bool:
        person, message, query, desk = update.effective_user, update.message, update.callback_query, context.desk
        written = message or update.edited_message  # who may not edit is not told so
        if written and heard(written) is None:
            return False
        if not await self._is_in_place(update, context):
            return False
        if written and written.sender_chat:
            if message:
                await reply(message, render.say("anonymous"))
            return False
        if person is None or person.is_bot or (written is None and query is None):
            return False
        verdict = await self._door.person(person.id, context.bot, desk)
        if verdict is Verdict.OUT and message and self._has_invitation(message, person, context):
            verdict = Verdict.IN
        if verdict is Verdict.IN:
            return True
        access = desk.settings.staff_access.value
        said = render.say("stranger" if verdict is Verdict.OUT else "unclear", user_id=person.id, access=access)
        if query:
            await toast(query, render.plain(said))
        elif message:
            await reply(message, said)
        return False

    async def _is_in_place(self, update: Update, context: Context) -> bool:
        """Whether the chat is a private one or a group that is let in; if not, the admins are asked about it."""
        chat, desk = update.effective_chat, context.desk
        if chat is None or chat.type == ChatType.PRIVATE:
            return True
        if self._door.group(chat.id, desk):
            desk.store.admissions.entitle(chat.id, chat.title or "")
            return True
        if update.callback_query:
            await toast(update.callback_query)
        await admission.met(chat, update.effective_user, context.bot, desk, self._door)
        return False

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
