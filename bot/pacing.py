"""When a request may go out: Telegram's limits are kept, people are answered first, and letters come through.

Telegram allows about 30 messages a second over all, one a second in a chat and 20 a minute in a group (its own FAQ);
edits count like messages. What is sent is sent at once as long as that holds: even gaps made answers wait for each
other at two thirds of the load. The library's AIORateLimiter has no limit for a private chat, stops everything when
one chat is asked to wait, and knows no order of importance.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.current import current
from bot.retrying import persistently, seconds_of

# RetryAfter.retry_after as a timedelta, which it becomes in the next major release; without this each one warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")

ANSWER, BROADCAST, IF_FREE = 0, 1, 2
"""The `rate_limit_args`. BROADCAST goes to many: after answers, but not after more than three of them. IF_FREE waits
while anything else does. An answer, which is what is not named, is tried again while Telegram is out of reach."""

_ANSWERS_BEFORE_A_LETTER = 3
_AT_ONCE = 32  # requests: throughput peaks there, for the HTTP library looks through all that wait
_PAST_THIS_IT_TIDIES = 2_000  # chats
_SECOND, _CATCHES_UP = 1.005, 0.3
_MINUTE = 60.0
_COUNTED_AS_UNDER_WAY = 2.0  # seconds; a request that takes longer has arrived or never will
_WITHOUT_AN_UPDATE = 600.0  # seconds
_PRESS_WAITS = 20.0  # seconds; a client waits no longer for the answer to a pressed button
_NOT_WORTH_IT = ("sendChatAction", "getMe")

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Pacing(BaseRateLimiter[int]):
    """Keeps Telegram's limits, counted so that it sees no more, however long anything is on its way.

    `a_second`: so many over all are allowed; `pause`: seconds between two in one chat; `group_a_minute`: in one group.
    """

    def __init__(self, a_second: int = 30, pause: float = 1.05, group_a_minute: int = 20) -> None:
        self._pause, self._group_a_minute = pause, group_a_minute
        self._all = _Window(a_second)
        self._chats: dict[int, _Chat] = {}
        self._connections = asyncio.Semaphore(_AT_ONCE)
        self._is_off = False

    @classmethod
    def off(cls) -> Pacing:
        """For a stand-in that has no limits: nothing is held back."""
        pacing = cls()
        pacing._is_off = True
        return pacing

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
        """Makes the request when its chat and the whole may send, an answer again and again until it went well.

        A message that may have arrived is not sent again: whoever sends it may mark the second one. A chat that asks
        to wait (RetryAfter) gets nothing until then; no other chat is held up.
        """
        urgency = rate_limit_args or ANSWER
        request = partial(callback, *args, **kwargs)
        once = partial(self._paced, request, endpoint, data.get("chat_id"), urgency)
        if urgency != ANSWER or endpoint in _NOT_WORTH_IT:
            return await once()
        return await persistently(once, self._of_use(endpoint), repeatable=not endpoint.startswith("send"))

    @staticmethod
    def _of_use(endpoint: str) -> float:
        """For how many seconds a request is worth trying. What is asked for no update's sake is asked again by whoever
        asks; only a message is not, such as one to an admin.
        """
        update = current()
        if update is None:
            return _WITHOUT_AN_UPDATE if endpoint.startswith("send") else 0.0
        left = update.of_use_until - _now()
        return min(left, _PRESS_WAITS) if endpoint == "answerCallbackQuery" else left

    async def _paced(
        self, request: Callable[[], Coroutine[Any, Any, Result]], endpoint: str, chat_id: object, urgency: int
    ) -> Result:
        is_message = endpoint.startswith(("send", "edit")) and endpoint != "sendChatAction"
        if not is_message or not isinstance(chat_id, int):
            async with self._connections:
                return await request()
        if update := current():
            update.on_ready()
        if self._is_off:
            return await self._sent(request)
        chat = self._chat(chat_id)
        await chat.gate.enter(urgency)
        opens = 0.0
        try:
            place = await self._all.enter(urgency)
            try:
                return await self._sent(request)
            except RetryAfter as error:
                opens = _now() + seconds_of(error)
                raise
            finally:
                # Counted from the answer on: the message arrived before it.
                self._all.leave(place)
                chat.sent.append(_now())
        finally:
            chat.gate.leave(max(opens, chat.free_at(self._pause)))

    async def _sent(self, request: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        async with self._connections:
            if update := current():
                update.on_sending()
            return await request()

    def _chat(self, chat_id: int) -> _Chat:
        if len(self._chats) > _PAST_THIS_IT_TIDIES:
            rested = _now() - _MINUTE
            self._chats = {one: chat for one, chat in self._chats.items() if not chat.rests_since(rested)}
        most = self._group_a_minute if chat_id < 0 else None
        return self._chats.setdefault(chat_id, _Chat(most))


class _Line:
    """Who waits for a turn: the most urgent first, then who came first; but a letter after three answers."""

    def __init__(self) -> None:
        self._waiting: tuple[deque[asyncio.Future[object]], ...] = (deque(), deque(), deque())
        self._answers = 0  # that were let in while a letter waited

    def __bool__(self) -> bool:
        return any(self._waiting)

    def join(self, urgency: int) -> asyncio.Future[object]:
        """A turn, which is done when it has come."""
        turn: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting[urgency].append(turn)
        return turn

    @property
    def next(self) -> int | None:
        """How urgent whoever is next is; None where nobody waits any more."""
        for turns in self._waiting:
            while turns and turns[0].done():  # it was cancelled while it waited
                turns.popleft()
        if self._waiting[BROADCAST] and self.is_overdue:
            return BROADCAST
        return next((urgency for urgency, turns in enumerate(self._waiting) if turns), None)

    @property
    def is_overdue(self) -> bool:
        """Whether the letter that waits has let enough answers go before."""
        return self._answers >= _ANSWERS_BEFORE_A_LETTER

    def call(self, urgency: int, place: object = None) -> None:
        """It is the turn of the first of such urgency, who gets `place`."""
        if urgency == BROADCAST or not self._waiting[BROADCAST]:
            self._answers = 0
        elif urgency == ANSWER:
            self._answers += 1
        self._waiting[urgency].popleft().set_result(place)


class _Window:
    """No more than `most` in any second, as whoever gets them counts. One is kept free for answers, and what goes to
    many goes in even gaps, so that an answer need not wait until the second of a burst is over.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._gap = 1 / (0.95 * most)
        self._under_way: dict[object, float] = {}  # place → when it was entered
        self._answered: deque[float] = deque()
        self._next_letter = 0.0
        self._line = _Line()
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self, urgency: int) -> object:
        """Waits until one more is allowed. Whoever entered must `leave` the place that is returned."""
        if not self._line and self._opens(urgency) <= _now():
            return self._place(urgency)
        turn = self._line.join(urgency)
        self._plan()
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._under_way.pop(turn.result())
            self._plan()
            raise

    def _place(self, urgency: int) -> object:
        if urgency != ANSWER:
            # By the beat and not by when the turn came, or what timers lose would add up.
            self._next_letter = max(self._next_letter, _now() - _CATCHES_UP) + self._gap
        place = object()
        self._under_way[place] = _now()
        return place

    def leave(self, place: object) -> None:
        """It was answered, so it has arrived by now."""
        entered = self._under_way.pop(place)
        self._answered.append(min(_now(), entered + _COUNTED_AS_UNDER_WAY))
        self._plan()

    def _opens(self, urgency: int) -> float:
        """When one of such urgency may enter; later than ever while that depends on an answer."""
        while self._answered and self._answered[0] + _SECOND <= _now():
            self._answered.popleft()
        ends = [one + _SECOND for one in self._answered]
        ends += [one + _COUNTED_AS_UNDER_WAY + _SECOND for one in self._under_way.values()]
        is_letter = urgency != ANSWER and not self._line.is_overdue
        most = self._most - is_letter
        at = sorted(ends)[len(ends) - most] if len(ends) >= most else 0.0
        return max(at, self._next_letter) if is_letter else at

    def _plan(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        urgency = self._line.next
        if urgency is not None:
            self._timer = asyncio.get_running_loop().call_at(self._opens(urgency), self._let_in)

    def _let_in(self) -> None:
        self._timer = None
        urgency = self._line.next
        if urgency is not None and self._opens(urgency) <= _now():
            self._line.call(urgency, self._place(urgency))
        self._plan()


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
    """Lets one through at a time, in the order of the line, none before it opens again."""

    def __init__(self) -> None:
        self._taken = False
        self._opens = 0.0
        self._line = _Line()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """Whether it stands open and nobody is in it or waits."""
        return not self._taken and not self._line and self._opens <= _now()

    async def enter(self, urgency: int) -> None:
        """Waits for the turn; whoever entered must `leave`."""
        if self.idle:
            self._taken = True
            return
        turn = self._line.join(urgency)
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
        if self._line and not self._taken:
            self._timer = asyncio.get_running_loop().call_at(self._opens, self._let_in)

    def _let_in(self) -> None:
        urgency = self._line.next
        if urgency is not None and not self._taken:
            self._taken = True
            self._line.call(urgency)


def _now() -> float:
    return asyncio.get_running_loop().time()
