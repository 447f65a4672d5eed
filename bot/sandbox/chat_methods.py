"""The Bot API's methods about the bot itself, its updates, members and commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox import entities
from bot.sandbox.commands import Scope, read_scope
from bot.sandbox.message_methods import chat_of
from bot.sandbox.parameters import Parameters
from bot.sandbox.records import ApiError, Json
from bot.sandbox.telegram import Telegram


def get_me(telegram: Telegram, _call: Parameters) -> Json:
    """getMe; privacy mode is off, as @BotFather is told for the real bot."""
    return telegram.bot.api() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(telegram: Telegram, call: Parameters) -> list[Json]:
    """getUpdates: a real long poll."""
    telegram.updates.allow(call.json("allowed_updates"))
    return await telegram.updates.poll(call.number("offset") or 0, call.number("timeout") or 0)


def delete_webhook(_telegram: Telegram, _call: Parameters) -> bool:
    """deleteWebhook, which comes before polling: there is never one."""
    return True


def get_chat_member(telegram: Telegram, call: Parameters) -> Json:
    """getChatMember: "left" for somebody who is known but not there."""
    chat = chat_of(telegram, call)
    user = telegram.users.get(call.number("user_id") or 0)
    if user is None:
        raise ApiError(400, "Bad Request: user not found")
    status = chat.members.get(user.id, "left")
    return {"user": user.api(), "status": status} | ({"is_anonymous": False} if status == "creator" else {})


def leave_chat(telegram: Telegram, call: Parameters) -> bool:
    """leaveChat: a group the bot is in; the group is told, and the bot too (my_chat_member)."""
    chat = chat_of(telegram, call)
    if chat.is_private:
        raise ApiError(400, "Bad Request: chat member status can't be changed in private chats")
    telegram.place_bot(chat, "left", telegram.bot.id)
    return True


def get_chat(telegram: Telegram, call: Parameters) -> Json:
    """getChat: what a chat is called, with the fields that every answer of the real server has."""
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return chat_of(telegram, call).api() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }


def set_my_commands(telegram: Telegram, call: Parameters) -> bool:
    """setMyCommands."""
    telegram.commands.put(*_list_of(telegram, call), call.json("commands"))
    telegram.happened("commands")
    return True


def get_my_commands(telegram: Telegram, call: Parameters) -> list[Json]:
    """getMyCommands: the list of exactly this scope and language."""
    return list(telegram.commands.exact(*_list_of(telegram, call)))


def delete_my_commands(telegram: Telegram, call: Parameters) -> bool:
    """deleteMyCommands."""
    telegram.commands.delete(*_list_of(telegram, call))
    telegram.happened("commands")
    return True


def set_my_description(telegram: Telegram, call: Parameters) -> bool:
    """setMyDescription: 0-512 characters."""
    return _described(telegram, call, "description", 512)


def set_my_short_description(telegram: Telegram, call: Parameters) -> bool:
    """setMyShortDescription: 0-120 characters."""
    return _described(telegram, call, "short_description", 120)


def _described(telegram: Telegram, call: Parameters, name: str, limit: int) -> bool:
    if entities.length(call.text(name)) > limit:
        raise ApiError(400, f"Bad Request: {name.replace('_', ' ')} is too long")
    telegram.descriptions[name] = call.text(name)
    return True


def _list_of(telegram: Telegram, call: Parameters) -> tuple[Scope, str]:
    scope = read_scope(call.json("scope"))
    if scope[1] is not None and scope[1] not in telegram.chats:
        raise ApiError(400, "Bad Request: chat not found")
    return scope, call.text("language_code")


METHODS: dict[str, Callable[[Telegram, Parameters], Any]] = {
    "getMe": get_me,
    "deleteWebhook": delete_webhook,
    "setMyDescription": set_my_description,
    "getMyDescription": lambda telegram, _: {"description": telegram.descriptions["description"]},
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": lambda telegram, _: {"short_description": telegram.descriptions["short_description"]},
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
