from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest
from telegram import Bot

from bot.clock import SEOUL, SettableClock
from tests.telegram.standin import StandIn


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it python-telegram-bot warns of its next major version whenever it raises RetryAfter.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


NOON = datetime(2025, 11, 20, 12, 0, tzinfo=SEOUL)


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    clock = SettableClock()
    clock.set(NOON)
    async with StandIn(clock=clock) as running:
        yield running


@pytest.fixture
async def client(standin: StandIn) -> AsyncIterator[Bot]:
    """A real python-telegram-bot client that talks to the stand-in over HTTP."""
    async with Bot(standin.token, base_url=standin.bot_base_url, base_file_url=standin.file_base_url) as bot:
        yield bot


@pytest.fixture
async def page(standin: StandIn) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=standin.url, trust_env=False, timeout=30) as web:
        yield web
