"""What is kept of people: everything has its time, and everything goes that is somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlite_utils import Database

from bot.clock import SEOUL
from bot.publishing.saved_questions import SavedQuestion
from bot.state.inbox import Arrival
from bot.state.keeping import KEPT
from bot.state.migrations import open_state
from bot.state.rows import DeliveryKey, DeliveryStatus, GroupState, Snooze, stamp
from bot.state.store import Store
from tests.bot.reminders.dates import event, stated

NOON = datetime(2026, 3, 2, 12, tzinfo=SEOUL)
PERSON, OTHER, ADMIN, GROUP = 1001, 1002, 1003, -1001
ABOUT_GROUPS = {
    ("groups", "chat_id"),
    ("members", "chat_id"),
    ("lost_groups", "chat_id"),
    ("moved_groups", "chat_id"),
    ("pins", "chat_id"),
}
STAYS = {("audit", "actor"), ("barred", "user_id")}


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store(None)
    yield made
    made.close()


def numbers(db: Database) -> Iterator[tuple[str, str]]:
    """The columns that may hold a person's number."""
    for table in db.tables:
        for name, kind in table.columns_dict.items():
            if kind is int and re.fullmatch(r"actor|chat_id|user_id|person_id|\w+_by", name):
                yield table.name, name


def test_of_every_table_it_is_decided_how_long_its_rows_are_kept() -> None:
    db = open_state(None)
    assert sorted(kept.table for kept in KEPT) == sorted(db.table_names())


def test_of_every_column_that_may_hold_a_person_it_is_decided_what_becomes_of_it() -> None:
    decided = {(kept.table, column) for kept in KEPT for column in kept.theirs + kept.named + kept.stays}
    assert decided == set(numbers(open_state(None))) - ABOUT_GROUPS


def remembers(store: Store, person: int, other: int) -> None:
    """Lets the state remember all that it can of a person, also in what is another's."""
    admissions, ledger = store.admissions, store.ledger
    admissions.admit(person, by=ADMIN, at=NOON)
    admissions.admit(other, by=person, at=NOON)
    code = admissions.create_invitation(person, NOON, NOON + timedelta(days=3))
    admissions.redeem_invitation(admissions.create_invitation(ADMIN, NOON, NOON + timedelta(days=3)), person, NOON)
    assert code
    admissions.add_admin(person, by=ADMIN, at=NOON)
    admissions.add_admin(other, by=person, at=NOON)
    admissions.saw_member(GROUP, person, NOON)
    admissions.meet_group(GROUP - person, "방", person, NOON, GroupState.WAITING)
    admissions.decide(GROUP - person, GroupState.ADMITTED, person, NOON)
    admissions.revoke(other + 10, by=person, at=NOON)
    store.remember_answer(GROUP, person, None, person, "in a group", NOON)
    store.remember_answer(person, 1, None, person, "in private", NOON)
    store.subscribe(person, None, person, NOON)
    store.subscribe(GROUP, person, person, NOON)
    ledger.settle([DeliveryKey(person, None, "a", date(2026, 3, 3), 1)], DeliveryStatus.SENT, NOON, 7)
    ledger.acknowledge(GROUP, 5, person, NOON)
    ledger.acknowledge(person, 7, person, NOON)
    (entry,) = store.agenda().entries
    ledger.snooze(Snooze(person, entry.uid, date(2026, 3, 3)))
    store.record(person, "subscribe", "", NOON)
    store.inbox.receive([Arrival(person, person, "{}")], NOON)
    store.asked.count("when", NOON)
    store.asked.count_question("answered", NOON)
    store.work.keep_draft(person, "{}")
    store.work.save_question(SavedQuestion(f"{person}?", NOON.date(), "answered", ()), person, NOON)
    store.work.miss("in private", person, person, None, 1, NOON)
    (missed,) = (one for one in store.work.missed() if one.user_id == person)
    store.work.hand_over(missed.number, person, 9, NOON)


def held(store: Store, person: int) -> set[tuple[str, str]]:
    """Where the number stands, found without the table of what is kept."""
    db = store._db
    sql = "SELECT count(*) FROM {} WHERE {} = ?"
    return {one for one in numbers(db) if db.execute(sql.format(*one), [person]).fetchone()[0]}


def test_who_is_forgotten_stands_nowhere_but_in_the_audit_and_nobody_else_is_touched(store: Store) -> None:
    store.reconcile(stated("보도.txt", event()), NOON, NOON)
    for person, other in ((PERSON, PERSON + 500), (OTHER, OTHER + 500)):
        remembers(store, person, other)
    everywhere = set(numbers(store._db)) - {("barred", "user_id"), *ABOUT_GROUPS}
    assert held(store, PERSON) == held(store, OTHER) == everywhere
    store.forget_person(PERSON, NOON)
    assert held(store, PERSON) == {("audit", "actor")}
    assert held(store, OTHER) == everywhere
    assert {one.chat_id for one in store.subscriptions()} == {OTHER, GROUP}
    assert store.admissions.is_admitted(PERSON + 500)
    assert store.inbox.receive([Arrival(PERSON, PERSON, "{}")], NOON) == frozenset()  # not answered once more


def test_a_bar_outlives_being_forgotten(store: Store) -> None:
    store.admissions.admit(PERSON, ADMIN, NOON)
    store.admissions.revoke(PERSON, ADMIN, NOON)
    store.forget_person(PERSON, NOON)
    assert store.admissions.is_barred(PERSON)


def test_a_group_cannot_be_forgotten_like_a_person(store: Store) -> None:
    with pytest.raises(ValueError, match="person"):
        store.forget_person(GROUP, NOON)


def test_what_is_held_of_a_person_is_shown_and_nothing_of_others(store: Store) -> None:
    store.reconcile(stated("보도.txt", event()), NOON, NOON)
    remembers(store, PERSON, OTHER)
    shown = store.held_of(PERSON)
    assert {row["question"] for row in shown["answers"]} == {"in a group", "in private"}
    assert len(shown["audit"]) == 1
    assert store.held_of(OTHER).keys() == {"people", "admins"}
    assert store.held_of(4242) == {}


def test_old_questions_are_deleted_once_a_day(store: Store) -> None:
    store.remember_answer(5, 1, None, PERSON, "old", NOON - timedelta(days=31))
    store.remember_answer(5, 2, None, PERSON, "new", NOON - timedelta(days=29))
    store.tidy(NOON)
    assert [store.question_of(5, one) for one in (1, 2)] == [None, "new"]
    store.remember_answer(5, 3, None, PERSON, "old, too", NOON - timedelta(days=31))
    store.tidy(NOON + timedelta(hours=3))
    assert store.question_of(5, 3) == "old, too"
    store.tidy(NOON + timedelta(days=1))
    assert store.question_of(5, 3) is None


def test_every_table_with_an_age_loses_what_is_older_and_nothing_else(store: Store) -> None:
    db = store._db
    store.reconcile(stated("보도.txt", event()), NOON, NOON)
    remembers(store, PERSON, OTHER)
    store.admissions.decide(GROUP - PERSON, GroupState.LEFT, ADMIN, NOON)
    store.admissions.lost_group(GROUP, NOON)
    store.inbox.settle([PERSON], NOON)
    store.pins.add(GROUP, 5, NOON)
    aged = [kept for kept in KEPT if kept.age]
    before = {kept.table: db.table(kept.table).count for kept in aged}
    assert all(before.values())
    store.tidy(NOON + timedelta(days=6))
    assert {kept.table: db.table(kept.table).count for kept in aged} == before
    for kept in aged:
        assert kept.days is not None
        old = stamp(NOON - timedelta(days=kept.days))
        db.execute(f"UPDATE {kept.table} SET {kept.age} = ?", [old[:10] if kept.age == "day" else old])
    store.tidy(NOON + timedelta(days=7, hours=1))
    assert {kept.table: db.table(kept.table).count for kept in aged} == dict.fromkeys(before, 0)


def test_who_was_let_in_and_where_reminders_go_does_not_age(store: Store) -> None:
    store.admissions.admit(PERSON, ADMIN, NOON)
    store.subscribe(GROUP, None, PERSON, NOON)
    store.tidy(NOON + timedelta(days=4000))
    assert store.admissions.is_admitted(PERSON)
    assert len(store.subscriptions()) == 1
