from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.state.deliveries import Ledger
from bot.state.rows import DeliveryKey, DeliveryStatus, Snooze
from bot.state.store import Store
from tests.bot.reminders.dates import DAY, event, stated

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)
GROUP = -1001
KEY = DeliveryKey(GROUP, None, "date-0a1b2c3d", DAY, 7)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return store.ledger


def statuses(ledger: Ledger) -> list[DeliveryStatus]:
    return [delivery.status for delivery in ledger.deliveries()]


def claimed(ledger: Ledger, key: DeliveryKey = KEY) -> bool:
    return key in ledger.claim({key: 0}, NOON)


def restart(ledger: Ledger) -> int:
    ledger.run = "the next run"
    return ledger.interrupt_claims()


def test_a_key_is_claimed_once(ledger: Ledger) -> None:
    assert claimed(ledger)
    assert not claimed(ledger)
    ledger.settle([KEY], DeliveryStatus.SENT, NOON, message_id=12)
    assert not claimed(ledger)
    (delivery,) = ledger.deliveries()
    assert (delivery.key, delivery.status, delivery.message_id) == (KEY, DeliveryStatus.SENT, 12)
    assert delivery.settled_at == NOON


def test_a_claim_says_which_version_it_tells_and_which_run_made_it(ledger: Ledger) -> None:
    ledger.claim({KEY: 3}, NOON)
    ledger.settle([KEY], DeliveryStatus.SENT, NOON)
    (delivery,) = ledger.deliveries()
    assert (delivery.sequence, delivery.run) == (3, ledger.run)


def test_of_several_keys_those_that_are_free_are_taken(ledger: Ledger) -> None:
    other = KEY._replace(lead=3)
    claimed(ledger)
    assert ledger.claim({KEY: 0, other: 0}, NOON) == {other}


@pytest.mark.parametrize(
    "other",
    [
        KEY._replace(thread_id=4),
        KEY._replace(chat_id=-1002),
        KEY._replace(uid="date-ffffffff"),
        KEY._replace(day=date(2026, 3, 11)),
        KEY._replace(lead=3),
    ],
    ids=["topic", "chat", "entry", "moved day", "lead"],
)
def test_another_topic_chat_entry_day_or_lead_is_another_delivery(ledger: Ledger, other: DeliveryKey) -> None:
    assert claimed(ledger)
    assert claimed(ledger, other)


def test_two_stores_on_one_file_cannot_both_claim(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "state.db"), Store(tmp_path / "state.db")
    assert [claimed(one.ledger), claimed(other.ledger)] == [True, False]
    assert one.ledger.run != other.ledger.run
    one.close()
    other.close()


def test_a_released_claim_can_be_taken_again_and_leaves_no_trace(ledger: Ledger) -> None:
    claimed(ledger)
    ledger.release([KEY])
    assert ledger.deliveries() == ()
    assert claimed(ledger)


def test_what_is_settled_cannot_be_released(ledger: Ledger) -> None:
    claimed(ledger)
    ledger.settle([KEY], DeliveryStatus.UNSURE, NOON)
    ledger.release([KEY])
    assert statuses(ledger) == [DeliveryStatus.UNSURE]


def test_a_claim_of_another_run_is_interrupted_and_can_be_taken_once_more(ledger: Ledger) -> None:
    claimed(ledger)
    assert ledger.interrupt_claims() == 0  # it is being sent
    assert restart(ledger) == 1
    assert restart(ledger) == 0
    assert statuses(ledger) == [DeliveryStatus.INTERRUPTED]
    assert [delivery.key for delivery in ledger.unsettled()] == [KEY]
    assert claimed(ledger)
    assert not claimed(ledger)
    assert ledger.deliveries()[0].attempts == 2


def test_a_repeat_that_was_not_sent_stays_a_repeat(ledger: Ledger) -> None:
    claimed(ledger)
    restart(ledger)
    claimed(ledger)
    ledger.release([KEY])
    assert statuses(ledger) == [DeliveryStatus.INTERRUPTED]


def test_what_was_missed_is_entered_with_its_reason_and_can_still_be_sent(ledger: Ledger) -> None:
    ledger.settle([KEY], DeliveryStatus.MISSED, NOON, reason="봇이 꺼져 있었어요")
    (delivery,) = ledger.deliveries(status=DeliveryStatus.MISSED)
    assert (delivery.attempts, delivery.reason) == (0, "봇이 꺼져 있었어요")
    assert claimed(ledger)


def test_the_ledger_is_read_by_day_status_and_number(ledger: Ledger) -> None:
    for day in (8, 9, 10):
        key = KEY._replace(day=date(2026, 3, day))
        ledger.settle([key], DeliveryStatus.SENT if day < 10 else DeliveryStatus.FAILED, NOON)

    def days(**asked: object) -> list[int]:
        return [d.key.day.day for d in ledger.deliveries(**asked)]  # type: ignore[arg-type] # as asked below

    assert days() == [8, 9, 10]
    assert days(since=date(2026, 3, 9)) == [9, 10]
    assert days(status=DeliveryStatus.SENT) == [8, 9]
    assert days(last=1) == [10]


def test_what_a_message_told_and_which_messages_told_of_an_entry_is_known(ledger: Ledger) -> None:
    other = KEY._replace(uid="date-ffffffff")
    ledger.settle([KEY, other], DeliveryStatus.SENT, NOON, message_id=12)
    ledger.settle([KEY._replace(lead=3)], DeliveryStatus.SENT, NOON, message_id=20)
    ledger.settle([KEY._replace(lead=1)], DeliveryStatus.UNSURE, NOON)
    assert [delivery.key for delivery in ledger.of_message(GROUP, 12)] == [KEY, other]
    assert ledger.messages_about(GROUP, None, KEY.uid) == (12, 20)
    assert ledger.messages_about(GROUP, 4, KEY.uid) == ()


def test_a_book_holds_days_to_come_and_the_uids_that_are_asked_for(ledger: Ledger) -> None:
    past = KEY._replace(day=date(2026, 3, 1))
    ledger.claim({KEY: 2, past: 1}, NOON)
    assert ledger.book(DAY, (), NOON).of(GROUP, None, KEY.uid) == {(DAY, 7): (DeliveryStatus.CLAIMED, 2)}
    assert ledger.book(DAY, [KEY.uid], NOON).status(past) is DeliveryStatus.CLAIMED


def test_what_is_missed_in_the_future_because_the_clock_was_set_back_does_not_count(ledger: Ledger) -> None:
    ledger.settle([KEY], DeliveryStatus.MISSED, NOON)
    assert ledger.book(DAY, (), NOON).status(KEY) is DeliveryStatus.MISSED
    assert ledger.book(DAY, (), NOON - timedelta(hours=1)).status(KEY) is None


def test_an_acknowledgement_counts_a_person_once(ledger: Ledger) -> None:
    assert [ledger.acknowledge(GROUP, 12, user, NOON) for user in (7, 8, 7)] == [1, 2, 2]
    assert ledger.acknowledged_by(GROUP, 12) == (7, 8)
    assert ledger.acknowledged_by(GROUP, 13) == ()


def test_a_snooze_is_of_one_person_and_day(store: Store) -> None:
    store.reconcile(stated("일정.csv", event()), NOON, NOON)
    uid = store.agenda().entries[0].uid
    snoozes = [Snooze(7, uid, date(2026, 3, 4)), Snooze(8, uid, date(2026, 3, 5))]
    assert [store.ledger.snooze(one) for one in (*snoozes, snoozes[0])] == [True, True, False]
    assert store.ledger.snoozes(date(2026, 3, 4)) == tuple(snoozes)
    assert store.ledger.snoozes(date(2026, 3, 5)) == (snoozes[1],)
