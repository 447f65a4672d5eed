"""The bot's commands: one list per scope and language, and which list a person sees."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.records import ApiError, Chat, Json, User

Scope = tuple[str, int | None, int | None]

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}


class CommandLists:
    """What setMyCommands set."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], tuple[Json, ...]] = {}

    def put(self, scope: Scope, language: str, commands: Any) -> None:
        """Replace one list; raises `ApiError` for a name or description Telegram would not take."""
        if not isinstance(commands, list):
            raise ApiError(400, "Bad Request: can't parse commands: expected an Array of BotCommand")
        if len(commands) > 100:
            raise ApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        self._lists[scope, language] = tuple(_checked(command) for command in commands)

    def exact(self, scope: Scope, language: str) -> tuple[Json, ...]:
        """The list of exactly this scope and language."""
        return self._lists.get((scope, language), ())

    def delete(self, scope: Scope, language: str) -> None:
        """Forget one list."""
        self._lists.pop((scope, language), None)

    def seen_by(self, user: User, chat: Chat) -> tuple[Json, ...]:
        """The menu of a person in a chat: the most specific list that is not empty, their language first."""
        status = chat.members.get(user.id)
        scopes: list[Scope] = []
        if chat.is_private:
            scopes += [("chat", chat.id, None), ("all_private_chats", None, None)]
        else:
            scopes.append(("chat_member", chat.id, user.id))
            if status in {"creator", "administrator"}:
                scopes += [("chat_administrators", chat.id, None), ("chat", chat.id, None)]
                scopes.append(("all_chat_administrators", None, None))
            else:
                scopes.append(("chat", chat.id, None))
            scopes.append(("all_group_chats", None, None))
        scopes.append(("default", None, None))
        for scope in scopes:
            for language in (user.language or "", ""):
                if found := self._lists.get((scope, language)):
                    return found
        return ()


def read_scope(value: Any) -> Scope:
    """The scope of a BotCommandScope object; raises `ApiError`."""
    if value is None:
        return ("default", None, None)
    kind = value.get("type") if isinstance(value, dict) else None
    if kind in _PLAIN_SCOPES:
        return (kind, None, None)
    if kind not in _CHAT_SCOPES:
        raise ApiError(400, "Bad Request: can't parse BotCommandScope: Unsupported type specified")
    try:
        return (kind, int(value["chat_id"]), int(value["user_id"]) if kind == "chat_member" else None)
    except (KeyError, TypeError, ValueError):
        raise ApiError(400, "Bad Request: chat not found") from None


def _checked(command: Any) -> Json:
    name = command.get("command") if isinstance(command, dict) else None
    description = command.get("description") if isinstance(command, dict) else None
    if not isinstance(name, str) or not isinstance(description, str):
        raise ApiError(400, "Bad Request: can't parse commands: Can't parse BotCommand")
    name = name.removeprefix("/")
    if not _NAME.fullmatch(name):
        raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description.strip()}
