from __future__ import annotations

from tests.drill.faults import AT_ONCE, FAULTS, drill


async def test_killed_and_refused_the_bot_loses_nothing_and_marks_what_it_repeats() -> None:
    outcome = await drill(groups=60, kills=2, seed=5, timeouts=False)
    assert outcome.kills == 2
    assert outcome.answers.total() == len(FAULTS)
    assert outcome.lost == []
    assert outcome.unmarked == []
    assert outcome.repeated + outcome.marked_once <= 2 * AT_ONCE + outcome.answers["5xx"]
    assert outcome.paused == 1
    assert outcome.arrived == 59
