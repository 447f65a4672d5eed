"""Who wanted to hear of what, when, and on which days: said anew, from the rules in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.state.rows import Wishes
from tests.bot.simulated_year.driver import History, LetterId
from tests.bot.simulated_year.promises import Promise, Version, at_nine, works
from tests.bot.simulated_year.world import END, Happens

__all__ = ["Era", "eras_of", "slots", "stretches"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Era:
    """A time in which a chat or topic was subscribed with these wishes; `earlier`: those before, until when."""

    start: datetime
    end: datetime
    since: datetime
    wishes: Wishes
    earlier: tuple[tuple[datetime, Wishes], ...] = ()

    def wanted(self, at: datetime, wanted: Callable[[Wishes], bool]) -> bool:
        """Whether what falls due at a time is for it: begun by then, and all that held since then want it."""
        held = (wishes for until, wishes in self.earlier if at < until)
        return self.since <= at and all(map(wanted, (self.wishes, *held)))


def eras_of(history: History) -> dict[LetterId, list[Era]]:
    """The eras of each chat and topic, in their order."""
    found: dict[LetterId, list[Era]] = {}
    for to in dict.fromkeys((did.chat, did.topic, "") for did in history.deeds if did.what is Happens.SUBSCRIBES):
        eras: list[Era] = []
        for did in history.deeds:
            if (did.chat, did.topic, "") != to:
                continue
            now = eras[-1] if eras and eras[-1].end == END else None
            if now and did.what in (Happens.SUBSCRIBES, Happens.WISHES) and now.wishes != did.wishes:
                earlier = (*now.earlier, (did.at, now.wishes))
                eras[-1] = replace(now, end=did.at)
                eras.append(Era(did.at, END, now.since, did.wishes, earlier))
            elif now and did.what is Happens.UNSUBSCRIBES:
                eras[-1] = replace(now, end=did.at)
            elif not now and did.what is Happens.SUBSCRIBES:
                eras.append(Era(did.at, END, did.at, did.wishes))
        found[to] = eras
    return found


def stretches(eras: Sequence[Era], promise: Promise) -> Iterator[tuple[datetime, datetime, Era, int]]:
    """The times in which neither the wishes nor the date changed."""
    knowns = [*(version.known for version in promise.versions), END]
    for era in eras:
        for n, (known, following) in enumerate(pairwise(knowns)):
            start, end = max(era.start, known), min(era.end, following)
            if start < end:
                yield start, end, era, n


def slots(version: Version, leads: Iterable[int]) -> list[tuple[list[int], datetime, datetime]]:
    """The reminders of a date: for which leads, when they fall due, until when they are of use."""
    days: dict[date, list[int]] = defaultdict(list)
    for lead in leads:
        day = version.day - lead * _DAY
        while not works(day):
            day -= _DAY
        if at_nine(day) >= version.over:
            day -= _DAY
            while not works(day):
                day -= _DAY
        days[day].append(lead)
    ordered = sorted(days)
    ends = [*map(at_nine, ordered[1:]), version.over]
    return [(days[day], at_nine(day), until) for day, until in zip(ordered, ends, strict=False)]
