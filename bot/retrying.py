"""Calls of the Bot API again and again while Telegram is out of reach, as long as what they do is of use."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""What made an error whose call never reached Telegram."""
GATEWAY_TIMED_OUT = "Gateway Time"
"""How the text of a 504 begins; "out" or "-out" follows."""


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_passing(error: Exception) -> bool:
    """Whether the same call may go well later: the network or Telegram failed, or it asked to wait."""
    return isinstance(error, RetryAfter) or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))


def may_have_arrived(error: Exception) -> bool:
    """Whether a call that failed may have done its work all the same: it timed out, or its connection broke."""
    if not is_passing(error) or isinstance(error, RetryAfter) or isinstance(error.__cause__, NEVER_LEFT):
        return False
    if isinstance(error, TimedOut) or GATEWAY_TIMED_OUT in str(error):
        return True
    return isinstance(error.__cause__, httpx.HTTPError)


async def persistently(call: Callable[[], Awaitable[_T]], within: float, repeatable: bool = True) -> _T:
    """The result of `call`, which is tried again with growing pauses for `within` seconds.

    What may have arrived is tried again only where it is `repeatable`. Raises TelegramError: the last one, or at once
    one that will not pass.
    """
    now = asyncio.get_running_loop().time
    until, pause = now() + within, _FIRST_PAUSE
    while True:
        try:
            return await call()
        except (RetryAfter, NetworkError) as error:
            if not is_passing(error) or (may_have_arrived(error) and not repeatable):
                raise
            if isinstance(error, RetryAfter):
                wait = seconds_of(error)
            else:
                wait = pause * random.uniform(0.8, 1.2)  # noqa: S311 - so that not all come back at the same moment
                pause = min(2 * pause, _LONGEST_PAUSE)
            if now() + wait > until:
                raise
            log.debug("tried again in %.1f s: %s", wait, type(error).__name__)
        await asyncio.sleep(wait)
