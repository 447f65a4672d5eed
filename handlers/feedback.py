"""👍 and 👎 under answers that may be wrong; 👎 is kept among what was missed, with what was wrong.

Only who asked is heard: what is asked in a group is nobody else's to judge. 👍 is not kept.
"""

from __future__ import annotations

import functools
from contextlib import suppress

from telegram import CallbackQuery, Message

from bot.context import Context
from bot.state.admin_work import Wrong
from handlers import render
from handlers.addressed import thread_of
from handlers.admin import Pressed
from handlers.desk.missing import as_kept
from handlers.render.wording import word
from handlers.reply import answered_by
from handlers.sending import edit_buttons, toast

JUDGED = ("good", "bad")


def askers_press(press: Pressed) -> Pressed:
    """Lets only the person through who asked what the message answers."""

    @functools.wraps(press)
    async def checked(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
        asker = context.desk.store.asker_of(message.chat_id, message.message_id)
        if asker == query.from_user.id:
            await press(query, message, what, context)
        else:
            await toast(query, render.plain(render.say("old_button" if asker is None else "not_askers")))

    return checked


@askers_press
async def good(query: CallbackQuery, message: Message, _: str, context: Context) -> None:
    """It helped: it is not among what was missed any more."""
    context.desk.store.work.found_after_all(message.chat_id, message.message_id)
    await toast(query, render.plain(render.say("thanks")))
    await edit_buttons(message, without=(*JUDGED, "hand", "later"))


@askers_press
async def bad(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """It did not: kept at once, and asked what was wrong."""
    desk, question = context.desk, answered_by(message, context)
    if question is None:
        await toast(query, render.plain(render.say("old_button")))
        return
    wrong = Wrong.UNSAID
    with suppress(ValueError):
        wrong = Wrong(what)
    text = as_kept(question, desk.library.current)
    at = desk.clock.now()
    desk.store.work.miss(text, query.from_user.id, message.chat_id, thread_of(message), message.message_id, at, wrong)
    await toast(query, render.plain(render.say("thanks" if what else "what_was_wrong")))
    reasons = tuple(
        render.Button(word("wrong", name=one.value), f"bad:{one.value}") for one in Wrong if one is not Wrong.UNSAID
    )
    await edit_buttons(message, without=JUDGED, then=() if what else (reasons[:2], reasons[2:]))
