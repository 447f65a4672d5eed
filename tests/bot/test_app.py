from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import MessageHandler, filters

from bot.app import ALLOWED_UPDATES, build_application, running
from bot.clock import Clock
from bot.context import App, Context, Desk, desk_of
from bot.library import Library
from bot.sandbox.telegram import STAFF
from bot.settings import BUNDLED_RELEASES, Settings
from bot.state.store import Store
from tests.telegram.standin import StandIn


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    library = Library(BUNDLED_RELEASES, tmp_path, Clock())
    store = Store(None)
    yield Desk(Settings(), library, store, Clock())
    store.close()
    library.close()


def nothing(_: App) -> None: ...


async def test_without_a_token_there_is_no_application(desk: Desk) -> None:
    with pytest.raises(ValueError, match="TELEGRAM_TOKEN"):
        build_application(desk, nothing)


async def test_an_application_runs_from_start_to_stop_and_hears_only_what_it_asked_for(desk: Desk) -> None:
    happened: list[str] = []

    async def echo(given: Update, context: Context) -> None:
        assert given.message is not None
        assert isinstance(context.desk, Desk)
        await given.message.reply_text(f"들었어요: {given.message.text}")

    async def started(application: App) -> None:
        assert desk_of(application).library is desk.library
        happened.append("started")

    async def stopped(_: App) -> None:
        happened.append("stopped")

    def register(application: App) -> None:
        application.add_handler(MessageHandler(filters.TEXT, echo))
        application.post_init, application.post_stop = started, stopped

    async with StandIn() as standin:
        settings = Settings(telegram_token=SecretStr(standin.token), telegram_base_url=standin.bot_base_url)
        own = Desk(settings, desk.library, desk.store, desk.clock)
        async with running(build_application(own, register)):
            answer = await standin.ask(STAFF, "안녕하세요")
            assert answer.text == "들었어요: 안녕하세요"
        polls: list[Any] = standin.called("getUpdates")
        assert polls
        assert happened == ["started", "stopped"]
    assert ALLOWED_UPDATES == ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")


async def test_a_wrong_token_is_told_at_the_start(desk: Desk) -> None:
    async with StandIn() as standin:
        settings = Settings(telegram_token=SecretStr("1:wrong"), telegram_base_url=standin.bot_base_url)
        own = Desk(settings, desk.library, desk.store, desk.clock)
        with pytest.raises(InvalidToken):
            async with running(build_application(own, nothing)):
                pass
