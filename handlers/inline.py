"""Inline: `@bot 적극행정 24` in any chat shows a few dates, cases and people to send there.

What is shown is for the person who asks, whom the same doorkeeper lets in, and is kept by nobody. What is sent is the
answer as it stands, with a link to it: buttons that ask further would be pressed by people who are not known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.context import Context
from handlers import render
from handlers.render.wording import one_line, word
from handlers.reply import rendered
from handlers.sending import deep_link, markup
from knowledge.answers.answer import about, answer, cases_of, contacts_of
from knowledge.base import KnowledgeBase
from knowledge.model import Contact, Contest, Event, WinningCase
from knowledge.questions.understand import understand

_SHOWN = 5
_LONGEST = 80
_TOO_LATE = ("query is too old", "query id is invalid")


async def offer(update: Update, context: Context) -> None:
    """Answers an inline query with at most five results."""
    query = update.inline_query
    if query is None:
        return
    desk, text = context.desk, query.query.strip()
    base, today = desk.library.current, desk.clock.today()
    # Not on the loop: what a question means takes a while to find out.
    records = await asyncio.to_thread(_records, text, base, today) if text else ()
    await _answer(query, [_result(record, context) for record in records])


async def refuse(query: InlineQuery, said: render.Message) -> None:
    """Says in one line why there is nothing for this person."""
    await _answer(query, (), InlineQueryResultsButton(one_line(render.plain(said), _LONGEST), start_parameter="inline"))


async def _answer(
    query: InlineQuery, results: Sequence[InlineQueryResultArticle], button: InlineQueryResultsButton | None = None
) -> None:
    try:
        await query.answer(results, cache_time=0, is_personal=True, button=button)
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _TOO_LATE):  # somebody who types has typed on
            raise


def _records(text: str, base: KnowledgeBase, today: date) -> tuple[str, ...]:
    """The dates, cases and people that a question is about, or what it may be about; the most likely first."""
    found = answer(understand(text, base, today), base, today)
    named = [*found.records, *(record for choice in found.choices for record in _of(choice.question.record))]
    every = dict.fromkeys(one for record in named for one in _told(record, base, today))
    return tuple(every)[:_SHOWN]


def _told(record: str, base: KnowledgeBase, today: date) -> Iterator[str]:
    """The record, or for a contest its dates, a few cases and whom to call."""
    fact = base.get(record)
    if isinstance(fact, Event | WinningCase | Contact):
        yield fact.id
    elif isinstance(fact, Contest):
        dates = [one for one in base.facts.events if fact.series in one.contests and one.release_id == fact.release_id]
        yield from (one.id for one in dates[:1])
        for question in (contacts_of(record), cases_of(record)):
            yield from answer(question, base, today).records[:2]


def _of(record: str | None) -> tuple[str, ...]:
    return (record,) if record else ()


def _result(record: str, context: Context) -> InlineQueryResultArticle:
    desk = context.desk
    said = rendered(answer(about(record), desk.library.current, desk.clock.today()), desk, 0, group=True)
    # A day that can be tapped is refused by some servers, and nobody is told of it here.
    text = render.without_moments(said.text)
    lines = [line for line in render.plain(text).split("\n") if line.strip()]
    keyboard = ((render.Button(word("button", name="open"), url=deep_link(context.bot.username, record)),),)
    return InlineQueryResultArticle(
        record,
        one_line(lines[0], _LONGEST),
        InputTextMessageContent(text, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        markup(render.Message(text, keyboard), context.bot),
        description=one_line(" ".join(lines[1:3]), _LONGEST),
    )
