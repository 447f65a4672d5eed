"""What is due: a pure decision over dates, subscriptions and the ledger of deliveries.

The rules:

- An event is told of 7, 3 and 1 days before its day and on the day itself, at REMINDER_TIME in Asia/Seoul.
- Its day is its date; for a deadline (접수 마감) the last day of its period. An opening (접수 시작) with a
  last day is told of twice: when it opens and, as a deadline, when it closes.
- What could not be sent in time is sent late, marked, until that day ends; on the event's own day until it
  starts (a deadline: until it closes; an opening: all day). After that it is missed. What has already started
  at REMINDER_TIME is told of while it goes on, for an hour where its end is not known.
- A subscription gets what falls due from its own beginning on. One that begins in the future, because the
  clock was set back, counts as begun.
- A reminder whose sending was interrupted is due again, marked as a repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.clock import SEOUL
from bot.records import DeliveryKey, DeliveryStatus, Subscription
from knowledge.model import Event, EventKind

__all__ = [
    "LATE_AFTER",
    "LEADS",
    "Occasion",
    "Reminder",
    "due",
    "missed",
    "next_time",
    "occasions",
    "upcoming",
]

LEADS = (7, 3, 1, 0)
"""How many days before an event it is told of."""

LATE_AFTER = timedelta(minutes=10)
"""A reminder that is sent later than this after its time says so."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day of an event that people are reminded of. `closes` is when, on that day, it is too late."""

    event: Event
    kind: EventKind
    day: date
    closes: time | None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One lead time of one occasion for one subscription; `at` is when it falls due, aware."""

    subscription: Subscription
    occasion: Occasion
    lead: int
    at: datetime
    late: bool = False
    repeat: bool = False

    @property
    def key(self) -> DeliveryKey:
        """Under which it stands in the ledger."""
        chat = self.subscription
        return DeliveryKey(chat.chat_id, chat.thread_id, self.occasion.event.id, self.occasion.day, self.lead)

    def moved(self, chat_id: int) -> Reminder:
        """The same for a group that became a supergroup."""
        return replace(self, subscription=replace(self.subscription, chat_id=chat_id))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A lead time of an occasion: it can be sent at or after `at` and before `until`."""

    occasion: Occasion
    lead: int
    at: datetime
    until: datetime


def occasions(event: Event) -> tuple[Occasion, ...]:
    """The days of an event that people are reminded of; none if its date is not known."""
    last = event.end_date or event.date
    if event.date is None or last is None:
        return ()
    closing = Occasion(event, EventKind.DEADLINE, last, event.end or event.start)
    if event.kind is EventKind.DEADLINE:
        return (closing,)
    beginning = Occasion(event, event.kind, event.date, None if event.kind is EventKind.OPENING else event.start)
    if event.kind is EventKind.OPENING and last > event.date:
        return beginning, replace(closing, closes=event.end)
    return (beginning,)


def upcoming(events: Iterable[Event], today: date) -> tuple[Occasion, ...]:
    """Today's occasions and those to come, in the order of their days."""
    coming = (one for event in events for one in occasions(event) if one.day >= today)
    return tuple(sorted(coming, key=_order))


def due(
    events: Iterable[Event],
    subscriptions: Iterable[Subscription],
    delivered: Mapping[DeliveryKey, DeliveryStatus],
    now: datetime,
    reminder_time: time,
) -> tuple[Reminder, ...]:
    """What has to be sent now, by subscription and within it by day.

    One that was settled as missed and is due nevertheless (the clock was set back) is due.
    """
    slots = [slot for slot in _slots(events, now.date(), reminder_time) if slot.at <= now < slot.until]
    return tuple(
        reminder
        for reminder in _planned(slots, subscriptions, delivered, now)
        if not reminder.at < reminder.subscription.since <= now
        and delivered.get(reminder.key) in (None, DeliveryStatus.INTERRUPTED, DeliveryStatus.MISSED)
    )


def missed(
    events: Iterable[Event],
    subscriptions: Iterable[Subscription],
    delivered: Mapping[DeliveryKey, DeliveryStatus],
    after: datetime,
    now: datetime,
    reminder_time: time,
) -> tuple[Reminder, ...]:
    """What could have been sent until some time after `after`, but was not; now it is too late for it.

    `after` is when the last run looked: an event that was added after its lead days had passed is not
    counted. `repeat` is set where sending was interrupted, so that it may have arrived.
    """
    slots = [slot for slot in _slots(events, after.date(), reminder_time) if after < slot.until <= now]
    return tuple(
        reminder
        for reminder in _planned(slots, subscriptions, delivered, now)
        if reminder.subscription.since <= reminder.at
        and delivered.get(reminder.key) in (None, DeliveryStatus.INTERRUPTED)
    )


def next_time(events: Iterable[Event], now: datetime, reminder_time: time) -> datetime | None:
    """When something falls due next, or None."""
    return min((slot.at for slot in _slots(events, now.date(), reminder_time) if slot.at > now), default=None)


def _planned(
    slots: Iterable[_Slot],
    subscriptions: Iterable[Subscription],
    delivered: Mapping[DeliveryKey, DeliveryStatus],
    now: datetime,
) -> Iterator[Reminder]:
    slots = sorted(slots, key=lambda slot: _order(slot.occasion))
    for subscription in subscriptions:
        for slot in slots:
            late = now - slot.at > LATE_AFTER
            reminder = Reminder(subscription, slot.occasion, slot.lead, slot.at, late)
            repeat = delivered.get(reminder.key) is DeliveryStatus.INTERRUPTED
            yield replace(reminder, repeat=repeat)


def _slots(events: Iterable[Event], first: date, reminder_time: time) -> Iterator[_Slot]:
    """The slots of occasions on or after the day `first`."""
    for event in events:
        for occasion in occasions(event):
            if occasion.day < first:
                continue
            for lead in LEADS:
                day = occasion.day - timedelta(days=lead)
                end = occasion.closes if lead == 0 and occasion.closes else time.max
                at, until = datetime.combine(day, reminder_time, SEOUL), datetime.combine(day, end, SEOUL)
                if at >= until and lead == 0:
                    until = _goes_on_until(occasion, until)
                if at < until:
                    yield _Slot(occasion, lead, at, until)


def _goes_on_until(occasion: Occasion, started: datetime) -> datetime:
    """When something that has started is over: its end, or an hour after its beginning; a deadline is over at once."""
    if occasion.kind is EventKind.DEADLINE:
        return started
    end = occasion.event.end
    return datetime.combine(occasion.day, end, SEOUL) if end else started + timedelta(hours=1)


def _order(occasion: Occasion) -> tuple[date, time, str]:
    return occasion.day, occasion.event.start or time.max, occasion.event.name
