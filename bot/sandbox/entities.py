"""Message entities: found in typed text as Telegram finds them, checked, and turned into HTML for the page.

Offsets and lengths count UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

Entity = dict[str, Any]

# The rules for commands and mentions are TDLib's: a letter on either side, of any script, undoes them. So
# "@bot은" is no mention: a person has to put a blank before the particle.
_PATTERNS = (
    ("url", re.compile(r"(?<![\w@.])https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]", re.IGNORECASE)),
    (
        "email",
        re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w-])"),
    ),
    (
        "url",
        re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:kr|com|net|org)(?![\w.-])(?:/[^\s<>\"']*)?", re.IGNORECASE),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)
# A number with its country can be called on every phone; a bare local one (044-202-7047) stays text on many.
_PHONE = re.compile(r"(?<![\w+])\+\d(?:[\d -]{6,15})\d(?![\w-])")

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def length(text: str) -> int:
    """Its length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def slice_of(text: str, entity: Entity) -> str:
    """The words that an entity covers."""
    start = 2 * int(entity["offset"])
    return text.encode("utf-16-le")[start : start + 2 * int(entity["length"])].decode("utf-16-le", "replace")


def shorten(text: str, limit: int) -> tuple[str, str]:
    """Cut after at most `limit` code units: what fits, and the rest."""
    units = 0
    for index, character in enumerate(text):
        units += 1 + (ord(character) > 0xFFFF)
        if units > limit:
            return text[:index], text[index:]
    return text, ""


def find(text: str, existing: Iterable[Entity] = ()) -> tuple[Entity, ...]:
    """The entities Telegram adds by itself, in order, beside those that are there already."""
    taken = [entity for entity in existing if entity["type"] in {"code", "pre", "text_link", "text_mention", "url"}]
    return _matches(text, _PATTERNS, taken)


def _matches(text: str, patterns: Iterable[tuple[str, re.Pattern[str]]], taken: Sequence[Entity]) -> tuple[Entity, ...]:
    found: list[Entity] = []
    for kind, pattern in patterns:
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": length(text[: match.start()]), "length": length(match.group())}
            if not any(_overlap(entity, other) for other in (*taken, *found)):
                found.append(entity)
    return tuple(sorted(found, key=_order))


def trim(text: str, marks: Iterable[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Without blanks at either end, as Telegram keeps a message; entities move along, empty ones vanish."""
    cut = length(text) - length(text.lstrip())
    text = text.strip()
    end = length(text)
    kept = []
    for entity in marks:
        first = max(entity["offset"] - cut, 0)
        last = min(entity["offset"] + entity["length"] - cut, end)
        if last > first:
            kept.append(entity | {"offset": first, "length": last - first})
    return text, tuple(sorted(kept, key=_order))


def to_html(text: str, marks: Iterable[Entity]) -> str:
    """Escaped text with its entities as tags that are safe in a page; line breaks stay line breaks.

    International phone numbers become links here only: on a phone the app does that, not the server.
    """
    shown = list(marks)
    shown += _matches(text, [("phone_number", _PHONE)], [e for e in shown if e["type"] not in _TAGS])
    shown.sort(key=_order)
    borders = sorted({0, length(text)} | {e["offset"] for e in shown} | {e["offset"] + e["length"] for e in shown})
    parts: list[str] = []
    open_now: list[Entity] = []
    for position, following in zip(borders, [*borders[1:], None], strict=True):
        reopened: list[Entity] = []
        while any(e["offset"] + e["length"] <= position for e in open_now):
            last = open_now.pop()
            parts.append(_tags(text, last)[1])
            if last["offset"] + last["length"] > position:
                reopened.insert(0, last)
        for entity in [*reopened, *(e for e in shown if e["offset"] == position)]:
            open_now.append(entity)
            parts.append(_tags(text, entity)[0])
        if following is not None:
            parts.append(escape(slice_of(text, {"offset": position, "length": following - position})))
    return "".join(parts)


def _tags(text: str, entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _TAGS:
        extra = " data-expandable" if kind == "expandable_blockquote" else ""
        return f"<{_TAGS[kind]}{extra}>", f"</{_TAGS[kind]}>"
    words = slice_of(text, entity)
    if kind == "bot_command":
        return f'<a data-command="{escape(words)}">', "</a>"
    if kind == "date_time":
        return f'<time data-unix="{entity["unix_time"]}">', "</time>"
    if kind in {"mention", "hashtag", "text_mention"}:
        return f'<a data-mention="{escape(words)}">', "</a>"
    address = {
        "url": words if "://" in words else f"https://{words}",
        "text_link": entity.get("url", ""),
        "email": f"mailto:{words}",
        "phone_number": "tel:" + re.sub(r"[ -]", "", words),
    }.get(kind, "")
    if not re.match(r"(?:https?://|mailto:|tel:)", address, re.IGNORECASE):
        return "", ""
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">', "</a>"


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]
