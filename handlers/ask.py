"""Free questions, and the commands that ask for one kind of thing, with or without words."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import NamedTuple

from telegram import Message, Update

from bot.context import Context
from bot.state.disk import if_possible
from handlers import render
from handlers.addressed import called, heard
from handlers.commands import find_command
from handlers.reply import FOLLOW_UP_WITHIN, answer_message, previous_question
from handlers.sending import reply
from knowledge.answers.answer import answer, browse
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Intent, Question
from knowledge.questions.understand import understand

_ASKED_FOR = {
    "schedule": Intent.SCHEDULE,
    "cases": Intent.CASE,
    "contacts": Intent.CONTACT,
    "contests": Intent.CONTEST,
}
"""The commands that ask for one kind of thing."""


class Meant(NamedTuple):
    """A question, and its answer where that is known already."""

    question: Question
    found: Answer | None = None


async def ask(update: Update, context: Context) -> None:
    """Answers what was said to the bot."""
    message = update.message
    if message is None:
        return
    text = (heard(message) or "").strip()
    if message.forward_origin and text.startswith("/") and find_command(text, context.bot.username):
        await reply(message, render.say("forwarded"))
        return
    await _answer(message, context)


async def schedule(update: Update, context: Context) -> None:
    """`/schedule`: events, or those that the words ask for."""
    await _answer(update.message, context)


async def cases(update: Update, context: Context) -> None:
    """`/cases`: winning cases, or those that the words ask for."""
    await _answer(update.message, context)


async def contacts(update: Update, context: Context) -> None:
    """`/contacts`: whom to call, or whom the words ask for."""
    await _answer(update.message, context)


async def contests(update: Update, context: Context) -> None:
    """`/contests`: contests and awards, or those that the words ask for."""
    await _answer(update.message, context)


async def again(update: Update, context: Context) -> None:
    """Answers the last question once more, as of now."""
    message = update.message
    if message is None:
        return
    question = previous_question(message, context)
    if question is None:
        await reply(message, render.say("nothing_before", keyboard=render.start_buttons()))
    else:
        await answer_message(message, context, question)


async def other(update: Update, _: Context) -> None:
    """A photo, a sticker, a voice message: says that questions are asked in words."""
    if update.message:
        await reply(update.message, render.say("only_text"))


async def meant(message: Message, context: Context, before: int | None = None) -> Meant | None:
    """What a message asks, in words or by a command for one kind of thing; None where it asks nothing.

    `before`: it follows up only what was answered above that message of the bot.
    """
    found = called(message)
    if found is None:
        text = (heard(message) or "").strip()
    elif found[0].name not in _ASKED_FOR:
        return None
    elif not found[1]:
        return Meant(browse(_ASKED_FOR[found[0].name]))
    else:
        text = f"{found[1]} {found[0].aliases[0]}"
    if not text:
        return None
    desk = context.desk
    earlier = previous_question(message, context, before)
    # Not on the loop: the longest question, if it means nothing, takes most of a second. Answered in the same go, since
    # each takes a thread its turn.
    asked, taken = await asyncio.to_thread(_understand, text, desk.library.current, desk.clock.today(), earlier)
    if taken and message.from_user:
        with if_possible():
            desk.store.work.taken(message.from_user.id, message.chat_id, desk.clock.now() - FOLLOW_UP_WITHIN)
    return asked


async def _answer(message: Message | None, context: Context) -> None:
    if message is None:
        return
    asked = await meant(message, context)
    if asked is None:
        await reply(message, render.say("nothing_asked", keyboard=render.start_buttons()))
    else:
        await answer_message(message, context, *asked)


def _understand(text: str, base: KnowledgeBase, today: date, earlier: Question | None) -> tuple[Meant, bool]:
    """The question with its answer, and whether it takes one of the choices that were offered before."""
    previous = answer(earlier, base, today) if earlier else None
    question = understand(text, base, today, previous)
    taken = previous is not None and any(choice.question == question for choice in previous.choices)
    return Meant(question, answer(question, base, today)), taken
