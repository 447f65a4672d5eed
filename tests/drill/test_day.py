from __future__ import annotations

from tests.drill.day import live


async def test_in_an_hour_of_everything_at_once_nothing_is_lost_and_no_log_names_anybody() -> None:
    outcome = await live(hours=1, seed=5)
    assert outcome.questions >= 200
    assert outcome.published == 1
    assert outcome.reminders == 10
    assert outcome.faults
    assert outcome.holds
