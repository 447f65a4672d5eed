from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.state.migrations import STEPS
from bot.state.rows import GroupState
from bot.state.store import Store

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)
ADMIN, STAFF = 1003, 1001
GROUP, SUPERGROUP = -5, -1005


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(None)
    yield store
    store.close()


def test_a_person_is_out_until_admitted_and_after_being_revoked(store: Store) -> None:
    assert not store.admissions.is_admitted(1001)
    store.admissions.admit(1001, by=1003, at=NOON)
    store.admissions.admit(1001, by=1003, at=NOON)
    assert store.admissions.is_admitted(1001)
    assert store.admissions.revoke(1001, by=1003, at=NOON)
    assert not store.admissions.revoke(1001, by=1003, at=NOON)
    assert not store.admissions.is_admitted(1001)


def test_an_invitation_lets_in_one_person_once(store: Store) -> None:
    code = store.admissions.create_invitation(1003, NOON, NOON + timedelta(days=1))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code)
    assert store.admissions.redeem_invitation(code, 1001, NOON + timedelta(hours=1))
    assert store.admissions.is_admitted(1001)
    assert not store.admissions.redeem_invitation(code, 1002, NOON + timedelta(hours=2))
    assert not store.admissions.is_admitted(1002)


def test_an_expired_or_unknown_invitation_lets_nobody_in(store: Store) -> None:
    code = store.admissions.create_invitation(1003, NOON, NOON + timedelta(days=1))
    assert not store.admissions.redeem_invitation(code, 1001, NOON + timedelta(days=1))
    assert not store.admissions.redeem_invitation("made-up", 1001, NOON)
    assert not store.admissions.is_admitted(1001)


def test_who_was_shut_out_is_not_let_in_by_another_link_but_by_an_admin(store: Store) -> None:
    store.admissions.admit(STAFF, ADMIN, NOON)
    store.admissions.revoke(STAFF, ADMIN, NOON)
    code = store.admissions.create_invitation(ADMIN, NOON, NOON + timedelta(days=1))
    assert not store.admissions.redeem_invitation(code, STAFF, NOON)
    assert [one.code for one in store.admissions.open_invitations(NOON)] == [code]
    store.admissions.admit(STAFF, ADMIN, NOON)
    assert store.admissions.is_admitted(STAFF)
    assert not store.admissions.is_barred(STAFF)


def test_a_bar_is_lifted_without_letting_in(store: Store) -> None:
    store.admissions.revoke(STAFF, ADMIN, NOON)
    assert store.admissions.lift(STAFF)
    assert not store.admissions.lift(STAFF)
    assert not store.admissions.is_admitted(STAFF)


def test_with_a_person_go_the_links_that_they_made_or_used(store: Store) -> None:
    made = store.admissions.create_invitation(STAFF, NOON, NOON + timedelta(days=1))
    used = store.admissions.create_invitation(ADMIN, NOON, NOON + timedelta(days=1))
    other = store.admissions.create_invitation(ADMIN, NOON, NOON + timedelta(days=1))
    assert store.admissions.redeem_invitation(used, STAFF, NOON)
    store.admissions.revoke(STAFF, ADMIN, NOON)
    assert [one.code for one in store.admissions.open_invitations(NOON)] == [other]
    assert not store.admissions.redeem_invitation(made, 1002, NOON)


def test_open_invitations_are_those_that_can_be_used_and_a_cancelled_one_cannot(store: Store) -> None:
    first = store.admissions.create_invitation(ADMIN, NOON, NOON + timedelta(days=1))
    second = store.admissions.create_invitation(ADMIN, NOON, NOON + timedelta(days=2))
    assert [one.code for one in store.admissions.open_invitations(NOON)] == [second, first]
    assert [one.code for one in store.admissions.open_invitations(NOON + timedelta(days=1))] == [second]
    assert store.admissions.cancel_invitation(second)
    assert not store.admissions.cancel_invitation(second)
    assert not store.admissions.redeem_invitation(second, STAFF, NOON)
    assert store.admissions.redeem_invitation(first, STAFF, NOON)
    assert not store.admissions.cancel_invitation(first)
    assert store.admissions.open_invitations(NOON) == ()


def test_an_admin_is_added_once_and_removed(store: Store) -> None:
    assert store.admissions.add_admin(STAFF, ADMIN, NOON)
    assert not store.admissions.add_admin(STAFF, ADMIN, NOON)
    assert store.admissions.admins() == {STAFF}
    assert store.admissions.remove_admin(STAFF)
    assert not store.admissions.remove_admin(STAFF)
    assert store.admissions.admins() == frozenset()


def test_a_group_waits_until_an_admin_decides(store: Store) -> None:
    assert store.admissions.group(GROUP) is None
    store.admissions.meet_group(GROUP, "우리 과", STAFF, NOON, GroupState.WAITING)
    later = NOON + timedelta(hours=1)
    assert store.admissions.decide(GROUP, GroupState.ADMITTED, ADMIN, later)
    assert not store.admissions.decide(GROUP, GroupState.ADMITTED, ADMIN, later)
    (group,) = store.admissions.groups()
    assert (group.title, group.state, group.since, group.added_by, group.decided_by) == (
        *("우리 과", GroupState.ADMITTED, later, STAFF, ADMIN),
    )
    store.admissions.entitle(GROUP, "새 이름")
    store.admissions.decide(GROUP, GroupState.LEFT, None, later)
    assert store.admissions.groups()[0].title == "새 이름"
    assert store.admissions.forget_groups_left(later) == 0
    assert store.admissions.forget_groups_left(later + timedelta(seconds=1)) == 1
    assert store.admissions.groups() == ()


def test_a_supergroup_keeps_the_admission_of_its_group(store: Store) -> None:
    store.admissions.meet_group(GROUP, "우리 과", STAFF, NOON, GroupState.WAITING)
    store.admissions.decide(GROUP, GroupState.ADMITTED, ADMIN, NOON)
    store.admissions.meet_group(SUPERGROUP, "우리 과", STAFF, NOON, GroupState.WAITING)  # which was heard of first
    for _ in range(2):
        store.migrate_chat(GROUP, SUPERGROUP)
        assert [(one.chat_id, one.state, one.title) for one in store.admissions.groups()] == [
            (SUPERGROUP, GroupState.ADMITTED, "우리 과")
        ]
    assert store.admissions.present_ids({GROUP, -7}) == {SUPERGROUP, -7}


def test_a_supergroup_that_was_let_in_stays_so_whatever_its_group_was(store: Store) -> None:
    store.admissions.meet_group(GROUP, "우리 과", STAFF, NOON, GroupState.WAITING)
    store.admissions.meet_group(SUPERGROUP, "우리 과", STAFF, NOON, GroupState.ADMITTED)
    store.migrate_chat(GROUP, SUPERGROUP)
    assert [one.state for one in store.admissions.groups()] == [GroupState.ADMITTED]


def test_members_of_a_staff_group_are_remembered_until_they_are_none(store: Store) -> None:
    assert store.admissions.lost_group(GROUP, NOON)
    assert not store.admissions.lost_group(GROUP, NOON + timedelta(hours=1))
    assert store.admissions.lost_at(GROUP) == NOON
    store.admissions.saw_member(GROUP, STAFF, NOON)
    assert store.admissions.lost_at(GROUP) is None
    assert store.admissions.was_member(GROUP, STAFF)
    assert not store.admissions.was_member(GROUP, ADMIN)
    store.admissions.saw_no_member(GROUP, STAFF)
    assert not store.admissions.was_member(GROUP, STAFF)


def test_groups_that_had_reminders_before_there_were_admissions_are_let_in(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with sqlite3.connect(path) as raw:
        raw.executescript("".join(STEPS[:5]))
        for number, chat in enumerate((GROUP, GROUP, STAFF)):
            raw.execute("INSERT OR IGNORE INTO chats (chat_id) VALUES (?)", [chat])
            raw.execute(
                "INSERT INTO subscriptions VALUES (?, ?, ?, 1002, '2026-01-05T12:00:00.000+09:00', NULL, NULL)",
                [number, chat, number],
            )
        raw.execute("PRAGMA user_version = 5")
    raw.close()
    store = Store(path)
    assert [(one.chat_id, one.state, one.decided_by) for one in store.admissions.groups()] == [
        (GROUP, GroupState.ADMITTED, 0)
    ]
    store.close()
