"""The page's seats, what a message looks like to it, what it may send, and refusals in Korean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from bot.clock import SEOUL
from bot.sandbox.gate import PageError
from bot.sandbox.records import ApiError, Json, Message, User
from bot.sandbox.sentences import REFUSED
from bot.sandbox.telegram import ADMIN, BOT, GROUP, GROUP_ADMIN, STAFF, STRANGER

SEATS: dict[str, tuple[int, tuple[int, ...]]] = {
    "staff": (STAFF, (STAFF,)),
    "group": (GROUP, (GROUP_ADMIN, STAFF)),
    "admin": (ADMIN, (ADMIN,)),
    "stranger": (STRANGER, (STRANGER,)),
}
_OPENING = time(9)


@contextmanager
def in_korean() -> Iterator[None]:
    """Say in Korean what Telegram refuses in English."""
    try:
        yield
    except ApiError as error:
        known = (sentence for part, sentence in REFUSED["telegram"].items() if part in error.description)
        raise PageError(next(known, REFUSED["now"])) from None


def person_form(user: User) -> Json:
    """PERSON."""
    return {"id": user.id, "name": user.name, "role": user.role}


def message_form(message: Message, seat: str) -> Json:
    """MESSAGE as this seat sees it."""
    sender, document, reply = message.sender, message.document, message.reply_to
    return {
        "id": message.message_id,
        "date": datetime.fromtimestamp(message.date, SEOUL).isoformat(),
        "from": {"bot": True, "name": sender.name} if sender.id == BOT.id else person_form(sender),
        "html": message.html,
        "text": message.text,
        "buttons": [[_button_form(button) for button in row] for row in message.keyboard],
        "edited": message.rewritten,
        "reaction": message.reaction,
        "pinned": message.message_id in message.chat.pinned,
        "forwarded": message.forward_origin and message.forward_origin["sender_user"]["first_name"],
        "reply_to": reply and {"id": reply.message_id, "text": reply.text},
        "file": document
        and {"id": document.id, "name": document.name, "size": len(document.content), "photo": message.as_photo},
        "contact": message.contact and _contact_form(message.contact),
        "own": sender.id == SEATS[seat][1][0],
    }


def _contact_form(contact: Json) -> Json:
    names = (contact.get("first_name"), contact.get("last_name"))
    return {"name": " ".join(filter(None, names)), "phone": contact["phone_number"]}


def _button_form(button: Json) -> Json:
    form = {"text": button["text"]}
    if "callback_data" in button:
        form["data"] = button["callback_data"]
    elif "url" in button:
        form["url"] = button["url"]
    elif "copy_text" in button:
        form["copy"] = button["copy_text"]["text"]
    return form


def read_seat(value: Any) -> str:
    """The name of a seat."""
    if not isinstance(value, str) or value not in SEATS:
        raise PageError(REFUSED["no_seat"], 404)
    return value


def read_number(value: Any) -> int | None:
    """A whole number, or None for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


async def read_body(request: Request) -> Json:
    """The JSON object that was sent. Its content type is asked for: a form elsewhere cannot send that."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise PageError(REFUSED["not_json"])
    try:
        body = await request.json()
    except ValueError:
        raise PageError(REFUSED["broken_json"]) from None
    if not isinstance(body, dict):
        raise PageError(REFUSED["broken_json"])
    return body


def read_moment(value: Any) -> datetime:
    """A day and time of Seoul; a day alone means nine in the morning, when offices open."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise PageError(REFUSED["no_day"]) from None
    if not 2000 <= moment.year <= 2100:
        raise PageError(REFUSED["far_day"])
    if len(value) == len("2025-11-20"):
        moment = datetime.combine(moment.date(), _OPENING)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=SEOUL)


def attachment(name: str) -> str:
    """A Content-Disposition that keeps a Korean file name and lets no browser open the file as a page."""
    return f"attachment; filename*=utf-8''{quote(name, safe='')}"
