"""Runs the bot until it is asked to stop: against Telegram, or against the local stand-in with its page."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app import build_application, running
from bot.clock import Clock, SettableClock
from bot.context import App, Desk
from bot.library import Library
from bot.lock import only_one
from bot.pacing import Pacing
from bot.sandbox.server import StandIn
from bot.sandbox.telegram import ADMIN, GROUP
from bot.settings import Settings, StaffAccess
from bot.store import STATE, Store

__all__ = ["sandbox_settings", "serve", "serve_sandbox"]

Register = Callable[[App], None]

# Always the same, so that a page left open in a browser finds the sandbox again.
_SANDBOX_PORT = 8484
_LOOK = 5  # seconds between two looks at whether polling goes on
_WEEK = timedelta(days=7)


async def serve(settings: Settings, register: Register, ready: Callable[[App], object]) -> None:
    """Serve Telegram until SIGINT or SIGTERM; `ready` is called once it does.

    Raises AlreadyRunningError, FolderError, DamagedBase, StoreError or TelegramError when it cannot begin.
    """
    with only_one(settings.data_dir):
        store = Store(settings.data_dir / STATE)
        try:
            with _until_stopped():
                async with _at_work(settings, store, Clock(), register) as application:
                    ready(application)
                    await _polling_ended(application)
        finally:
            store.close()


async def _polling_ended(application: App) -> None:
    """Waits until polling ends by itself and raises what ended it; for ever where it does not.

    A 401 or 404 ends the library's polling without a word, and a bot that hears nothing must not look alive.
    """
    while True:
        await asyncio.sleep(_LOOK)
        polling = getattr(application.updater, "_Updater__polling_task", None)  # it shows this nowhere else
        if isinstance(polling, asyncio.Task) and polling.done() and not polling.cancelled():
            polling.result()


async def serve_sandbox(
    settings: Settings, register: Register, ready: Callable[[str], object], port: int | None = None
) -> None:
    """Serve the stand-in's page and the bot behind it until SIGINT or SIGTERM; `ready` gets its address.

    Nothing of the real bot is touched: what it remembers stays in memory, its knowledge base is under
    `DATA_DIR/sandbox`. Raises OSError when `port` is taken; without one any free port will do.
    """
    clock = SettableClock()
    desk_library: list[Library] = []

    def jumps() -> Iterable[tuple[str, date]]:
        return week_before(desk_library[0]) if desk_library else ()

    store = Store(None)
    try:
        with _until_stopped():
            async with StandIn(_free_port(port), clock=clock, jumps=jumps) as standin:
                inside = sandbox_settings(settings, standin.bot_base_url, standin.token)
                async with _at_work(inside, store, clock, register, desk_library.append, Pacing.off()):
                    ready(standin.url)
                    await asyncio.Event().wait()
    finally:
        store.close()


def sandbox_settings(settings: Settings, base_url: str, token: str) -> Settings:
    """The settings for a bot behind the stand-in at `base_url`: its seats are let in, its data kept apart."""
    return settings.model_copy(
        update={
            "telegram_token": SecretStr(token),
            "telegram_base_url": base_url,
            "webhook_url": None,
            "webhook_secret": None,
            "staff_access": StaffAccess.GROUP,
            "staff_group_ids": frozenset({GROUP}),
            "admin_ids": frozenset({ADMIN}),
            "data_dir": settings.data_dir / Path("sandbox"),
        }
    )


def week_before(library: Library) -> list[tuple[str, date]]:
    """The days from which the reminders of each known event can be watched, in their order."""
    events = sorted({(event.date, event.name) for event in library.current.facts.events if event.date})
    return [(f"{name} 일주일 전", day - _WEEK) for day, name in events]


@asynccontextmanager
async def _at_work(
    settings: Settings,
    store: Store,
    clock: Clock,
    register: Register,
    opened: Callable[[Library], object] | None = None,
    pacing: Pacing | None = None,
) -> AsyncIterator[App]:
    library = Library(settings.releases_dir, settings.data_dir, clock)
    try:
        await asyncio.to_thread(library.open_or_build)
        if opened:
            opened(library)
        desk = Desk(settings=settings, library=library, store=store, clock=clock)
        async with running(build_application(desk, register, pacing=pacing)) as application:
            yield application
    finally:
        library.close()


@contextmanager
def _until_stopped() -> Iterator[None]:
    """Cancels what runs inside at SIGINT or SIGTERM, even while it starts, and takes that for its end."""
    loop, work = asyncio.get_running_loop(), asyncio.current_task()
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        leave()
        if work:
            work.cancel()

    def leave() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)  # a second Ctrl-C ends a stop that hangs

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        yield
    except asyncio.CancelledError:
        if not stopped:
            raise
    finally:
        leave()


def _free_port(wanted: int | None) -> int:
    """`wanted`, or the usual one where it is free, or 0 for any."""
    if wanted is not None:
        return wanted
    try:
        with socket.create_server(("127.0.0.1", _SANDBOX_PORT)):
            return _SANDBOX_PORT
    except OSError:
        return 0
