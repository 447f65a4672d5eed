"""The bot's own small HTTP server, on `LISTEN`: health for whoever watches it, and the webhook where there is one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

_MAX_BODY = 1_000_000  # bytes; an update has a few thousand
_PATIENCE = 10.0  # seconds for a request to arrive whole; uvicorn itself waits for ever
_LAST_SECONDS = 2  # for requests that are being answered when the server closes


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the process has its own way to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals alone."""
        yield


class HttpServer:
    """Serves routes at an address, inside the running loop. Port 0 takes a free one, which `port` then names."""

    def __init__(self, host: str, port: int, routes: Sequence[BaseRoute] = ()) -> None:
        self.port = port
        self._host = host
        self._web = Starlette(routes=routes, max_body_size=_MAX_BODY)
        self._server = Server(
            uvicorn.Config(
                self._web, http=_Hurried, log_config=None, lifespan="off", timeout_graceful_shutdown=_LAST_SECONDS
            )
        )
        self._serving: asyncio.Task[None] | None = None

    def add(self, *routes: BaseRoute) -> None:
        """Serves these, too, from now on."""
        self._web.router.routes.extend(routes)

    async def open(self) -> None:
        """Listens from now on. Raises OSError where the port is taken."""
        listening = socket.create_server((self._host, self.port), family=_family(self._host))
        self.port = listening.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def close(self) -> None:
        """Listens no more; what is being answered has two seconds."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving


class _Hurried(H11Protocol):
    """Closes a connection that has sent no whole request for `_PATIENCE` seconds, so that none lie open for ever."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begins to look at the connection."""
        super().connection_made(transport)
        self._answered = 0
        self._seen = 0
        self._look = self.loop.call_later(_PATIENCE, self._hurry)

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends looking."""
        self._look.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Counts what was answered."""
        self._answered += 1
        super().on_response_complete()

    def _hurry(self) -> None:
        is_being_answered = self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body
        if self._answered == self._seen and not is_being_answered:
            self.transport.close()
            return
        self._seen = self._answered
        self._look = self.loop.call_later(_PATIENCE, self._hurry)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
