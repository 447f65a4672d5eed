"""Pressed buttons: the message they stand under is edited in place."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from telegram import Message, Update

from bot.context import Context
from handlers import admins, audit, feedback, groups, handover, later, month, people, privacy, render
from handlers.admin import Pressed
from handlers.contact_card import send_card
from handlers.desk import correct, dialogue, keep, missed, names, publish, versions
from handlers.original import send_original
from handlers.own_dates import dialogue as own_dates
from handlers.reminders import buttons, settings, upcoming
from handlers.reply import answer_in_place, answered_by
from handlers.sending import toast
from handlers.why import show_why
from knowledge.answers.answer import about, answer, browse, cases_of, contacts_of, on_page
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Intent, Question, Status
from knowledge.questions.understand import understand

ABOUT: dict[str, Callable[[str], Question]] = {"show": about, "contacts": contacts_of, "cases": cases_of}
"""Buttons that ask something about a record, which their data names."""

_DOING: dict[str, Pressed] = {
    "wish": settings.press,
    "follow": settings.follow,
    "coming": upcoming.page,
    "ics": upcoming.send_file,
    "ack": buttons.acknowledge,
    "again": buttons.again,
    "group": groups.press,
    "invite": people.press,
    "admin": admins.press,
    "forget": privacy.press,
    "audit": audit.press,
    "month": month.press,
    "card": send_card,
    "original": send_original,
    "event": own_dates.press,
    "plan": publish.press,
    "version": versions.press,
    "keep": keep.press,
    "fix": correct.press,
    "person": correct.press_person,
    "alias": names.press,
    "missed": missed.press,
    "curate": dialogue.pressing(missed.CURATE),
    "answerback": dialogue.pressing(missed.REPLY),
    "good": feedback.good,
    "bad": feedback.bad,
    "hand": handover.hand,
    "later": later.later,
    "reason": dialogue.pressing(publish.REASON),
}
"""Buttons that do something other than to answer a question; each answers the press itself."""

_ABOUT_THE_MESSAGE = ("page", "pick", "asis", "mended", "browse", "why")

VERBS = frozenset({*ABOUT, *_DOING, *_ABOUT_THE_MESSAGE})
"""What the data of a button may begin with; of each, tests/handlers/test_who_may_what.py says who may press it."""

_DATA = re.compile(r"(?P<verb>[a-z]+)(?::(?P<what>[A-Za-z0-9_-]+))?")


async def press(update: Update, context: Context) -> None:
    """Does what a button says; a button that means nothing any more says so."""
    query = update.callback_query
    if query is None:
        return
    message = query.message if isinstance(query.message, Message) else None
    found = _DATA.fullmatch(query.data or "")
    if message is None or found is None or found["verb"] not in VERBS:
        await toast(query, render.plain(render.say("old_button")))
        return
    if found["verb"] in _DOING:
        await _DOING[found["verb"]](query, message, found["what"] or "", context)
        return
    if found["verb"] == "why":
        await toast(query)
        await show_why(message, context, answered_by(message, context))
        return
    question = await _question(found["verb"], found["what"] or "", message, context)
    if question is None:
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    await answer_in_place(message, context, question, query.from_user.id)


async def _question(verb: str, what: str, message: Message, context: Context) -> Question | None:
    """The question a button stands for; None where its record or its message is not known any more."""
    desk = context.desk
    base = desk.library.current
    if verb in ABOUT:
        if base.get(what) is None:
            return None
        return ABOUT[verb](what)
    if verb == "browse":
        return browse(Intent(what)) if what in set(Intent) else None
    asked = answered_by(message, context)
    if asked is not None and verb == "asis":
        if not asked.repaired:
            return asked  # pressed twice: it is already answered as it was typed
        return await asyncio.to_thread(_as_typed, asked, base, desk.clock.today())
    if asked is not None and verb == "mended" and asked.asked:
        return await asyncio.to_thread(understand, asked.asked, base, desk.clock.today())
    if asked is None or not what.isdigit():
        return None
    if verb == "page":
        return on_page(asked, int(what))
    if verb == "pick":
        choices = (await asyncio.to_thread(answer, asked, base, desk.clock.today())).choices
        return next((c.question for c in choices[int(what) : int(what) + 1] if _says(message, what, c.label)), None)
    return None


def _as_typed(mended: Question, base: KnowledgeBase, today: date) -> Question:
    """The question without its repair. Where that is not understood, what the repair left alone is asked."""
    as_typed = understand(mended.asked, base, today, mending=False)
    if answer(as_typed, base, today).status is Status.UNANSWERED:
        read = set((mended.repaired or "").split())
        spelt_right = " ".join(word for word in mended.asked.split() if word in read)
        rest = understand(spelt_right, base, today, mending=False) if spelt_right else as_typed
        if answer(rest, base, today).status is not Status.UNANSWERED:
            as_typed = rest
    return replace(as_typed, asked=mended.asked)


def _says(message: Message, number: str, label: str) -> bool:
    """Whether the button still says what the choice is: after a reload another may stand in its place."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    texts = [button.text for row in rows for button in row if button.callback_data == f"pick:{number}"]
    return not rows or any(label == text or label.startswith(text.rstrip("…")) for text in texts)
