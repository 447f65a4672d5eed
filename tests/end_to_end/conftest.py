from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.app import build_application, running
from bot.clock import SettableClock
from bot.context import App, Desk
from bot.library import Library
from bot.pacing import Pacing
from bot.serving import sandbox_settings
from bot.settings import Settings
from bot.state.store import Store
from handlers import register
from tests.telegram.standin import StandIn

Bot = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn(clock=SettableClock()) as running_standin:
        yield running_standin


@pytest.fixture
def settings(standin: StandIn, folder: Path, tmp_path: Path) -> Settings:
    given = Settings(releases_dir=folder, data_dir=tmp_path / "data")
    return sandbox_settings(given, standin.bot_base_url, standin.token)


@pytest.fixture
def bot(standin: StandIn, settings: Settings) -> Bot:
    """Starts the real bot against the stand-in, and stops it at the end; what it remembers stays in its folder."""

    @asynccontextmanager
    async def at_work(settings: Settings = settings) -> AsyncIterator[App]:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        library = Library(settings.releases_dir, settings.data_dir, standin.clock)
        store = Store(settings.data_dir / "state.sqlite")
        try:
            library.open_or_build(store.work.saved_questions())
            desk = Desk(settings, library, store, standin.clock)
            async with running(build_application(desk, register, pacing=Pacing.off())) as application:
                yield application
        finally:
            library.close()
            store.close()

    return at_work


@pytest.fixture
async def at_work(bot: Bot) -> AsyncIterator[App]:
    """The bot, running for the whole test."""
    async with bot() as application:
        yield application
