from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.records import DeliveryKey, DeliveryStatus, Subscription
from bot.store import Store, StoreError

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)
GROUP = -1001
KEY = DeliveryKey(GROUP, None, "event-0a1b2c3d", date(2026, 3, 10), 7)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


def statuses(store: Store) -> list[DeliveryStatus]:
    return [delivery.status for delivery in store.deliveries()]


# people


def test_a_person_is_out_until_admitted_and_after_being_revoked(store: Store) -> None:
    assert not store.is_admitted(1001)
    store.admit(1001, by=1003, at=NOON)
    store.admit(1001, by=1003, at=NOON)
    assert store.is_admitted(1001)
    assert store.revoke(1001)
    assert not store.revoke(1001)
    assert not store.is_admitted(1001)


def test_an_invitation_lets_in_one_person_once(store: Store) -> None:
    code = store.create_invitation(1003, NOON, NOON + timedelta(days=1))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code)
    assert store.redeem_invitation(code, 1001, NOON + timedelta(hours=1))
    assert store.is_admitted(1001)
    assert not store.redeem_invitation(code, 1002, NOON + timedelta(hours=2))
    assert not store.is_admitted(1002)


def test_an_expired_or_unknown_invitation_lets_nobody_in(store: Store) -> None:
    code = store.create_invitation(1003, NOON, NOON + timedelta(days=1))
    assert not store.redeem_invitation(code, 1001, NOON + timedelta(days=1))
    assert not store.redeem_invitation("made-up", 1001, NOON)
    assert not store.is_admitted(1001)


# answers


def test_the_question_behind_a_message_is_found_again_and_follows_an_edit(store: Store) -> None:
    store.remember_answer(5, 70, None, 1001, '{"page": 0}', NOON)
    store.remember_answer(5, 70, None, 1001, '{"page": 1}', NOON + timedelta(seconds=5))
    assert store.question_of(5, 70) == '{"page": 1}'
    assert store.question_of(5, 71) is None


def test_the_last_question_is_of_one_person_in_one_topic_and_not_too_old(store: Store) -> None:
    store.remember_answer(GROUP, 1, None, 1001, "first", NOON)
    store.remember_answer(GROUP, 2, None, 1001, "second", NOON + timedelta(minutes=1))
    store.remember_answer(GROUP, 3, 9, 1001, "in a topic", NOON + timedelta(minutes=2))
    store.remember_answer(GROUP, 4, None, 1002, "someone else's", NOON + timedelta(minutes=3))
    assert store.last_question(GROUP, None, 1001, NOON) == "second"
    assert store.last_question(GROUP, 9, 1001, NOON) == "in a topic"
    assert store.last_question(GROUP, None, 1001, NOON + timedelta(minutes=2)) is None
    assert store.last_question(GROUP, 8, 1001, NOON) is None


def test_times_of_other_zones_are_compared_as_instants(store: Store) -> None:
    store.remember_answer(5, 1, None, 1001, "asked", NOON.astimezone(UTC))
    assert store.last_question(5, None, 1001, NOON) == "asked"
    assert store.last_question(5, None, 1001, NOON + timedelta(seconds=1)) is None


def test_old_questions_are_forgotten(store: Store) -> None:
    store.remember_answer(5, 1, None, 1001, "old", NOON - timedelta(days=40))
    store.remember_answer(5, 2, None, 1001, "new", NOON)
    assert store.forget_answers(NOON - timedelta(days=30)) == 1
    assert store.question_of(5, 1) is None
    assert store.question_of(5, 2) == "new"


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.admit(1001, by=1003, at=datetime(2026, 3, 3))  # noqa: DTZ001 # that is what is refused


# subscriptions and chats


def test_a_topic_and_its_group_subscribe_apart(store: Store) -> None:
    assert store.subscribe(GROUP, None, 1002, NOON)
    assert store.subscribe(GROUP, 4, 1002, NOON)
    assert not store.subscribe(GROUP, None, 1002, NOON + timedelta(days=1))
    assert store.subscriptions() == (
        Subscription(GROUP, None, 1002, NOON),
        Subscription(GROUP, 4, 1002, NOON),
    )
    assert store.unsubscribe(GROUP, 4)
    assert not store.unsubscribe(GROUP, 4)
    assert store.subscriptions_of(GROUP) == (Subscription(GROUP, None, 1002, NOON),)


def test_a_paused_chat_is_left_out_until_it_resumes(store: Store) -> None:
    store.subscribe(GROUP, None, 1002, NOON)
    store.pause_chat(GROUP, "봇이 나갔어요", NOON)
    store.pause_chat(GROUP, "다른 까닭", NOON + timedelta(days=1))
    assert store.subscriptions() == ()
    assert store.subscriptions_of(GROUP) != ()
    (paused,) = store.paused()
    assert (paused.chat_id, paused.reason, paused.at) == (GROUP, "봇이 나갔어요", NOON)
    assert store.resume_chat(GROUP)
    assert not store.resume_chat(GROUP)
    assert len(store.subscriptions()) == 1


def test_subscribing_again_ends_a_pause(store: Store) -> None:
    store.subscribe(GROUP, None, 1002, NOON)
    store.pause_chat(GROUP, "봇이 나갔어요", NOON)
    assert not store.subscribe(GROUP, None, 1002, NOON)
    assert len(store.subscriptions()) == 1


def test_a_migrated_group_keeps_its_subscriptions_and_what_it_was_told(store: Store) -> None:
    store.subscribe(-5, None, 1002, NOON)
    store.claim(DeliveryKey(-5, None, "event-1", date(2026, 3, 10), 7), NOON)
    store.settle(DeliveryKey(-5, None, "event-1", date(2026, 3, 10), 7), DeliveryStatus.SENT, NOON, message_id=3)
    store.migrate_chat(-5, -1005)
    store.migrate_chat(-5, -1005)
    assert store.subscriptions() == (Subscription(-1005, None, 1002, NOON),)
    assert not store.claim(DeliveryKey(-1005, None, "event-1", date(2026, 3, 10), 7), NOON)
    assert store.subscriptions_of(-5) == ()


def test_migration_into_a_chat_that_subscribed_already_keeps_one(store: Store) -> None:
    store.subscribe(-5, None, 1002, NOON)
    store.subscribe(-5, 3, 1002, NOON)
    store.subscribe(-1005, None, 1001, NOON + timedelta(days=1))
    store.migrate_chat(-5, -1005)
    assert {(s.chat_id, s.thread_id, s.subscribed_by) for s in store.subscriptions()} == {
        (-1005, None, 1001),
        (-1005, 3, 1002),
    }


# deliveries


def test_a_reminder_is_claimed_once(store: Store) -> None:
    assert store.claim(KEY, NOON)
    assert not store.claim(KEY, NOON)
    store.settle(KEY, DeliveryStatus.SENT, NOON, message_id=12)
    assert not store.claim(KEY, NOON)
    (delivery,) = store.deliveries()
    assert (delivery.key, delivery.status, delivery.message_id) == (KEY, DeliveryStatus.SENT, 12)
    assert delivery.settled_at == NOON


@pytest.mark.parametrize(
    "other",
    [
        DeliveryKey(GROUP, 4, KEY.event_id, KEY.event_date, 7),
        DeliveryKey(-1002, None, KEY.event_id, KEY.event_date, 7),
        DeliveryKey(GROUP, None, "event-ffffffff", KEY.event_date, 7),
        DeliveryKey(GROUP, None, KEY.event_id, date(2026, 3, 11), 7),
        DeliveryKey(GROUP, None, KEY.event_id, KEY.event_date, 3),
    ],
    ids=["topic", "chat", "event", "moved date", "lead"],
)
def test_another_topic_chat_event_date_or_lead_is_another_reminder(store: Store, other: DeliveryKey) -> None:
    assert store.claim(KEY, NOON)
    assert store.claim(other, NOON)


def test_a_released_claim_can_be_taken_again_and_leaves_no_trace(store: Store) -> None:
    store.claim(KEY, NOON)
    store.release(KEY)
    assert store.deliveries() == ()
    assert store.claim(KEY, NOON)


def test_a_settled_reminder_cannot_be_released(store: Store) -> None:
    store.claim(KEY, NOON)
    store.settle(KEY, DeliveryStatus.UNSURE, NOON)
    store.release(KEY)
    assert statuses(store) == [DeliveryStatus.UNSURE]


def test_a_claim_left_open_is_interrupted_and_can_be_taken_once_more(store: Store) -> None:
    store.claim(KEY, NOON)
    assert [d.key for d in store.unsettled()] == [KEY]
    assert store.interrupt_claims() == 1
    assert store.interrupt_claims() == 0
    assert statuses(store) == [DeliveryStatus.INTERRUPTED]
    assert store.claim(KEY, NOON)
    assert not store.claim(KEY, NOON)
    assert store.deliveries()[0].attempts == 2


def test_a_repeat_that_was_not_sent_stays_a_repeat(store: Store) -> None:
    store.claim(KEY, NOON)
    store.interrupt_claims()
    store.claim(KEY, NOON)
    store.release(KEY)
    assert statuses(store) == [DeliveryStatus.INTERRUPTED]


def test_a_missed_reminder_is_entered_with_its_reason_and_can_still_be_sent(store: Store) -> None:
    store.settle(KEY, DeliveryStatus.MISSED, NOON, reason="봇이 꺼져 있었어요")
    (delivery,) = store.deliveries(status=DeliveryStatus.MISSED)
    assert (delivery.attempts, delivery.reason) == (0, "봇이 꺼져 있었어요")
    assert store.claim(KEY, NOON)
    store.release(KEY)
    assert store.deliveries() == ()


def test_the_ledger_is_read_by_date_status_and_number(store: Store) -> None:
    for day in (8, 9, 10):
        key = DeliveryKey(GROUP, None, "event-1", date(2026, 3, day), 0)
        store.claim(key, NOON)
        store.settle(key, DeliveryStatus.SENT if day < 10 else DeliveryStatus.FAILED, NOON)

    def days(*found: object, **asked: object) -> list[int]:
        return [d.key.event_date.day for d in store.deliveries(**asked)]  # type: ignore[arg-type] # as asked below

    assert days() == [8, 9, 10]
    assert days(since=date(2026, 3, 9)) == [9, 10]
    assert days(status=DeliveryStatus.SENT) == [8, 9]
    assert days(last=1) == [10]


def test_what_was_claimed_is_known_to_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    first = Store(path)
    first.subscribe(GROUP, None, 1002, NOON)
    first.claim(KEY, NOON)
    first.close()
    second = Store(path)
    assert not second.claim(KEY, NOON)
    assert [d.key for d in second.unsettled()] == [KEY]
    assert len(second.subscriptions()) == 1
    second.close()


# marks, audit, the file


def test_a_mark_keeps_its_last_time(store: Store) -> None:
    assert store.marked("reminders") is None
    store.mark("reminders", NOON)
    store.mark("reminders", NOON - timedelta(days=3))
    assert store.marked("reminders") == NOON - timedelta(days=3)


def test_the_audit_names_the_newest_first(store: Store) -> None:
    store.record(1003, "reload", "일정 1건 추가", NOON)
    store.record(1002, "subscribe", "-1001", NOON + timedelta(minutes=1))
    store.record(1002, "unsubscribe", "-1001", NOON + timedelta(minutes=2))
    assert [(e.actor, e.action) for e in store.recent_audit(2)] == [
        (1002, "unsubscribe"),
        (1002, "subscribe"),
    ]
    assert store.recent_audit(9)[-1].at == NOON


def test_a_damaged_file_is_refused_in_korean(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="손상"):
        Store(path)
