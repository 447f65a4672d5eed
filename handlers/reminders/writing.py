"""Letters as messages, and the same again where what they told is no longer so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.context import Desk
from bot.reminders.agenda import Agenda, Entry
from bot.reminders.due import IN_DIGEST, snooze_day
from bot.reminders.messages import Correction, Digest, Item, Letter, Reminder, Results, Snoozed
from bot.reminders.own_dates import added
from bot.reminders.working_days import first_working_day_of_week, working_days_until
from bot.state.rows import Delivery
from handlers import render
from handlers.render.letter_keyboards import letter_buttons, results_buttons
from handlers.render.message import MAX_TEXT_UNITS, TALLEST, phone_lines, plain, units
from handlers.render.wording import word

_SHOWN_SOURCES = 3
_SHOWN_OF_A_WEEK = 8


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message tells of an entry: how many days and working days are left, how it is `now` if that changed."""

    entry: Entry
    days: int
    working: int
    now: Entry | None
    late: bool = False
    repeat: bool = False


def parts(letter: Letter, desk: Desk) -> Sequence[Letter]:
    """The letter, or as few as tell the same within two screens of a phone and Telegram's limit for a message."""
    text = plain(_text(letter, desk, desk.clock.today()))
    if len(letter.items) == 1 or (units(text) <= MAX_TEXT_UNITS and phone_lines(text) <= TALLEST):
        return (letter,)
    half = len(letter.items) // 2
    halves = (replace(letter, items=letter.items[:half]), replace(letter, items=letter.items[half:]))
    return [part for one in halves for part in parts(one, desk)]


def written(letter: Letter, desk: Desk) -> render.Message:
    """The letter as a message."""
    return _message(letter, desk, desk.clock.today(), seen=0)


def rewritten(chat_id: int, message_id: int, desk: Desk) -> render.Message:
    """A message that was sent, as it would be written now: what is no longer so is struck out."""
    told = desk.store.ledger.of_message(chat_id, message_id)
    declared = desk.library.current.declared_holidays
    items = tuple(_items_told(told, desk.store.agenda(), declared))
    day = max(one.settled_at or one.claimed_at for one in told).date()
    seen = len(desk.store.ledger.acknowledged_by(chat_id, message_id))
    return _message(Letter(chat_id, told[0].key.thread_id, items), desk, day, seen)


def missed_ones(items: Iterable[Item]) -> Sequence[tuple[str, int]]:
    """What was missed, in a few words, and in how many chats or topics; the most first."""
    return Counter(word("missed_one", item=item, kind=type(item).__name__) for item in items).most_common()


def undelivered(why: str, said: str = "") -> str:
    """Why something was not delivered, by its name in the text; `said` is what Telegram says to it."""
    return plain(word("undelivered", why=why, said=said))


def _message(letter: Letter, desk: Desk, today: date, seen: int) -> render.Message:
    text = render.fit(_text(letter, desk, today), MAX_TEXT_UNITS)
    results = [item.news for item in letter.items if isinstance(item, Results)]
    if results:
        contests = (contest for contest in desk.library.current.facts.contests if contest.series == results[0].series)
        ids = {contest.year: contest.id for contest in contests}
        return render.Message(text, results_buttons(ids.get(results[0].year)))
    entries = [item.entry for item in letter.items if isinstance(item, Reminder | Snoozed)]
    now = desk.clock.now()
    declared = desk.library.current.declared_holidays
    later = any(snooze_day(entry, now, desk.settings.reminder_time, declared) for entry in entries)
    quiet = all(isinstance(item, Digest) for item in letter.items)  # a list of the week can wait until it is seen
    more = any(isinstance(item, Digest) and len(item.entries) > _SHOWN_OF_A_WEEK for item in letter.items)
    return render.Message(text, letter_buttons(seen, again=later, own=letter.chat_id > 0, more=more), quiet)


def _text(letter: Letter, desk: Desk, today: date) -> str:
    sections = [
        text for kind, items in groupby(letter.items, type) for text in _sections(kind, tuple(items), desk, today)
    ]
    named = dict.fromkeys(release for item in letter.items for release in _releases(item))
    known = {release.id: release for release in desk.library.current.facts.releases}
    sources = [known[one] for one in named if one in known]
    more = max(0, len(sources) - _SHOWN_SOURCES)
    own = added(entry for item in letter.items for entry in _entries(item))
    values = {"places": {}, "first": False, "titled": False, "home": desk.settings.ministry}
    sections.append(word("sources", sources=sources[:_SHOWN_SOURCES], more=more, added=own, **values))
    return "\n\n".join(section for section in sections if section)


def _sections(kind: type[Item], items: Sequence[Item], desk: Desk, today: date) -> Iterator[str]:
    agenda, declared = desk.store.agenda(), desk.library.current.declared_holidays
    if kind in (Reminder, Snoozed):
        told = [_told(entry, item, agenda, today, declared) for item in items for entry in _entries(item)]
        yield word("reminder", shown=told, again=kind is Snoozed, today=today)
        return
    for item in items:
        match item:
            case Correction(told=old, entry=entry):
                now = _now(entry, agenda)
                yield word("correction", told=old, entry=entry, now=now, repeat=item.repeat, today=today)
            case Digest(day=day, entries=entries):
                told = [_told(entry, item, agenda, today, declared) for entry in entries]
                sunday = day + timedelta(days=6 - day.weekday())
                week = {"day": day, "last": sunday, "total": len(told), "late": item.late, "repeat": item.repeat}
                yield word("digest", shown=told[:_SHOWN_OF_A_WEEK], today=today, **week)
            case Results(news=news):
                yield word("results", news=news, repeat=item.repeat)


def _told(entry: Entry, item: Item, agenda: Agenda, today: date, declared: frozenset[date]) -> _Told:
    left = (entry.day - today).days
    working = working_days_until(entry.day, today, declared)
    return _Told(entry, left, working, _now(entry, agenda), item.late, item.repeat)


def _now(told: Entry, agenda: Agenda) -> Entry | None:
    """The entry as it is now; None if it is as it was told."""
    current = agenda.get(told.uid)
    return current if current and current.promised != told.promised else None


def _entries(item: Item) -> Sequence[Entry]:
    match item:
        case Reminder(entry=entry) | Snoozed(entry=entry) | Correction(entry=entry):
            return (entry,)
        case Digest(entries=entries):
            return entries
        case _:
            return ()


def _releases(item: Item) -> Iterator[str]:
    if isinstance(item, Results):
        yield item.news.release_id
    for entry in _entries(item):
        yield entry.release_id


def _items_told(deliveries: Sequence[Delivery], agenda: Agenda, declared: frozenset[date]) -> Iterator[Item]:
    """What a message told, by its lines in the ledger; in the order in which letters tell it."""
    by_entry: dict[tuple[str, date, bool], list[Delivery]] = {}
    listed: list[Entry] = []
    for one in deliveries:
        version = agenda.version(one.key.uid, one.sequence)
        if version and one.key.lead == IN_DIGEST:
            listed.append(version)
        elif version:
            by_entry.setdefault((one.key.uid, one.key.day, one.key.lead < 0), []).append(one)
    for (uid, day, is_correction), rows in sorted(by_entry.items(), key=lambda one: (not one[0][2], one[0][1])):
        entry = agenda.version(uid, rows[0].sequence)
        earlier = (agenda.version(uid, number) for number in range(rows[0].sequence - 1, -1, -1))
        told = next((version for version in earlier if version and version.day == day), None)
        if entry and is_correction and told:
            yield Correction(**_of(rows), told=told, entry=entry)
        elif entry and not is_correction:
            yield Reminder(**_of(rows), entry=entry, leads=tuple(one.key.lead for one in rows))
    week = [one for one in deliveries if one.key.uid.startswith("digest-")]
    if week:
        day = first_working_day_of_week(week[0].key.day, declared) or week[0].key.day
        yield Digest(**_of(week), day=day, entries=tuple(listed))


def _of(rows: Sequence[Delivery]) -> dict[str, Any]:
    first = rows[0]
    return {
        "chat_id": first.key.chat_id,
        "thread_id": first.key.thread_id,
        "claims": tuple((one.key, one.sequence) for one in rows),
        "at": first.claimed_at,
        "until": first.claimed_at,
        "repeat": first.attempts > 1,
    }
