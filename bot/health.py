"""Whether the bot is well, judged from what it did last and not from whether its process is there."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram.request import HTTPXRequest

_TICK = 1.0  # seconds


class Part(StrEnum):
    """What must go on for the bot to be well: the event loop, asking Telegram for updates, looking for reminders."""

    LOOP = "loop"
    POLLING = "polling"
    REMINDERS = "reminders"


# Seconds after the last success after which a part is no longer ready, and after the last try after which it is no
# longer alive. A poll takes up to 25 s, and is tried again every 30 s while Telegram is down: then to start anew is of
# no use. A look for reminders that has a thousand groups to tell takes a minute.
_LIMITS = {Part.LOOP: (10.0, 30.0), Part.POLLING: (90.0, 300.0), Part.REMINDERS: (300.0, 600.0)}


class Pulse:
    """When each part of the bot last showed that it goes on. `now` is in seconds and never set back.

    `serving`: it has started and does not stop yet.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.serving = False
        self._now = now
        self._last: dict[Part, float] = {}
        self._tried: dict[Part, float] = {}

    def beat(self, part: Part) -> None:
        """Notes that a part did its work; from the first time on it has to."""
        self._last[part] = self._tried[part] = self._now()

    def tried(self, part: Part) -> None:
        """Notes that a part goes on, although it was kept from its work by what is outside."""
        self._tried[part] = self._now()

    def forget(self, part: Part) -> None:
        """Expects a part no longer, since it was ended on purpose."""
        self._last.pop(part, None)
        self._tried.pop(part, None)

    @property
    def ages(self) -> dict[Part, float]:
        """The seconds since each part last did its work."""
        now = self._now()
        return {part: now - last for part, last in self._last.items()}

    @property
    def overdue(self) -> frozenset[Part]:
        """The parts that have not done their work for so long that something is wrong."""
        return frozenset(part for part, age in self.ages.items() if age >= _LIMITS[part][0])

    @property
    def is_ready(self) -> bool:
        """Whether questions are answered now."""
        return self.serving and not self.overdue

    @property
    def is_alive(self) -> bool:
        """Whether starting the process anew would be of no use: it works, or begins, or waits for what is outside."""
        now = self._now()
        return all(now - last < _LIMITS[part][1] for part, last in self._tried.items())

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        """Shows once a second that the running loop goes on."""

        async def tick() -> None:
            while True:
                self.beat(Part.LOOP)
                await asyncio.sleep(_TICK)

        task = asyncio.create_task(tick(), name="pulse")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            self.forget(Part.LOOP)


class PollRequest(HTTPXRequest):
    """The transport for getUpdates: every try shows that polling goes on, every answer that it works."""

    def __init__(self, pulse: Pulse, **options: Any) -> None:
        super().__init__(**options)
        self._pulse = pulse

    async def do_request(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        """Asks, and notes that it did and whether an answer came that is none of an error."""
        try:
            code, answer = await super().do_request(*args, **options)
        finally:
            self._pulse.tried(Part.POLLING)
        if code == HTTPStatus.OK:
            self._pulse.beat(Part.POLLING)
        return code, answer


def health_routes(pulse: Pulse) -> list[Route]:
    """`/healthz`: 200 while the process is alive; `/readyz`: 200 while questions are answered; else 503.

    Both tell how many seconds ago each part last did its work.
    """

    def told(is_well: bool) -> Response:
        ages = {part.value: round(age, 1) for part, age in pulse.ages.items()}
        status = "ok" if is_well else "failing"
        code = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        return JSONResponse({"status": status, "serving": pulse.serving, "seconds_since": ages}, code)

    async def alive(_: Request) -> Response:
        return told(pulse.is_alive)

    async def ready(_: Request) -> Response:
        return told(pulse.is_ready)

    return [Route("/healthz", alive), Route("/readyz", ready)]
