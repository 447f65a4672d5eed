"""`/month`: a month at a glance, in numbers and bars; no persons in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from telegram import CallbackQuery, Message

from bot.clock import SEOUL
from bot.context import Context, Desk
from bot.state.asked import Month, month_of
from handlers import render
from handlers.addressed import words_after_command
from handlers.admin import admins_only, admins_press
from handlers.pager import contests_known
from handlers.sending import edit, reply, toast

_NAME = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_LONGEST_BAR = 12
_SHOWN = 5  # contests


@admins_only
async def month(message: Message, context: Context) -> None:
    """Shows this month, or the one that follows the command: `/month 2026-11`."""
    words = words_after_command(message).strip()
    if words and not _NAME.fullmatch(words):
        await reply(message, render.say("month_misread"))
        return
    await reply(message, _shown(words, context.desk))


@admins_press("month")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows another month."""
    if not _NAME.fullmatch(what):
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    await edit(message, _shown(what, context.desk))


def said(asked: Month, known: Sequence[str], keyboard: tuple[tuple[render.Button, ...], ...] = ()) -> render.Message:
    """A month as people read it; of the contests that are `known`, those are named that nobody asked about."""
    totals = {day: sum(ended.values()) for day, ended in asked.days.items()}
    most = max(totals.values(), default=0)
    return render.say(
        "month",
        keyboard=keyboard,
        month=asked,
        days=[(day, total, "▇" * max(1, round(_LONGEST_BAR * total / most))) for day, total in totals.items()],
        total=sum(totals.values()),
        contests=list(asked.contests.items())[:_SHOWN],
        never=[one for one in known if one not in asked.contests],
        shown=_SHOWN,
    )


def _shown(name: str, desk: Desk) -> render.Message:
    this = month_of(desk.clock.now())
    name = name or this
    day = datetime(int(name[:4]), int(name[5:]), 1, tzinfo=SEOUL)
    turns = [("◀", month_of(day, 1)), ("▶", month_of(day, -1))]
    row = tuple(render.Button(f"{sign} {to}", f"month:{to}") for sign, to in turns if to <= this)
    return said(desk.store.asked.month(name), contests_known(desk.library.current.facts), (row,))
