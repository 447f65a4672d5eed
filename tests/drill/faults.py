"""A broadcast during which the bot is killed again and again, and Telegram answers as it sometimes does."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from signal import SIGKILL

from bot.sandbox.conversations import Happening
from bot.state.rows import DeliveryStatus
from tests.drill.scene import Scene, scene
from tests.handlers.desk import AGAIN

AT_ONCE = 16
"""So many letters may be under way when the bot is killed."""

FAULTS = ("429", "5xx", "timed out after delivery", "403", "migrated")
_TIMEOUT = 25  # longer than the bot waits
_END = 240


@dataclass
class Outcome:
    """What became of the reminders. `lost` and `unmarked` have to be empty."""

    groups: int
    kills: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    arrived: int = 0
    repeated: int = 0
    marked_once: int = 0
    unsure: int = 0
    paused: int = 0
    migrated: int = 0
    lost: list[int] = field(default_factory=list)
    unmarked: list[int] = field(default_factory=list)

    def rows(self) -> list[tuple[str, int]]:
        """The table."""
        return [
            ("groups", self.groups),
            ("killed with SIGKILL", self.kills),
            *((f"answered: {name}", self.answers[name]) for name in FAULTS),
            ("arrived", self.arrived),
            ("  of these twice, the second marked as a possible repeat", self.repeated),
            ("  of these twice and not marked", len(self.unmarked)),
            ("  of these once, marked as a possible repeat", self.marked_once),
            ("  of these under a new id", self.migrated),
            ("settled as unsure (timed out), not repeated", self.unsure),
            ("settled as refused, chat paused", self.paused),
            ("lost", len(self.lost)),
        ]


async def drill(groups: int, kills: int, seed: int, timeouts: bool = True) -> Outcome:
    """Runs it. Without `timeouts` a gateway says that it timed out, which is over at once."""
    chance = Random(seed)
    async with scene(groups, unlimited=True) as stage:
        faulty = _make_faulty(stage, chance, timeouts)
        points = sorted(chance.sample(range(1, groups * 9 // 10), kills))
        outcome = Outcome(groups)
        await asyncio.wait_for(_live_through(stage, points, chance, outcome), _END)
        await stage.end()
        _judge(stage, faulty, outcome)
        return outcome


def _make_faulty(stage: Scene, chance: Random, timeouts: bool) -> dict[int, str]:
    """Lets 5 % of the groups answer wrongly, as many with each fault."""
    chosen = chance.sample(stage.groups, max(len(FAULTS), len(stage.groups) // 20))
    faulty = {group: FAULTS[number % len(FAULTS)] for number, group in enumerate(chosen)}
    telegram, add = stage.standin.telegram, stage.standin.faults.add
    for group, name in faulty.items():
        if name == "429":
            add("sendMessage", 429, retry_after=chance.randint(1, 3), chat_id=group)
        elif name == "5xx":
            add("sendMessage", chance.choice((500, 502, 503)), chat_id=group)
        elif name == "403":
            add(
                "sendMessage",
                403,
                description="Forbidden: bot was kicked from the group chat",
                times=None,
                chat_id=group,
            )
        elif name == "migrated":
            # Without the messages that tell of it: they might be heard before the reminder is due.
            old, new = telegram.chats[group], group - 1_000_000
            telegram.add_group(new, old.title, old.members)
            stage.moved[group] = new
            add(code=400, migrate_to=new, times=None, chat_id=group)
        elif timeouts:
            add("sendMessage", delay=_TIMEOUT, chat_id=group)
        else:
            add("sendMessage", 504, deliver=True, chat_id=group)
    return faulty


async def _live_through(stage: Scene, points: Sequence[int], chance: Random, outcome: Outcome) -> None:
    """Starts the bot again whenever it was killed, until every reminder is settled."""
    waiting, arrived, loop = list(points), 0, asyncio.get_running_loop()
    doomed: asyncio.subprocess.Process | None = None

    def watch(happening: Happening) -> None:
        nonlocal arrived, doomed
        arrived += happening.kind == "message"
        if waiting and arrived >= waiting[0] and stage.bot and stage.bot is not doomed:
            waiting.pop(0)
            doomed = stage.bot
            # At once: it arrived, but the bot has not heard of that. Later: whatever it is doing then.
            loop.call_later(chance.choice((0, chance.random() / 20)), _kill, doomed)

    stage.standin.telegram.listeners.append(watch)
    while True:
        bot = await stage.start()
        while bot.returncode is None:
            if not waiting and stage.settled() >= outcome.groups:
                return
            await asyncio.wait([ended := asyncio.ensure_future(bot.wait())], timeout=0.2)
            ended.cancel()
        if bot.returncode != -SIGKILL:
            raise RuntimeError(f"the bot ended by itself: {bot.returncode}")
        outcome.kills += 1


def _kill(bot: asyncio.subprocess.Process) -> None:
    if bot.returncode is None:
        bot.kill()


def _judge(stage: Scene, faulty: dict[int, str], outcome: Outcome) -> None:
    ledger = stage.ledger()
    for group in stage.groups:
        told, now = stage.told(group), stage.moved.get(group, group)
        settled = ledger.get(now) or ledger.get(group)
        status = settled.status if settled else None
        again = [one for one in told[1:] if AGAIN in one.text]
        outcome.arrived += bool(told)
        outcome.migrated += bool(told) and now != group
        outcome.repeated += len(again)
        outcome.marked_once += len(told) == 1 and AGAIN in told[0].text
        outcome.unsure += status is DeliveryStatus.UNSURE
        outcome.paused += status is DeliveryStatus.FAILED
        if len(again) < len(told) - 1:
            outcome.unmarked.append(group)
        if not told and status not in (DeliveryStatus.FAILED, DeliveryStatus.UNSURE):
            outcome.lost.append(group)
    for name in faulty.values():
        outcome.answers[name] += 1
