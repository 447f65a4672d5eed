from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.reminders.due import due
from bot.state.faults import StoreError
from bot.state.inbox import Arrival
from bot.state.rows import DeliveryKey, DeliveryStatus, Subscription, Wishes
from bot.state.store import Store
from knowledge.model import EventKind
from tests.bot.reminders.dates import DAY, event, stated

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)
GROUP = -1001


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


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


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="zone"):
        store.admissions.admit(1001, by=1003, at=datetime(2026, 3, 3))  # noqa: DTZ001 # that is what is refused


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
    told = DeliveryKey(-5, None, "date-1", DAY, 7)
    store.ledger.claim({told: 0}, NOON)
    store.ledger.settle([told], DeliveryStatus.SENT, NOON, message_id=3)
    store.migrate_chat(-5, -1005)
    store.migrate_chat(-5, -1005)
    assert store.subscriptions() == (Subscription(-1005, None, 1002, NOON),)
    assert not store.ledger.claim({told._replace(chat_id=-1005): 0}, NOON)
    assert store.ledger.deliveries()[0].message_id is None  # messages have other numbers there
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


# wishes


def test_a_subscription_wants_what_is_usual_until_it_says_otherwise(store: Store) -> None:
    store.subscribe(GROUP, 4, 1002, NOON)
    assert store.subscriptions()[0].wishes == Wishes()
    wishes = Wishes(contests=frozenset({"적극행정"}), digest=True, results=False).with_leads(EventKind.DEADLINE, 14, 0)
    assert store.wish(GROUP, 4, wishes, NOON + timedelta(hours=1))
    assert not store.wish(GROUP, 4, wishes, NOON + timedelta(hours=2))
    assert not store.wish(GROUP, None, wishes, NOON)
    (subscription,) = store.subscriptions()
    assert subscription.wishes == wishes
    assert subscription.earlier == ((NOON + timedelta(hours=1), Wishes()),)


def test_wishes_of_long_ago_are_forgotten_at_the_next_change(store: Store) -> None:
    store.subscribe(GROUP, None, 1002, NOON)
    store.wish(GROUP, None, Wishes(digest=True), NOON)
    store.wish(GROUP, None, Wishes(), NOON + timedelta(days=100))
    assert store.subscriptions()[0].earlier == ((NOON + timedelta(days=100), Wishes(digest=True)),)


# the agenda


def test_the_agenda_follows_a_base_once_and_is_there_after_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.db")
    assert store.reconcile(stated("일정.csv", event(start=time(10))), NOON, NOON) == ()
    moved = stated("일정.csv", event(DAY + timedelta(days=2), start=time(10)))
    assert store.reconcile(moved, NOON, NOON + timedelta(hours=1)) == ()  # the base that it follows already
    (change,) = store.reconcile(moved, NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    before = store.agenda()
    assert before.entries == (change.new,)
    store.close()
    again = Store(tmp_path / "state.db")
    assert again.agenda() == before
    assert again.agenda().version(change.new.uid, 0) == change.old
    assert again.reconcile(moved, NOON + timedelta(hours=1), NOON + timedelta(hours=3)) == ()
    again.close()


def test_a_base_that_fails_to_be_followed_leaves_the_agenda_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.reconcile(stated("일정.csv", event()), NOON, NOON)

    def full_disk(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store, "mark", full_disk)
    with pytest.raises(OSError, match="disk full"):
        store.reconcile(stated("일정.csv"), NOON + timedelta(hours=1), NOON)
    monkeypatch.undo()
    assert [entry.cancelled for entry in store.agenda().entries] == [False]
    assert len(store.reconcile(stated("일정.csv"), NOON + timedelta(hours=1), NOON)) == 1


def test_what_was_told_before_there_was_an_agenda_is_not_told_again(store: Store) -> None:
    base = stated("일정.csv", event(), event(DAY + timedelta(days=1), EventKind.DEADLINE, "접수 마감"))
    store.subscribe(GROUP, None, 1002, NOON - timedelta(days=30))
    old = DeliveryKey(GROUP, None, base.events[0].id, DAY, 7)
    store.ledger.settle([old], DeliveryStatus.SENT, NOON, message_id=5)
    store.reconcile(base, NOON, NOON)
    now = datetime(2026, 3, 4, 9, 0, tzinfo=SEOUL)
    letters = due(store.situation(now, now, time(9)), now)
    assert [key.lead for letter in letters for key in letter.claims] == [7]
    assert {key.uid for letter in letters for key in letter.claims} == {store.agenda().entries[1].uid}
    assert store.ledger.deliveries()[0].key.uid == store.agenda().entries[0].uid


def test_a_situation_holds_paused_chats_and_what_was_told_of_days_that_moved(store: Store) -> None:
    store.subscribe(GROUP, None, 1002, NOON)
    store.pause_chat(GROUP, "봇이 나갔어요", NOON)
    store.reconcile(stated("일정.csv", event()), NOON, NOON)
    key = DeliveryKey(GROUP, None, store.agenda().entries[0].uid, DAY, 7)
    store.ledger.settle([key], DeliveryStatus.SENT, NOON)
    store.reconcile(stated("일정.csv", event(DAY + timedelta(days=20))), NOON + timedelta(hours=1), NOON)
    later = NOON + timedelta(days=15)
    situation = store.situation(later, later, time(9))
    assert situation.paused == {GROUP}
    assert [one.chat_id for one in situation.subscriptions] == [GROUP]
    assert situation.book.status(key) is DeliveryStatus.SENT


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
    assert [(e.actor, e.action) for e in store.audit.entries(2)] == [
        (1002, "unsubscribe"),
        (1002, "subscribe"),
    ]
    assert store.audit.entries(9)[-1].at == NOON


def test_a_damaged_file_is_refused_in_korean(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="손상"):
        Store(path)


def test_an_answer_is_found_by_the_message_that_asked_and_keeps_it(store: Store) -> None:
    store.remember_answer(5, 71, None, 1001, "first", NOON, asked_in=70)
    store.remember_answer(5, 71, None, 1001, "page 2", NOON)
    assert store.answer_to(5, 70) == 71
    assert store.answer_to(5, 71) is None
    assert store.answer_to(6, 70) is None


def test_what_an_edited_question_follows_up_was_answered_above_it(store: Store) -> None:
    store.remember_answer(5, 71, None, 1001, "first", NOON)
    store.remember_answer(5, 73, None, 1001, "second", NOON)
    store.remember_answer(5, 75, None, 1001, "third", NOON)
    assert store.last_question(5, None, 1001, NOON, before=73) == "first"
    assert store.last_question(5, None, 1001, NOON, before=71) is None


@pytest.mark.parametrize(("bot", "is_new"), [(11, False), (12, True)], ids=["another token", "another bot"])
def test_the_updates_of_another_bot_are_counted_anew_and_those_of_another_token_are_not(
    store: Store, bot: int, is_new: bool
) -> None:
    store.serve_as(11, NOON)
    store.inbox.receive([Arrival(1, 1001, "{}"), Arrival(2, 1001, "{}")], NOON)
    store.inbox.settle([1], NOON)
    store.serve_as(bot, NOON)
    assert store.inbox.receive([Arrival(1, 1001, "{}")], NOON) == ({1} if is_new else set())
    assert 2 in {one.update_id for one in store.inbox.unsettled()}
