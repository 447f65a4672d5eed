from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.state.backup import BACKUPS, RESTORED, RESTORED_FROM, back_up, put_back
from bot.state.faults import StoreError
from bot.state.inbox import Arrival
from bot.state.migrations import STEPS, form_of
from bot.state.store import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=SEOUL)
GROUP = -1001


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "data" / "state.sqlite"


def make(state: Path, *groups: int) -> Store:
    store = Store(state)
    for group in groups:
        store.subscribe(group, None, 1002, NOW)
    return store


def groups(path: Path) -> list[int]:
    store = Store(path)
    try:
        return [one.chat_id for one in store.subscriptions()]
    finally:
        store.close()


def restored(backup: Path, state: Path) -> None:
    put_back(backup, state, NOW + timedelta(minutes=1), len(STEPS))


def test_a_backup_of_a_state_in_use_is_whole_and_one_file(state: Path, tmp_path: Path) -> None:
    store, file = make(state, GROUP), tmp_path / "backup.sqlite"
    told = back_up(state, file, NOW)
    assert (told.taken_at, told.subscriptions, told.form) == (NOW, 1, len(STEPS))
    store.subscribe(GROUP - 1, None, 1002, NOW)  # goes on meanwhile
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.sqlite", "data"]
    assert file.stat().st_mode & 0o777 == 0o600
    restored(file, state)
    assert groups(state) == [GROUP]


def test_what_a_killed_bot_left_in_the_wal_is_backed_up(state: Path, tmp_path: Path) -> None:
    store = make(state, GROUP)
    left = tmp_path / "left"
    left.mkdir()
    for part in state.parent.glob("state.sqlite*"):  # as a kill leaves them
        (left / part.name).write_bytes(part.read_bytes())
    store.close()
    assert back_up(left / "state.sqlite", tmp_path / "backup.sqlite", NOW).subscriptions == 1


def test_an_old_wal_does_not_undo_what_was_put_back(state: Path, tmp_path: Path) -> None:
    store, file = make(state, GROUP), tmp_path / "backup.sqlite"
    back_up(state, file, NOW)
    store.subscribe(GROUP - 1, None, 1002, NOW)
    left = {part: part.read_bytes() for part in state.parent.glob("state.sqlite*")}
    store.close()
    for part, content in left.items():
        part.write_bytes(content)
    assert len(left) == 3
    restored(file, state)
    assert groups(state) == [GROUP]
    assert groups(state.parent / BACKUPS / "replaced-1.sqlite") == [GROUP, GROUP - 1]


def test_files_beside_the_state_go_with_it(state: Path, tmp_path: Path) -> None:
    make(state, GROUP).close()
    own, sent, file = state.parent / "schedule.csv", state.parent / "releases" / "a.txt", tmp_path / "backup.sqlite"
    sent.parent.mkdir()
    for path in (own, sent):
        path.write_text(path.name, encoding="utf-8")
    told = back_up(state, file, NOW, [own, sent.parent, sent, state.parent / "none.csv"])
    assert told.files == ("releases/a.txt", "schedule.csv")
    own.write_text("changed", encoding="utf-8")
    sent.unlink()
    sent.parent.rmdir()
    restored(file, state)
    assert [path.read_text(encoding="utf-8") for path in (own, sent)] == ["schedule.csv", "a.txt"]


def test_a_file_that_would_lie_elsewhere_is_not_put_back(state: Path, tmp_path: Path) -> None:
    make(state, GROUP).close()
    back_up(state, tmp_path / "backup.sqlite", NOW)
    with closing(sqlite3.connect(tmp_path / "backup.sqlite")) as forged, forged:
        forged.execute("INSERT INTO backup_files VALUES ('../outside', x'00')")
    with pytest.raises(StoreError):
        restored(tmp_path / "backup.sqlite", state)
    assert not (tmp_path / "outside").exists()
    assert not (state.parent / BACKUPS).exists()


def test_a_state_that_was_put_back_says_since_when(state: Path, tmp_path: Path) -> None:
    make(state, GROUP).close()
    back_up(state, tmp_path / "backup.sqlite", NOW)
    restored(tmp_path / "backup.sqlite", state)
    store = Store(state)
    assert store.marked(RESTORED_FROM) == NOW
    assert store.marked(RESTORED) == NOW + timedelta(minutes=1)
    store.close()


def test_what_waited_in_the_inbox_then_may_have_been_answered_since(state: Path, tmp_path: Path) -> None:
    store = make(state, GROUP)
    store.inbox.receive([Arrival(1, 1001, "{}"), Arrival(2, 1001, "{}")], NOW)
    store.inbox.settle([2], NOW)
    back_up(state, tmp_path / "backup.sqlite", NOW)
    store.close()
    restored(tmp_path / "backup.sqlite", state)
    store = Store(state)
    assert [(one.update_id, one.sending) for one in store.inbox.unsettled()] == [(1, True)]
    store.close()


def test_a_copy_that_was_made_by_hand_can_be_put_back(state: Path, tmp_path: Path) -> None:
    make(state, GROUP).close()
    copy = tmp_path / "copy"
    copy.write_bytes(state.read_bytes())
    assert put_back(copy, state, NOW, len(STEPS)).taken_at is None
    assert groups(state) == [GROUP]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500], ids=["empty", "something else"])
def test_what_is_no_state_is_not_put_back(state: Path, tmp_path: Path, content: bytes) -> None:
    make(state, GROUP).close()
    (tmp_path / "wrong").write_bytes(content)
    with pytest.raises(StoreError):
        restored(tmp_path / "wrong", state)
    assert groups(state) == [GROUP]
    assert not (state.parent / BACKUPS).exists()


def test_a_rotten_or_too_new_backup_is_not_put_back(state: Path, tmp_path: Path) -> None:
    store, file = make(state, *range(-1400, -1000)), tmp_path / "backup.sqlite"
    back_up(state, file, NOW)
    store.close()
    with pytest.raises(StoreError, match=str(len(STEPS))):
        put_back(file, state, NOW, len(STEPS) - 1)
    content = bytearray(file.read_bytes())
    content[5 * 4096 :] = b"\xff" * (len(content) - 5 * 4096)
    file.write_bytes(content)
    with pytest.raises(StoreError):
        restored(file, state)
    assert len(groups(state)) == 400


def test_a_state_is_no_place_for_its_own_backup(state: Path) -> None:
    make(state, GROUP).close()
    with pytest.raises(StoreError):
        back_up(state, state, NOW)
    with pytest.raises(StoreError):
        back_up(state.with_name("none.sqlite"), state, NOW)
    assert groups(state) == [GROUP]


def test_a_state_of_an_older_form_is_kept_before_it_is_changed_and_only_the_last_few_stay(state: Path) -> None:
    state.parent.mkdir()
    for form in (1, 2, 3, 4):
        state.unlink(missing_ok=True)
        with closing(sqlite3.connect(state)) as old:
            old.executescript("".join(STEPS[:form]) + f"PRAGMA user_version = {form};")
        Store(state).close()
        Store(state).close()  # nothing to change any more
    folder = state.parent / BACKUPS
    assert sorted(path.name for path in folder.iterdir()) == ["form-2.sqlite", "form-3.sqlite", "form-4.sqlite"]
    with closing(sqlite3.connect(folder / "form-3.sqlite")) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (3,)


def test_what_is_kept_by_itself_goes_after_90_days(state: Path, tmp_path: Path) -> None:
    make(state, GROUP).close()
    back_up(state, tmp_path / "backup.sqlite", NOW)
    restored(tmp_path / "backup.sqlite", state)
    kept, store, now = state.parent / BACKUPS / "replaced-1.sqlite", Store(state), datetime.now(SEOUL)
    store.tidy(now + timedelta(days=89))
    assert kept.exists()
    store.tidy(now + timedelta(days=91))
    assert not kept.exists()
    store.close()


def test_an_empty_file_and_one_without_tables_are_no_beginning(state: Path) -> None:
    assert form_of(state) is None
    state.parent.mkdir()
    state.touch()
    assert form_of(state) is None
    with closing(sqlite3.connect(state)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    assert form_of(state) is None
    make(state, GROUP).close()
    assert form_of(state) == len(STEPS)


def rot(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def test_a_text_that_is_none_any_more_is_damage_with_what_to_do(state: Path) -> None:
    store = make(state)
    store.record(1, "subscribe", "한 글자", NOW)
    store.close()
    rot(state, "한 글자".encode(), b"\xff\xfe" * 5)
    with pytest.raises(StoreError, match="award-bot restore") as caught:
        Store(state)
    assert "글자" not in str(caught.value)


@pytest.mark.parametrize("page", [1, 2, 3, 5, 8, 13])
def test_a_rotten_page_is_damage_with_what_to_do(state: Path, page: int) -> None:
    make(state, *range(-1400, -1000)).close()
    content = bytearray(state.read_bytes())
    first = max(100, (page - 1) * 4096)  # the file's own head stays
    content[first : page * 4096] = b"\xf5" * (page * 4096 - first)
    state.write_bytes(content)
    with pytest.raises(StoreError, match="award-bot restore"):
        Store(state)


def test_a_database_of_something_else_is_named_and_left_alone(state: Path) -> None:
    state.parent.mkdir()
    with closing(sqlite3.connect(state)) as other:
        other.execute("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(StoreError, match="DATA_DIR"):
        Store(state)
    with closing(sqlite3.connect(state)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
