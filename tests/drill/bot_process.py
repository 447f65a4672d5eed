"""The bot as a process of its own, as `award-bot run` serves it, but at a time that is given.

`python -m tests.drill.bot_process MOMENT [OPTION …]`: the settings come from the environment. Options: `unlimited`, it
keeps no limits; `unkept`, it keeps no inbox; `slow`, whatever is published is tried for a minute while the file
`slow` lies in DATA_DIR.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.clock import SettableClock
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
    asyncio.run(serve(settings, register, trial, lambda application: None, clock, pacing, True))


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
