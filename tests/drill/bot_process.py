"""The bot as a process of its own, as `award-bot run` serves it, but at a time that is given.

`python -m tests.drill.bot_process MOMENT [OPTION …]`: the settings come from the environment. Options: `unlimited`, it
keeps no limits; `unkept`, it keeps no inbox; `driven`, it obeys standard input, a line each: a moment, to which its
clock is set, or `memory`. Each is answered by the megabytes that it holds, after a `memory` without garbage.
Whatever is published is tried for a minute while the file `slow` lies in DATA_DIR.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from bot.clock import SettableClock
from bot.context import App
from bot.environment import load_settings
from bot.logs import configure_logging
from bot.pacing import Pacing
from bot.publishing.trial import Failure
from bot.serving import serve
from bot.state.inbox import Arrival, Inbox
from handlers import register
from handlers.smoke import smoke_pass
from knowledge.base import KnowledgeBase

SLOW, TRYING = "slow", "trying"
_A_MINUTE = 60


def main(moment: str, *options: str) -> None:
    settings, clock = load_settings(), SettableClock()
    configure_logging(settings.log_level, settings.secrets)
    clock.set(datetime.fromisoformat(moment))

    def trial(base: KnowledgeBase, now: datetime) -> Failure | None:
        if (slow := settings.data_dir / SLOW).exists():
            slow.with_name(TRYING).touch()
            time.sleep(_A_MINUTE)
        return smoke_pass(base, now)

    if "unkept" in options:
        _keep_nothing()
    pacing = Pacing.off() if "unlimited" in options else None
    obeying = []

    def ready(_: App) -> None:
        if "driven" in options:
            obeying.append(asyncio.create_task(_obey(clock)))

    asyncio.run(serve(settings, register, trial, ready, clock, pacing, True))


async def _obey(clock: SettableClock) -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().strip():
        if line == "memory":
            gc.collect()
        else:
            clock.set(datetime.fromisoformat(line))
        print(_megabytes(), flush=True)  # noqa: T201 - to who drives it


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _keep_nothing() -> None:
    """For measuring what keeping costs."""

    def receive(_: Inbox, arrivals: Sequence[Arrival], at: datetime) -> frozenset[int]:
        return frozenset(one.update_id for one in arrivals)

    def note(_: Inbox, update_id: int) -> None: ...

    def settle(_: Inbox, update_ids: Collection[int], at: datetime) -> None: ...

    for name, instead in (("receive", receive), ("begin", note), ("sending", note), ("settle", settle)):
        setattr(Inbox, name, instead)


if __name__ == "__main__":
    main(*sys.argv[1:])
