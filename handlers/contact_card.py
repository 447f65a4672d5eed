"""A person of an answer as a contact that a phone can keep and call."""

from __future__ import annotations

from telegram import CallbackQuery, Message, ReplyParameters

from bot.context import Context
from handlers import render
from handlers.addressed import thread_of
from handlers.contacts_apart import wants_no_numbers
from handlers.render.keyboards import international
from handlers.sending import toast
from knowledge.model import Contact, Release

_LONGEST_NAME = 64


async def send_card(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Sends the person below the answer: who presses again gets it again, as a chat may have moved on."""
    if wants_no_numbers(message, context.desk):
        await toast(query, render.plain(render.say("contacts_private")))
        return
    base = context.desk.library.current
    person = base.get(what)
    phone = international(person.phone) if isinstance(person, Contact) and person.phone else None
    if not isinstance(person, Contact) or phone is None:
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    release = base.get(person.release_id)
    ministry = release.ministry if isinstance(release, Release) else None
    await message.get_bot().send_contact(
        message.chat_id,
        phone,
        " ".join(filter(None, (person.name, person.rank)))[:_LONGEST_NAME],
        person.department[-_LONGEST_NAME:] if person.department else None,
        vcard=vcard(person, phone, ministry),
        message_thread_id=thread_of(message),
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


def vcard(person: Contact, phone: str, ministry: str | None) -> str:
    """The person as a vCard 3.0 (RFC 2426): name, office, rank and the number at work."""
    office = ";".join(_text(part) for part in (ministry, person.department) if part)
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_text(person.name)};;;;",
        f"FN:{_text(person.name)}",
        f"ORG:{office}" if office else "",
        f"TITLE:{_text(person.rank)}" if person.rank else "",
        f"TEL;TYPE=WORK,VOICE:{phone}",
        "END:VCARD",
    ]
    return "\r\n".join(filter(None, lines))


def _text(value: str) -> str:
    for special in "\\;,":
        value = value.replace(special, f"\\{special}")
    return " ".join(value.split())
