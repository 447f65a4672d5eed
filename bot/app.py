"""Builds the Application and runs it inside an event loop; handlers are passed in.

Numbers as measured with python-telegram-bot 22.8 and httpx: throughput peaks at some 32 updates at a time and
the defaults (a pool timeout of 1 s, one connection for getUpdates, 5 s to read) turn load into errors.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, BaseUpdateProcessor, ContextTypes, ExtBot

from bot.context import App, Context, Desk, desk_of, put_desk
from bot.health import PollRequest
from bot.http import HttpServer
from bot.pacing import Pacing
from bot.webhook import Webhook

ALLOWED_UPDATES = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
"""Always named: what is left out stays as some earlier run has set it."""

log = logging.getLogger(__name__)

_WAITING = 10_000  # updates that may wait for their chat's turn
_AT_ONCE = 32
_POLL_SECONDS = 25


class InOrderPerChat(BaseUpdateProcessor):
    """Updates of one chat one after the other, of different chats side by side."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        # The library takes one of its own places before it asks here; ours are taken once the chat's turn has come,
        # so that one busy chat holds up no other.
        super().__init__(_WAITING)
        self._places = asyncio.Semaphore(at_once)
        self._locks: dict[int, asyncio.Lock] = {}
        self._waiting: Counter[int] = Counter()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Waits for the chat's earlier updates; those without a chat wait for none."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            async with self._places:
                await coroutine
            return
        self._waiting[chat.id] += 1
        try:
            async with self._locks.setdefault(chat.id, asyncio.Lock()), self._places:
                await coroutine
        finally:
            self._waiting[chat.id] -= 1
            if not self._waiting[chat.id]:
                del self._waiting[chat.id], self._locks[chat.id]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""


def build_application(
    desk: Desk, register: Callable[[App], None], *, bot: ExtBot[int] | None = None, pacing: Pacing | None = None
) -> App:
    """The Application with all handlers that `register` adds; `bot` replaces the one made from the settings.

    `pacing` replaces what keeps Telegram's limits. `register` may also set `post_init` and `post_stop`. Raises
    ValueError where the settings have no token.
    """
    builder = (
        Application.builder()
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(InOrderPerChat())
        .job_queue(None)
    )
    application: App
    if bot is not None:
        application = builder.bot(bot).build()
    else:
        if desk.settings.telegram_token is None:
            raise ValueError("a Telegram bot needs TELEGRAM_TOKEN")
        application = (
            builder.token(desk.settings.telegram_token.get_secret_value())
            .base_url(desk.settings.telegram_base_url)
            .base_file_url(desk.settings.base_file_url)
            .rate_limiter(pacing or Pacing())
            .connection_pool_size(2 * _AT_ONCE)
            .pool_timeout(10)
            .connect_timeout(10)
            .read_timeout(20)
            .write_timeout(20)
            .get_updates_request(
                PollRequest(
                    desk.pulse, connection_pool_size=4, connect_timeout=10.0, read_timeout=15.0, pool_timeout=10.0
                )
            )
            .build()
        )
    put_desk(application, desk)
    register(application)
    return application


@asynccontextmanager
async def running(application: App, web: HttpServer | None = None) -> AsyncIterator[App]:
    """The application at work, by long polling or, where `WEBHOOK_URL` is set, by webhook on `web`, which is open.

    For whoever runs it inside a loop of their own. Raises TelegramError where Telegram cannot be reached or
    refuses the token. On leaving, updates that were fetched already are still answered.
    """
    updater, desk = application.updater, desk_of(application)
    if updater is None:
        raise RuntimeError("an application that runs needs its updater")
    webhook = Webhook(application, desk.settings) if desk.settings.webhook_url else None
    if webhook and web is None:
        raise RuntimeError("a webhook needs a server")
    # The bot by itself first: where it is refused, the application would leave its connections open.
    async with application.bot, application:
        if application.post_init:
            await application.post_init(application)
        try:
            if webhook and web:
                web.add(webhook.route)
                await webhook.announce(ALLOWED_UPDATES)
            else:
                await updater.start_polling(
                    timeout=_POLL_SECONDS,
                    bootstrap_retries=3,
                    allowed_updates=ALLOWED_UPDATES,
                    error_callback=lambda error: _polling_failed(application, error),
                )
            await application.start()
            desk.pulse.serving = True
            yield application
        finally:
            desk.pulse.serving = False
            steps: tuple[Callable[[], Awaitable[object]] | None, ...] = (
                web.close if webhook and web else None,
                updater.stop if updater.running else None,
                application.stop if application.running else None,
                partial(application.post_stop, application) if application.post_stop else None,
            )
            for step in filter(None, steps):
                try:
                    await step()
                except TelegramError:  # polling that was refused says so again; the rest must still be stopped
                    log.exception("a step of stopping failed")


def _polling_failed(application: App, error: TelegramError) -> None:
    application.create_task(application.process_error(update=None, error=error))
