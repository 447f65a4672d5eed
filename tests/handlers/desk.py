"""A desk for tests: a real library built from a schedule file, a store in memory, a clock that can be set."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from telegram.ext import ExtBot

from bot.clock import SEOUL, SettableClock
from bot.context import Desk
from bot.library import Library
from bot.settings import Settings, StaffAccess
from bot.state.rows import DeliveryStatus
from bot.state.store import Store
from handlers.reminders import Outbox, look
from tests.transport import GROUP

ADMIN = 1003
STAFF_GROUPS = frozenset({-5, *range(-1300, -1000), *range(GROUP - 10, GROUP + 1)})
"""Groups of the staff, which need nobody to take them in: there are many, so that tests can name what they like."""

HEADER = "contest,event,date,end_date,start,end,place,note\n"
LATE, AGAIN = "늦게 보내드려요", "다시 보내드려요"
"""What marks a letter that comes late, and one that may have come before."""
CEREMONY = "정부혁신 우수사례 경진대회,시상식,2026-03-10,,14:00,16:00,한국프레스센터 19층,\n"


def seoul(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A time in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


class Desks:
    """Makes desks whose library is built from rows of a schedule; closes them all at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[Desk] = []

    def __call__(self, *rows: str, store: Store | None = None) -> Desk:
        """A desk that knows these rows; its clock stands at noon of 2 March 2026 and runs on."""
        releases = self._folder / "releases"
        settings = Settings(
            admin_ids=frozenset({ADMIN}),
            staff_access=StaffAccess.OPEN,
            staff_group_ids=STAFF_GROUPS,
            releases_dir=releases,
            data_dir=self._folder / "data",
        )
        clock = SettableClock()
        clock.set(seoul(3, 2, 12))
        write_schedule(self._folder, *rows)
        library = Library(settings.releases_dir, settings.data_dir, clock)
        library.open_or_build()
        self._made.append(Desk(settings, library, store or Store(None), clock))
        return self._made[-1]

    def of_group(self, chat: int) -> Desk:
        """A desk that knows one ceremony, and a group that wants to hear of it."""
        desk = self(CEREMONY)
        desk.store.subscribe(chat, None, 1002, seoul(1, 5))
        return desk

    def close(self) -> None:
        for desk in self._made:
            desk.store.close()
            desk.library.close()


def write_schedule(folder: Path, *rows: str) -> None:
    """Puts a schedule file into the releases folder."""
    (folder / "releases").mkdir(exist_ok=True)
    (folder / "releases" / "일정.csv").write_text(HEADER + "".join(rows), encoding="utf-8")


def set_clock(desk: Desk, *moment: int) -> None:
    """Sets a desk's clock to a time in 2026."""
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(seoul(*moment))


def restarted(desk: Desk) -> None:
    """What the start of another run of the bot does with the claims of this one."""
    desk.store.ledger.run = "another run"
    desk.store.ledger.interrupt_claims()


def ledger(desk: Desk) -> list[tuple[int, DeliveryStatus]]:
    """What became of each reminder, by lead."""
    return [(delivery.key.lead, delivery.status) for delivery in desk.store.ledger.deliveries()]


async def remind_once(bot: ExtBot[int], desk: Desk, outbox: Outbox | None = None) -> int:
    """Sends all that is due now and waits until it is settled; returns how many messages were taken."""
    outbox = outbox or Outbox(bot, desk, asyncio.Event())
    before = outbox.taken
    outbox.wake.set()
    while outbox.wake.is_set():
        outbox.wake.clear()
        await look(outbox)
        await outbox.emptied()
    return outbox.taken - before
