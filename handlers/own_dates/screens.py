"""What the dialogue of `/event` shows: the list, each step, the preview, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.context import Context, Desk
from bot.reminders.agenda import Change, Entry
from bot.reminders.ministry import is_own
from bot.reminders.own_dates import OwnDate, OwnDateError, OwnDates
from handlers import render
from handlers.desk.dialogue import Draft, Rows
from handlers.own_dates.draft import consequences, days_off, row_called, row_of
from handlers.pager import contests_known, key_of, pager
from handlers.render.wording import one_line, word
from knowledge.model import EventKind
from knowledge.words.kinds import kind_of

_A_PAGE = 6
_LONGEST_LABEL = 40


def listed(desk: Desk, page: int = 0, *, gone: bool = False) -> render.Message:
    """The dates to come that admins told of; `gone`: the one that was meant is not there any more."""
    try:
        every = OwnDates(desk.settings.data_dir).rows()
    except OwnDateError as error:
        return render.say("event_broken", reason=error.message_ko)
    today = desk.clock.today()
    rows = sorted((row for row in every if _last(row) >= today), key=lambda row: (row.date, row.event))
    pages = max(1, -(-len(rows) // _A_PAGE))
    page = max(0, min(page, pages - 1))
    shown = rows[page * _A_PAGE :][:_A_PAGE]
    numbers = tuple(
        render.Button(str(n), f"event:show-{row.key}") for n, row in enumerate(shown, start=page * _A_PAGE + 1)
    )
    turns = pager("event:list", page, pages)
    return render.say(
        "event_own_list",
        keyboard=tuple(row for row in (numbers, turns, (_button("new", "event:new"),)) if row),
        gone=gone,
        shown=[(_days_left(row, today), row) for row in shown],
        today=today,
        first=page * _A_PAGE + 1,
        total=len(rows),
        past=len(every) - len(rows),
    )


def row_shown(row: OwnDate, desk: Desk) -> render.Message:
    """One of them, with what can be done about it."""
    keyboard = (
        (_button("change", f"event:change-{row.key}"), _button("remove", f"event:remove-{row.key}")),
        (_button("back", "event:list"),),
    )
    return render.say("event_own", keyboard=keyboard, row=row, asked=False, **_days(row, desk.clock.today()))


def remove_asked(row: OwnDate, desk: Desk) -> render.Message:
    """Whether it is really to be removed."""
    keyboard = ((_button("drop", f"event:drop-{row.key}"), _button("keep", f"event:show-{row.key}")),)
    return render.say("event_own", keyboard=keyboard, row=row, asked=True, **_days(row, desk.clock.today()))


def removed(row: OwnDate) -> render.Message:
    """That it is gone."""
    return render.say("event_removed", keyboard=((_button("list", "event:list"),),), row=row)


def saved(row: OwnDate, desk: Desk) -> render.Message:
    """That it is kept, what will be reminded of, and in how many places."""
    return render.say(
        "event_saved",
        keyboard=((_button("new", "event:new"), _button("list", "event:list")),),
        row=row,
        at=desk.settings.reminder_time,
        today=desk.clock.today(),
        told=[_told(entry, desk) for entry in _entries(row, desk)],
    )


def kind_rows(*_: object) -> Rows:
    """The kinds of dates to choose from."""
    kinds = [render.Button(kind.value, f"event:what-{kind.name}") for kind in EventKind]
    return tuple(tuple(kinds[n : n + 3]) for n in range(0, len(kinds), 3))


def in_short(row: OwnDate) -> str:
    """A row in one line, for the audit."""
    return f"{row.date} {row.contest or ''} {row.event}".replace("  ", " ")


def contest_of(key: str, desk: Desk) -> str | None:
    """The contest that a button means."""
    return next((one for one in contests_known(desk.library.current.facts) if key_of(one) == key), None)


async def preview(draft: Draft, _: int, context: Context, fault: str | None) -> render.Message:
    """What will be kept, and what becomes of other dates by that."""
    desk = context.desk
    desk.follow()
    row, today = row_of(draft), desk.clock.today()
    old = row_called(draft.about, desk)
    changes: Sequence[Change] = ()
    others: Sequence[Entry] = ()
    try:
        events = row.events()
        changes, others = consequences(desk, events, old.events() if old else ())
    except OwnDateError as error:
        fault = error.message_ko
    fields = [_button(name, f"event:to-{name}") for name in ("contest", "what", "day", "time", "place")]
    keyboard = (
        () if fault else (_button("save", "event:save"),),
        tuple(fields[:3]),
        (*fields[3:], _button("cancel", "event:cancel")),
    )
    return render.say(
        "event_preview",
        keyboard=tuple(row for row in keyboard if row),
        row=row,
        changing=bool(draft.about),
        new_contest=row.contest is not None and row.contest not in contests_known(desk.library.current.facts),
        **_days(row, today),
        weekday_agrees=draft["weekday"] is None,
        off=days_off(row, desk.library.current.declared_holidays),
        changes=[change for change in changes if not change.new.cancelled],
        cancelled=[change.new for change in changes if change.new.cancelled],
        others=others[:3],
        fault=fault,
    )


def contest_rows(draft: Draft, desk: Desk) -> Rows:
    """The contests to choose from."""
    known = contests_known(desk.library.current.facts)
    pages = max(1, -(-len(known) // _A_PAGE))
    page = min(draft.page, pages - 1)
    rows = [
        (render.Button(one_line(one, _LONGEST_LABEL), f"event:contest-{key_of(one)}"),)
        for one in known[page * _A_PAGE :][:_A_PAGE]
    ]
    turns = pager("event:page", page, pages)
    return (*rows, turns) if turns else tuple(rows)


def _entries(row: OwnDate, desk: Desk) -> list[Entry]:
    ids = {event.id for event in row.events()}
    return [entry for entry in desk.store.agenda().upcoming(desk.clock.today()) if entry.event_id in ids]


def _told(entry: Entry, desk: Desk) -> tuple[Entry, int, list[int]]:
    """The entry, how many chats and topics want to hear of it, and how many days before."""
    own = is_own(entry.ministry, desk.settings.ministry)
    wanting = [one.wishes for one in desk.store.subscriptions() if one.wishes.wants(*entry.contests, own=own)]
    leads = [wishes.leads(entry.kind) for wishes in wanting if wishes.leads(entry.kind)]
    return entry, len(leads), sorted({lead for some in leads for lead in some}, reverse=True)


def _days_left(row: OwnDate, today: date) -> int:
    """Until the last day where entries end with it, else until the first."""
    ends = kind_of(row.event) is EventKind.DEADLINE
    return ((_last(row) if ends else row.date) - today).days


def _days(row: OwnDate, today: date) -> dict[str, object]:
    return {"days": _days_left(row, today), "today": today}


def _last(row: OwnDate) -> date:
    return row.end_date or row.date


def _button(name: str, data: str) -> render.Button:
    return render.Button(word("event_button", name=name), data)
