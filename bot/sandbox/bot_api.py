"""The Bot API over HTTP: tokens, parameters, the envelope of answers, scripted faults, the log of calls."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import deque
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox import chat_methods, message_methods
from bot.sandbox.faults import Fault, Faults, Limits
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.records import ApiError, Json
from bot.sandbox.telegram import Telegram

_METHODS = {name.lower(): (name, method) for name, method in (chat_methods.METHODS | message_methods.METHODS).items()}
_LIMITED = frozenset({"sendMessage", "sendDocument", "editMessageText"})
_CALLS_KEPT = 5000


@dataclass(slots=True)
class Call:
    """One call by the bot: `parameters` decoded from JSON, and what came of it."""

    method: str
    parameters: dict[str, Any]
    result: Any = None
    error: ApiError | None = None


class BotApi:
    """Answers what a bot asks. `limits` is None while sending is not limited; `closing` ends all waiting."""

    def __init__(self, telegram: Telegram, token: str, closing: asyncio.Event) -> None:
        self.telegram = telegram
        self.token = token
        self.faults = Faults()
        self.limits: Limits | None = None
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self._closing = closing

    def routes(self) -> list[BaseRoute]:
        """Where the API and its files are."""
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
        ]

    async def _answer(self, request: Request) -> Response:
        try:
            self._check_token(request.path_params["token"])
            call = await read_parameters(request)
            return JSONResponse({"ok": True, "result": await self._call(request.path_params["method"], call)})
        except ApiError as error:
            return _refusal(error)
        except ClientDisconnect:  # the bot was killed while it asked: nobody hears the answer
            return Response(status_code=400)

    async def _call(self, wanted: str, call: Parameters) -> Any:
        name, _ = _METHODS.get(wanted.lower(), (wanted, None))
        if wanted.lower() == "getupdates":
            name = "getUpdates"
        record = Call(name, call.decoded())
        self.calls.append(record)
        try:
            record.result = await self._with_fault(name, call)
        except ApiError as error:
            record.error = error
            raise
        return record.result

    async def _with_fault(self, name: str, call: Parameters) -> Any:
        fault: Fault | None = self.faults.take(name, call.number("chat_id"))
        if fault is None:
            return await self._work(name, call)
        result = await self._work(name, call) if fault.deliver else None
        if fault.delay:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), fault.delay)
        if fault.error is not None:
            raise fault.error
        return result

    async def _work(self, name: str, call: Parameters) -> Any:
        if name == "getUpdates":
            return await chat_methods.get_updates(self.telegram, call)
        if name.lower() not in _METHODS:
            raise ApiError(404, "Not Found: method not found")
        chat_id = call.number("chat_id")
        if self.limits is not None and name in _LIMITED and chat_id is not None:
            self.limits.spend(chat_id)
        return _METHODS[name.lower()][1](self.telegram, call)

    async def _download(self, request: Request) -> Response:
        try:
            self._check_token(request.path_params["token"])
        except ApiError as error:
            return _refusal(error)
        for stored in self.telegram.files.values():
            if stored.path == request.path_params["path"]:
                return Response(stored.content, media_type="application/octet-stream")
        return _refusal(ApiError(404, "Not Found"))

    def _check_token(self, token: str) -> None:
        if token == self.token:
            return
        if re.fullmatch(r"\d+:[A-Za-z0-9_-]{35}", token):
            raise ApiError(401, "Unauthorized")
        raise ApiError(404, "Not Found")


def _refusal(error: ApiError) -> Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    headers = {"Retry-After": str(error.parameters["retry_after"])} if error.code == 429 else None
    return JSONResponse(body, status_code=error.code, headers=headers)
