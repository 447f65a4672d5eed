"""What every chat must have been told in the year, and how the ledger must have ended: from the rules in words.

It knows the world, what happened to the bot (when it ran, which letters met with a fault) and nothing of the planner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import pairwise

from bot.clock import SEOUL
from bot.state.rows import Wishes
from tests.bot.simulated_year.driver import RETRY, TICK, Fault, History, LetterId
from tests.bot.simulated_year.promises import Chances, Promise, at_nine, next_opening, promises, works
from tests.bot.simulated_year.wanted import Era, eras_of, slots, stretches
from tests.bot.simulated_year.world import END, START, Winners, World

__all__ = ["Outcome", "Told", "work_out"]

_DAY = timedelta(days=1)
_KILLED = (Fault.KILLED_BEFORE_SENDING, Fault.KILLED_AFTER_SENDING)
_TOLD = ("sent", "unsure", "interrupted")
_DIGEST = 1000

_ENDS = {
    None: "sent",
    Fault.TIMED_OUT: "unsure",
    Fault.REFUSED: "failed",
    Fault.KILLED_BEFORE_SENDING: "interrupted",
    Fault.KILLED_AFTER_SENDING: "interrupted",
}

Row = tuple[int, int | None, str, date, int]
"""A key of the ledger, with the number of the chat and the label of the promise."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that stood in a letter: what, how it was marked, and which of the leads or entries it named."""

    kind: str
    label: str
    late: bool
    repeat: bool
    of: frozenset[object]


@dataclass
class Outcome:
    """The letters that arrived, each with what stood in it; the status of each row of the ledger."""

    letters: defaultdict[tuple[datetime, LetterId], list[Told]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[Row, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Due:
    """Something that fell due at a time and is of use until another. `rows`: its keys; `whole`: all it stands for.

    `found`: where it depends on the time of sending which keys it has and what it names.
    """

    kind: str
    label: str
    rows: tuple[Row, ...]
    at: datetime
    until: datetime
    ends: tuple[datetime, ...]
    of: frozenset[object]
    whole: tuple[Row, ...] = ()
    can_be_late: bool = True
    any_day: bool = False
    found: Callable[[datetime], tuple[tuple[Row, ...], frozenset[object]]] | None = None

    def holds(self, now: datetime) -> tuple[tuple[Row, ...], frozenset[object]]:
        return self.found(now) if self.found else (self.rows, self.of)


def work_out(world: World, history: History, labels: Mapping[str, str]) -> Outcome:
    """The whole year; `labels` of the uids that were snoozed."""
    return _Model(world, history, labels).outcome()


class _Model:
    def __init__(self, world: World, history: History, labels: Mapping[str, str]) -> None:
        self.history, self.labels, self.chances = history, labels, Chances(history)
        self.promises = promises(world, self.chances)
        self.winners = [(self.chances.up_from(won.at), won) for won in world.winners]
        self.known = sorted({version.known for one in self.promises for version in one.versions})
        self.done = Outcome()

    def outcome(self) -> Outcome:
        for to, eras in eras_of(self.history).items():
            listed = self._digests(to, eras)
            for promise in self.promises:
                if any(_wants(era.wishes, promise) for era in eras):
                    self._reminders_and_corrections(to, eras, promise, listed[promise.label])
            for known, won in self.winners:
                self._results(to, eras, known, won)
        self._snoozes()
        return self.done

    def _status(self, rows: Iterable[Row]) -> str | None:
        """How far something came; it is settled if any of its rows is."""
        found = {self.done.rows[row] for row in rows if row in self.done.rows}
        return next(iter(found - {"interrupted"}), "interrupted" if found else None)

    def _settle(self, rows: Iterable[Row], status: str) -> None:
        self.done.rows.update(dict.fromkeys(rows, status))

    def _send(self, to: LetterId, due: _Due, start: datetime, end: datetime) -> None:
        """What is due goes into the letter of the first moment between the two when there can be one, and again
        if the bot was killed over it."""
        while (at := self.chances.first(to, start, end, due.ends, due.any_day)) is not None:
            fault = self.history.faults.get((at, to))
            rows, of = due.holds(at)
            if not rows:
                return
            if fault not in (Fault.KILLED_BEFORE_SENDING, Fault.REFUSED, Fault.PUT_OFF):
                late = due.can_be_late and at - due.at > timedelta(minutes=10)
                repeat = self._status(rows[:1] if due.kind == "digest" else rows) == "interrupted"
                self.done.letters[at, to].append(Told(due.kind, due.label, late, repeat, of))
            if fault is Fault.PUT_OFF:
                start = at + RETRY
                continue
            self._settle(rows, _ENDS[fault])
            if fault not in _KILLED:
                return
            start = at + TICK

    def _end(self, rows: Sequence[Row], until: datetime, start: datetime, end: datetime) -> None:
        """What was not sent until then is missed, or stays unsure; if the look that finds it lies between the two."""
        if self.chances.up_from(max(until, start)) < end:
            self._lapse(rows)
            if rows and self._status(rows) is None:
                self._settle(rows, "missed")

    def _lapse(self, rows: Iterable[Row]) -> None:
        self._settle([row for row in rows if self.done.rows.get(row) == "interrupted"], "unsure")

    # a date and a chat

    def _reminders_and_corrections(
        self, to: LetterId, eras: Sequence[Era], promise: Promise, listed: Sequence[tuple[datetime, Row]]
    ) -> None:
        told: dict[Row, int] = {}  # the version that each row tells
        before = None
        for start, end, era, n in stretches(eras, promise):
            told |= {row: promise.index(at) for at, row in listed if at < start}
            own = [row for row in told if row[4] != _DIGEST]
            if before not in (None, start):  # it was not subscribed for a while
                self._lapse(own)
            before = end
            dues = [*self._correction(to, promise, n, told), *self._reminders(to, promise, n, era, told)]
            still = {row for due in dues if due.at <= start < due.until for row in due.rows}
            self._lapse(row for row in own if row not in still)
            for due in dues:
                if self._status(due.whole or due.rows) not in (None, "interrupted"):
                    continue
                self._send(to, due, max(start, due.at), min(end, due.until))
                if due.until > self.chances.last_look(start) - _DAY:
                    self._end(due.rows, due.until, start, end)
                told |= {row: n for row in due.rows if row in self.done.rows}

    def _correction(self, to: LetterId, promise: Promise, n: int, told: Mapping[Row, int]) -> Iterator[_Due]:
        arrived = [told[row] for row in told if row[4] < 0 and self.done.rows[row] in ("sent", "unsure")]
        heard = [m for row, m in told.items() if self.done.rows[row] in _TOLD and m >= max(arrived, default=0)]
        now = promise.versions[n]
        wrong = [m for m in heard if not promise.versions[m].same(now)]
        if wrong:
            was = promise.versions[max(wrong)]
            rows = ((to[0], to[1], promise.label, was.day, -n),)
            ends = was.over, now.over
            yield _Due(
                "correction", promise.label, rows, now.known, max(ends), ends, frozenset({-n}), can_be_late=False
            )

    def _reminders(self, to: LetterId, promise: Promise, n: int, era: Era, told: Mapping[Row, int]) -> Iterator[_Due]:
        now = promise.versions[n]
        if now.cancelled or not _wants(era.wishes, promise):
            return
        heard_otherwise = any(
            promise.versions[m].day != now.day for row, m in told.items() if self.done.rows[row] in _TOLD
        )
        for leads, lead_day, until in slots(now, [lead for kind, lead in era.wishes.days if kind is promise.kind]):
            at = max(lead_day, now.since or lead_day)
            if at >= until or (at > lead_day and heard_otherwise):
                continue

            def row(lead: int) -> Row:
                return to[0], to[1], promise.label, now.day, lead

            def wants(lead: int, at: datetime = at) -> bool:
                named = (promise.kind, lead)
                return era.wanted(at, lambda wishes: _wants(wishes, promise) and named in wishes.days)

            wanted = frozenset(filter(wants, leads))
            if wanted:
                rows, whole = tuple(map(row, wanted)), tuple(map(row, leads))
                yield _Due("reminder", promise.label, rows, at, until, (now.over,), wanted, whole=whole)

    # the week

    def _digests(self, to: LetterId, eras: Sequence[Era]) -> defaultdict[str, list[tuple[datetime, Row]]]:
        listed: defaultdict[str, list[tuple[datetime, Row]]] = defaultdict(list)
        monday = START.date() - START.weekday() * _DAY
        for week in range(54):
            days = [monday + (7 * week + n) * _DAY for n in range(7)]
            day = next((one for one in days[:5] if works(one)), None)
            if day and any(era.wishes.digest and era.end > at_nine(day) for era in eras):
                self._digest(to, eras, day, days[6], listed)
        return listed

    def _digest(
        self,
        to: LetterId,
        eras: Sequence[Era],
        day: date,
        sunday: date,
        listed: defaultdict[str, list[tuple[datetime, Row]]],
    ) -> None:
        at, until = at_nine(day), at_nine(day) + timedelta(hours=9)
        label = f"digest-{sunday:%G-W%V}"
        main: Row = (to[0], to[1], label, sunday, 0)
        ever: set[Row] = {main}

        def holds(era: Era, now: datetime, after: datetime) -> tuple[tuple[Row, ...], frozenset[object]]:
            known = [
                one
                for one in self.promises
                if one.versions[0].known <= now and era.wanted(at, partial(_lists, promise=one))
            ]
            versions = [(one, one.versions[one.index(now)]) for one in known]
            week = [
                (one.label, v.day)
                for one, v in versions
                if day <= v.day <= sunday and v.over > after and not v.cancelled and (v.since or at) < until
            ]
            rows = [(to[0], to[1], name, when, _DIGEST) for name, when in week]
            return ((main, *rows), frozenset(name for name, _ in week)) if week else ((), frozenset())

        changes = {one for era in eras for one in (era.start, era.end)} | {*self.known}
        bounds = sorted({at, until} | {one for one in changes if at < one < until})
        for start, end in pairwise(bounds):
            era = next((one for one in eras if one.start <= start < one.end), None)
            if era is None or not holds(era, start, start)[0]:
                self._lapse(ever)
            elif self._status([main]) in (None, "interrupted"):

                def at_that_time(now: datetime, era: Era = era) -> tuple[tuple[Row, ...], frozenset[object]]:
                    rows, of = holds(era, now, now)
                    self._lapse(ever - {*rows})
                    ever.update(rows)
                    for row in rows[1:]:
                        listed[row[2]].append((now, row))
                    return rows, of

                self._send(
                    to, _Due("digest", label, (main,), at, until, (), frozenset(), found=at_that_time), start, end
                )
        look = self.chances.up_from(until)
        if look >= END:
            return
        self._lapse(ever)
        era = next((one for one in eras if one.start <= look < one.end), None)
        if era and self._status([main]) is None:
            rows, _ = holds(era, look, until)
            self._settle(rows, "missed")

    # winners, and what was put off

    def _results(self, to: LetterId, eras: Sequence[Era], known: datetime, won: Winners) -> None:
        last = won.dated + timedelta(days=30)
        if known.date() > last:
            return
        label, until = f"{won.contest} {won.half}", datetime.combine(last, time.max, SEOUL)
        rows: tuple[Row, ...] = ((to[0], to[1], label, last, 0),)
        due = _Due("results", label, rows, known, until, (), frozenset({won.cases}), can_be_late=False)
        for era in eras:
            if not era.wanted(known, lambda wishes: wishes.results and wishes.wants(won.contest)) or known >= era.end:
                self._lapse(rows if era.end > known else ())
            elif self._status(rows) in (None, "interrupted"):
                self._send((to[0], to[1], label), due, max(known, era.start), min(until, era.end))
                self._end(rows, until, era.start, era.end)

    def _snoozes(self) -> None:
        by_label = {one.label: one for one in self.promises}
        for did, uid in self.history.snoozed:
            label = self.labels[uid]
            promise, tomorrow = by_label[label], did.at.date() + _DAY
            day = next_opening(did.at.date()).date()
            then = promise.versions[promise.index(did.at)]
            if then.over <= at_nine(day):
                day = tomorrow
            if then.cancelled or then.over <= at_nine(day):
                continue
            rows: tuple[Row, ...] = ((did.chat, None, f"snooze-{label}", day, 0),)
            forever = [Era(did.at, END, did.at, Wishes())]
            for start, end, _, n in stretches(forever, promise):
                now = promise.versions[n]
                until = now.over
                if now.cancelled or until <= at_nine(day) or until <= self.chances.last_look(start) - _DAY:
                    self._lapse(rows)
                elif self._status(rows) in (None, "interrupted"):
                    due = _Due("snoozed", label, rows, at_nine(day), until, (), frozenset(), any_day=True)
                    self._send((did.chat, None, ""), due, max(start, due.at), min(end, until))
                    self._end(rows, until, start, end)


def _lists(wishes: Wishes, promise: Promise) -> bool:
    return wishes.digest and _wants(wishes, promise)


def _wants(wishes: Wishes, promise: Promise) -> bool:
    return wishes.contests is None or promise.contest in wishes.contests
