"""What systemd wants to hear of a service of Type=notify; where there is no systemd, nothing is said."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.health import Pulse

_OFTEN = 5.0  # seconds between two looks, where no watchdog wants more


def notify(*said: str) -> None:
    """Says `READY=1` and the like (sd_notify(3)) on NOTIFY_SOCKET; what cannot be said is not."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    address = f"\0{address[1:]}" if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
        to.setblocking(False)
        to.sendto("\n".join(said).encode(), address)


@asynccontextmanager
async def watched(pulse: Pulse) -> AsyncIterator[None]:
    """Says that the service has started, that it lives for as long as `pulse` says so, and that it stops.

    It has started when the state is open: reading releases takes minutes at first, and Telegram may be away for hours.
    """
    notify("READY=1", "STATUS=starting")
    task = asyncio.create_task(_tell(pulse), name="systemd")
    try:
        yield
    finally:
        notify("STOPPING=1")
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _tell(pulse: Pulse) -> None:
    # A third of the time that systemd waits: one that is late is no reason to end the process.
    pause = min(_OFTEN, _watchdog_seconds() / 3)
    while True:
        if pulse.is_alive:
            state = "serving" if pulse.is_ready else "waiting for Telegram" if pulse.serving else "starting"
            notify("WATCHDOG=1", f"STATUS={state}")
        await asyncio.sleep(pause)


def _watchdog_seconds() -> float:
    given = os.environ.get("WATCHDOG_USEC", "")
    return int(given) / 1_000_000 if given.isascii() and given.isdigit() and int(given) else float("inf")
