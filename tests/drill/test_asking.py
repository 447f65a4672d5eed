"""The drills in small: `make drill` runs them in full."""

from __future__ import annotations

from tests.drill.asking import killed, outage
from tests.drill.flood import flooded


async def test_killed_again_and_again_the_bot_answers_all_that_was_asked() -> None:
    outcome = await killed(people=6, each=3, kills=2, seed=5)
    assert outcome.kills == 2
    assert (outcome.lost, outcome.unmarked, outcome.in_order) == (0, 0, True)


async def test_what_is_asked_while_telegram_fails_is_answered_when_it_is_back() -> None:
    outcome = await outage(seconds=3, people=10)
    assert (outcome.lost, outcome.unmarked) == (0, 0)


async def test_reminders_come_in_time_while_strangers_write() -> None:
    outcome = await flooded(strangers=30, groups=4, times=2)
    assert outcome.holds
    assert len(outcome.waits) == 8
    assert outcome.said < outcome.written
