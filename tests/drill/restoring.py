"""A broadcast during which the state is backed up; then the bot is killed, the backup put back, and the bot started."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.commands.backup import backup, restore
from bot.sandbox.conversations import Happening
from bot.sandbox.telegram import ADMIN
from bot.settings import Settings
from tests.drill.scene import Scene, scene
from tests.handlers.desk import AGAIN

_END = 120


@dataclass
class Restored:
    """What became of the reminders. `lost` and `unmarked` have to be empty."""

    groups: int
    before_the_backup: int = 0
    forgotten: int = 0
    twice: int = 0
    marked_once: int = 0
    lost: list[int] = field(default_factory=list)
    unmarked: list[int] = field(default_factory=list)
    admins_told: int = 0

    def rows(self) -> list[tuple[str, int]]:
        """The table."""
        return [
            ("groups", self.groups),
            ("reminded when the backup was taken", self.before_the_backup),
            ("reminded after it, before the kill: of these the state knows nothing", self.forgotten),
            ("reminded twice, the second marked as a possible repeat", self.twice),
            ("reminded twice and not marked", len(self.unmarked)),
            ("reminded once, marked as a possible repeat", self.marked_once),
            ("lost", len(self.lost)),
        ]


async def drill(groups: int) -> Restored:
    """Runs it: backed up after a third of the reminders, killed after two thirds."""
    outcome = Restored(groups)
    async with scene(groups, unlimited=True) as stage:
        settings = Settings(data_dir=stage.folder / "data")
        file, now = stage.folder / "backup.sqlite", stage.standin.clock.now
        third, two_thirds = _reached(stage, groups // 3), _reached(stage, groups * 2 // 3)
        async with asyncio.timeout(_END):
            bot = await stage.start()
            await third.wait()
            await asyncio.to_thread(lambda: list(backup(settings, file, now())))
            outcome.before_the_backup = sum(bool(stage.told(group)) for group in stage.groups)
            await two_thirds.wait()
            bot.kill()
            await bot.wait()
            told_before = sum(bool(stage.told(group)) for group in stage.groups)
            outcome.forgotten = told_before - outcome.before_the_backup
            list(restore(settings, file, now()))
            before = len(stage.standin.messages(ADMIN))
            await stage.start()
            while stage.settled() < groups or len(stage.standin.messages(ADMIN)) == before:  # noqa: ASYNC110
                await asyncio.sleep(0.1)  # another process writes it and tells nobody
            await stage.end()
        outcome.admins_told = len(stage.standin.messages(ADMIN)) - before
        for group in stage.groups:
            told = stage.told(group)
            marked = [one for one in told if AGAIN in one.text]
            outcome.lost += [] if told else [group]
            outcome.unmarked += [group] if len(told) > 1 + len(marked) else []
            outcome.twice += len(told) > 1
            outcome.marked_once += len(told) == 1 and len(marked) == 1
    return outcome


def _reached(stage: Scene, count: int) -> asyncio.Event:
    """Set once so many messages have arrived in groups."""
    reached, arrived = asyncio.Event(), 0

    def watch(happening: Happening) -> None:
        nonlocal arrived
        message = happening.message
        arrived += happening.kind == "message" and message is not None and not message.chat.is_private
        if arrived >= count:
            reached.set()

    stage.standin.telegram.listeners.append(watch)
    return reached
