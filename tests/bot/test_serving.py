from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram.error import InvalidToken

import handlers
from bot import serving
from bot.settings import Settings
from handlers.smoke import smoke_pass
from tests.telegram.standin import StandIn


async def test_a_bot_whose_polling_was_refused_ends_instead_of_looking_alive(
    tmp_path: Path,
) -> None:
    async with StandIn() as standin:
        settings = Settings(
            telegram_token=SecretStr(standin.token), telegram_base_url=standin.bot_base_url, data_dir=tmp_path
        )

        def refuse(_: object) -> None:
            standin.faults.add("getUpdates", 401, times=1000)

        with pytest.raises(InvalidToken):
            await asyncio.wait_for(serving.serve(settings, handlers.register, smoke_pass, refuse), 60)
