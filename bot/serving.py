"""Runs the bot until it is asked to stop: against Telegram, or against the local stand-in with its page."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from pydantic import SecretStr

from bot.alarm import Alarm, Alert
from bot.app import build_application, ended, running
from bot.clock import SEOUL, Clock, SettableClock
from bot.context import App, Desk
from bot.health import Pulse, health_routes
from bot.http import HttpServer
from bot.library import Library
from bot.lock import has_run, only_one
from bot.mounts import network_file_system
from bot.pacing import Pacing
from bot.publishing.trial import Trial
from bot.sandbox.demo import begun_anew, jumps, put_sample
from bot.sandbox.server import StandIn
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from bot.settings import Settings, StaffAccess
from bot.state.migrations import form_of
from bot.state.rows import GroupState
from bot.state.store import STATE, Store
from bot.systemd import notify, watched

log = logging.getLogger(__name__)

Register = Callable[[App], None]

# Always the same, so that a page left open in a browser finds the sandbox again.
_SANDBOX_PORT = 8484
_GRACE = 0.5  # seconds after STOP_SECONDS, to close what is open
_LONG_AGO = datetime(2000, 1, 1, tzinfo=SEOUL)  # the page goes back no further


async def serve(
    settings: Settings,
    register: Register,
    trial: Trial,
    ready: Callable[[App], object],
    clock: Clock | None = None,
    pacing: Pacing | None = None,
    own_process: bool = False,
) -> None:
    """Serve Telegram until SIGINT or SIGTERM; `ready` is called once it does. No knowledge serves that fails `trial`.

    Another `clock` and `pacing` are for trying out what happens at another time, or without Telegram's limits. Who is
    the process's `own` work ends it soon after `STOP_SECONDS`, whatever a thread still does.
    Raises AlreadyRunningError, FolderError, DamagedBase, RefusedBase, StoreError or TelegramError when it cannot begin,
    and OSError where a webhook cannot listen.
    """
    clock, pulse, alarm = clock or Clock(), Pulse(), Alarm(settings)
    ran_before = has_run(settings.data_dir)
    with only_one(settings.data_dir):
        async with alarm.at_the_end():
            notices = _found(settings, ran_before)
            store = Store(settings.data_dir / STATE)
            if settings.telegram_token:
                store.serve_as(int(settings.telegram_token.get_secret_value().partition(":")[0]), clock.now())
        try:
            with _until_stopped(settings.stop_seconds + _GRACE if own_process else None):
                async with (
                    alarm.at_the_end(),
                    pulse.ticking(),
                    watched(pulse),
                    alarm.watching(pulse, lambda: store.disk_fault is not None),
                    _listening(settings, pulse) as web,
                    _opened(settings, clock, trial, store) as library,
                ):
                    # What is there now stays: to look through all of it for what may go takes 0.1 s and more, again and
                    # again, during which nobody is answered.
                    gc.collect()
                    gc.freeze()
                    desk = Desk(settings, library, store, clock, pulse, notices=notices)
                    if notices:
                        await alarm.sound(Alert.STATE_LOST)
                    async with running(build_application(desk, register, pacing=pacing), web) as application:
                        ready(application)
                        await ended(application)
        finally:
            store.close()


def _found(settings: Settings, ran_before: bool) -> tuple[str, ...]:
    """What admins are to be told of DATA_DIR, before the state is opened. Raises StoreError."""
    folder, state = settings.data_dir.resolve(), settings.data_dir / STATE
    log.info("DATA_DIR is %s", folder)
    if kind := network_file_system(folder):
        log.warning("DATA_DIR %s lies on a network disk (%s), where no lock holds: move it", folder, kind)
    if form_of(state) is not None:
        return ()
    if state.exists() or ran_before:
        what = "empty" if state.exists() else "missing"
        log.error("%s is %s, although a bot has run here: beginning as new. See: award-bot restore", state, what)
        return ("state_lost",)
    log.warning("there is no state in %s yet: beginning as new", folder)
    return ()


@asynccontextmanager
async def _listening(settings: Settings, pulse: Pulse) -> AsyncIterator[HttpServer]:
    """The server on `LISTEN`, from before anything is read, so that who watches sees a start that takes long.

    Raises OSError where the port is taken and a webhook needs it; else that is only warned of.
    """
    web = HttpServer(settings.listen_host, settings.listen_port, health_routes(pulse))
    try:
        await web.open()
    except OSError as error:
        if settings.webhook_url:
            raise
        log.warning("LISTEN %s cannot be used (%s): nobody can ask how the bot is", settings.listen, error.strerror)
    try:
        yield web
    finally:
        await web.close()


async def serve_sandbox(
    settings: Settings,
    register: Register,
    trial: Trial,
    ready: Callable[[str], object],
    port: int | None = None,
    access: StaffAccess = StaffAccess.GROUP,
) -> None:
    """Serve the stand-in's page and the bot behind it until SIGINT or SIGTERM; `ready` gets its address.

    Raises OSError when `port` is taken; without one any free port will do.
    """
    with _until_stopped(settings.stop_seconds + _GRACE):
        async with sandbox(settings, register, trial, _free_port(port), access) as standin:
            ready(standin.url)
            await asyncio.Event().wait()


@asynccontextmanager
async def sandbox(
    settings: Settings, register: Register, trial: Trial, port: int = 0, access: StaffAccess = StaffAccess.GROUP
) -> AsyncIterator[StandIn]:
    """The stand-in with the bot behind it, begun anew; with `access` by invitation its staff are let in already.

    Nothing of the real bot is touched: what it remembers stays in memory, its knowledge is under `DATA_DIR/sandbox`.
    """
    clock, store = SettableClock(), Store(None)
    inside = await asyncio.to_thread(begun_anew, settings)

    def offered() -> list[tuple[str, datetime]]:
        now = clock.now()
        declared = library.current.declared_holidays
        return jumps(store.situation(now, now, inside.reminder_time, inside.ministry, declared), now)

    def put() -> None:
        put_sample(inside.releases_dir, clock.today())

    try:
        async with _opened(inside, clock, trial, store) as library:
            # Also dates that are past are promised, for the clock may be set back.
            store.reconcile(library.current.facts, library.built_at, _LONG_AGO, library.read_by, inside.ministry)
            own_copy = inside.releases_dir != settings.releases_dir
            async with StandIn(port, clock=clock, jumps=offered, put_sample=put if own_copy else None) as standin:
                at_work = sandbox_settings(inside, standin.bot_base_url, standin.token, access)
                if access is StaffAccess.INVITE:
                    let_in(store, clock.now())
                desk = Desk(settings=at_work, library=library, store=store, clock=clock)
                async with running(build_application(desk, register, pacing=Pacing.off())):
                    yield standin
    finally:
        store.close()


def let_in(store: Store, now: datetime) -> None:
    """Admits who sits in the staff's seat and in the group, and the group itself."""
    for person in (STAFF, GROUP_ADMIN):
        store.admissions.admit(person, ADMIN, now)
    store.admissions.meet_group(GROUP, "", ADMIN, now, GroupState.WAITING)
    store.admissions.decide(GROUP, GroupState.ADMITTED, ADMIN, now)


def sandbox_settings(
    settings: Settings, base_url: str, token: str, access: StaffAccess = StaffAccess.GROUP
) -> Settings:
    """The settings for a bot behind the stand-in at `base_url`: its seats are let in."""
    return settings.model_copy(
        update={
            "telegram_token": SecretStr(token),
            "telegram_base_url": base_url,
            "webhook_url": None,
            "webhook_secret": None,
            "staff_access": access,
            "staff_group_ids": frozenset({GROUP} if access is StaffAccess.GROUP else ()),
            "admin_ids": frozenset({ADMIN}),
        }
    )


@asynccontextmanager
async def _opened(settings: Settings, clock: Clock, trial: Trial, store: Store) -> AsyncIterator[Library]:
    library = Library(settings.releases_dir, settings.data_dir, clock, trial=trial)
    try:
        await asyncio.to_thread(library.open_or_build, store.work.saved_questions())
        yield library
    finally:
        # A reload that runs would take minutes; what it has not published, the next start reads.
        library.close(wait=False)


def _end_within(seconds: float) -> None:
    """The process ends after `seconds` at the latest: no thread can be interrupted that reads or understands.

    That loses nothing which being killed would not lose: the state is written, and knowledge is swapped in whole.
    """

    def end() -> None:
        sys.stdout.flush()
        os._exit(0)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


@contextmanager
def _until_stopped(process_ends_after: float | None = None) -> Iterator[None]:
    """Cancels what runs inside at SIGINT or SIGTERM, even while it starts, and takes that for its end.

    The process then ends `process_ends_after` seconds later, or as soon as what runs inside has ended.
    """
    loop, work = asyncio.get_running_loop(), asyncio.current_task()
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        notify("STOPPING=1")
        leave()
        if process_ends_after is not None:
            _end_within(process_ends_after)
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
        if stopped and process_ends_after is not None:
            _end_within(_GRACE)


def _free_port(wanted: int | None) -> int:
    """`wanted`, or the usual one where it is free, or 0 for any."""
    if wanted is not None:
        return wanted
    try:
        with socket.create_server(("127.0.0.1", _SANDBOX_PORT)):
            return _SANDBOX_PORT
    except OSError:
        return 0
