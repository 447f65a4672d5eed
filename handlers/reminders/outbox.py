"""Letters on their way: claimed, sent and settled side by side, one at a time to a chat."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.context import Desk
from bot.pacing import BROADCAST
from bot.reminders.messages import Correction, Letter
from bot.retrying import GATEWAY_TIMED_OUT, NEVER_LEFT, seconds_of
from bot.state.rows import DeliveryKey, DeliveryStatus
from handlers import render
from handlers.door import Door, Verdict
from handlers.reminders.pins import is_of_the_day, pin
from handlers.reminders.writing import parts, rewritten, undelivered, written
from handlers.sending import rewrite, send, tell_admins

log = logging.getLogger(__name__)

_AT_ONCE = 16
_TRY_AGAIN_AFTER = 10.0  # seconds, for a chat that was not reached
_CHAT_GONE = ("chat not found", "not enough rights", "no rights to send", "chat_write_forbidden")


class Outbox:
    """Sends letters. `wake` is set when it is time for another look: nothing is being sent any more, or what had to
    wait for another letter to the same chat can be posted.
    """

    def __init__(self, bot: ExtBot[int], desk: Desk, wake: asyncio.Event, door: Door | None = None) -> None:
        self.bot = bot
        self.taken = 0
        self.told_of_disk: datetime | None = None
        self.desk = desk
        self.wake = wake
        self._door = door or Door()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[object]] = set()
        self._had_to_wait = False
        self._held: dict[int, float] = {}
        self._troubles: dict[tuple[int, str], None] = {}

    async def post(self, letter: Letter) -> None:
        """Begins to send a letter as soon as there is a place; not to a chat that is being sent to or has to wait."""
        if self._held.get(letter.chat_id, 0) > _now():
            return
        if letter.chat_id in self._busy:
            self._had_to_wait = True
            return
        await self._places.acquire()
        self._busy.add(letter.chat_id)
        self._begin(self._send_all(letter))

    def tell(self, said: render.Message) -> None:
        """Begins to tell the admins something; no reminder waits for that."""
        self._begin(tell_admins(self.bot, self.desk, said))

    async def emptied(self, within: float | None = None) -> None:
        """Waits until nothing is being sent; what takes longer is cut off, and so found open at the next start."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def waits(self) -> list[float]:
        """The seconds for which chats still have to wait."""
        self._held = {chat_id: until for chat_id, until in self._held.items() if until > _now()}
        return [until - _now() for until in self._held.values()]

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_all(self, letter: Letter) -> None:
        try:
            if await self._is_let_in(letter):
                for part in self._parts(letter):
                    await self._send(part)
        except Exception:
            log.exception("a letter for chat %d could not be settled", letter.chat_id)
        finally:
            self._busy.remove(letter.chat_id)
            self._places.release()
            if not self._busy and self._troubles:
                self.tell(render.say("reminder_trouble", troubles=tuple(self._troubles)))
                self._troubles.clear()
            if self._had_to_wait or not self._busy:
                self._had_to_wait = False
                self.wake.set()

    async def _is_let_in(self, letter: Letter) -> bool:
        """Whether the chat or topic may be told anything now; one about which that is not known has to wait."""
        verdict = await self._door.reminders(letter.chat_id, letter.thread_id, self.bot, self.desk)
        if verdict is Verdict.OUT:
            is_group, is_in = letter.chat_id < 0, self._door.group(letter.chat_id, self.desk)
            reason = undelivered(("subscriber_out" if is_in else "not_admitted") if is_group else "shut_out")
            # Admins know whom they shut out; but a group's reminders must not end without anybody's knowing.
            self._refused(letter, reason if is_group else None, reason)
        elif verdict is Verdict.UNCLEAR:
            self._held[letter.chat_id] = _now() + _TRY_AGAIN_AFTER
        return verdict is Verdict.IN

    def _parts(self, letter: Letter) -> Sequence[Letter]:
        try:
            return parts(letter, self.desk)
        except Exception:
            log.exception("a letter for chat %d could not be written", letter.chat_id)
            self._refused(letter, undelivered("failed"))
            return ()

    async def _send(self, wanted: Letter, moved: bool = False) -> None:
        ledger, clock = self.desk.store.ledger, self.desk.clock
        try:
            await self._mark_what_changed(wanted)
            letter = wanted.only(ledger.claim(wanted.claims, clock.now()))
            if letter is None:
                return
            said = written(letter, self.desk)
            message = await send(self.bot, letter.chat_id, said, thread_id=letter.thread_id, urgency=BROADCAST)
        except ChatMigrated as error:
            ledger.release(wanted.claims)
            self.desk.store.migrate_chat(wanted.chat_id, error.new_chat_id)
            if not moved:
                await self._send(wanted.moved(error.new_chat_id), moved=True)
        except RetryAfter as error:
            ledger.release(wanted.claims)
            self._held[wanted.chat_id] = _now() + seconds_of(error)
            log.info("chat %d asks to wait %s s", wanted.chat_id, seconds_of(error))
        except Forbidden:
            self._gone(wanted)
        except BadRequest as error:
            if any(words in error.message.lower() for words in _CHAT_GONE):
                self._gone(wanted)
            elif len(wanted.items) > 1:
                ledger.release(wanted.claims)
                for item in wanted.items:
                    await self._send(Letter(wanted.chat_id, wanted.thread_id, (item,)))
            else:
                self._refused(wanted, undelivered("refused", error.message))
        except TelegramError as error:
            self._not_known(wanted.claims, wanted.chat_id, error)
        else:
            ledger.settle(letter.claims, DeliveryStatus.SENT, clock.now(), message.message_id)
            self.taken += 1
            if is_of_the_day(letter, self.desk):
                self._begin(pin(letter.chat_id, message.message_id, self.bot, self.desk))
            self.desk.metrics.reminders_sent.inc(len(letter.items))
            self.desk.metrics.reminders_late.inc(sum(item.late for item in letter.items))

    async def _mark_what_changed(self, letter: Letter) -> None:
        """Edits the messages that told what a letter corrects; one that is gone, or not reached, stays as it is."""
        corrected = [item.entry.uid for item in letter.items if isinstance(item, Correction)]
        ledger = self.desk.store.ledger
        told = (ledger.messages_about(letter.chat_id, letter.thread_id, uid) for uid in corrected)
        for message_id in dict.fromkeys(chain.from_iterable(told)):
            said = rewritten(letter.chat_id, message_id, self.desk)
            try:
                await rewrite(self.bot, letter.chat_id, message_id, said)
            except NetworkError as error:
                log.warning("chat %d: an old reminder was not edited: %s", letter.chat_id, type(error).__name__)

    def _not_known(self, claims: Iterable[DeliveryKey], chat_id: int, error: TelegramError) -> None:
        """Whether it was sent cannot be known, or Telegram was not reached."""
        ledger, now = self.desk.store.ledger, self.desk.clock.now()
        log.warning("chat %d: %s", chat_id, type(error).__name__)
        if isinstance(error, InvalidToken) or isinstance(error.__cause__, NEVER_LEFT):
            ledger.release(claims)
        elif not isinstance(error, NetworkError) or isinstance(error, TimedOut) or GATEWAY_TIMED_OUT in error.message:
            ledger.settle(claims, DeliveryStatus.UNSURE, now, reason=undelivered("unsure"))
            return
        else:
            ledger.settle(claims, DeliveryStatus.INTERRUPTED, now, reason=undelivered("cut_off"))
        self._held[chat_id] = _now() + _TRY_AGAIN_AFTER

    def _gone(self, letter: Letter) -> None:
        reason = undelivered("no_access")
        begins = self.desk.store.pause_chat(letter.chat_id, reason, self.desk.clock.now())
        self._refused(letter, undelivered("pausing") if begins else None, reason)

    def _refused(self, letter: Letter, trouble: str | None, reason: str | None = None) -> None:
        """Settles as failed; `trouble` is what the admins are told."""
        ledger, now = self.desk.store.ledger, self.desk.clock.now()
        ledger.settle(letter.claims, DeliveryStatus.FAILED, now, reason=reason or trouble)
        if trouble:
            self._troubles[letter.chat_id, trouble] = None
        log.warning("chat %d was not sent a letter", letter.chat_id)


def _now() -> float:
    return asyncio.get_running_loop().time()
