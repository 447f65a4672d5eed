"""What happens in the simulated year: what the files say and when, who wants to hear of it, when the bot is away."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum, auto
from functools import cached_property

from bot.clock import SEOUL
from bot.state.rows import Wishes
from knowledge.model import Event, EventKind, Facts, fact_id
from tests.bot.reminders.dates import event, joined, stated
from tests.factories import YOUTH_CASE

__all__ = ["END", "START", "Chat", "Did", "Happening", "Happens", "Said", "Winners", "World"]

_SCHEDULES = ("일정.csv", "행사.ics")

_USUAL = Wishes()

START = datetime(2026, 1, 1, 0, 0, tzinfo=SEOUL)
END = datetime(2027, 1, 1, 0, 0, tzinfo=SEOUL)


@dataclass(frozen=True, slots=True)
class Said:
    """What the files say of a date."""

    day: date
    last: date | None = None
    start: time | None = None
    end: time | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """A date of the year; `history` is what is said of it from when on, None = nothing any more.

    `in_release`: a press release says what was said first, for good; the schedule says what is different.
    """

    name: str
    kind: EventKind
    contest: str | None
    in_release: bool
    history: tuple[tuple[datetime, Said | None], ...]

    def said(self, at: datetime) -> Said | None:
        """What is said of it at a time."""
        return next((said for since, said in reversed(self.history) if since <= at), None)


@dataclass(frozen=True, slots=True)
class Winners:
    """How many winning cases of a contest a release publishes, and the date it bears."""

    contest: str
    half: str
    cases: int
    at: datetime
    dated: date


class Happens(Enum):
    """What people do with a chat."""

    SUBSCRIBES = auto()
    WISHES = auto()
    UNSUBSCRIBES = auto()
    REMOVES_THE_BOT = auto()
    BLOCKS_UNNOTICED = auto()
    TAKES_IT_BACK = auto()
    BECOMES_A_SUPERGROUP = auto()
    SNOOZES = auto()


@dataclass(frozen=True, slots=True)
class Chat:
    """A group or a person, by a number that stays, and its topics."""

    number: int
    private: bool
    topics: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Did:
    """Something done with a chat at a time; `pick` chooses what is snoozed."""

    at: datetime
    what: Happens
    chat: int
    topic: int | None = None
    wishes: Wishes = _USUAL
    pick: int = 0


@dataclass(frozen=True)
class World:
    """The whole year. `half_read`: publishes at which the last rows of the schedule files could not be read."""

    happenings: tuple[Happening, ...]
    winners: tuple[Winners, ...]
    chats: tuple[Chat, ...]
    deeds: tuple[Did, ...]
    outages: tuple[tuple[datetime, datetime], ...]
    half_read: frozenset[datetime]

    @cached_property
    def publishes(self) -> tuple[datetime, ...]:
        """When a file changed."""
        said = {max(START, at) for one in self.happenings for at, _ in one.history}
        return tuple(sorted(at for at in said | {one.at for one in self.winners} | self.half_read if at < END))

    def published(self, now: datetime) -> datetime:
        """When a file last changed."""
        return self.publishes[bisect_right(self.publishes, now) - 1]

    def unread(self, one: Happening, at: datetime) -> bool:
        """Whether its row cannot be read after the publish at a time."""
        return at in self.half_read and not one.in_release and int(fact_id("row", one.name)[-1], 36) % 4 == 0

    def facts(self, at: datetime) -> Facts:
        """What the knowledge base holds after the publish at a time."""
        rows = [
            _row(one, said)
            for one in self.happenings
            if (said := one.said(at)) and not self.unread(one, at)
            if not (one.in_release and said == one.history[0][1])
        ]
        schedules = [stated(name, *rows[n::2], warned=at in self.half_read) for n, name in enumerate(_SCHEDULES)]
        return joined(*self._releases(at), *schedules)

    def _releases(self, at: datetime) -> Iterator[Facts]:
        for one in self.happenings:
            since, said = one.history[0]
            if one.in_release and since <= at and said:
                yield stated(f"보도-{one.name}.txt", _row(one, said), published=since.date())
        for won in self.winners:
            if won.at <= at:
                release = stated(f"수상-{won.contest}-{won.half}.txt", published=won.dated)
                case = replace(
                    YOUTH_CASE, release_id=release.releases[0].id, contest_id=None, contest=won.contest, year=2026
                )
                yield replace(release, cases=(replace(case, half=won.half),) * won.cases)


def _row(one: Happening, said: Said) -> Event:
    contests = (one.contest,) if one.contest else ()
    return event(
        said.day,
        one.kind,
        one.name,
        contests=contests,
        last=said.last,
        start=said.start,
        end=said.end,
        place=said.place,
    )
