"""After a backup was put back: the state knows nothing of what was sent since it was taken."""

from __future__ import annotations

import asyncio

import pytest
from telegram.ext import ExtBot

from bot.context import Desk
from bot.state.backup import RESTORED
from bot.state.rows import DeliveryStatus
from handlers.reminders import Outbox
from handlers.reminders.loop import _take_over
from tests.handlers.desk import ADMIN, AGAIN, Desks, ledger, remind_once, seoul, set_clock
from tests.transport import Transport

GROUP = -1001000000009
BEFORE_DUE, DUE, AFTER = (3, 3, 8), (3, 3, 9), (3, 3, 10)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    """A desk with a group that is reminded on 3 March and on the day before the ceremony, 9 March."""
    made = desks.of_group(GROUP)
    made.follow()
    made.store.mark("reminders", seoul(*BEFORE_DUE))
    return made


async def started(bot: ExtBot[int], desk: Desk) -> None:
    outbox = Outbox(bot, desk, asyncio.Event())
    _take_over(outbox)
    await remind_once(bot, desk, outbox)


@pytest.mark.parametrize(("restored", "is_marked"), [(AFTER, True), (BEFORE_DUE, False)])
async def test_what_fell_due_before_the_restore_is_sent_as_a_repeat_and_what_fell_due_later_is_not(
    bot: ExtBot[int], transport: Transport, desk: Desk, restored: tuple[int, int, int], is_marked: bool
) -> None:
    desk.store.mark(RESTORED, seoul(*restored))
    set_clock(desk, 3, 3, 10, 5)
    await started(bot, desk)
    (reminder,) = transport.sent(GROUP)
    assert (AGAIN in reminder.text) is is_marked
    assert ledger(desk) == [(7, DeliveryStatus.SENT)]
    assert len(transport.sent(ADMIN)) == 1
    await started(bot, desk)  # the next start has nothing to doubt
    assert len(transport.sent()) == 2


async def test_what_is_of_no_use_any_more_is_not_called_missed_for_it_may_have_been_sent(
    bot: ExtBot[int], transport: Transport, desk: Desk
) -> None:
    desk.store.mark(RESTORED, seoul(3, 9, 8))
    set_clock(desk, 3, 9, 9, 30)
    await started(bot, desk)
    assert set(ledger(desk)) == {(7, DeliveryStatus.UNSURE), (1, DeliveryStatus.SENT)}
    assert len(transport.sent(ADMIN)) == 1
    (reminder,) = transport.sent(GROUP)
    assert AGAIN not in reminder.text
