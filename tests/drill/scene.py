"""A stand-in with many groups that all want the same reminder, and the bot as a process that can be killed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import SEOUL, SettableClock
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP_ADMIN
from bot.state.rows import Delivery, GroupState
from bot.state.store import STATE, Store
from tests.telegram.standin import StandIn

ROOT = Path(__file__).parents[2]
DUE = datetime(2026, 3, 3, 9, 0, 5, tzinfo=SEOUL)
_SCHEDULE = (
    "contest,event,date,end_date,start,end,place,note\n"
    "정부혁신 우수사례 경진대회,시상식,2026-03-10,,14:00,16:00,한국프레스센터 19층,\n"
)
_FIRST_GROUP = -1002000000000
_OPEN = ("claimed", "interrupted")


class Scene:
    """What a drill works with. The groups were subscribed long ago, and their reminder is due now."""

    def __init__(
        self, standin: StandIn, folder: Path, groups: int, unlimited: bool, schedule: str, more: Mapping[str, str]
    ) -> None:
        self.standin, self.folder, self.unlimited, self._more = standin, folder, unlimited, more
        self.groups = [_FIRST_GROUP - number for number in range(groups)]
        self.moved: dict[int, int] = {}
        self.bot: asyncio.subprocess.Process | None = None
        (folder / "releases").mkdir()
        (folder / "releases" / "일정.csv").write_text(schedule, encoding="utf-8")
        store = Store(self._state)
        for group in self.groups:
            standin.telegram.add_group(
                group, f"단체방 {-group}", {GROUP_ADMIN: "creator", standin.telegram.bot.id: "member"}
            )
            store.subscribe(group, None, GROUP_ADMIN, DUE - timedelta(days=50))
            store.admissions.meet_group(group, "", ADMIN, DUE - timedelta(days=50), GroupState.ADMITTED)
        store.close()

    @property
    def data(self) -> Path:
        """DATA_DIR."""
        return self.folder / "data"

    @property
    def _state(self) -> Path:
        return self.data / STATE

    async def start(self, *options: str) -> asyncio.subprocess.Process:
        """Starts the bot (tests.drill.bot_process); where one runs already, beside it."""
        return await self.start_with({}, *options)

    async def start_with(self, streams: Mapping[str, Any], *options: str) -> asyncio.subprocess.Process:
        """The same, with its `streams` as in `subprocess`."""
        moment = self.standin.clock.now().isoformat()
        unlimited = ("unlimited",) if self.unlimited else ()
        command = (sys.executable, "-m", "tests.drill.bot_process", moment, *unlimited, *options)
        self.bot = await self.run(*command, **streams)
        return self.bot

    async def run(self, *command: str, **streams: Any) -> asyncio.subprocess.Process:
        """Starts a command with the settings of the bot; `streams` as in `subprocess`."""
        settings = {
            "TELEGRAM_TOKEN": self.standin.token,
            "TELEGRAM_BASE_URL": self.standin.bot_base_url,
            "DATA_DIR": str(self.folder / "data"),
            "RELEASES_DIR": str(self.folder / "releases"),
            "ADMIN_IDS": str(ADMIN),
            "STAFF_ACCESS": "open",
            "REMINDER_TIME": "09:00",
            "LOG_LEVEL": "ERROR",
            **self._more,
        }
        return await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={**os.environ, **settings}, **streams)

    def told(self, group: int) -> list[Message]:
        """The reminders that arrived in a group, under whatever id it has now."""
        bot = self.standin.telegram.bot.id
        return [
            one
            for one in self.standin.messages(self.moved.get(group, group))
            if one.sender.id == bot and "시상식" in one.text
        ]

    def settled(self) -> int:
        """How many reminders are settled, whatever way, as the bot's file says while it runs."""
        with closing(sqlite3.connect(f"{self._state.as_uri()}?mode=ro", uri=True)) as db:
            sql = "SELECT count(*) FROM deliveries WHERE status NOT IN (?, ?)"
            return int(db.execute(sql, _OPEN).fetchone()[0])

    def ledger(self) -> dict[int, Delivery]:
        """What the ledger says of each group, once the bot has ended."""
        store = Store(self._state)
        try:
            return {one.key.chat_id: one for one in store.ledger.deliveries()}
        finally:
            store.close()

    async def end(self) -> None:
        """Asks the bot to stop and waits for that."""
        if self.bot and self.bot.returncode is None:
            self.bot.terminate()
            await self.bot.wait()


@asynccontextmanager
async def scene(
    groups: int, *, unlimited: bool, limits: bool = False, schedule: str = _SCHEDULE, **settings: str
) -> AsyncIterator[Scene]:
    """`unlimited`: the bot keeps no limits; `limits`: the stand-in enforces them; `settings`: those of the bot."""
    clock = SettableClock()
    clock.set(DUE)
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn(clock=clock) as standin:
            standin.limits = limits
            made = Scene(standin, Path(folder), groups, unlimited, schedule, settings)
            try:
                yield made
            finally:
                await made.end()
