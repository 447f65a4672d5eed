"""`/invite` and `/revoke`: admins decide who is let in where `STAFF_ACCESS=invite`."""

from __future__ import annotations

from datetime import timedelta

from telegram import Message
from telegram.helpers import create_deep_linked_url

from bot.context import Context
from bot.settings import StaffAccess
from handlers import render
from handlers.addressed import words_after_command
from handlers.admin import admins_only
from handlers.sending import reply

_VALID_FOR = timedelta(days=3)
_LONGEST_ID = 16


@admins_only
async def invite(message: Message, context: Context) -> None:
    """A link that lets in whoever opens it first, or, with a number, that person at once."""
    desk, admin, words = context.desk, _sender(message), words_after_command(message)
    now = desk.clock.now()
    if desk.settings.staff_access is not StaffAccess.INVITE:
        await reply(message, render.say("no_invitations", access=desk.settings.staff_access.value))
    elif not words:
        code = desk.store.admissions.create_invitation(admin, now, now + _VALID_FOR)
        desk.store.record(admin, "invite", "link", now)
        link = create_deep_linked_url(context.bot.username, code)
        await reply(message, render.say("invitation", link=link, expires=now + _VALID_FOR))
    elif (person := _number(words)) is None:
        await reply(message, render.say("needs_number", command="invite"))
    else:
        desk.store.admissions.admit(person, admin, now)
        desk.store.record(admin, "admit", str(person), now)
        await reply(message, render.say("admitted", user_id=person))


@admins_only
async def revoke(message: Message, context: Context) -> None:
    """Shuts a person out again."""
    desk, admin, person = context.desk, _sender(message), _number(words_after_command(message))
    if person is None:
        await reply(message, render.say("needs_number", command="revoke"))
        return
    was_in = desk.store.admissions.revoke(person, admin, desk.clock.now())
    desk.store.unsubscribe(person, None)  # a private chat bears its person's number
    desk.store.record(admin, "revoke", str(person), desk.clock.now())
    await reply(message, render.say("revoked", user_id=person, was_in=was_in))


def _sender(message: Message) -> int:
    return message.from_user.id if message.from_user else 0


def _number(words: str) -> int | None:
    words = words.strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) <= _LONGEST_ID else None
