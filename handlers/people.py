"""`/invite` and `/revoke`: admins decide who is let in where `STAFF_ACCESS=invite`, and who never is."""

from __future__ import annotations

from datetime import timedelta

from telegram import CallbackQuery, Message
from telegram.helpers import create_deep_linked_url

from bot.context import Context, Desk
from bot.settings import StaffAccess
from handlers import render
from handlers.addressed import words_after_command
from handlers.admin import admins_only, admins_press
from handlers.picking import AT_ONCE, PEOPLE, answer_pick, offer_people
from handlers.render.wording import word
from handlers.sending import edit, reply, toast

_VALID_FOR = timedelta(days=3)
_LONGEST_ID = 16
_TAIL = 4  # characters of a link's end, by which an admin tells it from others
_SHOWN = 10


@admins_only
async def invite(message: Message, context: Context) -> None:
    """A link that lets in whoever opens it first, or, with a number, that person at once, also one who was shut out."""
    desk, admin, words = context.desk, _sender(message), words_after_command(message)
    now, access = desk.clock.now(), desk.settings.staff_access
    person = number(words)
    if words and person is None:
        await reply(message, render.say("needs_number", command="invite"))
    elif access is not StaffAccess.INVITE:
        lifted = person is not None and desk.store.admissions.lift(person)
        if lifted:
            desk.store.record(admin, "lift", str(person), now)
        await reply(message, render.say("no_invitations", access=access.value, lifted=lifted, user_id=person))
    elif person is None:
        code = desk.store.admissions.create_invitation(admin, now, now + _VALID_FOR)
        desk.store.record(admin, "invite", "link", now)
        link = create_deep_linked_url(context.bot.username, code)
        count = len(desk.store.admissions.open_invitations(now))
        keyboard = ((_button("list", "invite:list", count=count), _button("pick", "invite:pick")),)
        await reply(message, render.say("invitation", keyboard=keyboard, link=link, expires=now + _VALID_FOR))
    else:
        await reply(message, admitted(person, admin, desk))


def admitted(person: int, admin: int, desk: Desk) -> render.Message:
    """Lets a person in, also one who was shut out, and says so."""
    barred, now = desk.store.admissions.is_barred(person), desk.clock.now()
    desk.store.admissions.admit(person, admin, now)
    desk.store.record(admin, "admit", str(person), now)
    return render.say("admitted", user_id=person, barred=barred)


@admins_press("invite")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Lists the links that can still be used, or cancels one."""
    desk, person = context.desk, query.from_user.id
    do, _, code = what.partition("-")
    if do == "cancel" and desk.store.admissions.cancel_invitation(code):
        desk.store.record(person, "cancel invitation", "", desk.clock.now())
    await toast(query)
    if do == "pick":
        await offer_people(message)
    else:
        await edit(message, _open_links(desk))


@admins_only
async def people_picked(message: Message, context: Context) -> None:
    """Lets in whoever was picked."""
    desk, admin = context.desk, message.from_user.id if message.from_user else 0
    shared, access = message.users_shared, desk.settings.staff_access
    if shared is None or shared.request_id != PEOPLE:
        return
    if access is not StaffAccess.INVITE:
        await answer_pick(message, render.say("no_invitations", access=access.value, lifted=False, user_id=0))
        return
    lines = [admitted(user.user_id, admin, desk).text for user in shared.users[:AT_ONCE]]
    await answer_pick(message, render.Message("\n".join(lines)))


@admins_only
async def revoke(message: Message, context: Context) -> None:
    """Shuts a person out, for good: with their reminders and their links, until an admin lets them in again."""
    desk, admin, person = context.desk, _sender(message), number(words_after_command(message))
    if person is None:
        await reply(message, render.say("needs_number", command="revoke"))
        return
    if person in desk.admin_ids:
        await reply(message, render.say("revoke_admin", user_id=person))
        return
    was_in = desk.store.admissions.revoke(person, admin, desk.clock.now())
    desk.store.unsubscribe(person, None)  # a private chat bears its person's number
    desk.store.record(admin, "revoke", str(person), desk.clock.now())
    await reply(message, render.say("revoked", user_id=person, was_in=was_in))


def number(words: str) -> int | None:
    """A person's number as an admin types it; None where it is none."""
    words = words.strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) <= _LONGEST_ID else None


def _open_links(desk: Desk) -> render.Message:
    every = desk.store.admissions.open_invitations(desk.clock.now())
    shown = [(one.code[-_TAIL:], one) for one in every[:_SHOWN]]
    keyboard = tuple((_button("cancel", f"invite:cancel-{one.code}", tail=tail),) for tail, one in shown)
    return render.say("invitation_list", keyboard=keyboard, shown=shown, total=len(every))


def _button(name: str, data: str, **values: object) -> render.Button:
    return render.Button(word("invitation_button", name=name, **values), data)


def _sender(message: Message) -> int:
    return message.from_user.id if message.from_user else 0
