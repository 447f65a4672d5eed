"""Groups whose administrators want nobody's number in them: there whom to call is told to who asked, in private.

The button opens the private chat with the question of the group, for the person who asked it only: what is asked in a
group is nobody else's to read.
"""

from __future__ import annotations

import re

from telegram import Message

from bot.context import Context, Desk
from handlers import render
from handlers.addressed import thread_of
from handlers.render.wording import word
from handlers.sending import deep_link
from knowledge.dialogue import Answer, ContactList

_LINK = re.compile(r"in(?P<chat>-[0-9]{1,20})_(?P<message>[0-9]{1,12})")


def is_to_be_told_apart(found: Answer, message: Message, desk: Desk) -> bool:
    """Whether an answer has people in it and the group, or the topic, of a message wants none."""
    return any(isinstance(part, ContactList) for part in found.parts) and wants_no_numbers(message, desk)


def wants_no_numbers(message: Message, desk: Desk) -> bool:
    """Whether the group, or the topic, of a message wants nobody's number in it."""
    if message.chat.type == message.chat.PRIVATE:
        return False
    here = (None, thread_of(message))
    every = desk.store.subscriptions_of(message.chat_id)
    return any(not one.wishes.contacts for one in every if one.thread_id in here)


def pointer(message: Message, username: str) -> render.Message:
    """What is said in the group instead; `message` is the one that asked, or the bot's that becomes the answer."""
    url = deep_link(username, f"in{message.chat_id}_{message.message_id}")
    return render.say("contacts_private", keyboard=((render.Button(word("button", name="in_private"), url=url),),))


def asked_in_group(link: str, person: int, context: Context) -> str | None:
    """The question (JSON) behind such a link, empty where it is not the person's own; None for any other link."""
    found = _LINK.fullmatch(link)
    if not found:
        return None
    store, chat, number = context.desk.store, int(found["chat"]), int(found["message"])
    answered_in = store.answer_to(chat, number) or number
    return (store.question_of(chat, answered_in) or "") if store.asker_of(chat, answered_in) == person else ""
