"""What became of each date of the year, and when anything may be sent: said anew, from the rules in words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import holidays

from bot.clock import SEOUL
from knowledge.model import EventKind
from tests.bot.simulated_year.driver import RETRY, TICK, History, LetterId
from tests.bot.simulated_year.world import END, START, Did, Happening, Happens, Said, World

__all__ = ["Chances", "Promise", "Version", "at_nine", "next_opening", "promises", "works"]

_DAY = timedelta(days=1)
_OFF = holidays.country_holidays("KR", years=range(2025, 2029))


def works(day: date) -> bool:
    """Whether it is a working day."""
    return day.weekday() not in (5, 6) and day not in _OFF


def at_nine(day: date) -> datetime:
    """Nine in the morning."""
    return datetime.combine(day, time(9), SEOUL)


def next_opening(day: date) -> datetime:
    """When the working day after a day begins."""
    following = day + _DAY
    while not works(following):
        following += _DAY
    return at_nine(following)


@dataclass(frozen=True, slots=True)
class Version:
    """How a date stood from `known` on; `since`: when its day became known, None = always."""

    known: datetime
    day: date
    end_date: date | None
    start: time | None
    end: time | None
    closes: time | None
    place: str | None
    since: datetime | None
    cancelled: bool = False

    @property
    def over(self) -> datetime:
        return datetime.combine(self.day, self.closes or time.max, SEOUL)

    def same(self, other: Version) -> bool:
        """Whether people who know one know the other."""
        return replace(self, known=START, since=None) == replace(other, known=START, since=None)


@dataclass(eq=False)
class Promise:
    """A day of a happening, with all that became of it; `life` counts those of one happening and kind."""

    name: str
    kind: EventKind
    contest: str | None
    life: int
    versions: list[Version] = field(default_factory=list)

    @property
    def label(self) -> str:
        return f"{self.name}/{self.kind}/{self.life}"

    def index(self, at: datetime) -> int:
        """Which version held at a time; -1 = none yet."""
        return bisect_right(self.versions, at, key=lambda version: version.known) - 1


def promises(world: World, chances: Chances) -> list[Promise]:
    """All days of the year, as the bot got to know them."""
    known = sorted({chances.up_from(at) for at in world.publishes} - {END})
    heard = [(at, world.published(at)) for at in known]
    return [one for happening in world.happenings for one in _lives(world, happening, heard)]


def _lives(world: World, one: Happening, heard: list[tuple[datetime, datetime]]) -> Iterator[Promise]:
    lives: dict[EventKind, list[Promise]] = defaultdict(list)
    for known, published in heard:
        said = None if world.unread(one, published) else one.said(published)
        days = _days(one.kind, said, known) if said else {}
        for kind in (one.kind, EventKind.DEADLINE) if one.kind is EventKind.OPENING else (one.kind,):
            now = days.get(kind)
            if now and now.day < known.date():
                now = None
            last = lives[kind][-1] if lives[kind] else None
            before = last.versions[-1] if last and last.versions[-1].day >= known.date() else None
            if last and before and not before.cancelled:
                if now and not now.same(before):
                    last.versions.append(replace(now, since=before.since if now.day == before.day else known))
                elif not now and published not in world.half_read:
                    last.versions.append(replace(before, known=known, cancelled=True))
            elif last and before and now and now.day == before.day:
                last.versions.append(now)
            elif now:
                since = None if known == START else known
                lives[kind].append(Promise(one.name, kind, one.contest, len(lives[kind]), [replace(now, since=since)]))
    for every in lives.values():
        yield from every


def _days(kind: EventKind, said: Said, known: datetime) -> dict[EventKind, Version]:
    last, place = said.last or said.day, said.place
    if kind is EventKind.DEADLINE:
        return {kind: Version(known, last, None, said.start, said.end, said.end or said.start, place, known)}
    begins = None if kind in (EventKind.OPENING, EventKind.RESULT) else said.start
    found: dict[EventKind, Version] = {}
    found[kind] = Version(known, said.day, said.last, said.start, said.end, begins, place, known)
    if kind is EventKind.OPENING and last > said.day:
        found[EventKind.DEADLINE] = Version(known, last, None, said.start, said.end, said.end, place, known)
    return found


def _resumes(deeds: Iterable[Did], chat: int) -> datetime:
    """When a pause of the chat ends."""
    ending = (Happens.TAKES_IT_BACK, Happens.SUBSCRIBES, Happens.BECOMES_A_SUPERGROUP)
    return next((did.at for did in deeds if did.chat == chat and did.what in ending), END)


class Chances:
    """When the bot could send to whom."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._begins = [begins for begins, _ in history.ups]
        self._pauses: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        for n, did in enumerate(history.deeds):
            if did.what is Happens.REMOVES_THE_BOT:
                self._pauses[did.chat].append((did.at, _resumes(history.deeds[n + 1 :], did.chat)))
        for at, chat in history.refusals:
            later = [did for did in history.deeds if did.at > at]
            self._pauses[chat].append((at + TICK, _resumes(later, chat)))
        for at, chat in history.held:
            self._pauses[chat].append((at + TICK, at + RETRY))

    def boots_at(self, at: datetime) -> bool:
        """Whether the bot came up then."""
        return at in self._begins

    def up_from(self, at: datetime) -> datetime:
        """The first moment from then on at which the bot runs; END if none comes."""
        n = bisect_right(self._begins, at)
        if n and at <= self._history.ups[n - 1][1]:
            return at
        return self._begins[n] if n < len(self._begins) else END

    def last_look(self, at: datetime) -> datetime:
        """Then, or where the bot came up then, the last moment before at which it ran."""
        n = bisect_left(self._begins, at)
        return self._history.ups[n - 1][1] if n and self.boots_at(at) else at

    def first(
        self, to: LetterId, start: datetime, end: datetime, ends: Collection[datetime] = (), any_day: bool = False
    ) -> datetime | None:
        """The first moment in [start, end) to send this letter; what `ends` may not wait beyond."""
        at = start
        while (at := self.up_from(at)) < end:
            day = at.date()
            urgent = any_day or works(day) or any(at < one <= next_opening(day) for one in ends)
            paused = [until for since, until in self._pauses[to[0]] if since <= at < until]
            if at < at_nine(day):
                at = at_nine(day)
            elif at >= at_nine(day) + timedelta(hours=9) or not urgent:
                at = at_nine(day + _DAY)
            elif paused:
                at = max(paused)
            elif self._cut_short(to, at):
                at += TICK
            else:
                return at
        return None

    def _cut_short(self, to: LetterId, at: datetime) -> bool:
        """Whether the bot was killed in this look, or the chat put it off, before it came to the letter."""
        cut = at in self._history.kills or (at, to[0]) in self._history.held
        return cut and to not in self._history.reached[at]
