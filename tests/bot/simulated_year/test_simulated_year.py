"""A year of 200 dates and 100 chats, with restarts, outages and changes; a model says what is right.

`make drill` lives through five years of 300 dates and 200 chats.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.reminders.messages import Digest, Item, Snoozed
from bot.settings import CLOSES, OPENS
from tests.bot.simulated_year.outcome import Result, live
from tests.bot.simulated_year.promises import next_opening, works


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return live(1, tmp_path_factory.mktemp("year"), contests=20, chats=100)


def fell_due(item: Item) -> datetime:
    """When; a digest does when the first of its dates becomes known, if that is later."""
    known = [entry.since or item.at for entry in item.entries] if isinstance(item, Digest) else [item.at]
    return max(item.at, min(known))


def test_nothing_is_lost_doubled_or_settled_without_its_reason(year: Result) -> None:
    assert (year.lost(), year.doubled(), year.settled_otherwise()) == ([], [], [])


def test_everything_of_a_year_happened_in_it(year: Result) -> None:
    assert [name for name, count in year.row_of_the_table().items() if not count] == [
        "lost",
        "doubled",
        "settled otherwise",
    ]


def test_only_what_a_kill_cut_short_arrives_twice_and_says_so(year: Result) -> None:
    first: set[object] = set()
    for one in year.history.deliveries:
        for item in one.letter.items:
            assert item.repeat or item.key not in first
            first.add(item.key)


def test_a_chat_has_its_silence_at_night_and_on_days_off(year: Result) -> None:
    for one in year.history.deliveries:
        assert OPENS <= one.at.time() < CLOSES
        if not works(one.at.date()):
            for item in one.letter.items:
                assert isinstance(item, Snoozed) or any(
                    one.at < end <= next_opening(one.at.date()) for end in item.ends
                )


def test_a_chat_gets_one_letter_a_day_unless_something_new_fell_due(year: Result) -> None:
    last: dict[object, datetime] = {}
    for one in year.history.deliveries:
        before = last.get((one.to, one.at.date()))
        assert before is None or all(item.repeat or fell_due(item) > before for item in one.letter.items)
        last[one.to, one.at.date()] = one.at
