from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.clock import SEOUL
from bot.state import audit
from bot.state.audit import REFUSED
from bot.state.store import Store

NOON = datetime(2026, 3, 2, 12, tzinfo=SEOUL)


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store(None)
    yield made
    made.close()


def test_what_one_person_is_refused_all_day_is_one_entry_that_counts(store: Store) -> None:
    for minute in range(800):
        store.record(1001, REFUSED, "reload", NOON + timedelta(minutes=minute))
    store.record(1002, REFUSED, "reload", NOON)
    other, today, yesterday = store.audit.entries(9)
    midnight = datetime(2026, 3, 3, tzinfo=SEOUL)
    assert (yesterday.at, yesterday.times, yesterday.last_at) == (NOON, 720, midnight - timedelta(minutes=1))
    assert (today.at, today.times) == (midnight, 80)
    assert (other.actor, other.times) == (1002, 1)


def test_what_is_done_is_an_entry_each_time(store: Store) -> None:
    for _ in range(3):
        store.record(1003, "reload", "done", NOON)
    assert [one.times for one in store.audit.entries(9)] == [1, 1, 1]


def test_the_audit_is_bounded_and_what_is_refused_pushes_out_nothing_that_was_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_MOST", {True: 5, False: 10})
    for number in range(30):
        store.record(1003, "admit", str(number), NOON)
    for number in range(100):
        store.record(2000 + number, REFUSED, "reload", NOON)
    assert [one.detail for one in store.audit.entries(99, action="admit")] == [str(n) for n in range(29, 19, -1)]
    assert [one.actor for one in store.audit.entries(99, action=REFUSED)] == [2099, 2098, 2097, 2096, 2095]
    assert store.audit.count() == 15


def test_entries_are_read_page_by_page_and_by_who_and_what(store: Store) -> None:
    for number in range(5):
        store.record(1003 + number % 2, "admit", str(number), NOON)
    assert [one.detail for one in store.audit.entries(2)] == ["4", "3"]
    assert [one.detail for one in store.audit.entries(2, skip=2)] == ["2", "1"]
    assert [one.detail for one in store.audit.entries(9, actor=1004)] == ["3", "1"]
    assert store.audit.count(actor=1004, action="admit") == 2
    assert store.audit.count(action="reload") == 0
