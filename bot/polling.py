"""Asks Telegram for updates: none is confirmed before it is kept.

The library's own Updater confirms what it put into a queue in memory; it also cannot be told to wait while enough is
waiting, polls once more when it is stopped, and says to nobody that it was refused.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.dispatch import Dispatcher, Json
from bot.retrying import seconds_of

log = logging.getLogger(__name__)

_POLL_SECONDS = 25
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0


@asynccontextmanager
async def reached(bot: ExtBot[Any]) -> AsyncIterator[None]:
    """The bot once Telegram answers, however long that takes; the log says so. At the end its connections are closed.

    Raises InvalidToken where Telegram refuses the token.
    """
    pause = _FIRST_PAUSE
    try:
        while True:
            try:
                await bot.initialize()
                break
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = _next(pause, error)
                log.warning("Telegram is not reached (%s); the next try is in %.0f s", _name(error), pause)
                await asyncio.sleep(pause)
        yield
    finally:
        await bot.shutdown()


async def poll_forever(
    bot: ExtBot[Any],
    dispatcher: Dispatcher,
    allowed_updates: Sequence[str],
    failed: Callable[[TelegramError], Coroutine[Any, Any, object]],
) -> None:
    """Gives the dispatcher what arrives; `failed` is told of each poll that fails. Raises InvalidToken."""
    offset, pause = 0, _FIRST_PAUSE
    while True:
        await dispatcher.has_room()
        try:
            given = await _updates(bot, offset, allowed_updates)
        except InvalidToken:
            raise
        except TimedOut:  # the network lost an answer; Telegram has it still
            continue
        except TelegramError as error:
            await failed(error)
            await asyncio.sleep(pause := _next(pause, error))
            continue
        try:
            dispatcher.take(given)
        except Exception as error:
            log.error("updates were not taken (%s); Telegram is asked for them again", type(error).__name__)
            await asyncio.sleep(pause := _next(pause))
            continue
        pause = _FIRST_PAUSE
        if given:
            offset = given[-1]["update_id"] + 1


async def _updates(bot: ExtBot[Any], offset: int, allowed_updates: Sequence[str]) -> list[Json]:
    """As Telegram sent them: one that this version cannot read must not hide the others, nor come again for ever."""
    given = await bot._post(
        "getUpdates",
        {"offset": offset, "timeout": _POLL_SECONDS, "allowed_updates": allowed_updates},
        read_timeout=(bot._request[0].read_timeout or 0) + _POLL_SECONDS,
    )
    return cast("list[Json]", given)


def _next(pause: float, error: TelegramError | None = None) -> float:
    if isinstance(error, RetryAfter):
        return seconds_of(error) + 0.5
    return min(1.5 * pause, _LONGEST_PAUSE)


def _name(error: TelegramError) -> str:
    return f"asked to wait {seconds_of(error):.0f} s" if isinstance(error, RetryAfter) else type(error).__name__
