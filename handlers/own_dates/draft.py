"""A date that an admin is telling the bot, step by step; Telegram is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from bot.context import Desk
from bot.reminders.agenda import Agenda, Change, Entry, occasions, reconcile
from bot.reminders.own_dates import OwnDate
from bot.reminders.working_days import is_working_day
from knowledge.dates import told_time
from knowledge.hangul import squeeze
from knowledge.model import Event, EventKind
from knowledge.said_days import told_day
from knowledge.words.kinds import kind_of

LONGEST = 100
"""How many characters a name or a place may have."""


class Step(StrEnum):
    """What is asked for, in this order."""

    CONTEST = "contest"
    WHAT = "what"
    DAY = "day"
    TIME = "time"
    PLACE = "place"
    REVIEW = "review"


_ORDER = tuple(Step)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was told so far. `old` is the row that it is to replace; `message_id` shows the present step, with
    `page` of the contests to choose from.

    `reviewed`: the preview was seen, so that each further answer leads back to it. `at`: when it was last touched.
    """

    at: datetime
    message_id: int = 0
    step: Step = Step.CONTEST
    page: int = 0
    reviewed: bool = False
    contest: str | None = None
    what: str | None = None
    day: date | None = None
    last: date | None = None
    weekday_agrees: bool = True
    start: time | None = None
    end: time | None = None
    place: str | None = None
    old: OwnDate | None = None

    def onward(self) -> Draft:
        """The next step, or the preview again."""
        following = Step.REVIEW if self.reviewed else _ORDER[_ORDER.index(self.step) + 1]
        return replace(self, step=following, reviewed=following is Step.REVIEW)

    def back(self) -> Draft | None:
        """The step before, from a single answer the preview; None from the first one."""
        if self.reviewed and self.step is not Step.REVIEW:
            return replace(self, step=Step.REVIEW)
        before = _ORDER.index(self.step) - 1
        return replace(self, step=_ORDER[before], reviewed=False) if before >= 0 else None

    def skipped(self) -> Draft | None:
        """Without an answer here; None where there must be one."""
        match self.step:
            case Step.CONTEST:
                return replace(self, contest=None).onward()
            case Step.TIME:
                return replace(self, start=None, end=None).onward()
            case Step.PLACE:
                return replace(self, place=None).onward()
            case _:
                return None


def begun(at: datetime, old: OwnDate | None = None) -> Draft:
    """A new draft, or one that shows a row which is to be changed."""
    if old is None:
        return Draft(at)
    return Draft(
        at,
        step=Step.REVIEW,
        reviewed=True,
        contest=old.contest,
        what=old.event,
        day=old.date,
        last=old.end_date,
        start=old.start,
        end=old.end,
        place=old.place,
        old=old,
    )


def answered(draft: Draft, text: str, known: Sequence[str], today: date) -> Draft | str:
    """The draft with what was typed at its step, one step on; else what is wrong: long, day, past or time.

    `known` are the contests there are.
    """
    text = " ".join(text.split())
    match draft.step:
        case Step.CONTEST | Step.WHAT | Step.PLACE if len(text) > LONGEST:
            return "long"
        case Step.CONTEST:
            return replace(draft, contest=contest_named(text, known)).onward()
        case Step.WHAT:
            return replace(draft, what=text).onward()
        case Step.PLACE:
            return replace(draft, place=text).onward()
        case Step.DAY:
            told = told_day(text, today)
            if told is None or (told.last or told.day) < today:
                return "past" if told else "day"
            return replace(draft, day=told.day, last=told.last, weekday_agrees=told.weekday_agrees).onward()
        case _:
            found = told_time(text)
            return replace(draft, start=found.at, end=found.end).onward() if found else "time"


def contest_named(text: str, known: Sequence[str]) -> str:
    """The contest that was meant, where the words are the name of one or part of only one; else the words."""
    typed = squeeze(text)
    meant = [one for one in known if squeeze(one) == typed] or [one for one in known if typed in squeeze(one)]
    return meant[0] if len(meant) == 1 else text


def row_of(draft: Draft) -> OwnDate:
    """The row to keep. Raises ValueError before the preview."""
    if draft.what is None or draft.day is None:
        raise ValueError("what and day come first")
    note = draft.old.note if draft.old else None
    closes = draft.end is None and kind_of(draft.what) is EventKind.DEADLINE  # 18:00 is when it ends
    start, end = (None, draft.start) if closes else (draft.start, draft.end)
    return OwnDate(draft.contest, draft.what, draft.day, draft.last, start, end, draft.place, note)


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


def _others(agenda: Agenda, events: Sequence[Event], changed: set[str], today: date) -> Sequence[Entry]:
    said = [entry for event in events for entry in occasions(event)]
    named, days = {one.identity for one in said}, {one.day for one in said}
    coming = agenda.upcoming(today)
    return [e for e in coming if e.identity in named and e.day not in days and e.uid not in changed]


def days_off(draft: Draft, declared: frozenset[date]) -> list[tuple[date, bool]]:
    """Its days on which offices are closed, with the holidays `declared`; each with whether that is a weekend."""
    days = [day for day in dict.fromkeys((draft.day, draft.last)) if day and not is_working_day(day, declared)]
    return [(day, day.weekday() >= 5) for day in days]
