from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import InvalidToken

import handlers
from bot import polling, serving
from bot.http import HttpServer
from bot.lock import AlreadyRunningError, only_one
from bot.settings import Settings
from bot.state.faults import StoreError
from bot.state.store import STATE
from handlers.smoke import smoke_pass
from knowledge.folder.reading import FolderError
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


@pytest.fixture
async def alerts() -> AsyncIterator[tuple[SecretStr, list[str]]]:
    """An address that alerts go to, and the faults that came."""
    came: list[str] = []

    async def receive(request: Request) -> Response:
        came.append((await request.json())["fault"])
        return Response()

    web = HttpServer("127.0.0.1", 0, [Route("/", receive, methods=["POST"])])
    await web.open()
    yield SecretStr(f"http://127.0.0.1:{web.port}/"), came
    await web.close()


async def test_an_end_by_an_error_is_alarmed_beside_telegram_and_a_second_bot_is_none(
    tmp_path: Path, alerts: tuple[SecretStr, list[str]]
) -> None:
    address, came = alerts
    settings = Settings(
        telegram_token=SecretStr("1:token"), data_dir=tmp_path, releases_dir=tmp_path / "none", alert_url=address
    )
    with only_one(tmp_path), pytest.raises(AlreadyRunningError):
        await serving.serve(settings, handlers.register, smoke_pass, lambda _: None)
    assert came == []
    with pytest.raises(FolderError):
        await serving.serve(settings, handlers.register, smoke_pass, lambda _: None)
    assert came == ["ended"]


async def test_a_state_that_is_lost_or_damaged_is_alarmed_beside_telegram(
    tmp_path: Path, alerts: tuple[SecretStr, list[str]]
) -> None:
    address, came = alerts
    async with StandIn() as standin:
        settings = Settings(
            telegram_token=SecretStr(standin.token),
            telegram_base_url=standin.bot_base_url,
            data_dir=tmp_path,
            alert_url=address,
        )
        (tmp_path / STATE).touch()
        with pytest.raises(_Served):
            await serving.serve(settings, handlers.register, smoke_pass, _serve_no_more)
        assert came[0] == "state_lost"
        (tmp_path / STATE).write_bytes(b"no database" * 1000)
        (tmp_path / "alerts.json").unlink()
        with pytest.raises(StoreError):
            await serving.serve(settings, handlers.register, smoke_pass, _serve_no_more)
        assert came[-1] == "ended"


async def test_systemd_hears_of_the_start_before_telegram_is_reached_and_of_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        async with StandIn() as standin:
            settings = Settings(
                telegram_token=SecretStr(standin.token), telegram_base_url=standin.bot_base_url, data_dir=tmp_path
            )
            with pytest.raises(_Served):
                await serving.serve(settings, handlers.register, smoke_pass, _serve_no_more)
        manager.setblocking(False)
        said = []
        with contextlib.suppress(BlockingIOError):
            while True:
                said += manager.recv(1000).decode().splitlines()
    assert said[0] == "READY=1"
    assert said[-1] == "STOPPING=1"


class _Served(Exception):  # noqa: N818 - not an error of anybody
    pass


def _serve_no_more(_: object) -> None:
    raise _Served


async def test_a_bot_that_does_not_reach_telegram_waits_for_it_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Reached(Exception):  # noqa: N818
        pass

    def ready(_: object) -> None:
        raise Reached

    monkeypatch.setattr(polling, "_FIRST_PAUSE", 0.01)
    async with StandIn() as standin:
        settings = Settings(
            telegram_token=SecretStr(standin.token), telegram_base_url=standin.bot_base_url, data_dir=tmp_path
        )
        failing = standin.faults.add("getMe", 502, times=5)
        with pytest.raises(Reached):
            await asyncio.wait_for(serving.serve(settings, handlers.register, smoke_pass, ready), 60)
        assert failing.hits == 5
    assert caplog.text.count("Telegram is not reached") == 5
