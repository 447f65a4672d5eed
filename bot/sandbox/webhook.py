"""Carries updates to the bot's webhook, one after the other, until each is taken with a 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import time

import httpx

from bot.sandbox.updates import UpdateQueue, Webhook

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 10.0


async def carry(queue: UpdateQueue) -> None:
    """Deliver what arrives while a webhook is set; runs until it is cancelled."""
    pause = _FIRST_PAUSE
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        while True:
            await queue.news.wait()
            queue.news.clear()
            while queue.webhook is not None and queue.pending:
                if await _deliver(client, queue, queue.webhook):
                    pause = _FIRST_PAUSE
                    continue
                # Something new, a new webhook for instance, ends the pause early.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(queue.news.wait(), pause)
                queue.news.clear()
                pause = min(2 * pause, _LONGEST_PAUSE)


async def _deliver(client: httpx.AsyncClient, queue: UpdateQueue, webhook: Webhook) -> bool:
    update = queue.pending[0]
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
    try:
        response = await client.post(webhook.url, json=update, headers=headers)
        failure = None if response.is_success else f"Wrong response from the webhook: {response.status_code}"
    except httpx.HTTPError as error:
        failure = f"Connection failed: {type(error).__name__}"
    webhook.failure = failure
    if failure is None:
        queue.confirm(update["update_id"])
        return True
    webhook.failed_at = int(time.time())
    return False
