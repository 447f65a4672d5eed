from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

import handlers
from bot.app import build_application, running
from bot.clock import SettableClock
from bot.context import App, Desk
from bot.health import Part, Pulse, health_routes
from bot.http import HttpServer
from bot.library import Library
from bot.pacing import Pacing
from bot.sandbox.telegram import STAFF
from bot.serving import sandbox_settings, serve
from bot.settings import Settings
from bot.state.store import Store
from handlers.smoke import smoke_pass
from tests.telegram.standin import StandIn


class Watch:
    """A clock that only goes on when it is told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def asked(port: int, path: str) -> tuple[int, dict[str, Any]]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}{path}")
    return answer.status_code, answer.json()


async def codes(port: int) -> tuple[int, int]:
    return (await asked(port, "/healthz"))[0], (await asked(port, "/readyz"))[0]


@pytest.mark.parametrize(("part", "waits", "hangs"), [(Part.LOOP, 11, 31), (Part.POLLING, 91, 301)])
def test_a_part_that_shows_nothing_is_not_ready_and_later_not_alive(part: Part, waits: int, hangs: int) -> None:
    watch = Watch()
    pulse = Pulse(watch)
    pulse.serving = True
    pulse.beat(part)
    assert (pulse.is_alive, pulse.is_ready) == (True, True)
    watch.at = waits
    assert (pulse.is_alive, pulse.is_ready) == (True, False)
    watch.at = hangs
    assert (pulse.is_alive, pulse.is_ready) == (False, False)
    pulse.beat(part)
    assert (pulse.is_alive, pulse.is_ready) == (True, True)


def test_polling_that_is_tried_in_vain_is_not_ready_but_alive() -> None:
    watch = Watch()
    pulse = Pulse(watch)
    pulse.serving = True
    pulse.beat(Part.POLLING)
    for watch.at in range(0, 3000, 30):
        pulse.tried(Part.POLLING)
    assert (pulse.is_alive, pulse.is_ready) == (True, False)
    assert pulse.ages == {Part.POLLING: 2970}


def test_what_has_not_begun_is_alive_but_not_ready() -> None:
    pulse = Pulse(Watch())
    assert (pulse.is_alive, pulse.is_ready) == (True, False)


async def test_health_is_told_while_polling_from_the_last_poll_and_the_last_look_for_reminders(
    tmp_path: Path, folder: Path
) -> None:
    watch = Watch()
    pulse = Pulse(watch)
    web = HttpServer("127.0.0.1", 0, health_routes(pulse))
    await web.open()
    assert await codes(web.port) == (200, 503)
    async with StandIn(clock=SettableClock()) as standin:
        settings = sandbox_settings(
            Settings(releases_dir=folder, data_dir=tmp_path), standin.bot_base_url, standin.token
        )
        library, store = Library(folder, tmp_path, standin.clock), Store(None)
        library.open_or_build()
        desk = Desk(settings, library, store, standin.clock, pulse)
        async with running(build_application(desk, handlers.register, pacing=Pacing.off())):
            await standin.ask(STAFF, "시상식 언제")
            _, told = await asked(web.port, "/readyz")
            assert told["status"] == "ok"
            assert told["seconds_since"].keys() == {"polling", "reminders"}
            assert await codes(web.port) == (200, 200)
            # Telegram is gone: the application still runs, but hears nothing.
            standin.faults.add("getUpdates", 502, times=1000)
            watch.at = 100
            pulse.beat(Part.REMINDERS)
            assert await codes(web.port) == (200, 503)
        assert await codes(web.port) == (200, 503)
        library.close()
        store.close()
    await web.close()


async def test_a_bot_whose_first_poll_never_succeeds_is_not_ready(tmp_path: Path, folder: Path) -> None:
    watch = Watch()
    pulse = Pulse(watch)
    async with StandIn(clock=SettableClock()) as standin:
        standin.faults.add("getUpdates", 502, times=1000)
        settings = sandbox_settings(
            Settings(releases_dir=folder, data_dir=tmp_path), standin.bot_base_url, standin.token
        )
        library, store = Library(folder, tmp_path, standin.clock), Store(None)
        library.open_or_build()
        desk = Desk(settings, library, store, standin.clock, pulse)
        async with running(build_application(desk, handlers.register, pacing=Pacing.off())):
            assert pulse.is_ready
            watch.at = 100
            pulse.beat(Part.REMINDERS)
            assert not pulse.is_ready
        library.close()
        store.close()


async def test_a_taken_port_does_not_keep_a_bot_that_polls_from_serving(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Served(Exception):  # noqa: N818
        pass

    def ready(_: App) -> None:
        raise Served

    web = HttpServer("127.0.0.1", 0)
    await web.open()
    async with StandIn() as standin:
        listen = f"127.0.0.1:{web.port}"
        settings = Settings(
            telegram_token=SecretStr(standin.token),
            telegram_base_url=standin.bot_base_url,
            data_dir=tmp_path,
            listen=listen,
        )
        with pytest.raises(Served):
            await serve(settings, handlers.register, smoke_pass, ready)
        assert listen in caplog.text
        by_webhook = settings.model_copy(
            update={"webhook_url": f"http://{listen}/hook", "webhook_secret": SecretStr("secret")}
        )
        with pytest.raises(OSError, match="in use"):
            await serve(by_webhook, handlers.register, smoke_pass, ready)
    await web.close()
