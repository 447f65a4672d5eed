"""`python -m tests.drill`: what becomes of questions and reminders whatever happens to the bot, as tables."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.table import Table

from tests.drill import asking, day, flood, publishing, restoring
from tests.drill.broadcast import measure
from tests.drill.faults import drill


@click.command()
@click.option("--groups", default=1000, show_default=True)
@click.option("--kills", default=20, show_default=True)
@click.option("--seed", default=5, show_default=True)
@click.option("--rounds", default=200, show_default=True, help="What is published, one after the other.")
@click.option("--publish-kills", default=50, show_default=True, help="Kills while publishing.")
@click.option("--hours", default=24, show_default=True, help="How much of a day is simulated.")
@click.option("--only", type=click.Choice(["questions", "faults", "restoring", "broadcast", "publishing", "day"]))
def main(groups: int, kills: int, seed: int, rounds: int, publish_kills: int, hours: int, only: str | None) -> None:
    """Prints what was measured; exit status 1 where something was lost, doubled without a mark, late or too slow, or
    published otherwise than it was shown.
    """
    broken = False
    if only in (None, "questions"):
        rows, holds = asyncio.run(_questions(kills, seed))
        _show("Questions and reminders, whatever happens to the bot", rows)
        broken = not holds
    if only in (None, "faults"):
        outcome = asyncio.run(drill(groups, kills, seed))
        _show(f"A broadcast with faults and kills (seed {seed})", outcome.rows())
        broken |= bool(outcome.lost or outcome.unmarked)
    if only in (None, "restoring"):
        restored = asyncio.run(restoring.drill(groups))
        _show("A backup, a kill, and the backup put back", restored.rows())
        broken |= bool(restored.lost or restored.unmarked)
    if only in (None, "publishing"):
        with TemporaryDirectory() as place:
            shown = publishing.drill(Path(place), rounds, seed)
        _show(f"Published {rounds} times (seed {seed}): what was shown is what was applied", shown.rows())
        with TemporaryDirectory() as place:
            killed = publishing.kill(Path(place), publish_kills, seed)
        _show(f"Killed {publish_kills} times while it published (seed {seed})", killed.rows())
        broken |= bool(shown.broken or killed.broken)
    if only in (None, "day"):
        lived = asyncio.run(day.live(hours, seed))
        _show(f"{hours} simulated hours of everything at once (seed {seed})", lived.rows())
        broken |= not lived.holds
    if only in (None, "broadcast"):
        _show("A broadcast at the speed that Telegram allows (30 a second)", asyncio.run(measure(groups)).rows())
    sys.exit(1 if broken else 0)


async def _questions(kills: int, seed: int) -> tuple[list[tuple[str, str]], bool]:
    rows, holds = [], True
    for drilled in (
        await asking.killed(people=60, each=5, kills=kills, seed=seed),
        await asking.outage(seconds=90, people=30),
        await asking.stopped(),
        await flood.flooded(strangers=60, groups=20),
        await asking.quick(questions=600),
    ):
        rows += drilled.rows()
        holds &= drilled.holds
    return rows, holds


def _show(title: str, rows: Iterable[tuple[str, object]]) -> None:
    table = Table("", "", title=title, show_header=False)
    for name, value in rows:
        table.add_row(name, str(value))
    Console().print(table)


main()
