"""What happens when something fails: logged, a polite line to the person, a short report to the admins.

Neither the log nor a report has what a person wrote: only the kind of error and the place in the code. The
message of an error is kept where Telegram wrote it, as that never quotes a text of ours.
"""

from __future__ import annotations

import contextlib
import logging
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from telegram import Update
from telegram.error import Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from handlers import render
from handlers.sending import reply, tell_admins, toast

log = logging.getLogger(__name__)

_REPORT_AGAIN_AFTER = timedelta(minutes=10)
_ROOT = Path(__file__).resolve().parent.parent


class ErrorDesk:
    """The one error handler; remembers what it reported, so that admins hear of one once in ten minutes."""

    def __init__(self) -> None:
        self._reported: dict[str, datetime] = {}

    async def handle(self, update: object, context: Context) -> None:
        """Handles `context.error`; then no other handler is to see the update any more."""
        error = context.error
        if error is None:
            return
        if isinstance(error, Forbidden):
            log.info("not allowed to write there: %s", error.message)
        elif update is None and _is_passing(error):
            log.warning("Telegram was not reached: %s", type(error).__name__)
        else:
            what, where = _name(error), _place(error)
            log.error("%s at %s\n%s", what, where, "".join(traceback.format_tb(error.__traceback__)))
            await self._tell_person(update)
            await self._report(error, what, where, context)
        if isinstance(update, Update):
            raise ApplicationHandlerStop

    async def _tell_person(self, update: object) -> None:
        if not isinstance(update, Update):
            return
        said = render.say("error")
        with contextlib.suppress(TelegramError):
            if update.callback_query:
                await toast(update.callback_query, render.plain(said))
            elif update.message:
                await reply(update.message, said)

    async def _report(self, error: Exception, what: str, where: str, context: Context) -> None:
        # The message is no part of the key: one that asks to wait says how long, another time each time.
        now, key = context.desk.clock.now(), f"{type(error).__name__} {where}"
        last = self._reported.get(key)
        if last and timedelta(0) <= now - last < _REPORT_AGAIN_AFTER:
            return
        self._reported[key] = now
        await tell_admins(context.bot, context.desk, render.say("error_report", what=what, where=where, at=now))


def _is_passing(error: Exception) -> bool:
    """A fault of the network while waiting for updates, which is tried again by itself."""
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, Conflict)


def _name(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, TelegramError) and not isinstance(error, InvalidToken):  # which quotes the token
        return f"{kind}: {error.message}"
    return kind


def _place(error: Exception) -> str:
    """The innermost line of our own code that the error went through."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        path = Path(frame.filename)
        if any(path.is_relative_to(_ROOT / room) for room in ("handlers", "bot", "knowledge")):
            return f"{path.relative_to(_ROOT).as_posix()}:{frame.lineno}"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
