from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.clock import SEOUL
from bot.state.store import Store

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=SEOUL)


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
    assert store.admissions.revoke(1001)
    assert not store.admissions.revoke(1001)
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
