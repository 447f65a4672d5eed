"""The parameters of one call to the Bot API, and what they are when read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from bot.sandbox.records import ApiError


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Values by name, as python-telegram-bot sends them in a form: text, or JSON as text."""

    values: dict[str, str]
    files: dict[str, Upload]

    def text(self, name: str) -> str:
        """A text, empty where there is none."""
        return self.values.get(name, "")

    def number(self, name: str) -> int | None:
        """A whole number, or None where there is none or it is none."""
        try:
            return int(self.values[name])
        except (KeyError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """True for what Telegram takes as true."""
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """A list or object; None where there is none. Raises `ApiError` where it is no JSON."""
        value = self.text(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(400, f"Bad Request: can't parse {name.replace('_', ' ')} JSON object") from None


async def read_parameters(request: Request) -> Parameters:
    """From the body, urlencoded or multipart. The first value of a name counts."""
    values: dict[str, str] = {}
    files: dict[str, Upload] = {}
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
