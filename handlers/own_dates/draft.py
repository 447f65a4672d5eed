"""A date that an admin is telling the bot: what each step makes of what was typed; Telegram is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from bot.context import Desk
from bot.reminders.agenda import Agenda, Change, Entry, occasions, reconcile
from bot.reminders.own_dates import OwnDate, OwnDateError, OwnDates
from bot.reminders.working_days import is_working_day
from handlers.desk.dialogue import LONGEST, Draft, Fault, Values
from handlers.pager import contests_known
from knowledge.dates import told_time
from knowledge.hangul import squeeze
from knowledge.model import Event, EventKind
from knowledge.said_days import told_day
from knowledge.words.kinds import kind_of


def read_contest(text: str, _: Draft, desk: Desk) -> Values:
    """The contest that was meant, or a new one of that name."""
    return {"contest": contest_named(short(text), contests_known(desk.library.current.facts))}


def read_what(text: str, *_: object) -> Values:
    """What it is called."""
    return {"what": short(text)}


def read_place(text: str, *_: object) -> Values:
    """Where it is."""
    return {"place": short(text)}


def read_day(text: str, _: Draft, desk: Desk) -> Values:
    """When it is: a day from today on, or a period that is not over."""
    told, today = told_day(text, desk.clock.today()), desk.clock.today()
    if told is None or (told.last or told.day) < today:
        raise Fault("past" if told else "day")
    last = told.last.isoformat() if told.last else None
    return {"day": told.day.isoformat(), "last": last, "weekday": None if told.weekday_agrees else "wrong"}


def read_time(text: str, *_: object) -> Values:
    """From when until when."""
    found = told_time(text)
    if found is None:
        raise Fault("time")
    return {"start": f"{found.at:%H:%M}", "end": f"{found.end:%H:%M}" if found.end else None}


def short(text: str) -> str:
    """A text that is no longer than a name may be."""
    if len(text) > LONGEST:
        raise Fault("long")
    return text


def contest_named(text: str, known: Sequence[str]) -> str:
    """The contest that was meant, where the words are the name of one or part of only one; else the words."""
    typed = squeeze(text)
    meant = [one for one in known if squeeze(one) == typed] or [one for one in known if typed in squeeze(one)]
    return meant[0] if len(meant) == 1 else text


def values_of(row: OwnDate) -> dict[str, str | None]:
    """The values of a draft that shows a row."""
    last = row.end_date.isoformat() if row.end_date else None
    start, end = (f"{at:%H:%M}" if at else None for at in (row.start, row.end))
    told = {"contest": row.contest, "what": row.event, "day": row.date.isoformat(), "last": last, "note": row.note}
    return {**told, "start": start, "end": end, "place": row.place}


def row_of(draft: Draft) -> OwnDate:
    """The row to keep. Raises ValueError before the preview."""
    what, day = draft["what"], _day(draft["day"])
    if what is None or day is None:
        raise ValueError("what and day come first")
    start, end = (time.fromisoformat(at) if (at := draft[name]) else None for name in ("start", "end"))
    if end is None and kind_of(what) is EventKind.DEADLINE:  # 18:00 is when it ends
        start, end = None, start
    return OwnDate(draft["contest"], what, day, _day(draft["last"]), start, end, draft["place"], draft["note"])


def row_called(key: str, desk: Desk) -> OwnDate | None:
    """The row that a button or a draft means, if it is still there."""
    try:
        rows = OwnDates(desk.settings.data_dir).rows()
    except OwnDateError:  # the list, which is shown then, says what is wrong with the file
        return None
    return next((row for row in rows if row.key == key), None)


def consequences(
    desk: Desk, events: Sequence[Event], without: Sequence[Event]
) -> tuple[Sequence[Change], Sequence[Entry]]:
    """What becomes of the agenda with these events instead of others, and what else is known of the same things.

    The agenda has to follow the library already.
    """
    agenda, now, facts = desk.store.agenda(), desk.clock.now(), desk.library.current.facts
    gone = {event.id for event in (*events, *without)}
    then = replace(facts, events=(*(e for e in facts.events if e.id not in gone), *events))
    changes = reconcile(agenda.entries, then, now, ministry=desk.settings.ministry).changes
    return changes, _others(agenda, events, {change.new.uid for change in changes}, now.date())


def days_off(row: OwnDate, declared: frozenset[date]) -> list[tuple[date, bool]]:
    """Its days on which offices are closed, with the holidays `declared`; each with whether that is a weekend."""
    days = [day for day in dict.fromkeys((row.date, row.end_date)) if day and not is_working_day(day, declared)]
    return [(day, day.weekday() >= 5) for day in days]


def _others(agenda: Agenda, events: Sequence[Event], changed: set[str], today: date) -> Sequence[Entry]:
    said = [entry for event in events for entry in occasions(event)]
    named, days = {one.identity for one in said}, {one.day for one in said}
    coming = agenda.upcoming(today)
    return [e for e in coming if e.identity in named and e.day not in days and e.uid not in changed]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
