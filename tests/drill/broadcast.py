"""How fast a broadcast goes out where Telegram's limits are enforced, and how long a question waits meanwhile."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles

from bot.sandbox.conversations import Happening
from bot.sandbox.records import User
from tests.drill.scene import scene
from tests.telegram.standin import StandIn


@dataclass
class Speed:
    """What was measured. Times are seconds."""

    groups: int
    took: float = 0
    refused: int = 0
    sent: int = 0
    waits: list[float] = field(default_factory=list)

    def rows(self) -> list[tuple[str, str]]:
        """The table."""
        hundredths = quantiles(self.waits, n=100) if len(self.waits) > 1 else [0.0] * 99
        return [
            ("groups", f"{self.groups}"),
            ("seconds from the first reminder to the last", f"{self.took:.1f}"),
            ("messages a second, reminders and answers", f"{self.sent / self.took:.1f}"),
            ("reminders a second", f"{(self.groups - 1) / self.took:.1f}"),
            ("answered 429", f"{self.refused}"),
            ("questions asked meanwhile, one a second", f"{len(self.waits)}"),
            ("answered after, p50", f"{hundredths[49]:.2f} s"),
            ("answered after, p95", f"{hundredths[94]:.2f} s"),
        ]


async def measure(groups: int) -> Speed:
    """Runs it, with the bot's own pacing against the stand-in's limits."""
    speed = Speed(groups)
    times: list[float] = []
    async with scene(groups, unlimited=False, limits=True) as stage:
        standin = stage.standin
        bot_id, done, begun = standin.telegram.bot.id, asyncio.Event(), asyncio.Event()

        def watch(happening: Happening) -> None:
            message = happening.message
            if happening.kind != "message" or message is None or message.sender.id != bot_id:
                return
            speed.sent += 1
            if not message.chat.is_private:
                begun.set()
                times.append(time.monotonic())
                if len(times) == groups:
                    speed.took = times[-1] - times[0]
                    done.set()

        async def ask() -> None:
            people = cycle(_people(standin))
            await begun.wait()
            while not done.is_set():
                asked = time.monotonic()
                await standin.ask(next(people), "시상식 언제예요?")
                speed.waits.append(time.monotonic() - asked)
                await asyncio.sleep(max(0.0, 1 - (time.monotonic() - asked)))

        standin.telegram.listeners.append(watch)
        await stage.start()
        asking = asyncio.create_task(ask())
        async with asyncio.timeout(60 + groups / 10):
            await done.wait()
        await asking
        speed.refused = sum(call.error is not None and call.error.code == 429 for call in standin.calls)
    return speed


def _people(standin: StandIn) -> list[int]:
    """Some who talk to the bot in private: one alone may only be sent a message a second."""
    people = [User(5000 + number, f"직원 {number}") for number in range(10)]
    for person in people:
        standin.telegram.add_user(person)
        standin.telegram.started.add(person.id)
    return [person.id for person in people]
