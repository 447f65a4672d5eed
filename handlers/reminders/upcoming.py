"""`/upcoming`, and days as a file for a calendar."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from telegram import CallbackQuery, Message, Update

from bot.context import Context, Desk
from bot.reminders.agenda import Agenda, Entry, occasions
from bot.reminders.ics import calendar_of
from bot.reminders.ministry import is_own
from bot.reminders.own_dates import added
from bot.reminders.working_days import working_days_until
from handlers import render
from handlers.chat_place import subscription_here
from handlers.pager import pager
from handlers.render.wording import word
from handlers.reply import answered_by, previous_question
from handlers.sending import edit, reply, reply_file, toast
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Question
from knowledge.model import Event

_A_PAGE = 5
_SHOWN_SOURCES = 3
_FILES, _WITHIN = 3, timedelta(minutes=1)
"""So many calendar files a chat is sent within that time."""

_SNOOZED = "snooze-"
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what no file system takes in a name
_LONGEST_NAME = 50


async def upcoming(update: Update, context: Context) -> None:
    """Lists the days to come, the nearest first: in a chat that chose contests, only theirs."""
    if update.message:
        await reply(update.message, _listed(update.message, context.desk, own=True))


async def calendar(update: Update, context: Context) -> None:
    """Sends the days that the last answer, or the reminder this replies to, told of; else lists what is coming."""
    message = update.message
    if message is None:
        return
    context.desk.follow()
    entries = await _entries_before(message, context)
    if not entries:
        await upcoming(update, context)
    elif _may_have_a_file(context):
        await _send(message, entries, context.desk)
    else:
        await reply(message, render.say("calendar_wait"))


async def page(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows another page of what is coming, of the chosen contests (`own-1`) or of all (`all-1`).

    Below the message where that is a letter, which is the whole chat's.
    """
    which, _, number = what.partition("-")
    if which not in ("own", "all") or not number.isdigit():
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    show = reply if context.desk.store.ledger.of_message(message.chat_id, message.message_id) else edit
    await show(message, _listed(message, context.desk, own=which == "own", page=int(number)))


async def send_file(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Sends what the message tells of as an `.ics` file, in its topic; not too often in one chat."""
    desk = context.desk
    desk.follow()
    entries = await _entries(message, what, context)
    if not entries:
        await toast(query, render.plain(render.say("old_button")))
        return
    if not _may_have_a_file(context):
        await toast(query, render.plain(render.say("calendar_wait")))
        return
    await toast(query)
    await _send(message, entries, desk)


def _may_have_a_file(context: Context) -> bool:
    """Whether the chat was not sent too many just now; one more is counted."""
    now = context.desk.clock.now()
    data = context.chat_data if context.chat_data is not None else {}
    sent = [at for at in data.get("files", ()) if now - _WITHIN < at <= now]
    if len(sent) >= _FILES:
        return False
    data["files"] = [*sent, now]
    return True


async def _send(message: Message, entries: Sequence[Entry], desk: Desk) -> None:
    file = calendar_of(entries, desk.library.current, desk.clock.now())
    caption = render.say("calendar_caption", entries=entries)
    await reply_file(message, file, _file_name(entries), caption)


def _file_name(entries: Sequence[Entry]) -> str:
    """A name by which the file is found again among others: the event's, and how many more are in it."""
    name = _NO_NAME.sub(" ", entries[0].name).strip()[:_LONGEST_NAME].strip() or "일정"
    others = len({entry.name for entry in entries}) - 1
    return f"{name} 외 {others}건.ics" if others else f"{name}.ics"


async def events_under(message: Message, what: str, context: Context) -> list[Event]:
    """The event that a button names, else those that the message above it tells of."""
    if not what:
        return await _events_told(answered_by(message, context), context.desk)
    fact = context.desk.library.current.get(what)
    return [fact] if isinstance(fact, Event) else []


async def _events_told(asked: Question | None, desk: Desk) -> list[Event]:
    """The events that a question is answered with."""
    if asked is None:
        return []
    # Not on the loop: what a question means takes a while to find out.
    found = await asyncio.to_thread(answer, asked, desk.library.current, desk.clock.today())
    facts = (desk.library.current.get(record) for record in found.records)
    return [fact for fact in facts if isinstance(fact, Event)]


def entries_told(message: Message, desk: Desk) -> list[Entry]:
    """The entries of the agenda that a reminder, a digest or a correction told of."""
    agenda = desk.store.agenda()
    told = desk.store.ledger.of_message(message.chat_id, message.message_id)
    uids = dict.fromkeys(delivery.key.uid.removeprefix(_SNOOZED) for delivery in told)
    return [entry for uid in uids if (entry := agenda.get(uid))]


async def _entries(message: Message, what: str, context: Context) -> Sequence[Entry]:
    desk = context.desk
    agenda = desk.store.agenda()
    if what in ("own", "all"):
        return _coming(message, desk, own=what == "own")
    if entry := agenda.get(what):
        return [entry]
    told = [] if what else entries_told(message, desk)
    return told or [entry for event in await events_under(message, what, context) for entry in _days_of(event, agenda)]


async def _entries_before(message: Message, context: Context) -> Sequence[Entry]:
    desk, replied = context.desk, message.reply_to_message
    if replied and (told := entries_told(replied, desk)):
        return told
    agenda = desk.store.agenda()
    events = await _events_told(previous_question(message, context), desk)
    return [entry for event in events for entry in _days_of(event, agenda)]


def _days_of(event: Event, agenda: Agenda) -> Iterator[Entry]:
    """The days of an event as the agenda has them; past ones, which it may not have, as the event says."""
    promised = {(entry.identity, entry.day): entry for entry in agenda.entries}
    for said in occasions(event):
        known = promised.get((said.identity, said.day))
        yield known or replace(said, uid=f"{event.id}-{said.kind.name.lower()}")


def _coming(message: Message, desk: Desk, own: bool) -> Sequence[Entry]:
    subscription = subscription_here(message, desk)
    coming = desk.store.agenda().upcoming(desk.clock.today())
    if subscription is None or not own:
        return coming
    ministry, wishes = desk.settings.ministry, subscription.wishes
    return [entry for entry in coming if wishes.wants(*entry.contests, own=is_own(entry.ministry, ministry))]


def _listed(message: Message, desk: Desk, own: bool, page: int = 0) -> render.Message:
    desk.follow()
    subscription = subscription_here(message, desk)
    chosen = None if subscription is None else subscription.wishes.contests
    base, today = desk.library.current, desk.clock.today()
    every, wanted = _coming(message, desk, own=False), _coming(message, desk, own=True)
    ministry = desk.settings.ministry if len(wanted) < len(every) else None
    coming = wanted if own else every
    return days_to_come(
        coming, base, today, own=own, page=page, chosen=chosen, ministry=ministry, home=desk.settings.ministry
    )


def days_to_come(
    coming: Sequence[Entry],
    base: KnowledgeBase,
    today: date,
    *,
    own: bool = True,
    page: int = 0,
    chosen: Collection[str] | None = None,
    ministry: str | None = None,
    home: str = "",
) -> render.Message:
    """A page, from 0, of the days that are coming: `own` where they are of the contests that were `chosen` here.

    `ministry` is the one whose contests they are where none were chosen and others' days are coming too; `home` the
    one whose staff ask.
    """
    which, pages = "own" if own else "all", max(1, -(-len(coming) // _A_PAGE))
    page = min(page, pages - 1)
    entries = coming[page * _A_PAGE :][:_A_PAGE]
    shown = [
        ((entry.day - today).days, working_days_until(entry.day, today, base.declared_holidays), entry)
        for entry in entries
    ]
    named = {entry.release_id for entry in entries}
    sources = [release for release in base.facts.releases if release.id in named]
    last = [_button("calendar", f"ics:{which}")] if entries else []
    if chosen is not None or ministry:
        fewer = "upcoming_ministry" if chosen is None else "upcoming_own"
        last.append(_button("upcoming_all", "coming:all-0") if own else _button(fewer, "coming:own-0"))
    return render.say(
        "upcoming",
        keyboard=tuple(row for row in (pager(f"coming:{which}", page, pages), tuple(last)) if row),
        shown=shown,
        total=len(coming),
        chosen=len(chosen) if chosen is not None and own else None,
        ministry=ministry if chosen is None and own else None,
        sources=sources[:_SHOWN_SOURCES],
        added=added(entries),
        home=home,
        today=today,
        more=max(0, len(sources) - _SHOWN_SOURCES),
    )


def _button(name: str, data: str) -> render.Button:
    return render.Button(word("button", name=name), data)
