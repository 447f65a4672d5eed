"""Which updates the bot gets, and how: with privacy mode not all, with a webhook posted instead of asked for."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bot.sandbox import entities
from bot.sandbox.parameters import Parameters
from bot.sandbox.records import ApiError, Json
from bot.sandbox.telegram import BOT
from bot.sandbox.updates import UpdateQueue

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0


@dataclass(frozen=True)
class Webhook:
    url: str
    secret: str | None


class Updates(UpdateQueue):
    """With `privacy` a bot in a group gets commands and replies to it, no plain talk.

    While a webhook is set, updates are posted one after the other, each until it is taken with a 2xx.
    """

    def __init__(self, first_id: int) -> None:
        super().__init__(first_id)
        self.privacy = False
        self.webhook: Webhook | None = None
        self._news = asyncio.Event()

    @property
    def pending(self) -> tuple[Json, ...]:
        """What the bot has not confirmed yet."""
        return tuple(self._pending)

    def push(self, kind: str, payload: Json) -> None:
        if kind == "message" and self.privacy and not _heard_with_privacy(payload):
            return
        super().push(kind, payload)
        self._news.set()

    async def poll(self, offset: int, seconds: float) -> list[Json]:
        if self.webhook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        return await super().poll(offset, seconds)

    def set_webhook(self, call: Parameters) -> bool:
        """setWebhook: HTTPS, or plain HTTP on this machine, where the stand-in is."""
        url, secret = call.text("url"), call.text("secret_token") or None
        parts = urlsplit(url)
        near = parts.hostname in {"127.0.0.1", "localhost"}
        if parts.scheme != "https" and not (near and parts.scheme == "http"):
            raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ApiError(400, "Bad Request: secret token contains unallowed characters")
        self.allow(call.json("allowed_updates"))
        self.webhook = Webhook(url, secret)
        self._news.set()
        return True

    def delete_webhook(self) -> bool:
        """deleteWebhook."""
        self.webhook = None
        return True

    async def carry(self) -> None:
        """Post what arrives while a webhook is set; runs until it is cancelled."""
        pause = FIRST_PAUSE
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            while True:
                await self._news.wait()
                self._news.clear()
                while self.webhook is not None and self.pending:
                    if await self._posted(client, self.webhook):
                        pause = FIRST_PAUSE
                        continue
                    # Something new, a new webhook for instance, ends the pause early.
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), pause)
                    self._news.clear()
                    pause = min(2 * pause, LONGEST_PAUSE)

    async def _posted(self, client: httpx.AsyncClient, webhook: Webhook) -> bool:
        update = self.pending[0]
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            response = await client.post(webhook.url, json=update, headers=headers)
        except httpx.HTTPError:
            return False
        if response.is_success:
            self.confirm(update["update_id"])
        return response.is_success


def _heard_with_privacy(message: Json) -> bool:
    if message["chat"]["type"] == "private" or message.get("reply_to_message", {}).get("from", {}).get("is_bot"):
        return True
    marks = [mark for mark in message.get("entities", ()) if mark["type"] == "bot_command"]
    commands = [entities.slice_of(message["text"], mark) for mark in marks]
    return any(command.partition("@")[2].lower() in ("", BOT.username) for command in commands)
