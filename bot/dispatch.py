"""From Telegram to the handlers: kept in the inbox first, then one chat in order and many side by side, then settled.

What is not answered when the process ends is in the inbox, and answered by the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import filters

from bot.clock import SEOUL
from bot.context import App, desk_of
from bot.current import OF_USE, Current, answering
from bot.quota import Quota, Verdict
from bot.state.disk import DiskFault
from bot.state.inbox import Arrival, Waiting

log = logging.getLogger(__name__)

Json = dict[str, Any]

_ENOUGH = 2_000  # updates in the inbox; Telegram keeps what is not fetched for a day
_TOO_OFTEN = 10  # runs of the bot that ended while an update was worked on: it may be what ended them
_SETTLES_AGAIN_AFTER = 10.0  # seconds
_UNKEPT = 10_000  # numbers of updates that could not be kept, against hearing one twice


class AbandonedUpdate(Exception):  # noqa: N818 - says what became of it
    """An update during which the bot ended again and again."""


@dataclass(frozen=True)
class _Work:
    update: Update
    received_at: datetime
    is_left_over: bool = False
    begun: int = 0
    is_repeat: bool = False
    is_excess: bool = False

    @property
    def asked_at(self) -> datetime:
        """When a person did it, as far as Telegram tells; a clock that is behind makes nothing younger than it is."""
        message = self.update.effective_message
        if message is None or self.update.callback_query or not hasattr(message, "date"):
            return self.received_at
        said = getattr(message, "edit_date", None) if self.update.edited_message else message.date
        return min(said.astimezone(SEOUL), self.received_at) if said else self.received_at


class Dispatcher:
    """Hands updates to the application's handlers. `hears` says of an update whether the bot is meant at all."""

    def __init__(self, application: App, hears: Callable[[Update], bool]) -> None:
        self._application, self._hears = application, hears
        self._desk = desk_of(application)
        self._quota, self._typing = Quota(), Quota()
        self._chats: dict[int, deque[_Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._room.set()
        self._count = 0
        self._unkept: deque[int] = deque(maxlen=_UNKEPT)
        self._unsettled: set[int] = set()
        self._settling: asyncio.TimerHandle | None = None
        self._is_stopping = False

    @property
    def is_full(self) -> bool:
        """Whether so many wait that no more should be taken now."""
        return not self._room.is_set()

    async def has_room(self) -> None:
        """Waits until more may be taken."""
        await self._room.wait()

    def resume(self) -> None:
        """Begins with what earlier runs left unanswered."""
        for one in self._desk.store.inbox.unsettled():
            if work := self._left_over(one):
                self._put(work)

    def take(self, given: Iterable[Json]) -> None:
        """Keeps updates and begins to answer them; when this returns, no end of the process loses one.

        What came before is left out, and so is what is not meant for the bot or comes too fast.
        """
        now = self._desk.clock.now()
        wanted, arrivals = {}, {}
        for one in given:
            if work := self._read(one, now):
                number, person = work.update.update_id, work.update.effective_user
                wanted[number] = work
                arrivals[number] = Arrival(number, person.id if person else None, json.dumps(one, ensure_ascii=False))
        new = self._keep(tuple(arrivals.values()), now)
        for update_id, work in wanted.items():
            if update_id in new:
                self._put(work)

    async def emptied(self) -> None:
        """Waits until all that was taken is answered."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self, within: float) -> None:
        """Begins nothing more; what is being answered has `within` seconds and then stays in the inbox."""
        self._is_stopping = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.emptied()
        left = [task for task in self._tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if self._settling:
            self._settling.cancel()
            self._settle_again()
        if waiting := sum(len(works) for works in self._chats.values()):
            log.info("stopped; %d updates wait in the inbox for the next start", waiting)

    def _read(self, given: Json, now: datetime) -> _Work | None:
        """An update that is wanted; None for one that is not, or cannot be understood."""
        try:
            update = Update.de_json(given, self._application.bot)
            if not self._hears(update):
                return None
        except Exception as error:
            log.error("an update could not be read: %s", type(error).__name__)
            return None
        person, verdict = update.effective_user, Verdict.ANSWER
        if person and update.inline_query:  # one for every few keys that are pressed
            verdict = self._typing.spend(person.id, person.id)
        elif person and not update.my_chat_member and not filters.StatusUpdate.ALL.check_update(update):
            verdict = self._quota.spend(person.id, _key(update))
        return None if verdict is Verdict.DROP else _Work(update, now, is_excess=verdict is Verdict.SAY)

    def _left_over(self, one: Waiting) -> _Work | None:
        try:
            update = Update.de_json(json.loads(one.payload), self._application.bot)
        except Exception as error:  # another version of the bot may have kept it
            log.error("an update that was kept could not be read: %s", type(error).__name__)
            self._settle(one.update_id)
            return None
        return _Work(update, one.received_at, is_left_over=True, begun=one.begun, is_repeat=one.sending)

    def _keep(self, arrivals: Sequence[Arrival], now: datetime) -> frozenset[int]:
        """The numbers of those that are new. Where nothing can be kept, they are answered all the same."""
        if not arrivals:
            return frozenset()
        try:
            return self._desk.store.inbox.receive(arrivals, now).difference(self._unkept)
        except DiskFault as error:
            log.error("updates are answered but not kept: %s", error)
            new = frozenset(one.update_id for one in arrivals).difference(self._unkept)
            self._unkept.extend(new)
            return new

    def _put(self, work: _Work) -> None:
        key = _key(work.update)
        self._count += 1
        if self._count >= _ENOUGH:
            self._room.clear()
        if key in self._chats:
            self._chats[key].append(work)
            return
        self._chats[key] = deque([work])
        task = asyncio.create_task(self._work_off(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, key: int) -> None:
        """Answers what waits for one chat, in order."""
        works = self._chats[key]
        while works and not self._is_stopping:
            try:
                await self._answer(works[0])
            except Exception as error:
                log.error("an update could not be worked off: %s", type(error).__name__)
            works.popleft()
            self._count -= 1
            if self._count < _ENOUGH:
                self._room.set()
        if not works:
            del self._chats[key]

    async def _answer(self, work: _Work) -> None:
        update_id, clock = work.update.update_id, self._desk.clock
        inbox, loop = self._desk.store.inbox, asyncio.get_running_loop()
        chat = work.update.effective_chat
        about = Current(
            update_id,
            clock,
            chat.id if chat else None,
            work.asked_at,
            loop.time() + max(0.0, (OF_USE - (clock.now() - work.asked_at)).total_seconds()),
            work.is_repeat,
            work.is_excess,
        )

        def on_sending() -> None:
            about.on_sending = lambda: None
            self._note(inbox.sending, update_id)

        def on_ready() -> None:
            about.on_ready = lambda: None
            if work.is_left_over:
                self._note(inbox.ready, update_id)

        about.on_ready, about.on_sending = on_ready, on_sending
        with answering(about):
            if work.begun >= _TOO_OFTEN:
                await self._application.process_error(work.update, AbandonedUpdate())
            else:
                if work.is_left_over:
                    self._note(inbox.begin, update_id)
                await self._application.process_update(work.update)
        self._desk.metrics.worked_off(work.update, (clock.now() - work.received_at).total_seconds())
        self._settle(update_id)

    def _settle(self, update_id: int) -> None:
        if not self._note(lambda number: self._desk.store.inbox.settle([number], self._desk.clock.now()), update_id):
            self._unsettled.add(update_id)
            self._settle_later()

    def _settle_later(self) -> None:
        if self._settling is None and not self._is_stopping:
            self._settling = asyncio.get_running_loop().call_later(_SETTLES_AGAIN_AFTER, self._settle_again)

    def _settle_again(self) -> None:
        """Settles what the disk did not let it settle: else the next start would answer it again."""
        self._settling = None
        try:
            self._desk.store.inbox.settle(self._unsettled, self._desk.clock.now())
        except DiskFault as error:
            log.error("%d updates that were answered are not settled yet: %s", len(self._unsettled), error)
            self._settle_later()
        else:
            self._unsettled.clear()

    def _note(self, write: Callable[[int], None], update_id: int) -> bool:
        """Whether it could be written."""
        try:
            write(update_id)
        except DiskFault as error:
            log.error("what became of an update is not kept: %s", error)
            self._unkept.append(update_id)
            return False
        return True


def _key(update: Update) -> int:
    """What waits for each other: updates of a chat, or of a person where there is no chat."""
    place = update.effective_chat or update.effective_user
    return place.id if place else update.update_id
