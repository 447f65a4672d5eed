"""`/why`: what was understood, and which words of which release an answer rests on."""

from __future__ import annotations

from telegram import Message, Update

from bot.context import Context
from handlers import render
from handlers.answering import previous_question
from handlers.sending import reply
from knowledge.answer import answer
from knowledge.dialogue import Question

__all__ = ["show_why", "why"]


async def why(update: Update, context: Context) -> None:
    """Explains the answer that this replies to, or else the person's last one."""
    if update.message:
        await show_why(update.message, context, previous_question(update.message, context))


async def show_why(message: Message, context: Context, question: Question | None) -> None:
    """Explains, below a message, how a question was answered."""
    if question is None:
        await reply(message, render.say("nothing_to_explain"))
        return
    base = context.desk.library.current
    found = answer(question, base, context.desk.clock.today())
    facts = [base.get(record) for record in found.records]
    await reply(message, render.explain(found, [fact.source for fact in facts if fact]))
