"""What is due: a pure decision over the agenda, subscriptions, snoozes and the ledger of deliveries.

All times are Asia/Seoul. Working days are those without public holidays, also `declared` ones.
An *entry* is one of the agenda; it is over when its `closes` comes, else when its day ends.

Reminders
- A lead is a number of days before an entry's day that a subscription's wishes name for its kind. Its lead day is
  that many days before; where that is no working day, the working day before. Where REMINDER_TIME on that day is not
  before the entry is over (a ceremony at 09:00), it is the working day before that.
- The leads of an entry that fall on one lead day are one reminder: it falls due at REMINDER_TIME of the lead day and is
  of use until the next reminder of the entry for that subscription falls due, or the entry is over.
- A reminder that fell due before the entry got its present day (it is new, or moved) falls due at that time; but not
  for a chat or topic that was told another day of it, which gets a correction instead.
- A reminder that fell due before another edition of the bot read the entry so from files that it had (`reread`) is
  none, nor does a digest that fell due by then tell of the entry: an upgrade brings no backlog.
- It is for subscriptions whose beginning is not after it falls due, whose wishes want it now, and whose every earlier
  wishes that still held when it fell due wanted it too. A beginning, or an end of earlier wishes, that lies in the
  future, because the clock was set back, does not count.
- Wishes that name no contests want the ministry's own dates and results (`is_own`), with `others` everybody's.
- It is not due if any of its leads stands in the ledger as anything but interrupted; with an interrupted one it is a
  repeat. It is late if it is sent more than 10 minutes after it fell due.

Corrections
- An entry that changed since a chat or topic was told of it (a reminder or digest that was sent, is unsure or was
  interrupted) is corrected there once: if the day, times, place or cancellation now differ from what it was told,
  counting what it was told since the last correction, and from that on. So several changes before it could be sent
  are one, and a change that was taken back is none. Its key: the uid, the day told last that differs, minus `sequence`.
- It is for chats and topics that are subscribed, whatever they wish now, and is of use until both the day told
  and the present one are over.

Digest
- On the first working day of a week (Monday to Sunday) at REMINDER_TIME, subscriptions that want it, and did so when
  it fell due, are told the entries of their contests then and now, of every kind, from that day to Sunday that are
  not over. It is of use until 18:00 of that day. Without entries, known by then, there is none. Keys: "digest-" and
  the ISO week, Sunday, 0; and for each entry its uid, its day, IN_DIGEST.

Results
- News of winners (`results`) fall due when they are published, for subscriptions that want results and the contest, and
  did so then; they are of use until the end of their last day. Key: the uid of the news, the last day, 0.

Snoozes
- A snoozed entry is told in the private chat at REMINDER_TIME of the snooze's day, whatever that chat's subscription,
  and is of use until the entry is over; a cancelled one is not told. Key: "snooze-" and the uid,
  the snooze's day, 0.

When it is sent
- From 09:00 to 18:00 on working days; on any other day between these hours too, if the entry (for a correction: the day
  told or the present one) will be over by 09:00 of the next working day.
- All that is due for a chat or topic is one letter; news of winners are letters of their own.
- Paused chats are sent nothing. What is still of use when they resume is sent then.

How it ends
- What was of use but was neither sent nor claimed when its use ended is missed: settled as MISSED, with
  all its keys. What was interrupted and is of no more use is settled as UNSURE.
- What is settled as missed in the future, because the clock was set back, counts as not settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from bot.clock import SEOUL
from bot.reminders.agenda import Agenda, Entry
from bot.reminders.messages import Correction, Digest, Item, Letter, Reminder, Results, Snoozed
from bot.reminders.ministry import is_own
from bot.reminders.working_days import (
    first_working_day_of_week,
    is_working_day,
    next_working_day,
    working_day_before_or_on,
)
from bot.settings import CLOSES, MINISTRY, OPENS
from bot.state.rows import LEADS, DeliveryKey, DeliveryStatus, Snooze, Subscription, Wishes

LATE_AFTER = timedelta(minutes=10)
"""What is sent later than this after it fell due says so."""

IN_DIGEST = 1000
"""Stands in the ledger for a lead where an entry was told of in a digest."""

_DAY = timedelta(days=1)
_HORIZON = timedelta(days=max(LEADS) + 30)  # no run of holidays is that long
_FOREVER = datetime.combine(date.max, time.max, SEOUL)
_ARRIVED = (DeliveryStatus.SENT, DeliveryStatus.UNSURE)  # as far as one can know
_OPEN = (None, DeliveryStatus.INTERRUPTED)

_Told = Mapping[tuple[date, int], tuple[DeliveryStatus, int]]


class Book:
    """The ledger as a decision needs it: for each chat, topic and uid, by day and lead, the status and version told."""

    def __init__(self, rows: Iterable[tuple[int, int | None, str, date, int, DeliveryStatus, int]] = ()) -> None:
        self._rows: dict[tuple[int, int | None, str], dict[tuple[date, int], tuple[DeliveryStatus, int]]] = {}
        for chat_id, thread_id, uid, day, lead, status, sequence in rows:
            self._rows.setdefault((chat_id, thread_id, uid), {})[day, lead] = status, sequence

    def of(self, chat_id: int, thread_id: int | None, uid: str) -> _Told:
        """What the ledger says of a uid in one chat or topic."""
        return self._rows.get((chat_id, thread_id, uid), {})

    def status(self, key: DeliveryKey) -> DeliveryStatus | None:
        """How far that came, None = it is not in the ledger."""
        found = self.of(*key[:3]).get(key[3:])
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the decision looks at. `subscriptions` are those of paused chats too, `paused` the ids of these.

    `ministry` is the one whose staff ask, `declared` are public holidays that no calendar knew before.
    """

    agenda: Agenda
    subscriptions: Sequence[Subscription]
    snoozes: Sequence[Snooze]
    paused: Collection[int]
    book: Book
    reminder_time: time
    ministry: str = MINISTRY
    declared: frozenset[date] = frozenset()

    def wanted(self, entry: Entry, wishes: Wishes) -> bool:
        """Whether these wishes are for such an entry, on whatever days."""
        return wishes.wants(*entry.contests, own=is_own(entry.ministry, self.ministry))


def due(situation: Situation, now: datetime) -> tuple[Letter, ...]:
    """What has to be sent now: first corrections, then reminders by day, then the digest, news apart."""
    now = now.astimezone(SEOUL)
    if not OPENS <= now.time() < CLOSES:
        return ()
    works = is_working_day(now.date(), situation.declared)
    opening = _at(next_working_day(now.date(), situation.declared), OPENS)
    letters: dict[tuple[int, int | None, str], list[Item]] = defaultdict(list)
    for item in _items(situation, now, now, _FOREVER):
        if item.chat_id not in situation.paused and (works or any(now < end <= opening for end in item.ends)):
            apart = item.key.uid if isinstance(item, Results) else ""
            letters[item.chat_id, item.thread_id, apart].append(item)
    return tuple(Letter(chat, thread, tuple(items)) for (chat, thread, _), items in letters.items())


def pending(situation: Situation, now: datetime) -> tuple[Item, ...]:
    """All that fell due by `now`, is of use and not settled, also what cannot be sent at this hour."""
    now = now.astimezone(SEOUL)
    return tuple(_items(situation, now, now, _FOREVER))


def missed(situation: Situation, after: datetime, now: datetime) -> tuple[Item, ...]:
    """What was of use until some time between a day before `after`, the last look, and `now`, and is not settled."""
    after, now = after.astimezone(SEOUL) - _DAY, now.astimezone(SEOUL)
    return tuple(item for item in _items(situation, now, after, now) if not item.repeat)


def lapsed(situation: Situation, interrupted: Iterable[DeliveryKey], now: datetime) -> tuple[DeliveryKey, ...]:
    """The interrupted ones that will not be repeated, for they are of no more use: they may have arrived."""
    now, left = now.astimezone(SEOUL), tuple(interrupted)
    if not left:  # as at almost every look
        return ()
    open_ones = {key for item in _items(situation, now, now, _FOREVER) for key, _ in item.claims}
    return tuple(key for key in left if key not in open_ones)


def next_time(situation: Situation, now: datetime) -> datetime | None:
    """When to look again: something falls due, or what waits for it may be sent. None = nothing is to come."""
    now = now.astimezone(SEOUL)
    s, times = situation, [_at(snooze.day, situation.reminder_time) for snooze in situation.snoozes]
    wanted = {one.wishes for one in s.subscriptions if one.chat_id not in s.paused}
    for entry in s.agenda.between(now.date(), date.max):
        times = sorted(at for at in times if at > now)[:1]
        if times and times[0].date() < entry.day - _HORIZON:  # whatever follows falls due later
            break
        for wishes in wanted:
            if s.wanted(entry, wishes):
                times += [slot.at for slot in _slots(entry, wishes.leads(entry.kind), s.reminder_time, s.declared)]
                if wishes.digest and (day := first_working_day_of_week(entry.day, s.declared)):
                    times.append(_at(day, s.reminder_time))
    waiting = max((item.until for item in _items(s, now, now, _FOREVER) if item.chat_id not in s.paused), default=now)
    times += [at for at in (_at(now.date(), OPENS), _at(now.date() + _DAY, OPENS)) if at < waiting]
    return min((at for at in times if at > now), default=None)


def snooze_day(
    entry: Entry, now: datetime, reminder_time: time, declared: frozenset[date] = frozenset()
) -> date | None:
    """The day on which a snoozed entry is told again: the next working day, or tomorrow where it is over by then.

    None if it is over or cancelled by tomorrow.
    """
    today = now.astimezone(SEOUL).date()
    days = (next_working_day(today, declared), today + _DAY)
    return next((day for day in days if not entry.cancelled and entry.over > _at(day, reminder_time)), None)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The reminder of an entry for these leads: due at `at`, of use before `until`."""

    leads: tuple[int, ...]
    at: datetime
    until: datetime


@lru_cache(maxsize=4096)
def _slots(entry: Entry, leads: tuple[int, ...], reminder_time: time, declared: frozenset[date]) -> tuple[_Slot, ...]:
    days: dict[date, list[int]] = defaultdict(list)
    for lead in leads:
        day = working_day_before_or_on(entry.day - lead * _DAY, declared)
        if _at(day, reminder_time) >= entry.over:
            day = working_day_before_or_on(day - _DAY, declared)
        days[day].append(lead)
    times = [_at(day, reminder_time) for day in sorted(days)]
    ends = [*times[1:], entry.over]
    return tuple(_Slot(tuple(days[at.date()]), at, until) for at, until in zip(times, ends, strict=False))


def _items(s: Situation, now: datetime, first: datetime, last: datetime) -> Iterator[Item]:
    """All that fell due until now, is not settled, and whose use ends after `first` and not after `last`."""
    yield from _corrections(s, now, first, last)
    yield from _reminders(s, now, first, last)
    yield from _digests(s, now, first, last)
    yield from _results(s, now, first, last)
    yield from _snoozed(s, now, first, last)


def _reminders(s: Situation, now: datetime, first: datetime, last: datetime) -> Iterator[Item]:
    members: dict[Wishes, list[Subscription]] = defaultdict(list)
    for subscription in s.subscriptions:
        members[subscription.wishes].append(subscription)
    near = s.agenda.between(first.date(), now.date() + _HORIZON)
    for wishes, subscriptions in members.items():
        for entry in (one for one in near if s.wanted(one, wishes)):
            for slot in _slots(entry, wishes.leads(entry.kind), s.reminder_time, s.declared):
                at = max(slot.at, entry.since or slot.at)
                if at <= now and first < slot.until <= last and at < slot.until:
                    for one in subscriptions:
                        item = _reminder(s, one, entry, slot, at, now)
                        if item:
                            yield item


def _reminder(
    s: Situation, one: Subscription, entry: Entry, slot: _Slot, at: datetime, now: datetime
) -> Reminder | None:
    told = s.book.of(one.chat_id, one.thread_id, entry.uid)
    statuses = [told[entry.day, lead][0] for lead in slot.leads if (entry.day, lead) in told]
    if any(status is not DeliveryStatus.INTERRUPTED for status in statuses) or _begins_after(one, at, now):
        return None
    if entry.reread and slot.at < entry.reread:
        return None
    if at > slot.at and any(version.day != entry.day for version, _ in _versions_told(s.agenda, entry.uid, told)):
        return None
    held = _held(one, at, now)
    leads = tuple(lead for lead in slot.leads if all(_wants(s, wishes, entry, lead) for wishes in held))
    if not leads:
        return None
    keys = (DeliveryKey(one.chat_id, one.thread_id, entry.uid, entry.day, lead) for lead in leads)
    return Reminder(
        chat_id=one.chat_id,
        thread_id=one.thread_id,
        claims=tuple((key, entry.sequence) for key in keys),
        at=at,
        until=slot.until,
        late=now - at > LATE_AFTER,
        repeat=bool(statuses),
        ends=(entry.over,),
        entry=entry,
        leads=leads,
    )


def _corrections(s: Situation, now: datetime, first: datetime, last: datetime) -> Iterator[Item]:
    for entry, at in s.agenda.changed(first.date()):
        for one in s.subscriptions:
            rows = s.book.of(one.chat_id, one.thread_id, entry.uid)
            differing = _told_otherwise(s.agenda, entry, rows)
            if differing is None:
                continue
            key = DeliveryKey(one.chat_id, one.thread_id, entry.uid, differing.day, -entry.sequence)
            until = max(differing.over, entry.over)
            if at <= now and first < until <= last and s.book.status(key) in _OPEN:
                yield Correction(
                    chat_id=one.chat_id,
                    thread_id=one.thread_id,
                    claims=((key, entry.sequence),),
                    at=at,
                    until=until,
                    repeat=s.book.status(key) is DeliveryStatus.INTERRUPTED,
                    ends=(differing.over, entry.over),
                    told=differing,
                    entry=entry,
                )


def _told_otherwise(agenda: Agenda, entry: Entry, rows: _Told) -> Entry | None:
    """The last version told that promises something else, since the last correction that may have arrived."""
    corrected = (n for (_, lead), (status, n) in rows.items() if lead < 0 and status in _ARRIVED)
    first = max(corrected, default=0)
    told = [version for version, n in _versions_told(agenda, entry.uid, rows) if n >= first]
    differing = (version for version in told if version.promised != entry.promised)
    return max(differing, key=lambda version: version.sequence, default=None)


def _versions_told(agenda: Agenda, uid: str, rows: _Told) -> Iterator[tuple[Entry, int]]:
    for status, sequence in rows.values():
        version = agenda.version(uid, sequence)
        if version and (status in _ARRIVED or status is DeliveryStatus.INTERRUPTED):
            yield version, sequence


def _digests(s: Situation, now: datetime, first: datetime, last: datetime) -> Iterator[Item]:
    wanting = [one for one in s.subscriptions if one.wishes.digest]
    monday = first.date() - first.weekday() * _DAY
    while wanting and monday <= now.date():
        sunday, day = monday + 6 * _DAY, first_working_day_of_week(monday, s.declared)
        week = f"digest-{monday:%G-W%V}"
        monday += 7 * _DAY
        if day is None or not (_at(day, s.reminder_time) <= now and first < _at(day, CLOSES) <= last):
            continue
        at, until = _at(day, s.reminder_time), _at(day, CLOSES)
        for one in wanting:
            held = _held(one, at, now)
            entries = tuple(
                entry
                for entry in s.agenda.between(day, sunday)
                if all(s.wanted(entry, wishes) for wishes in (one.wishes, *held))
                and entry.over > min(now, until)
                and (entry.since or at) < until
                and (entry.reread or at) <= at
            )
            key = DeliveryKey(one.chat_id, one.thread_id, week, sunday, 0)
            status = s.book.status(key)
            if not entries or status not in _OPEN or _begins_after(one, at, now) or not all(w.digest for w in held):
                continue
            items = ((key._replace(uid=e.uid, day=e.day, lead=IN_DIGEST), e.sequence) for e in entries)
            yield Digest(
                chat_id=one.chat_id,
                thread_id=one.thread_id,
                claims=((key, 0), *items),
                at=at,
                until=until,
                late=now - at > LATE_AFTER,
                repeat=status is DeliveryStatus.INTERRUPTED,
                day=day,
                entries=entries,
            )


def _results(s: Situation, now: datetime, first: datetime, last: datetime) -> Iterator[Item]:
    for news in s.agenda.news:
        if news.last is None or news.at > now or not first < _at(news.last, time.max) <= last:
            continue
        own = is_own(news.ministry, s.ministry)
        for one in s.subscriptions:
            key = DeliveryKey(one.chat_id, one.thread_id, news.uid, news.last, 0)
            status = s.book.status(key)
            held = (one.wishes, *_held(one, news.at, now))
            wanted = all(wishes.results and wishes.wants(news.series, own=own) for wishes in held)
            if wanted and status in _OPEN and not _begins_after(one, news.at, now):
                yield Results(
                    chat_id=one.chat_id,
                    thread_id=one.thread_id,
                    claims=((key, 0),),
                    at=news.at,
                    until=_at(news.last, time.max),
                    repeat=status is DeliveryStatus.INTERRUPTED,
                    news=news,
                )


def _snoozed(s: Situation, now: datetime, first: datetime, last: datetime) -> Iterator[Item]:
    for snooze in s.snoozes:
        entry = s.agenda.get(snooze.uid)
        if entry is None or entry.cancelled:
            continue
        at, until = _at(snooze.day, s.reminder_time), entry.over
        key = DeliveryKey(snooze.user_id, None, f"snooze-{snooze.uid}", snooze.day, 0)
        status = s.book.status(key)
        if at <= now and at < until and first < until <= last and status in _OPEN:
            yield Snoozed(
                chat_id=snooze.user_id,
                thread_id=None,
                claims=((key, entry.sequence),),
                at=at,
                until=until,
                late=now - at > LATE_AFTER,
                repeat=status is DeliveryStatus.INTERRUPTED,
                ends=(until,),
                entry=entry,
            )


def _wants(s: Situation, wishes: Wishes, entry: Entry, lead: int) -> bool:
    return s.wanted(entry, wishes) and (entry.kind, lead) in wishes.days


def _held(one: Subscription, at: datetime, now: datetime) -> list[Wishes]:
    """The earlier wishes that held at a time or after it."""
    return [wishes for until, wishes in one.earlier if at < until <= now]


def _begins_after(one: Subscription, at: datetime, now: datetime) -> bool:
    return at < one.since <= now


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SEOUL)
