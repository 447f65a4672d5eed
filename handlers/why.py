"""`/why`: what was understood, and which words of which release an answer rests on."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.context import Context
from handlers import render
from handlers.commands import find_command
from handlers.contacts_apart import wants_no_numbers
from handlers.reply import previous_question
from handlers.sending import reply
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, EventDetail, Question
from knowledge.model import Contact, Fact, Release, Source


async def why(update: Update, context: Context) -> None:
    """Explains the answer that this replies to, or else the person's last one."""
    if update.message:
        await show_why(update.message, context, previous_question(update.message, context))


async def show_why(message: Message, context: Context, question: Question | None) -> None:
    """Explains, below a message, how a question was answered."""
    base = context.desk.library.current
    found = await asyncio.to_thread(answer, question, base, context.desk.clock.today()) if question else None
    await reply(message, explanation(found, base, numbers=not wants_no_numbers(message, context.desk)))


def asks_why(text: str) -> bool:
    """Whether this is the command, or its Korean name, without more words."""
    found = find_command(text, "")
    return found is not None and found[0].name == "why"


def explanation(found: Answer | None, base: KnowledgeBase, numbers: bool = True) -> render.Message:
    """How an answer came about, or that there is none to explain; without `numbers` no line that names whom to call."""
    return render.explain(found, _sources(found, base, numbers)) if found else render.say("nothing_to_explain")


def _sources(found: Answer, base: KnowledgeBase, numbers: bool) -> list[tuple[Source, Release | None]]:
    """Where the answer or its choices stand, and in which release; rows asked for of a programme come first."""
    rows = [(item.source, part.event) for part in found.parts if isinstance(part, EventDetail) for item in part.items]
    offered = (choice.question.record for choice in found.choices)
    keys = found.records or [key.partition("#")[0] for key in offered if key]
    facts = [(f.source, f) for key in keys if (f := base.get(key)) and (numbers or not isinstance(f, Contact))]
    return [(source, _release(fact, base)) for source, fact in (*rows, *facts)]


def _release(fact: Fact, base: KnowledgeBase) -> Release | None:
    release = fact if isinstance(fact, Release) else base.get(fact.release_id)
    return release if isinstance(release, Release) else None
