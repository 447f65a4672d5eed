"""A day in minutes: people ask and press, groups are reminded, admins publish, and Telegram fails now and then.

The bot is a process of its own whose clock is set a minute ahead again and again. What is done when is drawn from the
seed; what meets what is up to the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import shutil
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from statistics import mean
from typing import Any

from bot.clock import SEOUL
from bot.sandbox.conversations import Happening
from bot.sandbox.records import Message, PressedButton, User
from bot.sandbox.telegram import ADMIN
from bot.settings import BUNDLED_RELEASES
from handlers.render import plain, say
from tests.drill.asking import CONTESTS, SCHEDULE
from tests.drill.scene import Scene, scene
from tests.handlers.desk import AGAIN

Row = tuple[str, str]

BEGINS = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)
_MINUTE = timedelta(minutes=1)
_STEP = 0.2  # seconds of the drill for a minute of the day
_QUESTIONS = 4  # a minute, in private
_PEOPLE, _PRESSING, _GROUPS = 240, 24, 10
_FIRST_PERSON = 5000
_RELOAD_EACH, _RELOAD_AT = 120, 30  # minutes
_HALLS = ("난초", "국화", "대나무", "목련", "동백", "진달래", "개나리", "장미", "백합", "연꽃", "무궁화", "모란")
"""What is published during the day, a ceremony of its own in each; a reminder is known by its hall."""
_CEREMONY = "2026-03-10"
_FAULTY = 0.05  # of the minutes
_FAULTS = ("429", "5xx", "dropped before it arrived", "dropped after it arrived", "polling fails", "out of reach")
_OUT_OF_REACH = 5.0  # seconds
_PATIENCE = 90.0  # seconds
_BEHIND = 5  # minutes that the bot may be behind before the day waits for it
_FLAT = 0.05
_PHONE = re.compile(r"(?<![0-9])0[0-9]{1,2}[-)][0-9]{3,4}-[0-9]{4}(?![0-9])")
_REPEATED = plain(say("repeated"))


@dataclass
class Day:
    """What became of it. `memory` is in megabytes, one each hour; `found` is what a log must not hold, by kind."""

    hours: int
    questions: int = 0
    lost: int = 0
    unmarked: int = 0
    marked: int = 0
    presses: int = 0
    unanswered: int = 0
    published: int = 0
    not_published: int = 0
    reminders: int = 0
    missing: int = 0
    twice: int = 0
    repeats: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    log_lines: int = 0
    found: Counter[str] = field(default_factory=Counter)
    seconds: float = 0

    @property
    def spread(self) -> float:
        """How far memory went from its mean in the second half of the day, as a part of it."""
        late = self.memory[len(self.memory) // 2 :]
        return max(abs(one - mean(late)) for one in late) / mean(late) if late else 0.0

    @property
    def holds(self) -> bool:
        wrong = (self.lost, self.unmarked, self.unanswered, self.not_published, self.missing, self.twice)
        return not any(wrong) and not self.found and self.spread <= _FLAT

    def rows(self) -> list[Row]:
        late = self.memory[len(self.memory) // 2 :]
        return [
            ("questions, in private and in groups", f"{self.questions}"),
            ("  not answered", f"{self.lost}"),
            ("  answered twice without a mark", f"{self.unmarked}"),
            ("  answered twice with a mark", f"{self.marked}"),
            ("buttons pressed; of these without an answer", f"{self.presses}; {self.unanswered}"),
            ("published; could not be", f"{self.published}; {self.not_published}"),
            ("reminders wanted", f"{self.reminders}"),
            ("  that did not come", f"{self.missing}"),
            ("  twice without a mark; marked as a possible repeat", f"{self.twice}; {self.repeats}"),
            *((f"Telegram: {kind}", f"{self.faults[kind]} times") for kind in _FAULTS),
            ("Telegram: dropped a letter, before or after it arrived", f"{2 * self.published} times"),
            ("memory after the first hour, MB", f"{self.memory[0]:.1f}"),
            ("memory in the second half, MB: least, most", f"{min(late):.1f}, {max(late):.1f}"),
            ("  from its mean at most", f"{100 * self.spread:.1f} %"),
            ("lines of log (DEBUG)", f"{self.log_lines}"),
            ("  with a token, a question, a name, a phone number", f"{dict(self.found) or 'none'}"),
            ("minutes that it took", f"{self.seconds / 60:.1f}"),
        ]


async def live(hours: int, seed: int) -> Day:
    """Lives through so many hours from noon on."""
    outcome, began = Day(hours), time.monotonic()
    async with scene(_GROUPS, unlimited=False, limits=True, schedule=SCHEDULE, LOG_LEVEL="DEBUG") as stage:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # it tells of each connection that is broken
        for release in BUNDLED_RELEASES.glob("*.txt"):
            shutil.copy(release, stage.folder / "releases")
        stage.standin.clock.set(BEGINS)
        log = stage.folder / "log"
        with log.open("wb") as stderr:
            pipe = asyncio.subprocess.PIPE
            bot = await stage.start_with({"stdin": pipe, "stdout": pipe, "stderr": stderr}, "driven")
            people = _People(stage, outcome, Random(seed))
            await stage.standin.ask(people.everybody[0], "고마워요", timeout=60)
            await _minutes(people, bot, Random(seed + 1))
            await people.rest()
            await stage.end()
        _judge(people, log.read_text("utf-8"))
    outcome.seconds = time.monotonic() - began
    return outcome


async def _minutes(people: _People, bot: asyncio.subprocess.Process, chance: Random) -> None:
    stage, outcome = people.stage, people.outcome
    for minute in range(1, 60 * outcome.hours + 1):
        moment = BEGINS + minute * _MINUTE
        stage.standin.clock.set(moment)
        await _obeyed(bot, moment.isoformat())
        people.minute = minute
        if chance.random() < _FAULTY:
            people.later(_fault(stage, outcome, chance))
        people.act()
        if minute % _RELOAD_EACH == _RELOAD_AT:
            people.later(_publish(stage, outcome, chance.sample(stage.groups, 2)))
        await asyncio.sleep(_STEP)
        await people.caught_up()
        if minute % 60 == 0:
            outcome.memory.append(await _obeyed(bot, "memory"))


async def _obeyed(bot: asyncio.subprocess.Process, order: str) -> float:
    assert bot.stdin
    assert bot.stdout
    bot.stdin.write(f"{order}\n".encode())
    async with asyncio.timeout(_PATIENCE):
        return float(await bot.stdout.readline())


class _People:
    """Who asks and presses. Nobody asks again before they are answered, so that each answer is one question's."""

    def __init__(self, stage: Scene, outcome: Day, chance: Random) -> None:
        self.stage, self.outcome, self._chance = stage, outcome, chance
        self.telegram = stage.standin.telegram
        self.minute = 0
        self.everybody = [_FIRST_PERSON + number for number in range(_PEOPLE)]
        self.said: set[str] = set()
        self.names: set[str] = set()
        self.presses: list[PressedButton] = []
        self._waiting: dict[tuple[int, int], tuple[str, int]] = {}  # chat and person or question → in its answer, since
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        for person in self.everybody:
            self.names.add(name := f"홍길동{person}")
            self.telegram.add_user(User(person, name))
            self.telegram.started.add(person)
        for group in stage.groups:
            self.telegram.chats[group].members |= dict.fromkeys(self.everybody, "member")
        self.telegram.listeners.append(self._on_happening)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Lets something go on beside the minutes."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def act(self) -> None:
        """What people do in a minute."""
        for _ in range(_QUESTIONS):
            self._ask(self._chance.choice(self.everybody[_PRESSING:]))
        presser = self._chance.choice(self.everybody[:_PRESSING])
        if not self._press(presser):
            self._ask(presser)
        if self.minute % 2:
            self._ask_in_group(self._chance.choice(self.stage.groups), self._chance.choice(self.everybody[_PRESSING:]))

    async def caught_up(self) -> None:
        """Waits while somebody has waited for some minutes of the day already."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while any(since < self.minute - _BEHIND for _, since in self._waiting.values()):
                    self._changed.clear()
                    await self._changed.wait()

    async def rest(self) -> None:
        """Waits until everything is answered, and a while for what may come twice."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.minute += _BEHIND + 1
        await self.caught_up()
        await asyncio.sleep(15)
        self.outcome.lost = len(self._waiting)

    def _ask(self, person: int) -> None:
        if (person, person) in self._waiting:
            return
        text, expected = self._question()
        self.telegram.say(person, text, person)
        self._noted(person, person, text, expected)

    def _ask_in_group(self, group: int, person: int) -> None:
        text, expected = self._question()
        asked = self.telegram.say(person, f"@{self.telegram.bot.username} {text}", group)
        self._noted(group, asked.message_id, text, expected)

    def _noted(self, chat: int, about: int, text: str, expected: str) -> None:
        self.outcome.questions += 1
        self.said.add(text)
        self._waiting[chat, about] = expected, self.minute

    def _question(self) -> tuple[str, str]:
        number = self._chance.randrange(len(CONTESTS) + 1)
        if number == len(CONTESTS):
            return "고용서비스 우수사례 담당자 전화번호 알려주세요", "☎"
        return f"4월 1{number}일 일정", CONTESTS[number]

    def _press(self, person: int) -> bool:
        """Whether there was a button to press, and nothing they wait for."""
        told = [one for one in self.telegram.chats[person].messages.values() if one.sender.id == self.telegram.bot.id]
        data = [
            one["callback_data"] for row in (told[-1].keyboard if told else ()) for one in row if "callback_data" in one
        ]
        if not data or (person, person) in self._waiting or self._chance.random() < 1 / 3:
            return False
        self.presses.append(self.telegram.press(person, told[-1], self._chance.choice(data)))
        self.outcome.presses += 1
        return True

    def _on_happening(self, happening: Happening) -> None:
        message = happening.message
        if happening.kind != "message" or message is None or message.sender.id != self.telegram.bot.id:
            return
        chat = message.chat
        about = chat.id if chat.is_private else message.reply_to.message_id if message.reply_to else 0
        expected, _ = self._waiting.get((chat.id, about), ("", 0))
        if expected and expected in message.text:
            del self._waiting[chat.id, about]
            self._changed.set()
        elif _REPEATED in message.text:
            self.outcome.marked += 1
        elif chat.is_private and chat.id in self.everybody[_PRESSING:]:
            self.outcome.unmarked += not expected


async def _fault(stage: Scene, outcome: Day, chance: Random) -> None:
    kind, faults = chance.choice(_FAULTS), stage.standin.faults
    outcome.faults[kind] += 1
    times, method = chance.randint(1, 4), chance.choice(("sendMessage", None))
    match kind:
        case "429":
            faults.add("sendMessage", 429, retry_after=chance.randint(1, 3), times=times)
        case "5xx":
            faults.add(method, chance.choice((500, 502, 503)), times=times)
        case "dropped before it arrived":
            faults.add(method, drop=True, deliver=False, times=times)
        case "dropped after it arrived":
            faults.add(method, drop=True, deliver=True)
        case "polling fails":
            faults.add("getUpdates", 502, times=1)
        case _:
            gone = faults.add(code=502, times=None)
            await asyncio.sleep(_OUT_OF_REACH)
            gone.times = 0


async def _publish(stage: Scene, outcome: Day, unlucky: Sequence[int]) -> None:
    """An admin reads the folder again, in which there is one ceremony more, and applies the plan.

    Of the groups that are told, the connection of two breaks: before the letter arrived, and after.
    """
    standin, number = stage.standin, outcome.published + outcome.not_published
    rows = "".join(
        f"{hall} 우수사례 경진대회,시상식,{_CEREMONY},,14:00,16:00,{hall}홀,\n" for hall in _HALLS[: number + 1]
    )
    (stage.folder / "releases" / "more.csv").write_text(SCHEDULE.partition("\n")[0] + "\n" + rows, "utf-8")

    def apply(message: Message) -> str | None:
        data = (one.get("callback_data", "") for row in message.keyboard for one in row)
        return next((one for one in data if one.startswith("plan:apply")), None)

    try:
        asked = standin.telegram.say(ADMIN, "/reload", ADMIN)
        plan = await standin.wait_for(apply, chat=ADMIN, after=asked, timeout=_PATIENCE)
        button = apply(plan)
        assert button
        for group, arrives in zip(unlucky, (False, True), strict=True):
            stage.standin.faults.add("sendMessage", drop=True, deliver=arrives, chat_id=group)
        standin.telegram.press(ADMIN, plan, button)
        while apply(plan := plan.chat.messages[plan.message_id]):
            await standin.edited(plan, timeout=_PATIENCE)
    except TimeoutError:
        outcome.not_published += 1
    else:
        outcome.published += 1


def _judge(people: _People, log: str) -> None:
    stage, outcome, bot = people.stage, people.outcome, people.telegram.bot.id
    outcome.unanswered = sum(press.answer is None for press in people.presses)
    for group in stage.groups:
        letters = [one.text for one in stage.standin.messages(group) if one.sender.id == bot and not one.reply_to]
        for hall in _HALLS[: outcome.published]:
            told = [text for text in letters if f"{hall}홀" in text]
            again = sum(AGAIN in text for text in told)
            outcome.reminders += 1
            outcome.missing += not told
            outcome.twice += len(told) > 1 + again
            outcome.repeats += again
    outcome.log_lines = log.count("\n")
    titles = {people.telegram.chats[group].title for group in stage.groups}
    for kind, words in (
        ("token", {stage.standin.token}),
        ("question", people.said),
        ("name", people.names | titles),
    ):
        outcome.found[kind] += sum(log.count(one) for one in words)
    outcome.found["phone number"] += len(_PHONE.findall(log))
    outcome.found = +outcome.found
