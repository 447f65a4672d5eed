"""What is sent: text in Telegram's HTML and rows of buttons, as data; and the limits both must keep."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

MAX_TEXT_UNITS = 4096
"""Telegram's limit for a message, in UTF-16 units after the markup is read."""

MAX_CALLBACK_BYTES = 64
"""Telegram's limit for a button's data."""

TALLEST = 44
"""How many lines of a phone a message that lists may have: less than two screens of one of 390 x 844 points."""

_COLUMNS = 40
"""What such a line holds: 20 syllables, or twice as many Latin letters."""

JOINER = "\u2060"
"""Keeps a day and its weekday on one line: between "14." and "(목)" a line may break (UAX 14, IS before OP)."""

_TAG = re.compile(r"<[^>]*>")
_MOMENT = re.compile(r"</?tg-time\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `data` comes back when it is pressed, or `url` is opened, or `copy` is copied.

    Or `share`, a record's id and what it is called, is passed on to another chat, as a link to the bot.
    """

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    share: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is sent: `text` in HTML, every foreign word escaped; `keyboard` as rows of buttons.

    A `quiet` one does not ring.
    """

    text: str
    keyboard: tuple[tuple[Button, ...], ...] = ()
    quiet: bool = False


def plain(message: Message | str) -> str:
    """The text a person reads, without markup and what only holds a line together."""
    text = message if isinstance(message, str) else message.text
    return html.unescape(_TAG.sub("", text)).replace(JOINER, "")


def without_moments(text: str) -> str:
    """The same HTML with days that cannot be tapped, for servers that refuse those."""
    return _MOMENT.sub("", text)


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def phone_lines(text: str) -> int:
    """How many lines a text comes to on a phone, about."""
    return sum(max(1, -(-_width(line) // _COLUMNS)) for line in plain(text).split("\n"))


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def fit(text: str, limit: int, more: str = "…") -> str:
    """The text, or where it is longer than `limit` units to read, its first lines and `more`.

    Only whole lines are dropped, as no tag of ours reaches over the end of a line. A single line that is too
    long loses its markup and its end.
    """
    if units(plain(text)) <= limit:
        return text
    room = limit - units(plain(more)) - 1
    kept: list[str] = []
    for line in text.split("\n"):
        room -= units(plain(line)) + 1
        if room < 0:
            break
        kept.append(line)
    if any(kept):
        return "\n".join([*kept, more]).strip()
    short = plain(text)
    while units(short) > limit - 1:
        short = short[: limit - 1 - (units(short) - len(short))]
    return html.escape(short, quote=False) + "…"
