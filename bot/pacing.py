"""When a request may go out: Telegram's limits are kept, and people are answered before anything is broadcast.

Telegram allows about 30 messages a second over all, one a second in a chat and 20 a minute in a group (its own FAQ);
edits count like messages. The library's AIORateLimiter has no limit for a private chat, stops everything when one
chat is asked to wait, and knows no order of importance.
"""

from __future__ import annotations

import asyncio
import heapq
import os
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import timedelta
from itertools import count
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

# RetryAfter.retry_after as a timedelta, which it becomes in the next major release; without this each one warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")

BROADCAST = 1
"""The `rate_limit_args` of what goes to many: it waits while anything else does."""

_ANSWER = 0
_PAST_THIS_IT_TIDIES = 2_000  # chats
_SECOND, _CATCHES_UP = 1.005, 0.3
_MINUTE = 60.0

Result = bool | dict[str, Any] | list[dict[str, Any]]


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Pacing(BaseRateLimiter[int]):
    """Spaces out sends and edits, a little slower than Telegram's limits, since the way there varies.

    `a_second`: so many over all are allowed; `pause`: seconds between two in one chat; `group_a_minute`: in one group.
    """

    def __init__(self, a_second: int = 30, pause: float = 1.05, group_a_minute: int = 20) -> None:
        self._spacing = 1 / (0.95 * a_second)
        self._last: deque[list[float]] = deque(maxlen=a_second)
        self._pause, self._group_a_minute = pause, group_a_minute
        self._all = _Gate()
        self._beat = 0.0
        self._chats: dict[int, _Chat] = {}

    @classmethod
    def off(cls) -> Pacing:
        """For a stand-in that has no limits: nothing is held back."""
        return cls(a_second=100_000, pause=0, group_a_minute=100_000)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """Makes the request when its chat and the whole may send.

        A chat that asks to wait (RetryAfter, which is raised) gets nothing until then; no other chat is held up.
        """
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or not endpoint.startswith(("send", "edit")) or endpoint == "sendChatAction":
            return await callback(*args, **kwargs)
        urgency = rate_limit_args or _ANSWER
        chat = self._chat(chat_id)
        await chat.gate.enter(urgency)
        opens = 0.0
        try:
            await self._all.enter(urgency)
            self._all.leave(self._next_beat(known := [_now()]))
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                opens = _now() + seconds_of(error)
                raise
            finally:
                # Counted from the answer on: the message arrived before it.
                known[0] = _now()
                chat.sent.append(known[0])
        finally:
            chat.gate.leave(max(opens, chat.free_at(self._pause)))

    def _next_beat(self, known: list[float]) -> float:
        """When the next one may go out, after one of which `known` holds when it was sent, in the end when answered.

        By the beat and not by when the turn came, or what timers and stalls lose would add up; but not before a
        second has passed since the answer to the last but so many, for messages catch each other up on their way.
        """
        self._last.append(known)
        full = len(self._last) == self._last.maxlen
        self._beat = max(self._beat + self._spacing, _now() - _CATCHES_UP)
        return max(self._beat, self._last[0][0] + _SECOND if full else 0.0)

    def _chat(self, chat_id: int) -> _Chat:
        if len(self._chats) > _PAST_THIS_IT_TIDIES:
            rested = _now() - _MINUTE
            self._chats = {one: chat for one, chat in self._chats.items() if not chat.rests_since(rested)}
        most = self._group_a_minute if chat_id < 0 else None
        return self._chats.setdefault(chat_id, _Chat(most))


class _Chat:
    """One chat: one request at a time. `most`: how many a minute, None for a private chat."""

    def __init__(self, most: int | None) -> None:
        self.gate = _Gate()
        self.sent: deque[float] = deque(maxlen=most or 1)

    def free_at(self, pause: float) -> float:
        """When it may be sent to again."""
        if not self.sent:
            return 0.0
        full = self.sent.maxlen != 1 and len(self.sent) == self.sent.maxlen
        return max(self.sent[-1] + pause, self.sent[0] + _MINUTE if full else 0.0)

    def rests_since(self, since: float) -> bool:
        """Whether nothing waits, nothing is held back, and nothing was sent after `since`."""
        return self.gate.idle and (not self.sent or self.sent[-1] < since)


class _Gate:
    """Lets one through at a time: the most urgent first, then who came first, none before it opens again."""

    def __init__(self) -> None:
        self._taken = False
        self._opens = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """Whether it stands open and nobody is in it or waits."""
        return not self._taken and not self._waiting and self._opens <= _now()

    async def enter(self, urgency: int) -> None:
        """Waits for the turn; whoever entered must `leave`."""
        if self.idle:
            self._taken = True
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), turn))
        self._plan()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(self._opens)
            raise

    def leave(self, opens: float) -> None:
        """Lets the next one through, at the event loop's time `opens` at the earliest."""
        self._taken, self._opens = False, opens
        self._plan()

    def _plan(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting and not self._taken:
            self._timer = asyncio.get_running_loop().call_at(self._opens, self._let_in)

    def _let_in(self) -> None:
        while self._waiting and not self._taken:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():  # else it was cancelled while it waited
                self._taken = True
                turn.set_result(None)


def _now() -> float:
    return asyncio.get_running_loop().time()
