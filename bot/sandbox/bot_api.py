"""The Bot API over HTTP: tokens, parameters, the envelope of answers."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox import chat_methods, inline_methods, message_methods
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.records import ApiError, Json
from bot.sandbox.telegram import Telegram

_METHODS = chat_methods.METHODS | message_methods.METHODS | inline_methods.METHODS


class BotApi:
    """Answers what a bot asks."""

    def __init__(self, telegram: Telegram, token: str) -> None:
        self.telegram = telegram
        self.token = token

    def routes(self) -> list[BaseRoute]:
        """Where the API and its files are."""
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download, methods=["GET"]),
        ]

    async def call(self, method: str, given: Parameters) -> Any:
        """What a call comes to; raises `ApiError` as Telegram refuses."""
        if method == "getUpdates":
            return await chat_methods.get_updates(self.telegram, given)
        if method not in _METHODS:
            raise ApiError(404, "Not Found: method not found")
        return _METHODS[method](self.telegram, given)

    async def _answer(self, request: Request) -> Response:
        try:
            self._check_token(request.path_params["token"])
            given = await read_parameters(request)
            return JSONResponse({"ok": True, "result": await self.call(request.path_params["method"], given)})
        except ApiError as error:
            return _refusal(error)
        except ClientDisconnect:  # the bot was killed while it asked: nobody hears the answer
            return Response(status_code=400)

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
    return JSONResponse(body, status_code=error.code)
