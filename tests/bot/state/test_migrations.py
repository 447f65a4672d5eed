from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.clock import SEOUL
from bot.reminders.agenda import ChangeKind
from bot.state.faults import StoreError
from bot.state.migrations import STEPS, migrate, open_state
from bot.state.rows import DeliveryKey, Wishes
from bot.state.store import Store
from tests.bot.reminders.dates import CONTEST, event, stated


def version(db: Database) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_new_file_is_brought_to_the_last_step(tmp_path: Path) -> None:
    db = open_state(tmp_path / "state.db")
    assert version(db) == len(STEPS)
    assert {"people", "subscriptions", "deliveries", "audit"} <= set(db.table_names())
    db.close()


def test_opening_again_takes_no_step_and_keeps_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    db = open_state(path)
    db.execute("INSERT INTO chats (chat_id) VALUES (7)")
    db.close()
    db = open_state(path)
    assert migrate(db) == 0
    assert db.table("chats").count == 1
    db.close()


def test_only_the_missing_steps_are_taken() -> None:
    db = Database(memory=True)
    migrate(db)
    later = (*STEPS, "ALTER TABLE chats ADD COLUMN colour TEXT; CREATE TABLE more (id INTEGER PRIMARY KEY);")
    assert migrate(db, later) == 1
    assert version(db) == len(STEPS) + 1
    assert "colour" in db.table("chats").columns_dict
    assert "more" in db.table_names()


def test_a_file_of_the_first_step_keeps_its_subscriptions_and_deliveries(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with sqlite3.connect(path) as raw:
        raw.executescript(STEPS[0])
        raw.executescript(
            "INSERT INTO chats (chat_id) VALUES (-1001);"
            "INSERT INTO subscriptions VALUES (1, -1001, 4, 1002, '2026-01-05T12:00:00.000+09:00');"
            "INSERT INTO deliveries VALUES (1, -1001, 4, 'event-1', '2026-03-10', 7, 'claimed', 1,"
            " '2026-03-03T09:00:00.000+09:00', NULL, NULL, NULL);"
            "PRAGMA user_version = 1;"
        )
    raw.close()
    store = Store(path)
    (subscription,) = store.subscriptions()
    assert (subscription.chat_id, subscription.thread_id, subscription.wishes) == (-1001, 4, Wishes())
    (delivery,) = store.ledger.unsettled()
    assert delivery.key == DeliveryKey(-1001, 4, "event-1", date(2026, 3, 10), 7)
    assert (delivery.sequence, delivery.run) == (0, None)
    assert store.ledger.interrupt_claims() == 1
    store.close()


def test_a_step_that_fails_half_way_leaves_nothing_behind() -> None:
    db = Database(memory=True)
    migrate(db)
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, (*STEPS, "CREATE TABLE half (id INTEGER); CREATE TABLE chats (id INTEGER);"))
    assert version(db) == len(STEPS)
    assert "half" not in db.table_names()


def test_a_file_of_a_newer_release_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    open_state(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError) as caught:
        open_state(path)
    assert "더 새로운 버전" in caught.value.message_ko
    assert "99" in caught.value.message_ko
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (99,)


def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_text("보도자료가 잘못 복사되었어요. " * 400, encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        open_state(path)
    assert "손상" in caught.value.message_ko
    assert str(path) in caught.value.message_ko


def test_a_database_with_torn_pages_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    db = open_state(path)
    with db.atomic():
        for number in range(2_000):
            db.execute("INSERT INTO chats (chat_id, paused_reason) VALUES (?, ?)", [number, "x" * 100])
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(StoreError) as caught:
        open_state(path)
    assert "손상" in caught.value.message_ko


def test_a_folder_in_place_of_the_file_gives_a_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_state(tmp_path)
    assert "권한" in caught.value.message_ko


def test_a_parent_that_is_a_file_gives_a_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError) as caught:
        open_state(tmp_path / "data" / "state.db")
    assert "만들 수 없어요" in caught.value.message_ko


def test_the_file_is_in_wal_mode_private_and_guards_its_references(tmp_path: Path) -> None:
    path = tmp_path / "data" / "state.db"
    db = open_state(path)
    assert db.journal_mode == "wal"
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert db.execute("PRAGMA busy_timeout").fetchone()[0] > 0
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO subscriptions (chat_id, thread_id, subscribed_by, since) VALUES (404, 0, 1, '')")
    db.close()


def test_the_first_base_after_a_file_that_named_no_edition_is_followed_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    now = datetime(2026, 3, 2, 12, tzinfo=SEOUL)
    store = Store(path)
    store.reconcile(stated("보도.txt", event(), published=date(2026, 2, 1)), now, now)
    store.close()
    with sqlite3.connect(path) as raw:  # as the release before left it, and the step that added `note`
        raw.execute("UPDATE marks SET note = NULL")
    raw.close()
    store = Store(path)
    later = now + timedelta(hours=1)
    assert store.reconcile(stated("보도.txt", published=date(2026, 2, 1)), later, later, "present") == ()
    gone = stated("일정.csv")
    last = later + timedelta(hours=1)
    assert store.reconcile(gone, last, last, "present") == ()  # nobody was told, so there is nothing to cancel
    store.close()


def test_a_base_of_the_same_edition_is_followed_as_ever() -> None:
    now, store = datetime(2026, 3, 2, 12, tzinfo=SEOUL), Store(None)
    facts = stated("보도.txt", event(), published=date(2026, 2, 1))
    later = now + timedelta(hours=1)
    store.reconcile(facts, now, now, "present")
    (change,) = store.reconcile(stated("보도.txt", published=date(2026, 2, 1)), later, later, "present")
    assert change.kind is ChangeKind.CANCELLED
    store.close()


def test_who_had_chosen_something_keeps_the_contests_of_every_ministry(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with sqlite3.connect(path) as raw:
        raw.executescript("".join(STEPS[:3]))
        rows = (None, '{"contests": null, "digest": true}', '{"contests": ["가 대회"]}')
        for number, wishes in enumerate(rows, 1):
            raw.execute("INSERT INTO chats (chat_id) VALUES (?)", [-number])
            raw.execute(
                "INSERT INTO subscriptions VALUES (?, ?, 0, 1002, '2026-01-05T12:00:00.000+09:00', ?, NULL)",
                [number, -number, wishes],
            )
        raw.execute("PRAGMA user_version = 3")
    raw.close()
    store = Store(path)
    assert [one.wishes for one in store.subscriptions()] == [
        Wishes(),
        Wishes(digest=True, others=True),
        Wishes(frozenset({"가 대회"})),
    ]
    store.close()


@pytest.mark.parametrize(
    ("file", "day", "is_newer"), [("새.txt", 5, False), ("새.txt", 6, True), ("보도.txt", 6, False)]
)
def test_a_release_dated_days_after_the_base_that_was_followed_is_a_new_one(
    file: str, day: int, is_newer: bool
) -> None:
    now, store = datetime(2026, 3, 2, 12, tzinfo=SEOUL), Store(None)
    old = stated("보도.txt", event(contests=("가 대회",)), published=date(2026, 3, 6 if file == "보도.txt" else 1))
    store.reconcile(old, now, now, "older")
    later = now + timedelta(days=5)
    new = stated(file, event(contests=("가 대회",)), event(), published=date(2026, 3, day))
    store.reconcile(new, later, later, "present")
    (entry,) = (one for one in store.agenda().entries if one.contests == (CONTEST,))
    assert (entry.reread is None) == is_newer
    store.close()
