"""The bot's only clockwork: looks for what is due whenever there may be something."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from telegram.ext import ExtBot

from bot.clock import SettableClock
from bot.context import Desk
from bot.health import Part
from bot.reminders.due import LATE_AFTER, Situation, due, lapsed, missed, next_time, pending
from bot.reminders.messages import Item
from bot.state.backup import RESTORED, RESTORED_FROM
from bot.state.disk import DiskFault
from bot.state.rows import DeliveryStatus
from handlers.admission import leave_overdue
from handlers.door import Door
from handlers.reminders.outbox import Outbox
from handlers.reminders.pins import unpin_over
from handlers.reminders.writing import missed_ones, undelivered
from handlers.render import say

log = logging.getLogger(__name__)

_LAST_RUN = "reminders"
_LAST_RESTORED = "restored, told"

_LONGEST_PAUSE = 30.0
"""Seconds until the next look at the latest: what changed without a word is noticed by then."""

_LASTING = 3  # looks that fail one after the other before the admins are told
_TENDING_SECONDS = 5.0
_TELL_AGAIN = timedelta(hours=6)


def start(bot: ExtBot[int], desk: Desk, door: Door | None = None) -> asyncio.Task[None]:
    """Starts reminding in the running loop. End it with `stop`."""
    return asyncio.create_task(remind_forever(bot, desk, asyncio.Event(), door), name="reminders")


async def stop(reminding: asyncio.Task[None]) -> None:
    """Ends reminding after the messages that are just being sent, so that no claim stays open."""
    reminding.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reminding


async def remind_forever(bot: ExtBot[int], desk: Desk, wake: asyncio.Event, door: Door | None = None) -> None:
    """Sends what is due whenever something falls due, other knowledge is published, the clock is set or `wake` is.

    It also deletes once a day what was kept long enough, and leaves groups that nobody took in. Only one may run on
    the same state: it takes every claim that is open when it starts for interrupted.
    """
    loop, outbox = asyncio.get_running_loop(), Outbox(bot, desk, wake, door)
    no_more = desk.library.on_publish(lambda: loop.call_soon_threadsafe(wake.set))
    if isinstance(desk.clock, SettableClock):
        desk.clock.on_change(wake.set)
    desk.pulse.beat(Part.REMINDERS)
    try:
        await _look_again_and_again(outbox, wake)
    finally:
        no_more()
        desk.pulse.forget(Part.REMINDERS)
        await outbox.emptied(within=desk.settings.stop_seconds)


async def _look_again_and_again(outbox: Outbox, wake: asyncio.Event) -> None:
    desk, took_over, failed = outbox.desk, False, 0
    while True:
        wake.clear()
        desk.pulse.tried(Part.REMINDERS)
        pause: float = _LONGEST_PAUSE
        try:
            if not took_over:
                _take_over(outbox)
                took_over = True
            desk.store.tidy(desk.clock.now())
            await look(outbox)
            await _tend_groups(outbox)
            pause = _pause(outbox)
            desk.pulse.beat(Part.REMINDERS)
            failed = 0
        except DiskFault as error:
            log.error("reminding waits: %s", error)
        except Exception:
            log.exception("reminding failed; the next look tries again")
            failed += 1
            if failed == _LASTING:
                outbox.tell(say("reminding_failed"))
        _tell_of_disk(outbox)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):  # wait_for would lose a `stop` that comes as it wakes
                await wake.wait()


async def look(outbox: Outbox) -> None:
    """Settles what is past, tells the admins of it, and begins to send all that is due now."""
    desk, store = outbox.desk, outbox.desk.store
    desk.follow()
    now = desk.clock.now()
    last_run = store.marked(_LAST_RUN) or now
    situation = desk.situation(last_run, now)
    _settle_past(outbox, situation, last_run, now)
    letters = due(situation, now)
    desk.metrics.reminders_due.set(len(letters))
    for letter in letters:
        await outbox.post(letter)
    store.mark(_LAST_RUN, now)


async def _tend_groups(outbox: Outbox) -> None:
    """Unpins what is over and leaves groups that are to be left, for as long as no reminder has to wait for it."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_TENDING_SECONDS):
            await unpin_over(outbox.bot, outbox.desk)
            await leave_overdue(outbox.bot, outbox.desk)


def _tell_of_disk(outbox: Outbox) -> None:
    """Tells admins that nothing can be remembered: once, and again where it lasts or comes again hours later."""
    fault, now = outbox.desk.store.disk_fault, outbox.desk.clock.now()
    told = outbox.told_of_disk
    if fault and (told is None or not timedelta(0) <= now - told < _TELL_AGAIN):
        outbox.told_of_disk = now
        outbox.tell(say("disk", kind=fault.kind))


def _take_over(outbox: Outbox) -> None:
    desk = outbox.desk
    interrupted = desk.store.ledger.interrupt_claims()
    if interrupted:
        log.warning("%d reminders were being sent when the last run ended; they are repeated", interrupted)
    restored = desk.store.marked(RESTORED)
    if restored and restored != desk.store.marked(_LAST_RESTORED):
        _doubt_what_a_backup_forgot(outbox, restored)
        desk.store.mark(_LAST_RESTORED, restored)


def _doubt_what_a_backup_forgot(outbox: Outbox, restored: datetime) -> None:
    """Whatever fell due before the state was put back may have been sent by the run that is forgotten.

    It is sent marked as a possible repeat where it is of use, else it is settled as unsure. So is what the knowledge
    of that time says anew.
    """
    desk, store = outbox.desk, outbox.desk.store
    now = desk.clock.now()
    desk.follow()
    is_known = desk.library.built_at <= restored

    def in_doubt(item: Item) -> bool:
        return item.at <= restored or (is_known and item.at >= now)

    last_run, later = store.marked(_LAST_RUN) or restored, desk.clock.now()
    situation = desk.situation(last_run, later)
    again = [item for item in pending(situation, later) if in_doubt(item)]
    past = [item for item in missed(situation, last_run, later) if in_doubt(item)]
    for item in again:
        store.ledger.doubt(dict(item.claims), now, undelivered("restored"))
    keys = [key for item in past for key, _ in item.claims]
    store.ledger.settle(keys, DeliveryStatus.UNSURE, now, reason=undelivered("restored"))
    log.warning("the state is from a backup: %d reminders are repeated, %d may be lost", len(again), len(past))
    taken = store.marked(RESTORED_FROM)
    outbox.tell(say("restored", taken=taken, repeated=len(again), unsure=len(past)))


def _settle_past(outbox: Outbox, situation: Situation, last_run: datetime, now: datetime) -> None:
    """Settles what is too late now; the admins hear of it, but not of chats that they know to be paused."""
    desk = outbox.desk
    ledger = desk.store.ledger
    interrupted = [one.key for one in ledger.unsettled() if one.status is DeliveryStatus.INTERRUPTED]
    unsure = lapsed(situation, interrupted, now)
    ledger.settle(unsure, DeliveryStatus.UNSURE, now, reason=undelivered("interrupted"))
    late = missed(situation, last_run, now)
    held_back = [item for item in late if item.chat_id in situation.paused]
    others = [item for item in late if item.chat_id not in situation.paused]
    for items, why in ((held_back, "paused"), (others, "too_late")):
        keys = [key for item in items for key, _ in item.claims]
        ledger.settle(keys, DeliveryStatus.MISSED, now, reason=undelivered(why))
    desk.metrics.reminders_missed.inc(len(others))
    if others:
        down_since = last_run if now - last_run > LATE_AFTER else None
        outbox.tell(say("missed", shown=missed_ones(others), since=down_since, now=now))


def _pause(outbox: Outbox) -> float:
    """Seconds until something falls due or a chat has waited long enough."""
    desk, now = outbox.desk, outbox.desk.clock.now()
    waits = [_LONGEST_PAUSE, *outbox.waits()]
    coming = next_time(desk.situation(now, now), now)
    if coming is not None:
        waits.append((coming - now).total_seconds())
    return min(waits)
