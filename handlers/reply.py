"""From a question to a message that was sent, kept so that buttons, follow-ups and `/why` find it again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from telegram import Message

from bot.context import Context, Desk
from bot.reminders.own_dates import added, is_own_dates
from handlers import render
from handlers.addressed import thread_of
from handlers.contacts_apart import is_to_be_told_apart, pointer
from handlers.desk.missing import is_missed, note_missed
from handlers.examples import contest_of, examples, topic_of
from handlers.sending import edit, react, reply
from knowledge.answers.answer import answer
from knowledge.answers.contacts import with_number
from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    Answer,
    Question,
    SmallTalk,
    SmallTalkKind,
    Unknown,
    question_from_json,
    question_to_json,
)
from knowledge.model import Event, Fact
from knowledge.questions.masked import without_emails

FOLLOW_UP_WITHIN = timedelta(minutes=10)
"""How long a question is one that the next may follow up."""

_NOT_WORTH_A_WORD = {
    SmallTalkKind.THANKS,
    SmallTalkKind.BYE,
    SmallTalkKind.LAUGH,
    SmallTalkKind.ACKNOWLEDGEMENT,
}


async def answer_message(message: Message, context: Context, question: Question, found: Answer | None = None) -> None:
    """Answers a question below the message that asked it; in a group, thanks get a thumb and laughter nothing.

    `found` is its answer, where that is known already.
    """
    desk, group = context.desk, message.chat.type != message.chat.PRIVATE
    if found is None:
        # Not on the loop: what a question means takes a while to find out.
        found = await asyncio.to_thread(answer, question, desk.library.current, desk.clock.today())
    kinds = {part.kind if isinstance(part, SmallTalk) else None for part in found.parts}
    if group and kinds <= _NOT_WORTH_A_WORD:
        if SmallTalkKind.THANKS in kinds:
            await react(message)
        return
    asker = message.from_user.id if message.from_user else 0
    apart = is_to_be_told_apart(found, message, desk)
    said = pointer(message, context.bot.username) if apart else rendered(found, desk, asker, group=group)
    sent = await reply(message, said)
    with desk.store.remembering():
        remember(desk, sent, asker, question, message.message_id)
        _count(desk, found)
        note_missed(desk, found, asker, sent)


def _count(desk: Desk, found: Answer) -> None:
    """Counts a question: how it ended and, where it was answered, about what."""
    asked, now = desk.store.asked, desk.clock.now()
    if any(isinstance(part, SmallTalk) for part in found.parts):
        return
    asked.count_question(found.status, now)
    if topic := topic_of(found):
        asked.count(topic, now)
        if contest := contest_of(found, desk.library.current):
            asked.count_contest(contest, now)


async def answer_in_place(
    message: Message, context: Context, question: Question, asker: int, found: Answer | None = None
) -> None:
    """Answers a question by editing a message of the bot; below it where it is a letter, which is the whole chat's.

    `found` is its answer, where that is known already.
    """
    desk, group = context.desk, message.chat.type != message.chat.PRIVATE
    if found is None:
        # Not on the loop: what a question means takes a while to find out.
        found = await asyncio.to_thread(answer, question, desk.library.current, desk.clock.today())
    show = reply if desk.store.ledger.of_message(message.chat_id, message.message_id) else edit
    apart = is_to_be_told_apart(found, message, desk)
    said = pointer(message, context.bot.username) if apart else rendered(found, desk, asker, group=group)
    shown = await show(message, said)
    with desk.store.remembering():
        remember(desk, shown, asker, question)
        note_missed(desk, found, asker, shown)


def rendered(found: Answer, desk: Desk, reader: int, *, group: bool = False) -> render.Message:
    """An answer as a message, with what the answer alone does not know: since when admins told of a day, and whether
    an admin reads it, who can put it right."""
    own = {record for record in found.records if _is_own_date(desk.library.current.get(record))}
    told = [entry for entry in desk.store.agenda().entries if entry.event_id in own] if own else []
    today, home = desk.clock.today(), desk.settings.ministry
    lost = any(isinstance(part, SmallTalk | Unknown) for part in found.parts)
    shown = examples(desk.library.current, today, home, _often(desk)) if lost else ()
    said = render.render(found, today=today, group=group, home=home, hints=shown, added=added(told))
    said = render.with_feedback(said, found, missed=is_missed(found))
    return said if group or reader not in desk.admin_ids else render.for_admins(said, found)


async def hints(desk: Desk) -> tuple[str, ...]:
    """Questions for who does not know what to ask, what is asked often first."""
    # Not on the loop: each is tried once a day.
    return await asyncio.to_thread(
        examples, desk.library.current, desk.clock.today(), desk.settings.ministry, _often(desk)
    )


def _often(desk: Desk) -> tuple[str, ...]:
    return desk.store.asked.often(desk.clock.now())


def _is_own_date(fact: Fact | None) -> bool:
    return isinstance(fact, Event) and is_own_dates(fact.source.file)


def remember(desk: Desk, sent: Message, asker: int, question: Question, asked_in: int | None = None) -> None:
    """Keeps the question as it was understood: from it the same answer is found again, the same way."""
    desk.store.remember_answer(
        sent.chat_id,
        sent.message_id,
        thread_of(sent),
        asker,
        question_to_json(_to_keep(question, desk.library.current)),
        desk.clock.now(),
        asked_in,
    )


def _to_keep(question: Question, base: KnowledgeBase) -> Question:
    """The question without what may be anybody's own: e-mail addresses, and a number that no release has."""
    digits = question.filters.phone
    if digits is not None and not with_number(digits, base):
        question = replace(question, filters=replace(question.filters, phone="*" * len(digits)))
    text, asked = without_emails(question.text), without_emails(question.asked)
    if (text, asked) == (question.text, question.asked):
        return question
    words = " ".join(word for word in question.words.split() if word in text)
    return replace(question, text=text, asked=asked, words=words, focus=tuple(w for w in question.focus if w in text))


def answered_by(message: Message, context: Context) -> Question | None:
    """The question that a message of the bot answers, where it is still known."""
    return read_question(context.desk.store.question_of(message.chat_id, message.message_id))


def previous_question(message: Message, context: Context, before: int | None = None) -> Question | None:
    """What a message may follow up: the answer it replies to, else the person's own last question here.

    The last question counts for ten minutes, and only in the same topic; with `before` if it was answered above that
    message.
    """
    if message.reply_to_message:
        question = answered_by(message.reply_to_message, context)
        if question:
            return question
    if message.from_user is None:
        return None
    desk = context.desk
    since = desk.clock.now() - FOLLOW_UP_WITHIN
    return read_question(
        desk.store.last_question(message.chat_id, thread_of(message), message.from_user.id, since, before)
    )


def read_question(question: str | None) -> Question | None:
    """A stored question; None where there is none or an earlier release of the bot wrote it differently."""
    try:
        return question_from_json(question) if question else None
    except ValueError:
        return None
