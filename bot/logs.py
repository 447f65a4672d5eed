"""Logging to standard error, from which secrets are taken out wherever they turn up."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from urllib.parse import quote

from bot.clock import SEOUL
from bot.current import current

_TOKEN = re.compile(r"(?:bot[0-9]+|[0-9]{5,})(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
_STARS = "***"

# What must stay quiet whatever LOG_LEVEL says: httpx and uvicorn's access log print the request's address, in
# which the token stands; python-telegram-bot prints whole updates, that is people's questions, at DEBUG.
_FLOORS = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "uvicorn.error": logging.WARNING,
    "telegram": logging.INFO,
    "asyncio": logging.INFO,
}


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with every secret, and everything that looks like a bot token, replaced by stars."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, _STARS).replace(quote(secret, safe=""), _STARS)
    return _TOKEN.sub(_STARS, text)


class _RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that message, arguments and traceback are all covered."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        # The record keeps this text for other handlers, so it must not hold a secret either.
        return redact(super().formatException(ei), self._secrets)


class _JsonFormatter(_RedactingFormatter):
    """One JSON object a line: `time` with its zone, `level`, `logger`, `message`, `trace` of what failed.

    `update` is Telegram's number of the update that was being answered, the same in all that was logged for its sake.
    """

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, SEOUL).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if about := current():
            told["update"] = about.update_id
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return redact(json.dumps(told, ensure_ascii=False), self._secrets)


class _OwnHandler(logging.StreamHandler):  # type: ignore[type-arg] # generic only in the type stubs
    """Told apart from handlers of others, so that configuring twice does not print twice."""


def configure_logging(level: str, secrets: Iterable[str] = (), form: str = "text") -> None:
    """Log from `level` on to standard error, without any of `secrets` or anything shaped like a bot token.

    `form`: lines of text, or of "json".
    """
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, _OwnHandler)]:
        root.removeHandler(handler)
    handler = _OwnHandler(sys.stderr)
    formatter = _JsonFormatter if form == "json" else _RedactingFormatter
    handler.setFormatter(formatter(tuple(secrets)))
    root.addHandler(handler)
    root.setLevel(level)
    wanted = logging.getLevelNamesMapping()[level]
    for name, floor in _FLOORS.items():
        logging.getLogger(name).setLevel(max(wanted, floor))
