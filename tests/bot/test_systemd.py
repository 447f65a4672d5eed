from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import systemd
from bot.health import Part, Pulse
from bot.systemd import notify, watched


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """What listens on NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


async def heard(manager: socket.socket) -> str:
    loop = asyncio.get_running_loop()
    return (await asyncio.wait_for(loop.sock_recv(manager, 1000), 10)).decode()


async def until(manager: socket.socket, line: str) -> None:
    while line not in (await heard(manager)).splitlines():
        pass


async def test_systemd_hears_that_the_bot_starts_lives_and_stops(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "30000")
    pulse = Pulse()
    async with watched(pulse):
        assert "READY=1" in (await heard(manager)).splitlines()
        await until(manager, "WATCHDOG=1")
        pulse.serving = True
        await until(manager, "STATUS=serving")
    await until(manager, "STOPPING=1")


async def test_a_bot_that_hangs_does_not_say_that_it_lives(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systemd, "_OFTEN", 0.01)
    at = 0.0
    pulse = Pulse(lambda: at)
    pulse.beat(Part.REMINDERS)
    at = 10_000.0
    async with watched(pulse):
        assert "READY=1" in await heard(manager)
        await asyncio.sleep(0.1)  # ten chances to say it
    assert await heard(manager) == "STOPPING=1"


@pytest.mark.parametrize("address", [None, "", "relative", "/nowhere/at/all"])
def test_where_nobody_listens_nothing_happens(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify("READY=1")
