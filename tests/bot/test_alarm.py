from __future__ import annotations

import json
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.alarm import Alarm, Alert, wrong
from bot.health import Part, Pulse
from bot.http import HttpServer
from bot.settings import Settings

HOUR = 3600.0


class Desk:
    """Who is alarmed: what was posted, and whether it is taken."""

    def __init__(self) -> None:
        self.at = 0.0
        self.takes = True
        self.posted: list[dict[str, Any]] = []
        self.alarm = Alarm(Settings())
        self.settings = Settings()

    async def receive(self, request: Request) -> Response:
        if self.takes:
            self.posted.append(json.loads(await request.body()))
        return Response(status_code=200 if self.takes else 503)

    @property
    def faults(self) -> list[str]:
        return [one["fault"] for one in self.posted]

    async def look(self, *alerts: Alert, after: float = 15.0, is_serving: bool = True) -> None:
        self.at += after
        await self.alarm.look(frozenset(alerts), is_serving)

    def restart(self) -> None:
        self.alarm = Alarm(self.settings, lambda: self.at)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk()
    web = HttpServer("127.0.0.1", 0, [Route("/alert", made.receive, methods=["POST"])])
    await web.open()
    made.settings = Settings(alert_url=SecretStr(f"http://127.0.0.1:{web.port}/alert"), data_dir=tmp_path)
    made.restart()
    yield made
    await web.close()


async def test_a_fault_is_posted_once_an_hour_and_once_that_it_is_over(desk: Desk) -> None:
    for _ in range(10):
        await desk.look(Alert.POLLING)
    assert desk.faults == ["polling"]
    await desk.look(Alert.POLLING, after=HOUR)
    assert desk.faults == ["polling"] * 2
    for _ in range(60):
        await desk.look()
    assert desk.faults == ["polling", "polling", "recovered"]
    await desk.look(Alert.POLLING)
    await desk.look(after=HOUR)
    assert desk.faults[3:] == ["polling", "recovered"]


async def test_a_bot_that_ends_again_and_again_posts_once_an_hour(desk: Desk) -> None:
    for _ in range(100):
        desk.at += 10
        await desk.alarm.sound(Alert.ENDED)
        desk.restart()
        await desk.look(is_serving=False)
    assert desk.faults == ["ended"]
    await desk.look()
    assert desk.faults == ["ended", "recovered"]


async def test_what_was_not_taken_is_posted_again(desk: Desk) -> None:
    desk.takes = False
    await desk.look(Alert.DISK)
    desk.takes = True
    await desk.look(Alert.DISK)
    assert desk.faults == ["disk"]


async def test_an_alert_says_what_where_and_when(desk: Desk) -> None:
    await desk.look(Alert.REMINDERS)
    (posted,) = desk.posted
    assert posted.keys() == {"text", "fault", "machine", "at"}
    assert posted["machine"] == socket.gethostname()
    assert posted["at"].endswith("+09:00")


@pytest.mark.parametrize("alert", list(Alert))
async def test_every_alert_has_its_words(desk: Desk, alert: Alert) -> None:
    await desk.alarm.sound(alert)
    assert desk.faults == [alert]


async def test_an_address_that_is_not_there_or_none_hurts_nobody(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = SecretStr(f"http://127.0.0.1:{port}/")
    await Alarm(Settings(alert_url=address, data_dir=tmp_path)).sound(Alert.DISK)
    await Alarm(Settings(data_dir=tmp_path)).sound(Alert.DISK)
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_what_is_wrong_is_read_from_the_pulse_the_start_and_the_disk() -> None:
    at = 0.0
    pulse = Pulse(lambda: at)
    for part in Part:
        pulse.beat(part)
    assert wrong(pulse, is_late=False, is_disk_at_fault=False) == set()
    assert wrong(pulse, is_late=True, is_disk_at_fault=True) == {Alert.START, Alert.DISK}
    at = 10_000.0
    assert wrong(pulse, is_late=False, is_disk_at_fault=False) == {Alert.LOOP, Alert.POLLING, Alert.REMINDERS}
