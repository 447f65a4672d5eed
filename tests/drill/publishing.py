"""Publishing again and again over random folders of genuine releases: what is shown is what is applied; kills.

`python -m tests.drill.publishing FOLDER DATA_DIR` plans and applies what the folder says, as a process to be killed.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from bot.clock import SEOUL, SettableClock
from bot.context import Desk
from bot.library import Library
from bot.publishing.plan import Plan
from bot.publishing.saved_questions import answered
from bot.publishing.versions import Why
from bot.reminders.due import pending
from bot.reminders.own_dates import OwnDate, OwnDates, own_dates_in
from bot.settings import Settings
from bot.state.store import Store
from handlers.smoke import smoke_pass
from knowledge.dialogue import EventDetail
from knowledge.folder.changes import changes
from knowledge.folder.corrections import Correctable, Correction, Doing, overlaid
from knowledge.folder.reading import read_folder
from knowledge.model import Facts
from knowledge.storage import load

SHARED = Path(__file__).parents[2].parent / "shared" / "layouts"
SCHEDULE = "contest,event,date,end_date,start,end,place,note\n"
NOW = datetime(2024, 10, 1, 12, tzinfo=SEOUL)
ADMIN, GROUP = 1003, -1001000000001
MOST_FILES = 6
ASKED, A_SECOND = "가 경진대회 시상식 언제예요?", 10
_SPAN = 1.5  # seconds, about what publishing takes on an idle machine


def pool() -> list[Path]:
    """Genuine releases that are read fast."""
    return sorted(path for path in SHARED.glob("*") if path.suffix in (".txt", ".html", ".hwpx", ".md"))[:16]


@dataclass
class Drill:
    """What went on; `broken` has to be empty."""

    rounds: dict[str, int] = field(default_factory=dict)
    facts_changed: int = 0
    told: int = 0
    broken: list[str] = field(default_factory=list)

    def rows(self) -> list[tuple[str, object]]:
        return [
            *self.rounds.items(),
            ("facts added, changed, removed", self.facts_changed),
            ("told", self.told),
            ("otherwise than shown", self.broken),
        ]


class Publishing:
    """A desk with a random folder, and all that can be published of it."""

    def __init__(self, place: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.folder, self.data = place / "releases", place / "data"
        self.folder.mkdir()
        self.pool = pool()
        self.clock = SettableClock()
        self.clock.set(NOW)
        settings = Settings(releases_dir=self.folder, data_dir=self.data, admin_ids=frozenset({ADMIN}))
        self.shuffle()
        self.library = Library(self.folder, self.data, self.clock)
        self.library.open_or_build()
        self.desk = Desk(settings, self.library, Store(None), self.clock)
        self.desk.store.subscribe(GROUP, None, ADMIN, NOW - timedelta(days=400))
        self.desk.follow()

    def close(self) -> None:
        self.library.close()
        self.desk.store.close()

    def shuffle(self) -> None:
        """Other releases, and another schedule, in the folder."""
        for path in self.folder.iterdir():
            path.unlink()
        for path in self.random.sample(self.pool, self.random.randint(2, MOST_FILES)):
            shutil.copyfile(path, self.folder / path.name)
        (self.folder / "일정.csv").write_text(SCHEDULE + self.row(), encoding="utf-8")

    def row(self) -> str:
        day = NOW.date() + timedelta(days=self.random.randint(1, 60))
        return f"가 경진대회,{self.random.choice(('시상식', '접수 마감', '발표'))},{day},,14:00,,{self.place()},\n"

    def place(self) -> str:
        return self.random.choice(("대강당", "세종홀", "누리실"))

    def round(self) -> tuple[str, Plan, Facts]:
        """A plan of some kind, and the facts that it has to come to, found another way."""
        kinds = ("folder", "dates", "correction", "file", "back")
        kind = self.random.choice(kinds if self.library.version.number > 1 else kinds[:-1])
        now = self.library.version
        if kind == "folder":
            self.shuffle()
            plan = self.library.plan_folder(ADMIN, Why.RELOAD)
            return kind, plan, overlaid(self.read(), now.corrections)
        if kind == "file":
            name = f"보낸 {self.random.randint(1, 3)}.csv"
            self.library.sent.set_aside(ADMIN, name, (SCHEDULE + self.row()).encode())
            plan = self.library.plan_folder(ADMIN, Why.FILES)
            return kind, plan, overlaid(self.read(self.library.sent.aside(ADMIN)), now.corrections)
        if kind == "dates":
            own = OwnDates(self.data)
            rows = own.rows()
            day = NOW.date() + timedelta(days=self.random.randint(1, 60))
            new = OwnDate("가 경진대회", self.random.choice(("설명회", "시상식")), day, place=self.place())
            is_there = any((one.event, one.date) == (new.event, new.date) for one in rows)  # whatever its place
            if is_there or (rows and self.random.random() < 0.4):
                content = own.removed(self.random.choice(rows))
            else:
                content = own.added(new)
            plan = self.library.plan_desk(ADMIN, Why.DATES, own=content)
            return kind, plan, plan.new.facts
        if kind == "correction":
            corrections = self.corrections()
            plan = self.library.plan_desk(ADMIN, Why.CORRECTIONS, corrections=corrections)
            return kind, plan, overlaid(self.library.raw, corrections)
        chosen = self.random.choice([one for one in self.library.versions.listed() if one.number < now.number])
        raw, _ = load(self.library.versions.path(chosen.number))
        plan = self.library.plan_back(ADMIN, chosen.number)
        return kind, plan, overlaid(raw, chosen.corrections)

    def read(self, aside: dict[str, Path] | None = None) -> Facts:
        beside = self.library.sent.files() | (aside or {})
        return read_folder(self.folder, None, own=own_dates_in(self.data), beside=beside)

    def corrections(self) -> tuple[Correction, ...]:
        now, raw = self.library.version.corrections, self.library.raw
        if now and self.random.random() < 0.3:
            return now[1:]
        events = [event for event in raw.events if event.date]
        every: list[Correctable] = [*raw.contacts, *raw.cases, *events]
        fact = self.random.choice(every)
        values = {"contact": ("phone", "044-202-1234"), "case": ("grade", "특별상"), "event": ("place", self.place())}
        name, value = values[fact.id.partition("-")[0]]
        new = Correction(Doing.CHANGE, NOW.date(), ADMIN, fact, name, value)
        return (*(one for one in now if not new.replaces(one)), new)


def drill(place: Path, rounds: int, seed: int) -> Drill:
    """Plans and applies, and compares what was shown with what came of it."""
    outcome, desk = Drill(), Publishing(place, seed)
    try:
        for number in range(rounds):
            kind, plan, wanted = desk.round()
            if plan.is_same:
                desk.library.let_be(plan)
                continue
            outcome.rounds[kind] = outcome.rounds.get(kind, 0) + 1
            before = desk.library.current.facts
            known = {
                item.key for item in pending(desk.desk.situation(desk.clock.now(), desk.clock.now()), desk.clock.now())
            }
            foreseen = {item.key for item in desk.desk.foresee(plan.new.facts, plan.made.read_by)}
            desk.library.apply(plan)
            desk.desk.follow()
            now = desk.clock.now()
            told = {item.key for item in pending(desk.desk.situation(now, now), now)} - known
            again = Library(desk.folder, desk.data, desk.clock)
            again.open_or_build()
            facts = desk.library.current.facts
            outcome.facts_changed += sum(len(some) for kinds in parts(plan) for some in kinds.values())
            outcome.told += len(told)
            for said, holds in (
                ("other facts than those of the folder", same(wanted, facts)),
                ("other facts than were tried", plan.new.facts == facts),
                ("other changes than were shown", changes(before, facts) == plan.changes),
                ("told otherwise than was foreseen", told == foreseen),
                ("another version after a restart", again.current.facts == facts),
                ("the start publishes it once more", again.version.number == desk.library.version.number),
            ):
                if not holds:
                    outcome.broken.append(f"{number} {kind}: {said}")
            again.close()
    finally:
        desk.close()
    return outcome


def parts(plan: Plan) -> tuple[dict[str, tuple[str, ...]], ...]:
    return plan.changes.added, plan.changes.changed, plan.changes.removed


def same(one: Facts, other: Facts) -> bool:
    return replace(one, warnings=()) == replace(other, warnings=()) and set(one.warnings) == set(other.warnings)


@dataclass
class Killed:
    """How often a publishing process was killed, what served then, and what was answered all the while by a process
    that serves. `broken` has to be empty.
    """

    kills: int = 0
    old: int = 0
    new: int = 0
    answered: int = 0
    late: int = 0
    broken: list[str] = field(default_factory=list)

    def rows(self) -> list[tuple[str, object]]:
        return [
            ("killed", self.kills),
            ("the old version served", self.old),
            ("the new version served", self.new),
            ("answered meanwhile", self.answered),
            ("of these, asked later than a tenth of a second after the one before", self.late),
            ("neither, failed or wrong", self.broken),
        ]


class Asker:
    """Asks a library ten times a second, whatever else it does, and compares what it says with what may be said."""

    def __init__(self, library: Library, days: set[date], outcome: Killed) -> None:
        self.days = days  # of the ceremony, any of which may be said now
        self._library, self._outcome = library, outcome
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Asker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _ask(self) -> None:
        due = time.monotonic()
        while not self._ended.wait(max(0.0, due - time.monotonic())):
            self._outcome.late += time.monotonic() - due > 1 / A_SECOND
            due += 1 / A_SECOND
            may = set(self.days)
            try:
                found = answered(ASKED, self._library.current, NOW.date())
                said = {part.event.date for part in found.parts if isinstance(part, EventDetail)}
            except Exception as error:
                self._outcome.broken.append(f"failed: {type(error).__name__}")
                continue
            self._outcome.answered += 1
            if len(said) != 1 or not said <= may | self.days:
                self._outcome.broken.append(f"said {said}, not {may}")


def kill(place: Path, kills: int, seed: int) -> Killed:
    """Lets a process publish, kills it at a random time, and looks at what serves and whether the next one works.

    Beside it a process that serves, which is the one that publishes next, is asked ten questions a second.
    """
    outcome, rng = Killed(), random.Random(seed)
    folder, data = place / "releases", place / "data"
    folder.mkdir()
    days = [date(2026, 12, day) for day in range(1, 29)]
    rows = [f"가 경진대회,시상식,{day},,,,,\n" for day in days]
    (folder / "일정.csv").write_text(SCHEDULE + rows[0], encoding="utf-8")
    library = Library(folder, data, SettableClock(), trial=smoke_pass)
    library.open_or_build()
    with Asker(library, {days[0]}, outcome) as asker:
        number = 0
        while outcome.kills < kills:  # some are done before they are killed
            number += 1
            day = number % len(days)
            (folder / "일정.csv").write_text(SCHEDULE + rows[day], encoding="utf-8")
            asker.days |= {days[day]}
            _kill_once(number, library, rng, outcome)
            asker.days = {days[day]}
    library.close()
    return outcome


def _kill_once(number: int, library: Library, rng: random.Random, outcome: Killed) -> None:
    folder, data, serving = library.releases_dir, library.versions.current.parent, library.current.facts
    wanted = read_folder(folder, None, own=own_dates_in(data))
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.drill.publishing", str(folder), str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    child.stdout.readline()  # it begins to publish
    try:
        child.wait(rng.uniform(0, _SPAN))
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        outcome.kills += 1
    child.wait()
    child.stdout.close()
    later = Library(folder, data, SettableClock(), trial=smoke_pass)
    later.open_stored()
    found = later.current.facts
    outcome.old += found == serving
    outcome.new += found == wanted
    if found not in (serving, wanted):
        outcome.broken.append(f"{number}: something else serves")
    later.close()
    library.reload()
    if library.current.facts != wanted:
        outcome.broken.append(f"{number}: the next publish did not work")


def main(folder: str, data: str) -> None:
    library = Library(Path(folder), Path(data), SettableClock(), trial=smoke_pass)
    library.open_stored()
    click.echo("begins")
    library.reload()
    library.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
