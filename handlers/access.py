"""Who is answered. Everybody else is told so, with the number to pass on to an admin.

The rule, checked for every message, edit, pressed button and inline query before any other handler sees it:

- Not spoken to (a group's own talk), and service messages: nothing is answered at all.
- In a group that no admin took in nothing is answered (`handlers.admission`).
- Who writes as a channel or as an anonymous administrator is not known, and is told so.
- It is the person that counts, not the place: in a group too only those let in are answered. Who is, `handlers.door`
  says; where `STAFF_ACCESS=invite`, somebody who comes with an unused invitation link is let in too.
- Who is not let in is told so once an hour, in a group not at all.

Where it cannot be found out, the answer is no.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from telegram import Message, Update, User
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.pacing import IF_FREE
from bot.settings import StaffAccess
from bot.state.disk import if_possible
from handlers import admission, inline, render
from handlers.addressed import called, heard, is_service
from handlers.door import Door, Verdict
from handlers.sending import reply, toast

_REFUSED_AGAIN_AFTER = timedelta(hours=1)
_REMEMBERED = 10_000  # people and chats


class Doorkeeper:
    """Stands before all handlers and stops what is not to be answered."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._refused: dict[int, datetime] = {}

    async def check(self, update: Update, context: Context) -> None:
        """Lets an update pass by returning; raises ApplicationHandlerStop where it must not go further."""
        if update.my_chat_member:
            await admission.on_membership(update.my_chat_member, context.bot, context.desk, self._door)
            return
        if update.message and is_service(update.message):
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
            if message and self._is_due(message.chat_id, context):
                with suppress(TelegramError):  # a refusal is worth no trouble
                    await reply(message, render.say("anonymous"), IF_FREE)
            return False
        if person is None or person.is_bot or (written is None and query is None and update.inline_query is None):
            return False
        verdict = await self._door.person(person.id, context.bot, desk)
        if verdict is Verdict.OUT and message and self._has_invitation(message, person, context):
            verdict = Verdict.IN
        if verdict is Verdict.IN:
            return True
        await self._refuse(update, person, verdict, context)
        return False

    async def _refuse(self, update: Update, person: User, verdict: Verdict, context: Context) -> None:
        """Says so once an hour, and in a group only to a press, which nobody else sees: a stranger must not be able to
        keep the bot busy.
        """
        message, query = update.message, update.callback_query
        access = context.desk.settings.staff_access.value
        said = render.say("stranger" if verdict is Verdict.OUT else "unclear", user_id=person.id, access=access)
        if update.inline_query:
            await inline.refuse(update.inline_query, said)
            return
        in_a_group = message is not None and message.chat.type != ChatType.PRIVATE
        is_said = query is not None or (message is not None and not (in_a_group and verdict is Verdict.OUT))
        if not is_said or not self._is_due(person.id, context):
            return
        if query:
            await toast(query, render.plain(said))
        elif message:
            with suppress(TelegramError):  # a refusal is worth no trouble
                await reply(message, said, IF_FREE)

    def _is_due(self, number: int, context: Context) -> bool:
        """Whether a person, or a chat, was refused nothing within an hour; from now on it was."""
        now = context.desk.clock.now()
        if len(self._refused) >= _REMEMBERED:
            self._refused.clear()
        last = self._refused.get(number)
        if last and timedelta(0) <= now - last < _REFUSED_AGAIN_AFTER:
            return False
        self._refused[number] = now
        return True

    async def _is_in_place(self, update: Update, context: Context) -> bool:
        """Whether the chat is a private one or a group that is let in; if not, the admins are asked about it."""
        chat, desk = update.effective_chat, context.desk
        if chat is None or chat.type == ChatType.PRIVATE:
            return True
        if self._door.group(chat.id, desk):
            with if_possible():
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
