"""The smoke pass: what new knowledge must stand before it serves anybody.

Every menu is opened and its buttons are pressed, and the questions of `stock_questions.txt` are asked, on the way that
people's questions take: understood, kept and read back, answered, put into a message for a person and for a group, and
explained. Only whether it works is looked at, not what is said: `award-bot evaluate` is for that.

It stands here because the last step is a message, and those are made in `render`. The bot, which knows no handlers, is
given it like `register`, and `bot/library.py` lets nothing pass that fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from bot.publishing.trial import Failure
from bot.reminders.agenda import Agenda, reconcile
from bot.reminders.ics import calendar_of
from bot.settings import MINISTRY
from bot.state.rows import Wishes
from handlers import render
from handlers.buttons import ABOUT
from handlers.commands import COMMANDS
from handlers.reminders.settings import contests_page
from handlers.reminders.upcoming import days_to_come
from handlers.why import explanation
from knowledge.answers.answer import answer, browse, on_page
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Intent, Question, question_from_json, question_to_json
from knowledge.questions.understand import understand

_LISTS = {
    "schedule": Intent.SCHEDULE,
    "cases": Intent.CASE,
    "contacts": Intent.CONTACT,
    "contests": Intent.CONTEST,
}
_ALIASES = {command.name: f"/{command.aliases[0]}" for command in COMMANDS}


def smoke_pass(base: KnowledgeBase, at: datetime) -> Failure | None:
    """Tries all menus and the stock questions on `base` as if it were `at`; the first that raises is returned.

    The same base at the same time always gives the same.
    """
    tried = ""
    try:
        for step in _steps(base, at):
            tried = step
    except Exception as error:  # whatever it is, nobody else is to meet it
        return Failure(tried, error)
    return None


def stock_questions() -> tuple[tuple[str, ...], ...]:
    """The conversations of `stock_questions.txt`, with the places for names still in them."""
    text = Path(__file__).with_name("stock_questions.txt").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(tuple(some.splitlines()) for some in lines.strip().split("\n\n"))


def _steps(base: KnowledgeBase, at: datetime) -> Iterator[str]:
    """Tries one thing after the other, each after it was named."""
    yield _ALIASES["start"]
    base.prepare()
    for command, intent in _LISTS.items():
        yield from _menu(_ALIASES[command], intent, base, at.date())
    yield from _days(base, at)
    yield _ALIASES["subscribe"]
    contests_page(base.facts, Wishes(), 0, MINISTRY)
    names = _names(base)
    for conversation in stock_questions():
        found: Answer | None = None
        for line in conversation:
            text = line.format_map(names)
            yield text
            found, _ = _answered(understand(text, base, at.date(), found), base, at.date())


def _menu(name: str, intent: Intent, base: KnowledgeBase, today: date) -> Iterator[str]:
    """A list on its first and last page, with all that one press under them leads to."""
    yield name
    question = browse(intent)
    first, shown = _answered(question, base, today)
    pressed = [(name, first, shown)]
    last = max((getattr(part, "pages", 1) for part in first.parts), default=1)
    if last > 1:
        page = f"{name} {last}/{last}"
        yield page
        pressed.append((page, *_answered(on_page(question, last - 1), base, today)))
    for place, found, shown in pressed:
        for button in (button for row in shown.keyboard for button in row):
            if button.data and (asked := _pressed(button.data, found)):
                yield f"{place} → {button.text}"
                _answered(asked, base, today)


def _days(base: KnowledgeBase, at: datetime) -> Iterator[str]:
    """The days to come, also as a calendar file, of an agenda that begins with this base."""
    yield _ALIASES["upcoming"]
    coming = Agenda(reconcile((), base.facts, at, first=True).entries).upcoming(at.date())
    shown = partial(days_to_come, coming, base, at.date())
    shown()
    shown(page=len(coming))
    calendar_of(coming, base, at)


def _pressed(data: str, found: Answer) -> Question | None:
    """What a button under an answer asks; None where it does something else than to ask."""
    verb, _, what = data.partition(":")
    if verb in ABOUT:
        return ABOUT[verb](what)
    if verb == "page":
        return on_page(found.question, int(what))
    return found.choices[int(what)].question if verb == "pick" else None


def _answered(question: Question, base: KnowledgeBase, today: date) -> tuple[Answer, render.Message]:
    # Under a button, after a restart and for /why a question is what was kept of it.
    found = answer(question_from_json(question_to_json(question)), base, today)
    shown = render.render(found, today=today)
    render.render(found, today=today, group=True)
    explanation(found, base)
    return found, shown


def _names(base: KnowledgeBase) -> dict[str, str]:
    """A name of each kind that the base holds, the first; where it holds none, one that nobody has."""
    facts = base.facts
    return {
        "contest": next((one.series for one in facts.contests), "없는대회"),
        "case": next((one.title for one in facts.cases if one.title), "없는사례"),
        "organization": next((one.organization for one in facts.cases if one.organization), "없는기관"),
        "department": next((one.department for one in facts.contacts if one.department), "없는부서"),
        "ministry": next((one.ministry for one in facts.releases if one.ministry), "없는부처"),
    }
