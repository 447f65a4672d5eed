"""Knowledge bases of a few dates, and chats that want them, for tests of the agenda and of reminders."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from bot.clock import SEOUL
from bot.reminders.agenda import Agenda, reconcile
from bot.reminders.due import Book, Situation
from bot.reminders.results import News
from bot.settings import MINISTRY
from bot.state.rows import DeliveryKey, DeliveryStatus, Snooze, Subscription, Wishes
from knowledge.model import Event, EventKind, ExtractionWarning, Facts, Release, Source, fact_id

CONTEST = "정부혁신 우수사례 경진대회"
DAY = date(2026, 3, 10)  # a Tuesday
SINCE = datetime(2026, 1, 5, 12, 0, tzinfo=SEOUL)
NINE = time(9, 0)
GROUP = Subscription(-1001, None, 1002, SINCE)


def seoul(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A time in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


def event(
    day: date | None = DAY,
    kind: EventKind = EventKind.CEREMONY,
    name: str = "시상식",
    *,
    contests: tuple[str, ...] = (CONTEST,),
    last: date | None = None,
    start: time | None = None,
    end: time | None = None,
    place: str | None = None,
    note: str | None = None,
) -> Event:
    """An event of a file that `stated` gives it to."""
    return Event("", "", name, kind, day, last, start, end, place, contests, (), (), None, note, Source("", 2, name))


def stated(
    file: str, *events: Event, published: date | None = None, warned: bool = False, ministry: str | None = None
) -> Facts:
    """What one file says, with ids as a knowledge base gives them; `warned`: a line of it was not read."""
    release = Release(fact_id("release", file), file, file, (), published, ministry, Source(file, 1, file))
    own = tuple(
        replace(
            one,
            id=fact_id("event", file, *one.contests, one.name, one.date),
            release_id=release.id,
            source=Source(file, 2, one.name),
        )
        for one in events
    )
    warnings = (ExtractionWarning(file, 3, "이 줄은 읽지 않았어요."),) if warned else ()
    return Facts(releases=(release,), events=own, warnings=warnings)


def joined(*files: Facts) -> Facts:
    """What these files say together."""
    return Facts(
        releases=tuple(release for one in files for release in one.releases),
        contests=tuple(contest for one in files for contest in one.contests),
        events=tuple(event for one in files for event in one.events),
        cases=tuple(case for one in files for case in one.cases),
        warnings=tuple(warning for one in files for warning in one.warnings),
    )


def followed(agenda: Agenda, facts: Facts, now: datetime) -> Agenda:
    """The agenda after a publish."""
    new = reconcile(agenda.entries, facts, now)
    return Agenda(new.entries, (*agenda.changes, *new.changes), agenda.news)


def begun(*events: Event, news: tuple[News, ...] = ()) -> Agenda:
    """An agenda that has known these since the beginning of the year."""
    return Agenda(reconcile((), stated("일정.csv", *events), seoul(1, 5), first=True).entries, news=news)


class Ledger:
    """A ledger in memory: what was told with which version."""

    def __init__(self) -> None:
        self.rows: dict[DeliveryKey, tuple[DeliveryStatus, int]] = {}

    def put(self, claims: Mapping[DeliveryKey, int], status: DeliveryStatus = DeliveryStatus.SENT) -> None:
        """Notes how these ended."""
        self.rows |= {key: (status, sequence) for key, sequence in claims.items()}

    def situation(
        self,
        agenda: Agenda,
        *subscriptions: Subscription,
        snoozes: tuple[Snooze, ...] = (),
        paused: Collection[int] = (),
        reminder_time: time = NINE,
        ministry: str = MINISTRY,
    ) -> Situation:
        """All that a decision looks at; one group without anything else."""
        book = Book((*key, status, sequence) for key, (status, sequence) in self.rows.items())
        return Situation(agenda, subscriptions or (GROUP,), snoozes, paused, book, reminder_time, ministry)


def wishing(wishes: Wishes, *earlier: tuple[datetime, Wishes]) -> Subscription:
    """A group that wants this."""
    return replace(GROUP, wishes=wishes, earlier=earlier)
