"""What happens when something fails: logged, a polite line to the person, a short report to the admins.

Neither the log nor a report has what a person wrote: only the kind of error and the place in the code. The
message of an error is kept where Telegram wrote it, as that never quotes a text of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from telegram import Update
from telegram.error import Conflict, Forbidden, InvalidToken, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.current import current
from bot.retrying import is_passing
from bot.state.disk import disk_fault_of
from handlers import render
from handlers.sending import reply, tell_admins, toast

log = logging.getLogger(__name__)

_REPORT_AGAIN_AFTER = timedelta(minutes=10)
_WORTH_TELLING = 24 * 3600.0  # seconds
_ROOT = Path(__file__).resolve().parent.parent


class ErrorDesk:
    """The one error handler; remembers what it reported, so that admins hear of one once in ten minutes.

    Only what an admin was told counts as reported. While Telegram is out of reach, the person is apologised to and the
    report is sent as soon as it is back, for a day.
    """

    def __init__(self) -> None:
        self._reported: dict[str, datetime] = {}
        self._reporting: dict[str, asyncio.Task[None]] = {}

    async def handle(self, update: object, context: Context) -> None:
        """Handles `context.error`; then no other handler is to see the update any more."""
        error = context.error
        if error is None:
            return
        disk = disk_fault_of(error)
        if isinstance(error, Forbidden):
            log.info("not allowed to write there: %s", error.message)
        elif update is None and _is_passing(error):
            log.warning("Telegram was not reached: %s", type(error).__name__)
        else:
            what, where = _name(error), _place(error)
            log.error("%s at %s\n%s", what, where, "".join(traceback.format_tb(error.__traceback__)))
            await self._tell_person(update, render.say("not_saved", kind=disk.kind) if disk else render.say("error"))
            if disk is None or context.desk.store.disk_fault is None:  # else reminding tells of it
                self._report(error, what, where, context)
        if isinstance(update, Update):
            raise ApplicationHandlerStop

    async def reported(self) -> None:
        """Waits until what is being reported was."""
        while self._reporting:
            await asyncio.wait(self._reporting.values())

    async def stop(self) -> None:
        """Reports no more."""
        for task in self._reporting.values():
            task.cancel()
        await asyncio.gather(*self._reporting.values(), return_exceptions=True)

    async def _tell_person(self, update: object, said: render.Message) -> None:
        if not isinstance(update, Update):
            return
        if about := current():
            about.of_use_until = asyncio.get_running_loop().time() + _WORTH_TELLING
        with contextlib.suppress(TelegramError):
            if update.callback_query:
                await toast(update.callback_query, render.plain(said))
            elif update.effective_message:
                await reply(update.effective_message, said)

    def _report(self, error: Exception, what: str, where: str, context: Context) -> None:
        # The message is no part of the key: one that asks to wait says how long, another time each time.
        now, key = context.desk.clock.now(), f"{type(error).__name__} {where}"
        last = self._reported.get(key)
        if key in self._reporting or (last and timedelta(0) <= now - last < _REPORT_AGAIN_AFTER):
            return
        said = render.say("error_report", what=what, where=where, at=now)

        async def tell() -> None:
            if await tell_admins(context.bot, context.desk, said):
                self._reported[key] = context.desk.clock.now()

        # Beside the answer's way, which an admin out of reach must not hold up.
        self._reporting[key] = task = asyncio.create_task(tell())
        task.add_done_callback(lambda _: self._reporting.pop(key))


def _is_passing(error: Exception) -> bool:
    """A fault of the network while waiting for updates, which is tried again by itself."""
    return is_passing(error) and not isinstance(error, Conflict)


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
