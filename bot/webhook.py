"""Receives updates by webhook: Telegram posts them to us, with the secret that we gave it."""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Update

from bot.context import App
from bot.settings import Settings

_MAX_BODY = 1_000_000  # bytes; an update has a few thousand


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the process has its own way to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves the signals alone."""
        yield


class Webhook:
    """A small HTTP server on `LISTEN`, behind whatever answers for `WEBHOOK_URL` with TLS."""

    def __init__(self, application: App, settings: Settings) -> None:
        if settings.webhook_url is None or settings.webhook_secret is None:
            raise ValueError("a webhook needs WEBHOOK_URL and WEBHOOK_SECRET")
        self._application = application
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value()
        path = urlsplit(self._url).path or "/"
        routes = [Route(path, self._receive, methods=["POST"]), Route("/health", self._health)]
        web = Starlette(routes=routes, max_body_size=_MAX_BODY)
        self._address = settings.listen_host, settings.listen_port
        self._server = Server(uvicorn.Config(web, log_config=None, lifespan="off"))
        self._serving: asyncio.Task[None] | None = None

    async def open(self, allowed_updates: Sequence[str]) -> None:
        """Listens, then tells Telegram where. Raises OSError where the port is taken."""
        listening = socket.create_server(self._address, family=_family(self._address[0]))
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._application.bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=allowed_updates)

    async def close(self) -> None:
        """Listens no more; Telegram keeps what it could not deliver for the next start."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return PlainTextResponse("wrong secret", HTTPStatus.FORBIDDEN)
        try:
            update = Update.de_json(await request.json(), self._application.bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            return PlainTextResponse("no update", HTTPStatus.BAD_REQUEST)
        await self._application.update_queue.put(update)
        return Response(status_code=HTTPStatus.OK)

    async def _health(self, _request: Request) -> Response:
        """For whatever watches over the process: 200 while updates are worked on."""
        working = self._application.running
        return PlainTextResponse(
            "ok" if working else "starting", HTTPStatus.OK if working else HTTPStatus.SERVICE_UNAVAILABLE
        )


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
