"""The queue of updates for the bot: kept until confirmed, handed out by long polling."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Literal

from bot.sandbox.records import ApiError, Json

_MAX_POLL_SECONDS = 50
_AT_ONCE = 100


class UpdateQueue:
    """Updates in order. Ids grow without end, also over restarts when `first_id` does."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._pending: deque[Json] = deque()
        self._allowed: frozenset[str] = frozenset()
        self._waiter: asyncio.Future[Literal["news", "conflict", "closed"]] | None = None
        self._closed = False

    @property
    def waiting(self) -> bool:
        """Whether a poll waits for something to arrive."""
        return self._waiter is not None and not self._waiter.done()

    def push(self, kind: str, payload: Json) -> None:
        """Queue an update, unless its kind is not wanted now: what is wanted later does not bring it back."""
        if self._allowed and kind not in self._allowed:
            return
        self._pending.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self._end_waiting("news")

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds are wanted; None keeps what was said before."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def confirm(self, update_id: int) -> None:
        """Forget everything up to and including this update."""
        while self._pending and self._pending[0]["update_id"] <= update_id:
            self._pending.popleft()

    async def poll(self, offset: int, seconds: float) -> list[Json]:
        """At most 100 updates from `offset` on, waiting for one; 409 as soon as another poll comes."""
        self._end_waiting("conflict")
        self.confirm(offset - 1)
        if not self._pending and not self._closed and seconds > 0:
            await self._wait(min(seconds, _MAX_POLL_SECONDS))
        return list(self._pending)[:_AT_ONCE]

    def close(self) -> None:
        """End the poll that waits, and let none wait again."""
        self._closed = True
        self._end_waiting("closed")

    async def _wait(self, seconds: float) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        try:
            outcome = await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return
        if outcome == "conflict":
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )

    def _end_waiting(self, outcome: Literal["news", "conflict", "closed"]) -> None:
        if self._waiter is not None and self.waiting:
            self._waiter.set_result(outcome)
