"""Receives updates by webhook: Telegram posts them to us, with the secret that we gave it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.context import App
from bot.dispatch import Dispatcher
from bot.settings import Settings


class Webhook:
    """What Telegram posts to, behind whatever answers for `WEBHOOK_URL` with TLS."""

    def __init__(self, application: App, settings: Settings) -> None:
        if settings.webhook_url is None or settings.webhook_secret is None:
            raise ValueError("a webhook needs WEBHOOK_URL and WEBHOOK_SECRET")
        self._application = application
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value()

    def route(self, dispatcher: Dispatcher) -> Route:
        """Where Telegram posts its updates, for the server."""

        async def receive(request: Request) -> Response:
            return await self._receive(request, dispatcher)

        return Route(urlsplit(self._url).path or "/", receive, methods=["POST"])

    async def announce(self, allowed_updates: Sequence[str]) -> None:
        """Tells Telegram where to post. Raises TelegramError."""
        await self._application.bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=allowed_updates)

    async def _receive(self, request: Request, dispatcher: Dispatcher) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return PlainTextResponse("wrong secret", HTTPStatus.FORBIDDEN)
        try:
            update = await request.json()
        except (ValueError, RecursionError):
            update = None
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return PlainTextResponse("no update", HTTPStatus.BAD_REQUEST)
        if dispatcher.is_full:  # Telegram posts it again
            return PlainTextResponse("busy", HTTPStatus.SERVICE_UNAVAILABLE)
        dispatcher.take([update])
        return Response(status_code=HTTPStatus.OK)
