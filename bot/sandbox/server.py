"""The stand-in as a server on this machine: the Bot API and the page on one port, inside the running loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from bot.clock import SettableClock
from bot.http import Server
from bot.sandbox.bot_api import BotApi
from bot.sandbox.gate import Gate, refused
from bot.sandbox.page_api import Jumps, PageApi, PutSample
from bot.sandbox.telegram import Telegram

_BODY_LIMIT = 51 << 20
_LAST_SECONDS = 5


class StandIn:
    """Telegram on 127.0.0.1, for as long as the context lasts.

    `port` 0 takes a free one; an `OSError` says that a chosen one is taken. `clock` dates the messages and
    can be set from the page; `jumps` gives the times the page offers to go to, as (label, time); `put_sample` puts
    a new release into the bot's folder. `api` may be replaced before the context is entered.
    """

    def __init__(
        self,
        port: int = 0,
        clock: SettableClock | None = None,
        jumps: Jumps = tuple,
        put_sample: PutSample | None = None,
    ) -> None:
        self.clock = clock or SettableClock()
        self.telegram = Telegram(self.clock)
        self.token = f"{self.telegram.bot.id}:AA{secrets.token_urlsafe(40)[:33]}"
        self._port = port
        self._closing = asyncio.Event()
        self.api = BotApi(self.telegram, self.token)
        self._page = PageApi(self.telegram, self.clock, jumps, put_sample, self._closing)
        self._running = contextlib.AsyncExitStack()

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def bot_base_url(self) -> str:
        """What python-telegram-bot takes as base_url."""
        return f"{self.url}/bot"

    async def __aenter__(self) -> Self:
        listener = _listen(self._port)
        self._port = listener.getsockname()[1]
        app = Starlette(
            routes=[*self.api.routes(), *self._page.routes()],
            middleware=[Middleware(Gate, hosts=(f"127.0.0.1:{self._port}", f"localhost:{self._port}"))],
            exception_handlers={HTTPException: refused},
            max_body_size=_BODY_LIMIT,
        )
        # The access log would show the token; uvicorn's own logging set-up would replace the bot's.
        config = uvicorn.Config(
            app,
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            date_header=False,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        self._running.push_async_callback(self._stop, server, serving)
        await server.ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._running.aclose()

    async def _stop(self, server: _Server, serving: asyncio.Task[None]) -> None:
        """End what waits first: an open long poll or stream would hold the server."""
        self._closing.set()
        self.telegram.updates.close()
        self._page.close()
        server.should_exit = True
        server.ending.set()
        await serving


class _Server(Server):
    """Says when it listens, and ends without a tick's delay."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.ending = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.ending.wait()


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio switches off Nagle's algorithm; otherwise every answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener
