from __future__ import annotations

from tests.drill.restoring import drill


async def test_after_a_restore_no_reminder_is_lost_and_what_may_be_a_repeat_says_so() -> None:
    outcome = await drill(groups=300)
    assert outcome.lost == []
    assert outcome.unmarked == []
    assert outcome.twice >= 1
    assert outcome.admins_told == 1
