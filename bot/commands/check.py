"""What stands in the way of serving, one Korean line for each fault."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from telegram import Bot, User
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.lock import has_run
from bot.logs import redact
from bot.mounts import network_file_system
from bot.publishing.planner import READINGS
from bot.publishing.sent_files import SentFiles
from bot.reminders.own_dates import own_dates_in
from bot.settings import Settings
from bot.state.faults import StoreError
from bot.state.migrations import form_of
from bot.state.store import STATE, Store
from knowledge.folder.reading import FolderError, read_folder
from knowledge.model import Facts
from knowledge.storage import DamagedBase, OutdatedBase, load

_PATIENCE = 10.0  # seconds


def check_knowledge(settings: Settings) -> tuple[Facts | None, list[str]]:
    """What the folder of releases says now, and what is wrong with it, with DATA_DIR or with what was published."""
    faults: list[str] = []
    facts = None
    readings = settings.data_dir / READINGS
    try:
        # What was read before is not read again, but nothing is made where nothing was.
        facts = read_folder(
            settings.releases_dir,
            readings if readings.is_file() else None,
            own=own_dates_in(settings.data_dir),
            beside=SentFiles(settings.data_dir).files(),
        )
    except FolderError as error:
        faults.append(f"지식베이스: {error.message_ko}")
        faults += [f"지식베이스: {detail.file}: {detail.text}" for detail in error.details]
    if not _can_write(settings.data_dir):
        faults.append(f"DATA_DIR: {settings.data_dir} 폴더에 쓸 수 없어요. 권한을 확인해 주세요.")
    published = settings.data_dir / "knowledge.sqlite"
    if published.exists():
        try:
            with suppress(OutdatedBase):  # the bot builds it anew when it starts
                load(published)
        except DamagedBase as error:
            faults.append(f"지식베이스: {error}")
    return facts, faults


def check_state(settings: Settings) -> tuple[str | None, list[str]]:
    """How the state is, and what is wrong with it or with where it lies; nothing is written."""
    folder, state = settings.data_dir, settings.data_dir / STATE
    faults = []
    if kind := network_file_system(folder):
        faults.append(
            f"DATA_DIR: 네트워크 디스크({kind})에 있어요({folder.resolve()}). "
            "상태가 망가질 수 있으니 이 컴퓨터의 디스크로 옮겨 주세요."
        )
    try:
        if form_of(state) is not None:
            store = Store(state, copy=True)
            told = f"상태: 알림 받는 곳 {len(store.subscriptions())}, DATA_DIR {folder.resolve()}"
            store.close()
            return told, faults
    except StoreError as error:
        return None, [*faults, f"상태: {error}"]
    if state.exists() or has_run(folder):
        what = "비어 있어요" if state.exists() else "없어졌어요"
        faults.append(
            f"상태: 봇이 기억하던 것({state})이 {what}. 백업에서 되돌려 주세요: award-bot restore 백업파일 "
            "(그대로 시작하면 사람과 알림을 모두 잊은 새 봇이 돼요.)"
        )
        return None, faults
    return f"상태: 처음 실행할 때 만들어요. DATA_DIR {folder.resolve()}", faults


def _can_write(folder: Path) -> bool:
    """Whether files can be put into `folder`, which need not exist yet."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


async def check_telegram(settings: Settings) -> tuple[User | None, list[str]]:
    """The bot as Telegram knows it, or why it does not."""
    if settings.telegram_token is None:
        return None, []
    request = HTTPXRequest(connect_timeout=_PATIENCE, read_timeout=_PATIENCE)
    bot = Bot(settings.telegram_token.get_secret_value(), base_url=settings.telegram_base_url, request=request)
    try:
        async with bot:
            return bot.bot, []
    except InvalidToken:
        return None, ["텔레그램: TELEGRAM_TOKEN을 받아 주지 않아요. @BotFather에서 다시 확인해 주세요."]
    except TelegramError as error:
        reason = redact(str(error), settings.secrets)
        return None, [f"텔레그램: 연결할 수 없어요({reason}). 네트워크와 TELEGRAM_BASE_URL을 확인해 주세요."]
