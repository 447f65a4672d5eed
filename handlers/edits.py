"""An edited question: people rewrite a bad one, and its answer is rewritten with it.

Within ten minutes of the question, once for each edit; what is edited without another meaning changes nothing. A
command that does something is never done by an edit. In a group a message that is edited so that it speaks to the bot
is answered like a new one.
"""

from __future__ import annotations

from datetime import timedelta

from telegram import Message, Update

from bot.context import Context
from handlers.ask import meant
from handlers.reply import answer_in_place, answer_message, answered_by

_WITHIN = timedelta(minutes=10)


async def edited(update: Update, context: Context) -> None:
    """Answers an edited question where it was answered before."""
    message = update.edited_message
    if message is None or message.edit_date is None or message.edit_date - message.date > _WITHIN:
        return
    answered_in = context.desk.store.answer_to(message.chat_id, message.message_id)
    if answered_in is None and message.chat.type == message.chat.PRIVATE:
        return  # it was no question: a step of a dialogue, a command
    asked = await meant(message, context, before=answered_in)
    if asked is None:
        return
    question, found = asked
    if answered_in is None:
        await answer_message(message, context, question, found)
        return
    answer = _of_the_bot(message, answered_in)
    if question != answered_by(answer, context):
        await answer_in_place(answer, context, question, message.from_user.id if message.from_user else 0, found)


def _of_the_bot(asked: Message, message_id: int) -> Message:
    """The bot's message of that number, in the chat and topic of a question."""
    bot = asked.get_bot()
    answer = Message(
        message_id,
        asked.date,
        asked.chat,
        from_user=bot.bot,
        message_thread_id=asked.message_thread_id,
        is_topic_message=asked.is_topic_message,
    )
    answer.set_bot(bot)
    return answer
