"""A Bot API that fails as it is told, enforces Telegram's limits, and keeps every call."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.bot_api import BotApi
from bot.sandbox.parameters import Parameters
from bot.sandbox.records import ApiError
from bot.sandbox.telegram import Telegram
from tests.telegram.faults import Faults, Limits
from tests.telegram.updates import Updates

LIMITED = frozenset({"sendMessage", "sendContact", "sendDocument", "editMessageText", "editMessageReplyMarkup"})
WORDS = frozenset(
    {
        "text",
        "caption",
        "parse_mode",
        "callback_query_id",
        "document",
        "action",
        "phone_number",
        "first_name",
        "last_name",
        "vcard",
    }
)
"""Parameters that are sent as they are; all others as JSON."""
CALLS_KEPT = 5000


class Dropped(Exception):  # noqa: N818 - says what became of it
    """The connection breaks instead of an answer."""


class _Broken(Response):
    """Begins an answer and ends within it, so that the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


@dataclass
class Call:
    """One call by the bot: `parameters` decoded from JSON, and what came of it."""

    method: str
    parameters: dict[str, Any]
    result: Any = None
    error: ApiError | None = None


class ScriptedApi(BotApi):
    """Answers what a bot asks. `limits` is None while sending is not limited."""

    def __init__(self, telegram: Telegram, token: str, updates: Updates) -> None:
        super().__init__(telegram, token)
        self.updates = updates
        self.faults = Faults()
        self.limits: Limits | None = None
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.closing = asyncio.Event()
        self.on_call: Callable[[], object] = lambda: None

    async def call(self, method: str, given: Parameters) -> Any:
        record = Call(method, decoded(given))
        self.calls.append(record)
        try:
            record.result = await self._with_fault(method, given)
        except ApiError as error:
            record.error = error
            raise
        finally:
            self.on_call()
        return record.result

    async def _with_fault(self, method: str, given: Parameters) -> Any:
        fault = self.faults.take(method, given.number("chat_id"))
        if fault is None:
            return await self._work(method, given)
        result = await self._work(method, given) if fault.deliver else None
        if fault.delay:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.delay)
        if fault.drop:
            raise Dropped
        if fault.error is not None:
            raise fault.error
        return result

    async def _answer(self, request: Request) -> Response:
        try:
            return await super()._answer(request)
        except Dropped:
            return _Broken()

    async def _work(self, method: str, given: Parameters) -> Any:
        chat_id = given.number("chat_id")
        if self.limits is not None and method in LIMITED and chat_id is not None:
            self.limits.spend(chat_id)
        match method:
            case "setWebhook":
                return self.updates.set_webhook(given)
            case "deleteWebhook":
                return self.updates.delete_webhook()
            case "getMe":
                return await super().call(method, given) | {"can_read_all_group_messages": not self.updates.privacy}
            case _:
                return await super().call(method, given)


def decoded(given: Parameters) -> dict[str, Any]:
    """The parameters as a test wants to compare them: numbers, flags and objects instead of their text."""
    found: dict[str, Any] = {name: f"<{upload.name}>" for name, upload in given.files.items()}
    for name, value in given.values.items():
        found[name] = value
        if name not in WORDS:
            with contextlib.suppress(ValueError):
                found[name] = json.loads(value)
    return found
