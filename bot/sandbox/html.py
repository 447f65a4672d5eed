"""Telegram's HTML: parsed as strictly as Telegram does, refused in its words, turned into text and entities.

The rules and the refusals are those of TDLib's parser: tag by tag, offsets of errors in bytes of UTF-8,
offsets of entities in UTF-16 code units; only `&lt;`, `&gt;`, `&amp;`, `&quot;` and numeric references are
known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import length, slice_of

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_BLANKS = re.compile(r"\s*")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"""[^\s=>/"']*""")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_LAST_SECOND = 2**31 - 1
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


class HtmlError(ValueError):
    """Why the text is refused, as Telegram puts it after "can't parse entities: "."""


@dataclass
class _OpenTag:
    name: str
    argument: str | None
    offset: int
    format: str = ""


def parse(source: str) -> tuple[str, tuple[dict[str, Any], ...]]:
    """The plain text and its entities; raises `HtmlError`."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.text: list[str] = []
        self.units = 0
        self.open_tags: list[_OpenTag] = []
        self.entities: list[dict[str, Any]] = []

    def run(self) -> tuple[str, tuple[dict[str, Any], ...]]:
        while self.position < len(self.source):
            if self.source.startswith("</", self.position):
                self._end_tag()
            elif self.source[self.position] == "<":
                self._start_tag()
            else:
                character = self._character()
                self.text.append(character)
                self.units += length(character)
        if self.open_tags:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open_tags[-1].name}"')
        return "".join(self.text), tuple(sorted(self.entities, key=lambda e: (e["offset"], -e["length"])))

    def _character(self) -> str:
        """The next character, a reference taken as the character it stands for; a lone "&" is just that."""
        reference = _REFERENCE.match(self.source, self.position)
        if reference is not None:
            hexadecimal, decimal, name = reference.groups()
            code = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else ord(_NAMED[name])
            if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
                self.position = reference.end()
                return chr(code)
        self.position += 1
        return self.source[self.position - 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.position)
        if match is None:
            return ""
        self.position = match.end()
        return match.group()

    def _at(self, character: str) -> bool:
        return self.source.startswith(character, self.position)

    def _bytes_before(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _start_tag(self) -> None:
        begin = self._bytes_before(self.position)
        self.position += 1
        name = self._take(_TAG_NAME).lower()
        if self.position >= len(self.source):
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        if name not in _KINDS:
            raise HtmlError(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument, attributes = None, {}
        while not self._at(">"):
            self._take(_BLANKS)
            if self._at(">"):
                break
            attribute, value = self._attribute(name, begin)
            attributes[attribute] = value
            argument = _argument(name, attribute, value) or argument
        self.position += 1
        if name == "span" and argument != "spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if name == "tg-emoji" and not (argument or "").isdigit():
            raise HtmlError("Invalid custom emoji identifier specified")
        time_format = attributes.get("format", "") if name == "tg-time" else ""
        if not _TIME_FORMAT.fullmatch(time_format):
            raise HtmlError("ENTITY_DATE_FORMAT_INVALID")
        self.open_tags.append(_OpenTag(name, argument, self.units, time_format))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        """Read one attribute: its name and value."""
        attribute = self._take(_ATTRIBUTE_NAME).lower()
        unclosed = HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if not attribute:
            if self.position >= len(self.source):
                raise unclosed
            raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._take(_BLANKS)
        value = ""
        if self._at("="):
            self.position += 1
            self._take(_BLANKS)
            value = self._value()
        if self.position >= len(self.source):
            raise unclosed
        return attribute, value

    def _value(self) -> str:
        if not (self._at('"') or self._at("'")):
            begin = self._bytes_before(self.position)
            token = self._take(_NAME_TOKEN).lower()
            if self.position < len(self.source) and not re.match(r"[\s>]", self.source[self.position]):
                raise HtmlError(f"Unexpected end of name token at byte offset {begin}")
            return token
        quote = self.source[self.position]
        self.position += 1
        value = ""
        while self.position < len(self.source) and not self._at(quote):
            value += self._character()
        self.position += 1
        return value

    def _end_tag(self) -> None:
        begin = self._bytes_before(self.position)
        if not self.open_tags:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        self.position += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_BLANKS)
        if not self._at(">"):
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        self.position += 1
        tag = self.open_tags.pop()
        if name not in ("", tag.name):
            raise HtmlError(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
        if self.units > tag.offset:
            entity = self._entity(tag)
            if entity is not None:
                self.entities.append(entity)

    def _entity(self, tag: _OpenTag) -> dict[str, Any] | None:
        entity: dict[str, Any] = {
            "type": _KINDS[tag.name],
            "offset": tag.offset,
            "length": self.units - tag.offset,
        }
        if tag.name == "a":
            words = slice_of("".join(self.text), entity)
            address = link(tag.argument or words)
            return None if address is None else entity | {"url": address}
        if tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.argument
        elif tag.name == "tg-time":
            return _moment(entity, tag)
        elif tag.name == "code" and tag.argument and self.open_tags and self.open_tags[-1].name == "pre":
            self.open_tags[-1].argument = tag.argument
            return None
        elif tag.name == "code" and self.open_tags and self.open_tags[-1].name == "pre":
            return None
        elif tag.name == "pre" and tag.argument:
            entity["language"] = tag.argument
        return entity


def _argument(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute where it means something for this tag."""
    if tag == "a" and attribute == "href":
        return value
    if tag == "code" and attribute == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and attribute == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if (tag, attribute) in (("tg-emoji", "emoji-id"), ("tg-time", "unix")):
        return value
    if tag == "blockquote" and attribute == "expandable":
        return "expandable"
    return None


def _moment(entity: dict[str, Any], tag: _OpenTag) -> dict[str, Any] | None:
    """The entity of a moment. What is no number of 31 bits is shown as plain text: tdlib/telegram-bot-api#852."""
    unix = tag.argument or ""
    if not re.fullmatch(r"\d{1,10}", unix) or not 0 < int(unix) <= _LAST_SECOND:
        return None
    return entity | {"unix_time": int(unix)} | ({"date_time_format": tag.format} if tag.format else {})


def link(address: str) -> str | None:
    """The address as Telegram would keep it, or None where it makes no link of it."""
    address = address.strip()
    if re.match(r"(?:https?|tg|ton)://[^\s/?#]+", address, re.IGNORECASE):
        return address
    if re.match(r"(?:[^\s/:@.?#]+\.)+[^\s/:@.?#]{2,}(?:[/?#]|$)", address):
        return f"http://{address}"
    return None
