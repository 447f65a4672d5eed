"""Sends the reminders that are due and keeps the ledger of them.

What is due is decided anew each time from dates, subscriptions and the ledger, so nothing depends on a job
that lives in memory. Each reminder is claimed before it is sent and settled after:

- Telegram took it: sent. It refused: failed, with the reason.
- Not sent for certain (no connection, "retry after", an error of the server): the claim is given back and the
  next run tries again.
- Timed out after it was handed over: it may have arrived, so it is settled as unsure and not repeated.
- The process died in between: the next start marks the claim as interrupted; it is sent once more, saying so.
- Its time passed: settled as missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import httpx
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.clock import SettableClock
from bot.context import Desk
from bot.records import DeliveryStatus, Subscription
from bot.reminders import Reminder, due, missed, next_time
from handlers.answering import forget_old_answers
from handlers.render.message import MAX_TEXT_UNITS, fit, plain, units
from handlers.render.wording import word
from knowledge.model import Release

__all__ = ["Holds", "remind_forever", "remind_once", "start", "stop", "tell_admins"]

log = logging.getLogger(__name__)

Holds = dict[int, float]
"""Chats that asked to wait, with the event loop's time until which they do."""

_LAST_RUN = "reminders"
_SHOWN_SOURCES = 3

_LONGEST_PAUSE = 30.0
"""Seconds until the next look at the latest: what changed without a word is noticed by then."""

_PACE = 1 / 25
"""Seconds between two messages: Telegram allows about 30 a second, and answers to people need some."""

_TOPIC_GONE = ("thread not found", "topic_closed", "topic_deleted", "topic closed", "topic deleted")
_CHAT_GONE = ("chat not found", "not enough rights", "no rights to send", "chat_write_forbidden")


def start(bot: Bot, desk: Desk) -> asyncio.Task[None]:
    """Starts reminding in the running loop; it also wakes whenever the clock is set. End it with `stop`."""
    wake = asyncio.Event()
    if isinstance(desk.clock, SettableClock):
        desk.clock.on_change(wake.set)
    return asyncio.create_task(remind_forever(bot, desk, wake), name="reminders")


async def stop(reminding: asyncio.Task[None]) -> None:
    """Ends reminding after the message that is just being sent, so that no claim stays open."""
    reminding.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reminding


_LASTING = 3  # runs that fail one after the other before the admins are told


async def remind_forever(bot: Bot, desk: Desk, wake: asyncio.Event) -> None:
    """Sends what is due whenever something falls due, when `wake` is set, and at least every 30 seconds.

    It is the bot's only clockwork, so it also drops old questions once a day.
    Only one may run on the same state: it takes every claim that is open when it starts for interrupted.
    """
    holds: Holds = {}
    took_over, failed = False, 0
    while True:
        wake.clear()
        pause: float = _LONGEST_PAUSE
        try:
            if not took_over:
                _take_over(desk)
                took_over = True
            forget_old_answers(desk)
            await remind_once(bot, desk, holds)
            pause = _pause(desk, holds)
            failed = 0
        except Exception:
            log.exception("reminding failed; the next run tries again")
            failed += 1
            if failed == _LASTING:
                with contextlib.suppress(Exception):  # the log has it; telling is on top
                    await tell_admins(bot, desk, word("reminding_failed"))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), pause)


def _take_over(desk: Desk) -> None:
    interrupted = desk.store.interrupt_claims()
    if interrupted:
        log.warning("%d reminders were being sent when the last run ended; they are repeated", interrupted)


async def remind_once(bot: Bot, desk: Desk, holds: Holds | None = None) -> int:
    """Sends all that is due now, as one message for each chat or topic; returns how many messages were taken.

    A failure in one chat is settled and told to the admins; it is not raised and stops no other chat. Chats
    in `holds` are left out while they wait; those that Telegram asks to wait are added.
    """
    now, store, reminder_time = desk.clock.now(), desk.store, desk.settings.reminder_time
    facts, subscriptions = desk.library.current.facts, store.subscriptions()
    last_run = store.marked(_LAST_RUN) or now
    delivered = {d.key: d.status for d in store.deliveries(since=min(last_run, now).date())}
    for reminder in missed(facts.events, subscriptions, delivered, last_run, now, reminder_time):
        _settle_missed(desk, reminder, now)
    reminders = due(facts.events, subscriptions, delivered, now, reminder_time)
    releases = {release.id: release for release in facts.releases}
    run = _Run(bot, desk, releases, {} if holds is None else holds)
    for subscription, together in groupby(reminders, key=lambda reminder: reminder.subscription):
        for part in _messages(tuple(together), run.releases):
            await run.send(subscription, part)
    store.mark(_LAST_RUN, now)
    if run.troubles:
        await tell_admins(bot, desk, word("reminder_trouble", troubles=run.troubles))
    return run.taken


async def tell_admins(bot: Bot, desk: Desk, text: str) -> None:
    """Sends HTML to every admin; one who cannot be reached is only logged."""
    for admin in sorted(desk.settings.admin_ids):
        try:
            await bot.send_message(admin, text, parse_mode=ParseMode.HTML)
        except TelegramError as error:
            log.warning("admin %d could not be told: %s", admin, type(error).__name__)


class _Run:
    """One look at what is due: what was sent, and what went wrong where (chat id, Korean reason)."""

    def __init__(self, bot: Bot, desk: Desk, releases: Mapping[str, Release], holds: Holds) -> None:
        self.bot, self.desk, self.releases, self.holds = bot, desk, releases, holds
        self.taken = 0
        self.troubles: list[tuple[int, str]] = []
        self._free_at = 0.0

    async def send(self, chat: Subscription, reminders: Sequence[Reminder]) -> None:
        """Claims, sends and settles what goes into one message; finishes that even while being cancelled."""
        if self.holds.get(chat.chat_id, 0) > _loop_time():
            return
        await asyncio.sleep(max(0, self._free_at - _loop_time()))
        self._free_at = _loop_time() + _PACE
        sending = asyncio.ensure_future(self._send(chat, reminders))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            await sending
            raise

    async def _send(self, chat: Subscription, reminders: Sequence[Reminder], moved: bool = False) -> None:
        store = self.desk.store
        claimed = [one for one in reminders if store.claim(one.key, self.desk.clock.now())]
        if not claimed:
            return
        try:
            message_id = await self._hand_over(chat, fit(_text(claimed, self.releases), MAX_TEXT_UNITS))
        except ChatMigrated as error:
            self._release(claimed)
            store.migrate_chat(chat.chat_id, error.new_chat_id)
            if not moved:
                again = [one.moved(error.new_chat_id) for one in claimed]
                await self._send(again[0].subscription, again, moved=True)
        except RetryAfter as error:
            self._release(claimed)
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else wait
            self.holds[chat.chat_id] = _loop_time() + seconds
            log.info("chat %d asks to wait %s s", chat.chat_id, seconds)
        except InvalidToken:
            self._release(claimed)
            log.error("Telegram does not accept the token")
        except (Forbidden, BadRequest) as error:
            self._refused(chat, claimed, error)
        except TelegramError as error:
            if isinstance(error, NetworkError) and _surely_not_sent(error):
                self._release(claimed)
            else:
                self._settle(claimed, DeliveryStatus.UNSURE, reason="보냈지만 도착했는지 알 수 없어요")
            log.warning("chat %d: %s", chat.chat_id, type(error).__name__)
        except Exception:
            self._settle(claimed, DeliveryStatus.FAILED, reason="봇 안에서 오류가 났어요")
            self.troubles.append((chat.chat_id, "봇 안에서 오류가 났어요. 기록을 확인해 주세요."))
            log.exception("a reminder for chat %d failed", chat.chat_id)
        else:
            self._settle(claimed, DeliveryStatus.SENT, message_id)
            self.taken += 1

    async def _hand_over(self, chat: Subscription, text: str) -> int:
        """Sends the text to the chat's topic or, where that is closed or gone, to the chat itself."""
        try:
            message = await self.bot.send_message(
                chat.chat_id, text, parse_mode=ParseMode.HTML, message_thread_id=chat.thread_id
            )
        except BadRequest as error:
            if chat.thread_id is None or not _says(error, _TOPIC_GONE):
                raise
            message = await self.bot.send_message(chat.chat_id, text, parse_mode=ParseMode.HTML)
        return message.message_id

    def _refused(self, chat: Subscription, claimed: Sequence[Reminder], error: TelegramError) -> None:
        gone = isinstance(error, Forbidden) or _says(error, _CHAT_GONE)
        reason = "대화방에 글을 쓸 수 없어요" if gone else f"텔레그램이 받지 않았어요: {error.message}"
        self._settle(claimed, DeliveryStatus.FAILED, reason=reason)
        if gone:
            self.desk.store.pause_chat(chat.chat_id, reason, self.desk.clock.now())
            reason += ". 봇이 다시 들어갈 때까지 알림을 멈춰요."
        self.troubles.append((chat.chat_id, reason))
        log.warning("chat %d refused a reminder: %s", chat.chat_id, type(error).__name__)

    def _release(self, claimed: Sequence[Reminder]) -> None:
        for reminder in claimed:
            self.desk.store.release(reminder.key)

    def _settle(
        self,
        claimed: Sequence[Reminder],
        status: DeliveryStatus,
        message_id: int | None = None,
        reason: str | None = None,
    ) -> None:
        now = self.desk.clock.now()
        for reminder in claimed:
            self.desk.store.settle(reminder.key, status, now, message_id, reason)


def _settle_missed(desk: Desk, reminder: Reminder, now: datetime) -> None:
    """Too late now. What was interrupted may have arrived and is therefore no miss for certain."""
    if reminder.repeat:
        reason = "보내는 중에 봇이 꺼져서 도착했는지 알 수 없어요"
        desk.store.settle(reminder.key, DeliveryStatus.UNSURE, now, reason=reason)
    else:
        desk.store.settle(reminder.key, DeliveryStatus.MISSED, now, reason="보낼 수 있는 때가 지났어요")


def _messages(reminders: Sequence[Reminder], releases: Mapping[str, Release]) -> Iterator[Sequence[Reminder]]:
    """All in one message, or in as few as Telegram's limit asks for."""
    if len(reminders) == 1 or units(plain(_text(reminders, releases))) <= MAX_TEXT_UNITS:
        yield reminders
        return
    half = len(reminders) // 2
    yield from _messages(reminders[:half], releases)
    yield from _messages(reminders[half:], releases)


def _text(reminders: Sequence[Reminder], releases: Mapping[str, Release]) -> str:
    named = dict.fromkeys(reminder.occasion.event.release_id for reminder in reminders)
    sources = [releases[one] for one in named if one in releases]
    return word(
        "reminder",
        reminders=reminders,
        repeat=any(reminder.repeat for reminder in reminders),
        late=any(reminder.late for reminder in reminders),
        sources=sources[:_SHOWN_SOURCES],
        more=max(0, len(sources) - _SHOWN_SOURCES),
    )


def _surely_not_sent(error: NetworkError) -> bool:
    """Whether Telegram did not get it, or answered that it did not take it (5xx): trying again is safe."""
    cause = error.__cause__
    answered = cause is None or isinstance(cause, TelegramError)
    return answered or isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def _says(error: TelegramError, phrases: Sequence[str]) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)


def _pause(desk: Desk, holds: Holds) -> float:
    """Seconds until something falls due or a chat has waited long enough."""
    now, loop_time = desk.clock.now(), _loop_time()
    for chat_id in [chat_id for chat_id, until in holds.items() if until <= loop_time]:
        del holds[chat_id]
    waits = [_LONGEST_PAUSE, *(until - loop_time for until in holds.values())]
    coming = next_time(desk.library.current.facts.events, now, desk.settings.reminder_time)
    if coming is not None:
        waits.append((coming - now).total_seconds())
    return min(waits)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
