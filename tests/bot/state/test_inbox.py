from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.clock import SEOUL
from bot.state.inbox import Arrival, Inbox
from bot.state.store import Store

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)
ASKED = Arrival(7, 1001, '{"update_id": 7, "message": "시상식 언제예요?"}')


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return store.inbox


def everything(store: Store) -> str:
    return str(list(store._db.query("SELECT * FROM inbox")))


def test_what_comes_again_is_not_new_even_after_it_was_settled(inbox: Inbox) -> None:
    assert inbox.receive([ASKED, ASKED._replace(update_id=8)], NOON) == {7, 8}
    assert inbox.receive([ASKED], NOON) == frozenset()
    inbox.settle([7], NOON)
    assert inbox.receive([ASKED], NOON) == frozenset()
    assert [one.update_id for one in inbox.unsettled()] == [8]


def test_what_is_settled_keeps_neither_words_nor_person(inbox: Inbox, store: Store) -> None:
    inbox.receive([ASKED], NOON)
    assert "시상식" in everything(store)
    inbox.settle([7], NOON)
    assert "시상식" not in everything(store)
    assert "1001" not in everything(store)


def test_what_is_not_settled_is_found_in_order_with_how_far_it_came(inbox: Inbox) -> None:
    inbox.receive([ASKED._replace(update_id=number) for number in (5, 6, 7)], NOON)
    inbox.begin(6)
    inbox.begin(7)
    inbox.sending(7)
    found = [(one.update_id, one.begun, one.sending) for one in inbox.unsettled()]
    assert found == [(5, 0, False), (6, 1, False), (7, 1, True)]
    assert inbox.unsettled()[0].payload == ASKED.payload


def test_how_many_wait_and_since_when(inbox: Inbox) -> None:
    assert inbox.waiting() == (0, None)
    inbox.receive([ASKED], NOON)
    inbox.receive([ASKED._replace(update_id=8)], NOON + timedelta(minutes=1))
    assert inbox.waiting() == (2, NOON)
    inbox.settle([7], NOON)
    assert inbox.waiting() == (1, NOON + timedelta(minutes=1))


def test_a_persons_updates_are_deleted_and_those_of_others_stay(inbox: Inbox, store: Store) -> None:
    inbox.receive([ASKED, Arrival(8, 2002, "other"), Arrival(9, None, "nobody's")], NOON)
    assert inbox.delete_of(1001, NOON) == 1
    assert [one.update_id for one in inbox.unsettled()] == [8, 9]
    assert "시상식" not in everything(store)


def test_it_can_be_part_of_another_transaction(inbox: Inbox, store: Store) -> None:
    with store._db.atomic():
        inbox.receive([ASKED], NOON)
        inbox.delete_of(1001, NOON)
    assert inbox.waiting() == (0, None)
