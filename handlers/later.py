"""Who asked what the bot could not answer is told once when a later version can, if they want to be."""

from __future__ import annotations

import asyncio
import logging
from datetime import date
from typing import Any

from telegram import CallbackQuery, Message
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.context import Context, Desk
from bot.publishing.saved_questions import answered
from bot.state.admin_work import MissedQuestion
from handlers import render
from handlers.door import Door
from handlers.feedback import askers_press
from handlers.reply import read_question, remember, rendered
from handlers.sending import edit_buttons, send, toast
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Missing, NotStated, Question, Status

log = logging.getLogger(__name__)

_LOOKED_AT = 200  # questions, the newest


@askers_press
async def later(query: CallbackQuery, message: Message, _: str, context: Context) -> None:
    """Notes that the person wants to be told."""
    if not context.desk.store.work.want(message.chat_id, message.message_id):
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query, render.plain(render.say("later_wanted")), alert=True)
    await edit_buttons(message, without=("later",))


async def tell_forever(bot: ExtBot[Any], desk: Desk, door: Door) -> None:
    """Looks through what people wait for whenever other knowledge serves."""
    loop, published = asyncio.get_running_loop(), asyncio.Event()
    no_more = desk.library.on_publish(lambda: loop.call_soon_threadsafe(published.set))
    try:
        while True:
            published.clear()
            try:
                await tell(bot, desk, door)
            except Exception:
                log.exception("who waits for an answer was not told; the next version tries again")
            await published.wait()
    finally:
        no_more()


async def tell(bot: ExtBot[Any], desk: Desk, door: Door) -> None:
    """Tells those whose question is answered by now, each once."""
    for one in desk.store.work.wanted()[:_LOOKED_AT]:
        question = read_question(desk.store.question_of(one.chat_id, one.message_id))
        found = await asyncio.to_thread(_answered, one, question, desk.library.current, desk.clock.today())
        # Settled first: of the two risks, that a crash loses one is smaller here than that people hear it twice.
        if not _is_known(found) or not desk.store.work.told(one.number):
            continue
        if not await door.asker(one.user_id, one.chat_id, bot, desk):
            continue
        try:
            await _send(one, found, bot, desk)
        except TelegramError as error:
            log.warning("who waited for an answer was not told: %s", type(error).__name__)


def _is_known(found: Answer) -> bool:
    """Whether it is worth a message: a fact, and not that something is missing, nor for words that were mended."""
    says_no = any(isinstance(part, Missing | NotStated) for part in found.parts)
    return found.status is Status.ANSWERED and not says_no and not found.question.repaired


def _answered(one: MissedQuestion, question: Question | None, base: KnowledgeBase, today: date) -> Answer:
    """What the question is answered now: from its words, or where those only went on, from what they were read as."""
    if question and question.goes_on:
        return answer(question, base, today)
    return answered(question.asked or question.text if question else one.text, base, today)


async def _send(one: MissedQuestion, found: Answer, bot: ExtBot[Any], desk: Desk) -> None:
    """In private with the answer; in a group only that there is one, since nobody asked just now."""
    is_private = one.chat_id == one.user_id
    told = render.say("later_answered", question=one.text, is_private=is_private)
    if is_private:
        shown = rendered(found, desk, one.user_id)
        told = render.Message(render.fit(f"{told.text}\n\n{shown.text}", render.MAX_TEXT_UNITS), shown.keyboard)
    sent = await send(bot, one.chat_id, told, thread_id=one.thread_id, reply_to=None if is_private else one.message_id)
    if is_private:
        remember(desk, sent, one.user_id, found.question)
