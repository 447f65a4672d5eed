from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.app import build_application
from bot.clock import SettableClock
from bot.context import App, Desk
from bot.library import Library
from bot.settings import BUNDLED_RELEASES, Settings, StaffAccess
from bot.state.store import Store
from handlers import register
from tests.handlers.desk import Desks
from tests.transport import GROUP, Room, Transport, make_bot

ADMIN, STAFF, STRANGER = 1003, 1001, 1999


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The bundled releases, read once; for tests that do not change them."""
    library = Library(BUNDLED_RELEASES, tmp_path_factory.mktemp("known"), SettableClock())
    library.open_or_build()
    return library


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def settings() -> Settings:
    return Settings(
        admin_ids=frozenset({ADMIN}),
        staff_access=StaffAccess.GROUP,
        staff_group_ids=frozenset({GROUP}),
    )


@pytest.fixture
def desk(settings: Settings, known: Library, clock: SettableClock) -> Desk:
    return Desk(settings, known, Store(None), clock)


@pytest.fixture
def transport() -> Transport:
    made = Transport()
    made.members = {STAFF: "member", ADMIN: "administrator"}
    return made


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    application: App = build_application(desk, register, bot=make_bot(transport))
    async with application:
        yield Room(application, transport)
    desk.store.close()


@pytest.fixture
async def bot(transport: Transport) -> AsyncIterator[ExtBot[int]]:
    async with make_bot(transport) as made:
        transport.calls.clear()
        yield made


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    made = Desks(tmp_path)
    yield made
    made.close()
