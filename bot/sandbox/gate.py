"""Who may talk to the stand-in, its own page and this machine, and the headers that keep it so."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.sentences import REFUSED

_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


class PageError(HTTPException):
    """A refusal with a Korean sentence for whoever looks at the page."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(status, sentence)


class Gate:
    """Refuses requests under another host name (a rebound one) or from another site's page."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if headers.get("host") not in self._hosts or (origin is not None and origin not in self._origins):
            await _refusal(REFUSED["other_site"], 403)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    added.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_guarded)


async def refused(_request: Request, error: Exception) -> Response:
    """Every refusal of the page API in one form; starlette's own words are English."""
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error, PageError):
        return _refusal(error.detail, error.status_code)
    return _refusal(REFUSED["status"].get(str(error.status_code), REFUSED["other"]), error.status_code)


def _refusal(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status_code=status)
