"""Free questions, and the commands that ask for one kind of thing, with or without words."""

from __future__ import annotations

import asyncio
from datetime import date

from telegram import Message, Update

from bot.context import Context
from handlers import render
from handlers.addressed import called, heard
from handlers.commands import find_command
from handlers.reply import answer_message, previous_question
from handlers.sending import reply
from knowledge.answers.answer import answer, browse
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Intent, Question
from knowledge.questions.understand import understand


async def ask(update: Update, context: Context) -> None:
    """Answers what was said to the bot."""
    message = update.message
    if message is None:
        return
    text = (heard(message) or "").strip()
    if message.forward_origin and text.startswith("/") and find_command(text, context.bot.username):
        await reply(message, render.say("forwarded"))
        return
    await _ask(message, context, text)


async def schedule(update: Update, context: Context) -> None:
    """`/schedule`: events, or those that the words ask for."""
    await _browse(update, context, Intent.SCHEDULE)


async def cases(update: Update, context: Context) -> None:
    """`/cases`: winning cases, or those that the words ask for."""
    await _browse(update, context, Intent.CASE)


async def contacts(update: Update, context: Context) -> None:
    """`/contacts`: whom to call, or whom the words ask for."""
    await _browse(update, context, Intent.CONTACT)


async def contests(update: Update, context: Context) -> None:
    """`/contests`: contests and awards, or those that the words ask for."""
    await _browse(update, context, Intent.CONTEST)


async def other(update: Update, _: Context) -> None:
    """A photo, a sticker, a voice message: says that questions are asked in words."""
    if update.message:
        await reply(update.message, render.say("only_text"))


async def _browse(update: Update, context: Context, intent: Intent) -> None:
    message = update.message
    if message is None:
        return
    found = called(message)
    if found and found[1]:
        command, words = found
        await _ask(message, context, f"{words} {command.aliases[0]}")
    else:
        await answer_message(message, context, browse(intent))


async def _ask(message: Message, context: Context, text: str) -> None:
    if not text:
        await reply(message, render.say("nothing_asked", keyboard=render.start_buttons()))
        return
    desk = context.desk
    earlier = previous_question(message, context)
    # Not on the loop: the longest question, if it means nothing, takes most of a second.
    question = await asyncio.to_thread(_understand, text, desk.library.current, desk.clock.today(), earlier)
    await answer_message(message, context, question)


def _understand(text: str, base: KnowledgeBase, today: date, earlier: Question | None) -> Question:
    previous = answer(earlier, base, today) if earlier else None
    return understand(text, base, today, previous)
