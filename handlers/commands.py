"""The commands, as the table `render/texts/commands.toml` has them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum

from handlers.render.wording import TEXTS
from knowledge.hangul import from_hangul_keys, nfc, squeeze


class Scope(Enum):
    """Who sees a command in a menu and in the help. A menu is no access control: handlers check again."""

    ALL_PRIVATE = "all_private"
    ALL_GROUP = "all_group"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `name` as Telegram takes it, `aliases` as people type it, `description` for the menu.

    `said` are whole messages that mean it, too: 알림 꺼줘.
    """

    name: str
    aliases: tuple[str, ...]
    description: str
    scopes: tuple[Scope, ...]
    said: tuple[str, ...] = ()


def _read() -> tuple[Command, ...]:
    table = tomllib.loads((TEXTS / "commands.toml").read_text(encoding="utf-8"))
    return tuple(
        Command(
            name,
            tuple(row["aliases"]),
            row["description"],
            tuple(map(Scope, row["scopes"])),
            tuple(row.get("said", ())),
        )
        for name, row in table.items()
    )


COMMANDS = _read()
_COMMAND = re.compile(r"/(?P<name>[^\s@/]+)(?:@(?P<bot>[A-Za-z0-9_]+))?(?:\s+(?P<words>.*))?", re.S)
_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
_BY_WORDS = {squeeze(words): command for command in COMMANDS for words in command.said}


def find_command(text: str, username: str) -> tuple[Command, str] | None:
    """The command that a text is, with the words after it; None where it is none, or another bot's.

    `/schedule 시상식`, `/schedule@this_bot`, `/일정 시상식` and the alias alone, `일정`, are one command; so is
    `/ㄴ촏여ㅣㄷ`, which is `/schedule` typed with the Korean keyboard on, and what a command's row says that people say
    for it: `알림 꺼줘`.
    """
    text = nfc(text).strip()
    if not text.startswith("/") and (meant := _BY_WORDS.get(squeeze(text))):
        return meant, ""
    alone = _BY_NAME.get(text)
    if alone and text in alone.aliases:
        return alone, ""
    found = _COMMAND.fullmatch(text)
    if not found or (found["bot"] and found["bot"].lower() != username.lower()):
        return None
    command = _BY_NAME.get(found["name"].lower()) or _BY_NAME.get(from_hangul_keys(found["name"]))
    return (command, (found["words"] or "").strip()) if command else None
