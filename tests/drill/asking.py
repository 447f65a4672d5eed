"""People who ask a bot that is killed, stopped, cut off or just measured; each drill fills some rows of one table."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from signal import SIGKILL
from statistics import quantiles

from bot.sandbox.conversations import Happening
from bot.sandbox.records import Message, User
from bot.sandbox.telegram import ADMIN
from handlers.render import plain, say
from tests.drill.bot_process import SLOW, TRYING
from tests.drill.scene import Scene, scene

Row = tuple[str, str]

CONTESTS = ("정부혁신", "적극행정", "규제혁신", "민원서비스", "데이터분석")
_ROWS = "".join(
    f"{contest} 우수사례 경진대회,시상식,2026-04-1{number},,14:00,16:00,매화홀,\n"
    for number, contest in enumerate(CONTESTS)
)
SCHEDULE = f"contest,event,date,end_date,start,end,place,note\n{_ROWS}"
_FIRST_PERSON = 5000
_REPEATED = plain(say("repeated"))


@asynccontextmanager
async def asking(
    people: int, *, unlimited: bool = False, limits: bool = True, **settings: str
) -> AsyncIterator[Asking]:
    """People who have begun to talk to a bot that knows five ceremonies, each on a day of its own."""
    async with scene(0, unlimited=unlimited, limits=limits, schedule=SCHEDULE, **settings) as stage:
        yield Asking(stage, people)


class Asking:
    """People, what they asked, and what came back."""

    def __init__(self, stage: Scene, people: int) -> None:
        self.stage, self.telegram = stage, stage.standin.telegram
        self.people = [_FIRST_PERSON + number for number in range(people)]
        self.asked: Counter[int] = Counter()
        self._changed = asyncio.Event()
        for person in self.people:
            self.telegram.add_user(User(person, f"직원 {person}"))
            self.telegram.started.add(person)
        self.telegram.listeners.append(self._on_happening)

    def ask(self, person: int) -> Message:
        """The person's next question."""
        number = self.asked[person]
        self.asked[person] += 1
        return self.telegram.say(person, f"4월 1{number % len(CONTESTS)}일 일정", person)

    def answers(self, person: int) -> list[str]:
        """What the bot said to a person."""
        bot = self.telegram.bot.id
        return [one.text for one in self.telegram.chats[person].messages.values() if one.sender.id == bot]

    @property
    def answered(self) -> int:
        """How many questions were answered, however often."""
        return sum(sum(1 for count in self._told(person) if count) for person in self.people)

    @property
    def lost(self) -> int:
        """How many questions were not answered."""
        return sum(self.asked.values()) - self.answered

    @property
    def repeated(self) -> int:
        """How many answers came twice or more, with a mark."""
        return sum(_REPEATED in text for person in self.people for text in self.answers(person))

    @property
    def unmarked(self) -> int:
        """How many answers came more than once without a mark."""
        found = 0
        for person in self.people:
            for contest in CONTESTS[: self.asked[person]]:
                same = [text for text in self.answers(person) if contest in text]
                found += max(0, sum(_REPEATED not in text for text in same) - 1)
        return found

    @property
    def in_order(self) -> bool:
        """Whether each person's questions were first answered in their order."""
        for person in self.people:
            firsts = dict.fromkeys(contest for text in self.answers(person) for contest in CONTESTS if contest in text)
            if tuple(firsts) != CONTESTS[: len(firsts)]:
                return False
        return True

    async def until_answered(self, within: float) -> None:
        """Waits until every question was, or raises TimeoutError."""
        async with asyncio.timeout(within):
            while self.lost:
                self._changed.clear()
                await self._changed.wait()

    def _told(self, person: int) -> list[int]:
        texts = self.answers(person)
        return [sum(contest in text for text in texts) for contest in CONTESTS[: self.asked[person]]]

    def _on_happening(self, _: Happening) -> None:
        self._changed.set()


# 300 queued, 20 kills


@dataclass
class Killed:
    """`lost` and `unmarked` have to be 0."""

    questions: int = 0
    kills: int = 0
    seconds: float = 0
    lost: int = 0
    unmarked: int = 0
    repeated: int = 0
    in_order: bool = True

    @property
    def holds(self) -> bool:
        return not self.lost and not self.unmarked and self.in_order

    def rows(self) -> list[Row]:
        return [
            ("questions queued; killed with SIGKILL", f"{self.questions}; {self.kills} times"),
            ("  lost", f"{self.lost}"),
            ("  answered twice without a mark", f"{self.unmarked}"),
            ("  answered twice, or once more than known, with a mark", f"{self.repeated}"),
            ("  each person's in order", "yes" if self.in_order else "NO"),
            ("  seconds, all starts included", f"{self.seconds:.0f}"),
        ]


async def killed(people: int, each: int, kills: int, seed: int) -> Killed:
    """All ask before the bot starts; it is killed after some of the answers, or a moment after a start."""
    chance, outcome, began = Random(seed), Killed(questions=people * each), time.monotonic()
    async with asking(people) as asked:
        for _ in range(each):
            for person in asked.people:
                asked.ask(person)
        loop = asyncio.get_running_loop()
        points = sorted(chance.sample(range(1, people * each - 5), kills))
        count = 0
        doomed: asyncio.subprocess.Process | None = None

        def kill(process: asyncio.subprocess.Process) -> None:
            if process.returncode is None:
                process.kill()

        def watch(happening: Happening) -> None:
            nonlocal count, doomed
            message = happening.message
            if happening.kind != "message" or message is None or message.sender.id != asked.telegram.bot.id:
                return
            count += 1
            bot = asked.stage.bot
            if points and count >= points[0] and bot and bot is not doomed:
                points.pop(0)
                doomed = bot
                loop.call_later(chance.choice((0, chance.random() / 20)), kill, bot)

        asked.telegram.listeners.append(watch)
        while asked.lost:
            bot = await asked.stage.start()
            done, ended = asyncio.ensure_future(asked.until_answered(120)), asyncio.ensure_future(bot.wait())
            await asyncio.wait((done, ended), return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                if bot.returncode != -SIGKILL:
                    raise RuntimeError(f"the bot ended by itself: {bot.returncode}")
                outcome.kills += 1
            for task in (done, ended):
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await done
        await asyncio.sleep(2)  # for a repeat that may still come
        outcome.lost, outcome.unmarked, outcome.repeated = asked.lost, asked.unmarked, asked.repeated
        outcome.in_order = asked.in_order
    outcome.seconds = time.monotonic() - began
    return outcome


# Telegram answers 502


@dataclass
class Outage:
    """`lost` has to be 0."""

    seconds: float
    questions: int
    lost: int = 0
    unmarked: int = 0
    took: float = 0

    @property
    def holds(self) -> bool:
        return not self.lost and not self.unmarked

    def rows(self) -> list[Row]:
        return [
            (f"questions asked during {self.seconds:.0f} s of 502 on every call", f"{self.questions}"),
            ("  not answered", f"{self.lost}"),
            ("  answered twice without a mark", f"{self.unmarked}"),
            ("  seconds from its end to the last answer", f"{self.took:.1f}"),
        ]


async def outage(seconds: float, people: int) -> Outage:
    """Everybody asks while each call but getUpdates is answered with 502."""
    outcome = Outage(seconds, people)
    async with asking(people) as asked:
        await _is_up(asked)
        asked.stage.standin.faults.add(code=502, times=None)
        for person in asked.people[1:]:
            asked.ask(person)
            await asyncio.sleep(seconds / people)
        asked.ask(asked.people[0])
        ends = time.monotonic()
        asked.stage.standin.faults.clear()
        with contextlib.suppress(TimeoutError):
            await asked.until_answered(90)
        outcome.took = time.monotonic() - ends
        outcome.lost, outcome.unmarked = asked.lost, asked.unmarked
    return outcome


# SIGTERM


@dataclass
class Stopped:
    """How many seconds the bot took to end after SIGTERM, in each case; and what was lost by it."""

    seconds: dict[str, float] = field(default_factory=dict)
    lost: int = 0
    unmarked: int = 0

    @property
    def holds(self) -> bool:
        return max(self.seconds.values()) <= 10 and not self.lost and not self.unmarked

    def rows(self) -> list[Row]:
        rows = [(f"seconds from SIGTERM to the end: {case}", f"{took:.1f}") for case, took in self.seconds.items()]
        rows.append(("  of what waited, lost at the next start", f"{self.lost}"))
        rows.append(("  answered twice without a mark", f"{self.unmarked}"))
        return rows


async def stopped(each: int = 20) -> Stopped:
    """Stops the bot in every way that took long once."""
    outcome = Stopped()
    async with asking(1, LOG_LEVEL="CRITICAL") as asked:
        for _ in range(each):  # as many as one person may ask at once
            asked.ask(asked.people[0])
        await asked.stage.start()
        await _until(lambda: asked.answers(asked.people[0]))
        outcome.seconds[f"{each} questions of one person wait"] = await _stop(asked)
        await asked.stage.start()
        await asyncio.sleep(min(each, 5) * 1.2 + 3)
        outcome.seconds["once more, before they are answered"] = await _stop(asked)
    async with asking(30) as asked:
        await _is_up(asked)
        hanging = asked.stage.standin.faults.add("sendMessage", delay=60, times=None)
        for person in asked.people[1:]:
            asked.ask(person)
        await _until(lambda: hanging.hits == len(asked.people) - 1)
        outcome.seconds["29 messages hang"] = await _stop(asked)
        asked.stage.standin.faults.clear()
        await asked.stage.start()
        await asked.until_answered(60)
        await asyncio.sleep(1)
        outcome.lost += asked.lost
        outcome.unmarked += asked.unmarked
    async with asking(1) as asked:
        await _is_up(asked)
        (asked.stage.data / SLOW).touch()
        (asked.stage.folder / "releases" / "more.csv").write_text(SCHEDULE.replace("2026-04", "2026-05"), "utf-8")
        asked.telegram.say(ADMIN, "/reload", ADMIN)
        await _until((asked.stage.data / TRYING).exists)
        outcome.seconds["during a reload"] = await _stop(asked)
    async with asking(1) as asked:
        asked.stage.data.mkdir(exist_ok=True)
        (asked.stage.data / SLOW).touch()
        await asked.stage.start()
        await _until((asked.stage.data / TRYING).exists)
        outcome.seconds["while it starts and reads"] = await _stop(asked)
    async with asking(1) as asked:
        asked.stage.standin.faults.add(code=502, times=None)
        await asked.stage.start()
        await _until(lambda: asked.stage.standin.called("getMe"))
        outcome.seconds["while it waits for Telegram"] = await _stop(asked)
    return outcome


# How quick it is


@dataclass
class Quick:
    """Seconds from a question to its answer at 20 a second, and answers a second where all is queued."""

    a_second: float
    waits: dict[str, Sequence[float]] = field(default_factory=dict)
    throughput: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self._p95("ours") <= 3 * self._p95("an echo bot")

    def rows(self) -> list[Row]:
        found = [
            (
                f"{name}, {len(waits)} questions at {self.a_second:.0f} a second: p50, p95",
                f"{1000 * self._at(waits, 50):.1f} ms, {1000 * self._at(waits, 95):.1f} ms",
            )
            for name, waits in self.waits.items()
        ]
        found.append(("  ours beside the echo bot's, p95", f"{self._p95('ours') / self._p95('an echo bot'):.1f} times"))
        return found + [
            (f"{name}: answers a second of what is queued", f"{n:.0f}") for name, n in self.throughput.items()
        ]

    def _p95(self, name: str) -> float:
        return self._at(self.waits[name], 95)

    @staticmethod
    def _at(waits: Sequence[float], percent: int) -> float:
        return quantiles(waits, n=100)[percent - 1]


async def quick(questions: int, a_second: float = 20, seed: int = 5, draws: int = 3) -> Quick:
    """Measures ours and a bot that only echoes in turn on the same stand-in, then ours without limits or an inbox.

    People ask at random moments, so that once in a while more than 30 ask within a second: these wait for Telegram's
    limit, which ours keeps and the echo bot does not. How many do differs by the draw, hence several.
    """
    outcome = Quick(a_second)
    async with asking(60, limits=False) as asked:
        for draw in range(draws):
            for name, options in (("an echo bot", None), ("ours", ())):
                waits = await _waits(asked, options, questions, a_second, Random(seed + draw))
                outcome.waits[name] = [*outcome.waits.get(name, ()), *waits]
        for name, kept in (("ours, keeping no limits", "unlimited"), ("ours, keeping no inbox", "unkept")):
            outcome.waits[name] = await _waits(asked, (kept,), questions, a_second, Random(seed))
    for name, option in (("ours", ()), ("ours, keeping no inbox", ("unkept",))):
        async with asking(60, unlimited=True, limits=False) as asked:
            for _ in range(5):
                for person in asked.people:
                    asked.ask(person)
            first: list[float] = []

            def watch(happening: Happening, first: list[float] = first) -> None:
                if happening.kind == "message" and not first:
                    first.append(time.monotonic())

            asked.telegram.listeners.append(watch)
            await asked.stage.start(*option)
            await asked.until_answered(120)
            outcome.throughput[name] = (sum(asked.asked.values()) - 1) / (time.monotonic() - first[0])
    return outcome


async def _waits(
    asked: Asking, options: Sequence[str] | None, questions: int, a_second: float, chance: Random
) -> list[float]:
    standin, waits = asked.stage.standin, []
    sent: dict[int, float] = {}

    def watch(happening: Happening) -> None:
        message = happening.message
        if happening.kind == "message" and message and message.sender.id == asked.telegram.bot.id:
            began = sent.pop(message.chat.id, None)
            if began is not None:
                waits.append(time.monotonic() - began)

    process = await (_echo(asked) if options is None else asked.stage.start(*options))
    person = asked.people[0]
    await standin.ask(person, "안녕하세요", timeout=60)
    await asyncio.sleep(1.5)
    asked.telegram.listeners.append(watch)
    people = cycle(asked.people)
    for _ in range(questions):
        person = next(people)
        sent[person] = time.monotonic()
        asked.ask(person)
        await asyncio.sleep(chance.expovariate(a_second))
    await _until(lambda: not sent)
    asked.telegram.listeners.remove(watch)
    process.terminate()
    await process.wait()
    return waits


async def _echo(asked: Asking) -> asyncio.subprocess.Process:
    return await asked.stage.run(sys.executable, "-m", "tests.drill.echo")


async def _is_up(asked: Asking) -> None:
    """Starts the bot and waits for its first answer, to the first person."""
    await asked.stage.start()
    # A greeting would be answered with examples, which name contests.
    await asked.stage.standin.ask(asked.people[0], "고마워요", timeout=60)
    await asyncio.sleep(1.1)


async def _until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not look():  # noqa: ASYNC110 - what happens in another process tells nobody here
            await asyncio.sleep(0.02)


async def _stop(asked: Asking) -> float:
    bot, began = asked.stage.bot, time.monotonic()
    assert bot
    bot.terminate()
    await bot.wait()
    return time.monotonic() - began
