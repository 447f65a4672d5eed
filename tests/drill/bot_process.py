"""The bot as a process of its own, as `award-bot run` serves it, but at a time that is given.

`python -m tests.drill.bot_process MOMENT [unlimited]`: the settings come from the environment.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from bot.clock import SettableClock
from bot.environment import load_settings
from bot.logs import configure_logging
from bot.pacing import Pacing
from bot.serving import serve
from handlers import register
from handlers.smoke import smoke_pass


def main(moment: str, *more: str) -> None:
    settings, clock = load_settings(), SettableClock()
    configure_logging(settings.log_level, settings.secrets)
    clock.set(datetime.fromisoformat(moment))
    pacing = Pacing.off() if more == ("unlimited",) else None
    asyncio.run(serve(settings, register, smoke_pass, lambda application: None, clock, pacing, True))


if __name__ == "__main__":
    main(*sys.argv[1:])
