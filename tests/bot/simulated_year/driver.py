"""Runs the real store, agenda, planner and ledger through a year, with a list of deliveries in place of Telegram.

Time jumps from one thing that happens to the next. As the sending loop looks at least every half minute, there is a
look just before and just after whatever happens while the bot is up.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import Enum, auto
from pathlib import Path
from random import Random

from bot.reminders.agenda import Agenda
from bot.reminders.due import due, lapsed, missed, next_time, snooze_day
from bot.reminders.messages import Letter, Results
from bot.state.rows import Delivery, DeliveryStatus, Snooze
from bot.state.store import Store
from knowledge.model import Facts
from tests.bot.simulated_year.world import END, START, Did, Happens, World

__all__ = ["Delivered", "Fault", "History", "LetterId", "live_through"]

NINE = time(9)
RETRY = timedelta(seconds=30)
TICK = timedelta(milliseconds=1)
"""As exactly as the state file keeps times."""
_LAST_LOOK = "reminders"
_Coming = tuple[datetime, Did | datetime | None]

LetterId = tuple[int, int | None, str]
"""The number of a chat, the topic, and of which contest and half it brings news, if it does."""


class Fault(Enum):
    """What went wrong with a letter."""

    KILLED_BEFORE_SENDING = auto()
    KILLED_AFTER_SENDING = auto()
    TIMED_OUT = auto()
    REFUSED = auto()
    PUT_OFF = auto()


@dataclass(frozen=True, slots=True)
class Delivered:
    """A letter that arrived."""

    at: datetime
    to: LetterId
    letter: Letter


@dataclass
class History:
    """What happened to the bot, and what it did. `ups`: from when to when it ran, both included.

    `deeds` are those of the world, when the bot got to know of them; `reached` the letters that each look came to;
    `deliveries` and `ledger` the outcome.
    """

    ups: list[tuple[datetime, datetime]] = field(default_factory=list)
    deeds: list[Did] = field(default_factory=list)
    snoozed: list[tuple[Did, str]] = field(default_factory=list)
    held: set[tuple[datetime, int]] = field(default_factory=set)
    kills: set[datetime] = field(default_factory=set)
    refusals: list[tuple[datetime, int]] = field(default_factory=list)
    faults: dict[tuple[datetime, LetterId], Fault] = field(default_factory=dict)
    reached: defaultdict[datetime, set[LetterId]] = field(default_factory=lambda: defaultdict(set))
    numbers: dict[int, int] = field(default_factory=dict)
    deliveries: list[Delivered] = field(default_factory=list)
    ledger: tuple[Delivery, ...] = ()
    agenda: Agenda = field(default_factory=Agenda)
    restarts: int = 0


def live_through(world: World, path: Path, seed: int) -> History:
    """The whole year with the state in the file `path`."""
    return _Life(world, path, Random(seed)).live()


class _KilledError(Exception):
    pass


class _Life:
    def __init__(self, world: World, path: Path, rng: Random) -> None:
        self.world, self.path, self.rng = world, path, rng
        self.history = History()
        private = {chat.number for chat in world.chats if chat.private}
        self.ids = {n: n + 1 if n in private else -1000 - n for n in range(len(world.chats))}
        self.history.numbers.update({chat_id: n for n, chat_id in self.ids.items()})
        self.blocked: set[int] = set()
        self.held: dict[int, datetime] = {}
        self.read = START, world.facts(START)
        self.now = START
        outages = (*world.outages, (END - TICK, END))
        publishes = ((at, None) for at in world.publishes)
        deeds = ((did.at, did) for did in world.deeds if did.at < END)
        coming: list[_Coming] = [*outages, *publishes, *deeds]
        self.coming = deque(sorted(coming, key=lambda one: one[0]))

    def live(self) -> History:
        back = START
        while (back := self._away_until(back)) < END:
            self.now = back
            self.store = Store(self.path)
            self.store._db.execute("PRAGMA synchronous = OFF")  # what dies here is the bot, never the machine
            self.store.ledger.interrupt_claims()
            self.history.restarts += 1
            begun = self.now
            try:
                back = self._run()
            except _KilledError:
                self.history.kills.add(self.now)
                back = self.now + timedelta(seconds=self.rng.choice((3, 50, 800, 9_000, 70_000)))
            self.history.ups.append((begun, self.now))
            self.history.ledger = self.store.ledger.deliveries()
            self.history.agenda = self.store.agenda()
            self.store.close()
        return self.history

    def _away_until(self, back: datetime) -> datetime:
        """Later if it would be away again by then; what people do meanwhile reaches the bot a little after that."""
        waiting = []
        while self.coming and self.coming[0][0] <= back:
            _, what = self.coming.popleft()
            if isinstance(what, datetime):
                back = max(back, what)
            elif what:
                waiting.append(what)
        for n, did in reversed([*enumerate(waiting, start=1)]):
            self.coming.appendleft((back + n * timedelta(milliseconds=10), did))
        return back

    def _facts(self, published: datetime) -> Facts:
        if self.read[0] != published:
            self.read = published, self.world.facts(published)
        return self.read[1]

    def _run(self) -> datetime:
        """Until it goes down; returns when it is back."""
        while True:
            self._look()
            situation = self.store.situation(self.now, self.now, NINE)
            happens = self.coming[0][0]
            times = [*self.held.values(), next_time(situation, self.now) or END]
            self.now = min(*times, happens - TICK)
            if self.now == happens - TICK:
                self._look()
                self.now = happens
                while self.coming and self.coming[0][0] == happens:
                    _, what = self.coming.popleft()
                    if isinstance(what, datetime):
                        return what
                    if what:
                        self._do(replace(what, at=happens))

    def _look(self) -> None:
        """As the sending loop does it."""
        now, store = self.now, self.store
        published = self.world.published(now)
        store.reconcile(self._facts(published), published, now)
        last = store.marked(_LAST_LOOK) or now
        situation = store.situation(last, now, NINE)
        interrupted = [one.key for one in store.ledger.unsettled() if one.status is DeliveryStatus.INTERRUPTED]
        store.ledger.settle(lapsed(situation, interrupted, now), DeliveryStatus.UNSURE, now)
        keys = [key for item in missed(situation, last, now) for key, _ in item.claims]
        store.ledger.settle(keys, DeliveryStatus.MISSED, now)
        self.held = {number: until for number, until in self.held.items() if until > now}
        letters = due(situation, now)
        kill = self.rng.randrange(len(letters)) if letters and self.rng.random() < 0.04 else None
        for n, letter in enumerate(letters):
            if self.history.numbers[letter.chat_id] not in self.held:
                self._send(letter, n == kill)
        store.mark(_LAST_LOOK, now)

    def _send(self, letter: Letter, kill: bool) -> None:
        ledger, now = self.store.ledger, self.now
        number = self.history.numbers[letter.chat_id]
        news = next((f"{i.news.series} {i.news.half}" for i in letter.items if isinstance(i, Results)), "")
        to = number, letter.thread_id, news
        taken = letter.only(ledger.claim(letter.claims, now))
        assert taken, "what is due can be claimed: nobody else sends"
        fault = self._fault(number, kill)
        if fault:
            assert (now, to) not in self.history.faults
            self.history.faults[now, to] = fault
        if fault not in (Fault.KILLED_BEFORE_SENDING, Fault.REFUSED, Fault.PUT_OFF):
            self.history.deliveries.append(Delivered(now, to, taken))
        self.history.reached[now].add(to)
        if kill:
            raise _KilledError
        if fault is Fault.PUT_OFF:
            ledger.release(taken.claims)
            self.held[number] = now + RETRY
            self.history.held.add((now, number))
        elif fault is Fault.REFUSED:
            ledger.settle(taken.claims, DeliveryStatus.FAILED, now)
            self.store.pause_chat(letter.chat_id, "대화방에 글을 쓸 수 없어요", now)
            self.history.refusals.append((now, number))
        else:
            ledger.settle(taken.claims, DeliveryStatus.UNSURE if fault else DeliveryStatus.SENT, now)

    def _fault(self, number: int, kill: bool) -> Fault | None:
        if kill:
            return self.rng.choice((Fault.KILLED_BEFORE_SENDING, Fault.KILLED_AFTER_SENDING))
        if number in self.blocked:
            return Fault.REFUSED
        return self.rng.choices((None, Fault.TIMED_OUT, Fault.PUT_OFF), (195, 4, 1))[0]

    def _do(self, did: Did) -> None:
        store, chat_id = self.store, self.ids[did.chat]
        self.history.deeds.append(did)
        match did.what:
            case Happens.SUBSCRIBES:
                store.subscribe(chat_id, did.topic, 1, did.at)
                store.wish(chat_id, did.topic, did.wishes, did.at)
            case Happens.WISHES:
                store.wish(chat_id, did.topic, did.wishes, did.at)
            case Happens.UNSUBSCRIBES:
                store.unsubscribe(chat_id, did.topic)
            case Happens.REMOVES_THE_BOT:
                self.blocked.add(did.chat)
                store.pause_chat(chat_id, "봇이 나갔어요", did.at)
            case Happens.BLOCKS_UNNOTICED:
                self.blocked.add(did.chat)
            case Happens.TAKES_IT_BACK:
                self.blocked.discard(did.chat)
                store.resume_chat(chat_id)
            case Happens.BECOMES_A_SUPERGROUP:
                self.ids[did.chat] = -1_000_000 - did.chat
                self.history.numbers[self.ids[did.chat]] = did.chat
                store.migrate_chat(chat_id, self.ids[did.chat])
            case Happens.SNOOZES:
                near = store.agenda().between(did.at.date(), did.at.date() + timedelta(days=12))
                entry = near[did.pick % len(near)] if near else None
                if entry:
                    self.history.snoozed.append((did, entry.uid))
                    if day := snooze_day(entry, did.at, NINE):
                        store.ledger.snooze(Snooze(chat_id, entry.uid, day))
