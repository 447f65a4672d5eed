"""A year's reminders while strangers write, and one of them keeps mentioning the bot in the groups."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median

from pydantic import SecretStr

from bot.app import build_application, running
from bot.clock import SEOUL, SettableClock
from bot.context import Desk
from bot.library import Library
from bot.reminders.due import next_time
from bot.sandbox.conversations import Happening
from bot.sandbox.records import User
from bot.sandbox.telegram import ADMIN, GROUP_ADMIN
from bot.settings import Settings
from bot.state.rows import GroupState
from bot.state.store import STATE, Store
from handlers import register
from tests.telegram.standin import StandIn

Row = tuple[str, str]

BEGINS = datetime(2026, 1, 5, 8, 0, tzinfo=SEOUL)
_DAYS = ("2026-02-10", "2026-04-14", "2026-06-16", "2026-08-18", "2026-10-20", "2026-12-15")
SCHEDULE = "contest,event,date,end_date,start,end,place,note\n" + "".join(
    f"제{number}회 우수사례 경진대회,시상식,{day},,14:00,16:00,매화홀,\n" for number, day in enumerate(_DAYS, 1)
)
_FIRST_GROUP, _FIRST_STRANGER = -1003000000000, 70_000
_AFTER = timedelta(milliseconds=10)
_LONGEST = 60.0
_FLOOD_BEFORE = 1.5  # seconds: each of them has written again by then


@dataclass
class Flooded:
    """Seconds from a reminder's time to its arrival, for each group and time."""

    strangers: int
    groups: int
    times: int = 0
    waits: list[float] = field(default_factory=list)
    missing: int = 0
    written: int = 0
    said: int = 0

    @property
    def holds(self) -> bool:
        return not self.missing and bool(self.waits) and max(self.waits) <= _LONGEST

    def rows(self) -> list[Row]:
        return [
            (f"reminders of a year to {self.groups} groups, at {self.times} times", f"{len(self.waits)}"),
            (f"  beside {self.strangers} strangers who wrote each once a second", f"{self.written} messages"),
            ("  of which the bot answered", f"{self.said}"),
            ("  not sent within 60 s of their time", f"{self.missing}"),
            ("  seconds after their time: median, longest", f"{median(self.waits):.2f}, {max(self.waits):.2f}"),
        ]


async def flooded(strangers: int, groups: int, times: int | None = None) -> Flooded:
    """Runs it, each time by the clock after the one before, with the limits that Telegram has."""
    outcome, clock = Flooded(strangers, groups), SettableClock()
    clock.set(BEGINS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "releases").mkdir()
        (folder / "releases" / "일정.csv").write_text(SCHEDULE, encoding="utf-8")
        (folder / "data").mkdir()
        async with StandIn(clock=clock) as standin:
            standin.limits = True
            places = [_FIRST_GROUP - number for number in range(groups)]
            settings = Settings(
                telegram_token=SecretStr(standin.token),
                telegram_base_url=standin.bot_base_url,
                releases_dir=folder / "releases",
                data_dir=folder / "data",
                admin_ids=frozenset({ADMIN}),
            )
            store = Store(folder / "data" / STATE)
            library = Library(settings.releases_dir, settings.data_dir, clock)
            for place in places:
                members = {GROUP_ADMIN: "creator", _FIRST_STRANGER: "member", standin.telegram.bot.id: "member"}
                standin.telegram.add_group(place, f"단체방 {-place}", members)
                store.admissions.meet_group(place, "", ADMIN, BEGINS, GroupState.ADMITTED)
                store.subscribe(place, None, GROUP_ADMIN, BEGINS)
            store.admissions.admit(GROUP_ADMIN, ADMIN, BEGINS)
            try:
                await asyncio.to_thread(library.open_or_build)
                desk = Desk(settings, library, store, clock)
                async with running(build_application(desk, register)):
                    flood = asyncio.create_task(_flood(standin, strangers, places, outcome))
                    await _year(standin, desk, places, outcome, times)
                    flood.cancel()
                    await asyncio.gather(flood, return_exceptions=True)
            finally:
                library.close()
                store.close()
    return outcome


async def _year(standin: StandIn, desk: Desk, places: list[int], outcome: Flooded, times: int | None) -> None:
    assert isinstance(desk.clock, SettableClock)
    arrived: dict[int, datetime] = {}
    changed = asyncio.Event()

    def watch(happening: Happening) -> None:
        message = happening.message
        if happening.kind == "message" and message and message.sender.id == standin.telegram.bot.id:
            outcome.said += message.chat.is_private
            if message.chat.id in places and "매화홀" in message.text:
                arrived[message.chat.id] = desk.clock.now()
                changed.set()

    standin.telegram.listeners.append(watch)
    while times is None or outcome.times < times:
        now = desk.clock.now()
        at = next_time(desk.situation(now, now), now)
        if at is None:
            return
        arrived.clear()
        await asyncio.sleep(_FLOOD_BEFORE)
        desk.clock.set(at - _AFTER)
        try:
            async with asyncio.timeout(_LONGEST):
                while len(arrived) < len(places):
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            outcome.missing += len(places) - len(arrived)
        outcome.times += 1
        outcome.waits += [(when - at).total_seconds() for when in arrived.values()]
        desk.clock.set(at + timedelta(hours=2))


async def _flood(standin: StandIn, strangers: int, places: list[int], outcome: Flooded) -> None:
    """Each stranger writes once a second in private, the first one besides, every two seconds, in a group."""
    people = [_FIRST_STRANGER + number for number in range(strangers)]
    for person in people:
        standin.telegram.add_user(User(person, f"사람 {person}"))
        standin.telegram.started.add(person)
    group = cycle(places)
    for number in cycle(range(2 * strangers)):
        standin.telegram.say(people[number % strangers], "시상식 언제예요?", people[number % strangers])
        outcome.written += 1
        if number == 0:
            mention = f"@{standin.telegram.bot.username} 시상식 언제예요?"
            standin.telegram.say(_FIRST_STRANGER, mention, next(group))
        await asyncio.sleep(1 / strangers)
