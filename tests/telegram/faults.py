"""What goes wrong on purpose: scripted refusals, delays and lost answers, and Telegram's sending limits."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.records import ApiError

_DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong; `hits` counts how often it did. `times` None means for ever."""

    method: str | None
    code: int | None
    description: str | None
    retry_after: int | None
    times: int | None
    chat_id: int | None
    delay: float
    deliver: bool
    migrate_to: int | None
    drop: bool = False
    hits: int = 0

    @property
    def error(self) -> ApiError | None:
        """What the caller is told, or None where the call only takes long."""
        if self.code is None:
            return None
        if self.migrate_to is not None:
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            return ApiError(400, moved, migrate_to_chat_id=self.migrate_to)
        if self.code == 429:
            wait = self.retry_after or 1
            return ApiError(429, self.description or f"Too Many Requests: retry after {wait}", retry_after=wait)
        return ApiError(self.code, self.description or _DESCRIPTIONS.get(self.code, "Internal Server Error"))


class Faults:
    """The script of faults; the first that fits a call is used for it."""

    def __init__(self) -> None:
        self._script: list[Fault] = []

    def add(
        self,
        method: str | None = None,
        code: int | None = None,
        *,
        description: str | None = None,
        retry_after: int | None = None,
        times: int | None = 1,
        chat_id: int | None = None,
        delay: float = 0,
        deliver: bool | None = None,
        migrate_to: int | None = None,
        drop: bool = False,
    ) -> Fault:
        """Let calls go wrong.

        `method` None is any method but getUpdates. With `deliver` the call does its work first and is
        answered after `delay` seconds, with the error where there is a code: what a timeout after delivery
        looks like to the bot. Without it nothing is done. A delay without a code delivers. `migrate_to` is the new id
        that a 400 names. `drop`: the connection breaks instead of an answer.
        """
        if code is None and deliver is False and not drop:
            raise ValueError("a call that is not delivered needs a code to answer with")
        fault = Fault(
            method,
            code,
            description,
            retry_after,
            times,
            chat_id,
            delay,
            code is None if deliver is None else deliver,
            migrate_to,
            drop,
        )
        self._script.append(fault)
        return fault

    def clear(self) -> None:
        """Everything works again."""
        self._script.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call, counted as used."""
        for fault in self._script:
            if fault.times is not None and fault.hits >= fault.times:
                continue
            named = method != "getUpdates" if fault.method is None else fault.method.lower() == method.lower()
            if named and fault.chat_id in (None, chat_id):
                fault.hits += 1
                return fault
        return None


class Limits:
    """Telegram's sending limits: one message a second per chat, 20 a minute per group, 30 a second in all."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._sent: dict[tuple[str, int | None], deque[float]] = {}

    def spend(self, chat_id: int) -> None:
        """Count one message to this chat, or raise 429 where it is one too many."""
        now = self._now()
        rules = [("all", None, 30, 1.0), ("chat", chat_id, 1, 1.0)]
        if chat_id < 0:
            rules.append(("group", chat_id, 20, 60.0))
        buckets = []
        wait = 0.0
        for kind, key, most, seconds in rules:
            times = self._sent.setdefault((kind, key), deque())
            while times and times[0] <= now - seconds:
                times.popleft()
            if len(times) >= most:
                wait = max(wait, times[0] + seconds - now)
            buckets.append(times)
        if wait > 0:
            pause = max(1, math.ceil(wait))
            raise ApiError(429, f"Too Many Requests: retry after {pause}", retry_after=pause)
        for times in buckets:
            times.append(now)
