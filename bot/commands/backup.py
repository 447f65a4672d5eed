"""`backup` and `restore`: what they do, and the lines they print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from bot.commands.audit import note
from bot.lock import only_one
from bot.publishing.sent_files import FOLDER
from bot.publishing.versions import Versions
from bot.reminders.own_dates import own_dates_in
from bot.settings import Settings
from bot.state.backup import BACKUPS, Contents, back_up, put_back
from bot.state.migrations import STEPS
from bot.state.store import STATE, Store


def backup(settings: Settings, file: Path, now: datetime) -> Iterator[str]:
    """Copies the state, and what admins added to the knowledge, into `file`, also while the bot runs.

    Raises StoreError where the state cannot be read, OSError where `file` cannot be written.
    """
    contents = back_up(settings.data_dir / STATE, file, now, _beside(settings.data_dir))
    note(settings, "backup", file.name, now)
    yield f"백업했어요: {file} ({_said(contents)})"
    yield "봇이 기억하는 사람들이 들어 있어요. 아무나 읽지 못하는 곳에 두세요."


def restore(settings: Settings, file: Path, now: datetime) -> Iterator[str]:
    """Puts what `backup` has written back.

    Raises AlreadyRunningError while the bot runs, StoreError where `file` is no whole state of ours.
    """
    state = settings.data_dir / STATE
    with only_one(settings.data_dir):
        contents = put_back(file, state, now, len(STEPS))
        Store(state).close()  # brings it to the present form
        note(settings, "restore", file.name, now)
    taken = contents.taken_at
    yield f"되돌렸어요: {state} ({_said(contents)})"
    yield f"{f'{taken:%Y-%m-%d %H:%M:%S}' if taken else '백업한 때'} 뒤에 있었던 일은 들어 있지 않아요."
    yield "그 뒤에 나갔을지 모르는 알림은, 봇이 시작할 때 다시 보낸다는 표시와 함께 한 번 더 보내요."
    if (settings.data_dir / BACKUPS).exists():
        yield f"전에 있던 상태는 {settings.data_dir / BACKUPS} 폴더에 두었어요."


def _beside(data_dir: Path) -> Iterable[Path]:
    """What cannot be built again: dates and files of admins, and what serves, which has their corrections."""
    yield from own_dates_in(data_dir).values()
    yield Versions(data_dir).current
    yield from (data_dir / FOLDER).rglob("*")


def _said(contents: Contents) -> str:
    taken = f"{contents.taken_at:%Y-%m-%d %H:%M:%S}, " if contents.taken_at else ""
    files = f", 파일 {len(contents.files)}" if contents.files else ""
    return (
        f"{taken}형식 {contents.form}, 사람 {contents.people}, 알림 받는 곳 {contents.subscriptions}, "
        f"알림 기록 {contents.deliveries}{files}"
    )
