"""How much one person, and one chat, may ask: a burst, then one every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

_BURST = 20
_SECONDS_EACH = 2.0
_SECONDS_EACH_IN_A_GROUP = 3.0  # Telegram takes no more than 20 messages a minute there
_SAID_AGAIN_AFTER = 60.0  # seconds
_PAST_THIS_IT_TIDIES = 5_000  # people and chats


class Verdict(Enum):
    """What becomes of something that was asked: it is answered, it is told that it is too fast, or it is dropped."""

    ANSWER = "answer"
    SAY = "say"
    DROP = "drop"


class Quota:
    """`now` is in seconds and never set back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: dict[int, _Bucket] = {}

    def spend(self, person_id: int, chat_id: int) -> Verdict:
        """Counts one of a person in a chat, which may be the private one; that of who is too fast is counted, too, but
        costs the chat nothing.
        """
        now = self._now()
        person = self._bucket(person_id, _SECONDS_EACH)
        if not person.take(now):
            return person.excess(now)
        chat = self._bucket(chat_id, _SECONDS_EACH_IN_A_GROUP) if chat_id != person_id else None
        if chat and not chat.take(now):
            return chat.excess(now)
        return Verdict.ANSWER

    def _bucket(self, number: int, each: float) -> _Bucket:
        if len(self._buckets) > _PAST_THIS_IT_TIDIES:
            now = self._now()
            self._buckets = {one: bucket for one, bucket in self._buckets.items() if not bucket.is_full(now)}
        return self._buckets.setdefault(number, _Bucket(each, self._now()))


class _Bucket:
    def __init__(self, each: float, now: float) -> None:
        self._each = each
        self._left = float(_BURST)
        self._filled_at = now
        self._said_at = float("-inf")

    def take(self, now: float) -> bool:
        self._left = min(_BURST, self._left + (now - self._filled_at) / self._each)
        self._filled_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def excess(self, now: float) -> Verdict:
        is_said = now - self._said_at < _SAID_AGAIN_AFTER
        if not is_said:
            self._said_at = now
        return Verdict.DROP if is_said else Verdict.SAY

    def is_full(self, now: float) -> bool:
        return now - self._filled_at >= _BURST * self._each and now - self._said_at >= _SAID_AGAIN_AFTER
