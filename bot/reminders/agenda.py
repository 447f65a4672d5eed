"""The agenda: the days to come that the bot has promised to tell of, and how it follows the knowledge base.

A knowledge base is built anew whenever a file changes, and its ids follow the files. The agenda does not: each of
its entries keeps a `uid` for good and counts its changes in `sequence`. After each publish it is reconciled:

- An event is an occasion: its day is its date, for a deadline the last day of its period. An opening with a last day
  is two: it opens, and it closes. An event without a date is none.
- Two occasions are the same thing when they agree in contests (without any, and for kinds that say nothing, 행사, the
  name), kind, and half of the year if named, and are not of two ministries. What a single file says stays apart, unless
  day, name and start are equal.
- Files are heard in the order of their weight: releases by their date, then schedule files. The same thing on the
  same day is one occasion; name, times and place are those of the weightiest file that states them. On another day,
  a weightier file has moved it, if that is at most 180 days away and after the day the lighter one was published;
  each replaces one, equal names before others, then the nearest; what names no ministry, first one of the ministry's
  own. All else are separate rounds.
- Occasions from today on are compared with the entries from today on, in the same way: the same thing on the same day
  is the same entry, and if its times or place differ it is corrected; then, one to one within 180 days, equal names
  first, then the nearest, it has moved. An entry left over is cancelled; an occasion left over is a cancelled entry
  of that day come back, or a new one. Each change raises `sequence` by one; a new name, note or file is no change.
- What a file says of a day under a name that it had there before, or that now has its contest before it, is the same
  thing, though a newer edition of the bot may read another kind or contest from it.
- An entry whose file could not be read, or whose schedule file was not read whole, is kept rather than cancelled,
  unless a calendar says that it was.
- Where another edition of the bot has read the files anew (`Rereading`), what it reads otherwise is no news about the
  world. What releases say now is taken over without a word: a new entry, a new kind, time or place is no change, and
  reminders that fell due before are not sent. An entry that somebody was told of stays, on its day, though its file is
  read otherwise now, until its file goes or something newer moves it; one that nobody was told of goes or moves.
  What a schedule file says is no matter of reading, and a release that is dated days after the base that was followed
  cannot have been in it: what these change is told as ever.
- Entries before today are never changed nor reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from bot.clock import SEOUL
from bot.reminders.ministry import is_own, may_be_one
from bot.reminders.results import News
from bot.settings import MINISTRY
from knowledge.folder.conflicts import leads, weight
from knowledge.folder.schedules import is_schedule
from knowledge.hangul import squeeze
from knowledge.model import Event, EventKind, Facts, Release, Source, fact_id

_FARTHEST_MOVE = 180  # days; the next year's date is farther away
_HALF = re.compile("[상하]반기")


@dataclass(frozen=True, slots=True)
class Entry:
    """A day that people are reminded of. `closes` is when, on that day, it is too late; None = when the day ends.

    `identity` says what it is, whatever its day. `since` is when its present day became known, None = it was known
    when the agenda was begun. `event_id`, `release_id` and `file` are where the current knowledge has it from.
    `reread` is when another edition of the bot first read it so from a file that was there before: of no use are
    reminders that would have been due by then. `only_promised`: the present edition does not read it from its file.
    `ministry` is whose it is, as who issued the release; None = the house's own, or that of whoever it was promised to.
    """

    uid: str
    identity: str
    name: str
    kind: EventKind
    contests: tuple[str, ...]
    day: date
    end_date: date | None
    start: time | None
    end: time | None
    closes: time | None
    place: str | None
    note: str | None
    event_id: str
    release_id: str
    file: str
    sequence: int = 0
    cancelled: bool = False
    since: datetime | None = None
    reread: datetime | None = None
    only_promised: bool = False
    ministry: str | None = None

    @property
    def over(self) -> datetime:
        """When it is too late, aware."""
        return datetime.combine(self.day, self.closes or time.max, SEOUL)

    @property
    def promised(self) -> tuple[object, ...]:
        """What people rely on: when it is, where, and that it is."""
        return self.day, self.end_date, self.start, self.end, self.closes, self.place, self.cancelled


class ChangeKind(StrEnum):
    """What became of an entry."""

    MOVED = "moved"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an entry at a time: `new` is the same entry one `sequence` later than `old`."""

    kind: ChangeKind
    old: Entry
    new: Entry
    at: datetime


@dataclass(frozen=True, slots=True)
class Rereading:
    """That the files were read by another edition of the bot than the base that the agenda followed until now.

    `until` is the last day that a release in that base can bear, `told` are the uids of entries somebody was told of.
    """

    until: date
    told: Collection[str]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`entries` are those to keep, past and cancelled ones too; `changes` what there is to tell."""

    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Agenda:
    """Everything the bot has promised to tell of: entries, how they changed (the oldest first), news of winners."""

    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    news: tuple[News, ...] = ()

    def get(self, uid: str) -> Entry | None:
        """The entry as it is now."""
        return self._by_uid.get(uid)

    def version(self, uid: str, sequence: int) -> Entry | None:
        """The entry as it was told then."""
        current = self.get(uid)
        return current if current and current.sequence == sequence else self._versions.get((uid, sequence))

    def between(self, first: date, last: date) -> Sequence[Entry]:
        """The entries of these days that were not cancelled, in the order of their days."""
        days = self._days
        return self._ordered[bisect_left(days, first) : bisect_right(days, last)]

    def upcoming(self, today: date) -> Sequence[Entry]:
        """The entries from today on that were not cancelled, in the order of their days."""
        return self.between(today, date.max)

    def changed(self, since: date) -> Iterator[tuple[Entry, datetime]]:
        """Entries that changed and when they last did, if any of their days is on or after `since`."""
        for uid, (at, last) in self._latest.items():
            if last >= since:
                yield self._by_uid[uid], at

    @cached_property
    def _by_uid(self) -> Mapping[str, Entry]:
        return {entry.uid: entry for entry in self.entries}

    @cached_property
    def _versions(self) -> Mapping[tuple[str, int], Entry]:
        return {(change.old.uid, change.old.sequence): change.old for change in self.changes}

    @cached_property
    def _latest(self) -> Mapping[str, tuple[datetime, date]]:
        found: dict[str, tuple[datetime, date]] = {}
        for change in self.changes:
            _, last = found.get(change.new.uid, (change.at, change.old.day))
            found[change.new.uid] = change.at, max(last, change.old.day, change.new.day)
        return found

    @cached_property
    def _ordered(self) -> tuple[Entry, ...]:
        live = (entry for entry in self.entries if not entry.cancelled)
        return tuple(sorted(live, key=lambda e: (e.day, e.start or time.max, e.name, e.uid)))

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return tuple(entry.day for entry in self._ordered)


def occasions(event: Event) -> Iterator[Entry]:
    """The days of an event that people are reminded of, as entries that have no uid yet."""
    last = event.end_date or event.date
    if event.date is None or last is None:
        return
    if event.kind is EventKind.DEADLINE:
        yield _entry(event, EventKind.DEADLINE, last, None, event.end or event.start)
        return
    lasts_all_day = event.kind in (EventKind.OPENING, EventKind.RESULT)
    yield _entry(event, event.kind, event.date, event.end_date, None if lasts_all_day else event.start)
    if event.kind is EventKind.OPENING and last > event.date:
        yield _entry(event, EventKind.DEADLINE, last, None, event.end)


def reconcile(
    known: Collection[Entry],
    facts: Facts,
    now: datetime,
    first: bool = False,
    rereading: Rereading | None = None,
    ministry: str = MINISTRY,
) -> Reconciled:
    """What becomes of the agenda when the knowledge base now says `facts`; doing it twice changes nothing more.

    `first`: the agenda is begun, so that what it holds was known before. `rereading`: another edition has read
    them. `ministry` is the one whose staff ask.
    """
    today, files = now.date(), _Files(facts, known, rereading, ministry)
    stated = {name: [e for e in every if e.day >= today] for name, every in _stated(files).items()}
    coming = _by_identity(_read_anew((entry for entry in known if entry.day >= today), files))
    unread, withdrawn = _not_read_whole(facts), _withdrawn(facts)
    kept = {entry.uid: entry for entry in known}
    changes: list[Change] = []

    def change(kind: ChangeKind, old: Entry, new: Entry) -> None:
        changes.append(Change(kind, old, replace(new, sequence=old.sequence + 1), now))
        kept[old.uid] = changes[-1].new

    for identity in dict.fromkeys((*coming, *stated)):
        live = [entry for entry in coming[identity] if not entry.cancelled]
        cancelled = [entry for entry in coming[identity] if entry.cancelled]
        fresh = stated.get(identity, [])
        for old, said in _pairs(live, fresh, files.may_move, ministry):
            new = files.following(old, said, now)
            if new.promised == old.promised:
                kept[old.uid] = files.quietly(old, new, now)
            elif files.is_news(old, new):
                change(ChangeKind.MOVED if new.day != old.day else ChangeKind.CORRECTED, old, new)
            else:
                kept[old.uid] = files.quietly(old, new, now)
            live.remove(old)
            fresh.remove(said)
        for old in live:
            is_withdrawn = old.event_id in withdrawn
            if not is_withdrawn and (old.file in unread or (old.only_promised and files.still_has(old))):
                continue
            if rereading is None or is_withdrawn or not files.still_has(old):
                change(ChangeKind.CANCELLED, old, replace(old, cancelled=True))
            else:
                is_told = old.uid in rereading.told
                kept[old.uid] = replace(old, only_promised=is_told, cancelled=not is_told)
        for old, said in _pairs(cancelled, [one for one in fresh if files.vouches(one)], lambda *_: False, ministry):
            change(ChangeKind.RESTORED, old, replace(files.following(old, said, now), since=now))
            fresh.remove(said)
        for said in fresh:
            uid = _free_uid(said, kept)
            reread = now if rereading and not files.is_newer(said) else None
            kept[uid] = replace(said, uid=uid, since=None if first else now, reread=reread)
    return Reconciled(tuple(kept.values()), tuple(changes))


class _Files:
    """What each file says, before they are heard together, and what of it another edition only reads anew."""

    def __init__(self, facts: Facts, known: Iterable[Entry], rereading: Rereading | None, ministry: str) -> None:
        self.rereading = rereading
        self.ministry = ministry
        self.places = {release.id: -place for place, release in enumerate(facts.releases)}
        self._releases = {release.id: release for release in facts.releases}
        every = (said for event in facts.events for said in occasions(event))
        self.said = [replace(said, ministry=self.release_of(said).ministry) for said in every]
        self.of_day: dict[tuple[str, date], list[Entry]] = defaultdict(list)
        for said in self.said:
            self.of_day[said.file, said.day].append(said)
        self._known = {entry.file for entry in known}
        # A copy and what cannot be read are there too, by their warnings.
        self._there = {release.file for release in facts.releases} | {warning.file for warning in facts.warnings}

    def release_of(self, said: Entry) -> Release:
        """The release that says it; what is only being tried out, as in a preview, stands in none yet."""
        nothing = Source(said.file, 1, "")
        return self._releases.get(said.release_id) or Release(said.release_id, said.file, "", (), None, None, nothing)

    def is_newer(self, said: Entry) -> bool:
        """Whether it stands in a release that cannot have been in the base that was followed."""
        day = self.release_of(said).date
        return (
            self.rereading is not None
            and day is not None
            and day > self.rereading.until
            and said.file not in self._known
        )

    def vouches(self, said: Entry) -> bool:
        """Whether it says something about the world, not only about who has read it."""
        return self.rereading is None or is_schedule(said.file) or self.is_newer(said)

    def may_move(self, old: Entry, said: Entry) -> bool:
        """Whether an entry may become another day: not if somebody was told of it and it was only read otherwise."""
        return self.rereading is None or self.vouches(said) or old.uid not in self.rereading.told

    def is_news(self, old: Entry, new: Entry) -> bool:
        """Whether a change is to be told; that a row of a schedule closes otherwise, as its new kind does, is none."""
        if self.rereading is None:
            return True
        as_stated = (old.day, old.start, old.end, old.place) != (new.day, new.start, new.end, new.place)
        return self.vouches(new) and (as_stated or old.kind is new.kind)

    def quietly(self, old: Entry, new: Entry, now: datetime) -> Entry:
        """The entry as it is now where nothing is told of that; another kind or contest has other reminders."""
        other = (old.day, old.kind, old.contests) != (new.day, new.kind, new.contests)
        other = other or old.ministry not in (None, new.ministry)
        return replace(new, reread=now) if self.rereading and other else new

    def following(self, old: Entry, said: Entry, now: datetime) -> Entry:
        """The entry as it is said to be now. Whoever it concerned, it goes on to concern.

        What was promised before it was known whose it is, and is now read anew, stays everybody's if it was told.
        """
        since, reread = (old.since, old.reread) if said.day == old.day else (now, None)
        new = replace(said, uid=old.uid, sequence=old.sequence, since=since, reread=reread)
        stays = self.rereading is None and old.ministry is None
        if said.ministry and (stays or (self.rereading and old.uid in self.rereading.told)):
            return replace(new, ministry=old.ministry)
        return new

    def still_has(self, old: Entry) -> bool:
        """Whether what it was read from is still there: its release, or something on that day of its schedule file."""
        return (old.file, old.day) in self.of_day if is_schedule(old.file) else old.file in self._there


def _entry(event: Event, kind: EventKind, day: date, end_date: date | None, closes: time | None) -> Entry:
    half = _HALF.search(event.name)
    named = () if event.contests and kind is not EventKind.OTHER else (event.name,)
    what = "+".join(sorted(map(squeeze, (*event.contests, *named))))
    return Entry(
        uid="",
        identity=f"{what}|{kind.name}|{half[0] if half else ''}",
        name=event.name,
        kind=kind,
        contests=event.contests,
        day=day,
        end_date=end_date,
        start=event.start,
        end=event.end,
        closes=closes,
        place=event.place,
        note=event.note,
        event_id=event.id,
        release_id=event.release_id,
        file=event.source.file,
    )


def _stated(files: _Files) -> Mapping[str, list[Entry]]:
    """What the files together say about each thing."""
    by_file: dict[str, dict[tuple[object, ...], Entry]] = defaultdict(dict)
    for said in files.said:
        by_file[said.file].setdefault((said.identity, said.day, squeeze(said.name), said.start), said)

    def order(file: str) -> tuple[object, ...]:
        # What comes last is what holds: of files of which none leads, the one that stands first among the facts.
        any_of_it = next(iter(by_file[file].values()))
        return (*weight(files.release_of(any_of_it)), files.places.get(any_of_it.release_id, 0), file)

    def replaces(old: Entry, new: Entry) -> bool:
        before = files.release_of(old)
        return leads(files.release_of(new), before) and new.day > (before.date or date.min)

    merged: dict[str, list[Entry]] = defaultdict(list)
    for file in sorted(by_file, key=order):
        for identity, fresh in _by_identity(by_file[file].values()).items():
            so_far = merged[identity]
            for old, new in _pairs(so_far, fresh, replaces, files.ministry):
                so_far[so_far.index(old)] = _completed(new, old) if new.day == old.day else new
                fresh.remove(new)
            so_far += fresh
    return merged


def _completed(new: Entry, old: Entry) -> Entry:
    """What a weightier file says of the same day, with what only the lighter one states."""
    timed = new if new.start or new.end else old
    return replace(
        new,
        start=timed.start,
        end=timed.end,
        closes=timed.closes,
        end_date=new.end_date or old.end_date,
        place=new.place or old.place,
        note=new.note or old.note,
    )


def _pairs(
    olds: Iterable[Entry], news: Sequence[Entry], may_move: Callable[[Entry, Entry], bool], ministry: str
) -> list[tuple[Entry, Entry]]:
    """Which new one is which old one: the same day first, then equal names, then the nearest; each once.

    What is only promised moves before anything else, since nothing but that can put it right; on its day it comes last.
    """

    def order(pair: tuple[Entry, Entry]) -> tuple[object, ...]:
        old, new = pair
        foreign = new.ministry is None and not is_own(old.ministry, ministry)
        named = squeeze(old.name) != squeeze(new.name)
        in_turn = old.only_promised == (old.day == new.day)
        elsewhere = old.file != new.file  # of two ministries on one day
        return (old.day != new.day, foreign, in_turn, named, abs(old.day - new.day), elsewhere, old.day, new.day)

    possible = [
        (old, new)
        for old in olds
        for new in news
        if may_be_one(old.ministry, new.ministry)
        and (old.day == new.day or (abs((old.day - new.day).days) <= _FARTHEST_MOVE and may_move(old, new)))
    ]
    taken: list[tuple[Entry, Entry]] = []
    for old, new in sorted(possible, key=order):
        if all(old is not one and new is not other for one, other in taken):
            taken.append((old, new))
    return taken


def _by_identity(entries: Iterable[Entry]) -> defaultdict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.identity].append(entry)
    return found


def _read_anew(known: Iterable[Entry], files: _Files) -> Iterator[Entry]:
    """Known entries with the identity that the same words of the same file have now.

    Where another edition has read them, also under other words: that file's one thing of that kind on that day, or
    its one thing of that day.
    """
    for entry in known:
        named, of_day = squeeze(entry.name), files.of_day.get((entry.file, entry.day), [])
        same = {e.identity for e in of_day if squeeze(e.name).endswith(named)}
        if not same and files.rereading:
            same = {e.identity for e in of_day if e.kind is entry.kind} or {e.identity for e in of_day}
        yield entry if not same or entry.identity in same else replace(entry, identity=min(same))


def _not_read_whole(facts: Facts) -> set[str]:
    """Files that were not read, and schedule files of which some lines were not."""
    read = {release.file for release in facts.releases}
    doubted = {warning.file for warning in facts.warnings}
    return {file for file in doubted if file not in read or is_schedule(file)}


def _withdrawn(facts: Facts) -> set[str]:
    """The events that a newer edition of their entry in a calendar took back."""
    return {name for entry in facts.calendar_entries for name in entry.fact_ids} - {event.id for event in facts.events}


def _free_uid(entry: Entry, taken: Collection[str]) -> str:
    """At most 24 ASCII characters, the same for the same thing and day unless that is taken."""
    number = 0
    while (uid := fact_id("date", entry.identity, entry.day, number)) in taken:
        number += 1
    return uid
