"""Builds the Application and runs it inside an event loop; handlers are passed in.

Numbers as measured with python-telegram-bot 22.8 and httpx: throughput peaks at some 32 updates at a time and
the defaults (a pool timeout of 1 s, one connection for getUpdates, 5 s to read) turn load into errors.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot

from bot.context import App, Context, Desk, desk_of, hears_of, put_desk
from bot.dispatch import Dispatcher
from bot.health import Part, PollRequest
from bot.http import HttpServer
from bot.metrics import CountingRequest, metrics_route
from bot.pacing import Pacing
from bot.polling import poll_forever, reached
from bot.retrying import persistently
from bot.webhook import Webhook

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""Always named: what is left out stays as some earlier run has set it."""

log = logging.getLogger(__name__)

_CONNECTIONS = 64
_POLLING = "polling"
_UNTIL_REACHED = 3600.0  # seconds; it was reached a moment ago


def build_application(
    desk: Desk, register: Callable[[App], None], *, bot: ExtBot[int] | None = None, pacing: Pacing | None = None
) -> App:
    """The Application with all handlers that `register` adds; `bot` replaces the one made from the settings.

    `pacing` replaces what keeps Telegram's limits. `register` may also set `post_init` and `post_stop`. Raises
    ValueError where the settings have no token.
    """
    builder = Application.builder().context_types(ContextTypes(context=Context)).updater(None).job_queue(None)
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
            .request(
                CountingRequest(
                    desk.metrics,
                    connection_pool_size=_CONNECTIONS,
                    pool_timeout=10.0,
                    connect_timeout=10.0,
                    read_timeout=20.0,
                    write_timeout=20.0,
                )
            )
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

    For whoever runs it inside a loop of their own. It waits for Telegram where that is not reached, and raises
    InvalidToken where it refuses the token, also later: then what runs inside is cancelled. On leaving, what is being
    answered has `STOP_SECONDS`; what is left stays in the inbox.
    """
    desk, bot = desk_of(application), application.bot
    webhook = Webhook(application, desk.settings) if desk.settings.webhook_url else None
    if webhook and web is None:
        raise RuntimeError("a webhook needs a server")
    if web:
        web.add(metrics_route(desk.metrics, desk.store, desk.library, desk.pulse, desk.clock.now))
    async with reached(bot), application:
        dispatcher = Dispatcher(application, hears_of(application))
        polling: asyncio.Task[None] | None = None
        try:
            if application.post_init:
                await application.post_init(application)
            dispatcher.resume()
            if webhook and web:
                web.add(webhook.route(dispatcher))
                await persistently(partial(webhook.announce, ALLOWED_UPDATES), _UNTIL_REACHED)
            else:
                await persistently(bot.delete_webhook, _UNTIL_REACHED)
                desk.pulse.beat(Part.POLLING)  # Telegram has just answered; from now on it has to
                failed = partial(application.process_error, None)
                polling = asyncio.create_task(poll_forever(bot, dispatcher, ALLOWED_UPDATES, failed), name="polling")
                application.bot_data[_POLLING] = polling
            desk.pulse.serving = True
            yield application
        finally:
            desk.pulse.serving = False
            if polling:
                polling.cancel()
            # Side by side: they share the time that there is.
            steps: list[Awaitable[object]] = [dispatcher.stop(desk.settings.stop_seconds)]
            if application.post_stop:
                steps.append(application.post_stop(application))
            if webhook and web:
                steps.append(web.close())
            for error in await asyncio.gather(*steps, return_exceptions=True):
                if isinstance(error, Exception):
                    log.error("a step of stopping failed", exc_info=error)


async def ended(application: App) -> None:
    """Waits until polling ends by itself and raises what ended it; for ever where it does not, and with a webhook.

    A bot that hears nothing must not look alive.
    """
    polling: asyncio.Task[None] | None = application.bot_data.get(_POLLING)
    await (asyncio.shield(polling) if polling else asyncio.Event().wait())
