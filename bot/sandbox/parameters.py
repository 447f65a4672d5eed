"""The parameters of one call to the Bot API, from wherever they were sent, and what they are when read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from bot.sandbox.records import ApiError

# Everything else is written as JSON in a form: a number, true, a list, an object.
_WORDS = frozenset(
    {
        "text",
        "caption",
        "parse_mode",
        "callback_query_id",
        "document",
        "file_id",
        "url",
        "secret_token",
        "language_code",
        "action",
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Values by name, as they were sent: text from a query or form, anything from a JSON body."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text, empty where there is none."""
        value = self.values.get(name)
        return "" if value is None else value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str) -> int | None:
        """A whole number, or None where there is none or it is none."""
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """True for what Telegram takes as true."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """A list or object; None where there is none. Raises `ApiError` where it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(400, f"Bad Request: can't parse {name.replace('_', ' ')} JSON object") from None

    def decoded(self) -> dict[str, Any]:
        """All of them as a test wants to compare them: numbers, flags and objects instead of their text."""
        found: dict[str, Any] = {name: f"<{upload.name}>" for name, upload in self.files.items()}
        for name, value in self.values.items():
            found[name] = value
            if isinstance(value, str) and name not in _WORDS:
                try:
                    found[name] = json.loads(value)
                except ValueError:
                    continue
        return found


async def read_parameters(request: Request) -> Parameters:
    """From the query, then from the body: urlencoded, multipart or JSON. The first value of a name counts."""
    values: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    for name, value in request.query_params.multi_items():
        values.setdefault(name, value)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise ApiError(400, "Bad Request: can't parse JSON object") from None
        if isinstance(body, dict):
            values = body | values
    elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        try:
            async with request.form() as form:
                for name, item in form.multi_items():
                    if isinstance(item, UploadFile):
                        files.setdefault(name, Upload(item.filename or name, await item.read()))
                    else:
                        values.setdefault(name, item)
        except MultiPartException:
            raise ApiError(400, "Bad Request: can't parse multipart/form-data") from None
    return Parameters(values, files)
