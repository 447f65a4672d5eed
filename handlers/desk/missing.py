"""Keeps what could not be answered, masked, so that admins can learn from it."""

from __future__ import annotations

from telegram import Message

from bot.context import Desk
from handlers.addressed import thread_of
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, OutOfScope, Question, SmallTalk, Status, TooLong
from knowledge.questions.masked import masked

_OF_NO_USE = (SmallTalk, OutOfScope, TooLong)


def is_missed(found: Answer) -> bool:
    """Whether it left a question open that our material might have answered."""
    told = found.question.text and not found.question.record
    return (
        bool(told) and found.status is not Status.ANSWERED and not any(isinstance(p, _OF_NO_USE) for p in found.parts)
    )


def as_kept(question: Question, base: KnowledgeBase) -> str:
    """A question as it is kept for admins: masked."""
    return masked(question.asked or question.text, base)


def note_missed(desk: Desk, found: Answer, asker: int, sent: Message) -> None:
    """Keeps the question that a message of the bot left open, or takes it back where that message answers it now."""
    work, question = desk.store.work, found.question
    if is_missed(found):
        text = as_kept(question, desk.library.current)
        work.miss(text, asker, sent.chat_id, thread_of(sent), sent.message_id, desk.clock.now())
    else:
        work.found_after_all(sent.chat_id, sent.message_id)
