"""The Bot API's methods about the bot itself, its updates, members and commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.commands import Scope, read_scope
from bot.sandbox.message_methods import chat_of
from bot.sandbox.parameters import Parameters
from bot.sandbox.records import ApiError, Json
from bot.sandbox.telegram import Telegram
from bot.sandbox.updates import Webhook


def get_me(telegram: Telegram, _call: Parameters) -> Json:
    """getMe."""
    return telegram.bot.api() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not telegram.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(telegram: Telegram, call: Parameters) -> list[Json]:
    """getUpdates: a real long poll."""
    queue = telegram.updates
    queue.allow(_kinds(call))
    return await queue.poll(call.number("offset") or 0, call.number("timeout") or 0)


def set_webhook(telegram: Telegram, call: Parameters) -> bool:
    """setWebhook: HTTPS, or plain HTTP on this machine, where the stand-in is."""
    url = call.text("url")
    queue = telegram.updates
    if not url:
        return delete_webhook(telegram, call)
    parts = urlsplit(url)
    near = parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not (near and parts.scheme == "http"):
        raise ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token") or None
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ApiError(400, "Bad Request: secret token contains unallowed characters")
    queue.allow(_kinds(call))
    if call.flag("drop_pending_updates"):
        queue.drop()
    queue.webhook = Webhook(url, secret)
    queue.news.set()
    return True


def delete_webhook(telegram: Telegram, call: Parameters) -> bool:
    """deleteWebhook."""
    telegram.updates.webhook = None
    if call.flag("drop_pending_updates"):
        telegram.updates.drop()
    return True


def get_webhook_info(telegram: Telegram, _call: Parameters) -> Json:
    """getWebhookInfo."""
    queue = telegram.updates
    webhook = queue.webhook
    found: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending),
    }
    if webhook is not None:
        found["max_connections"] = 40
        if webhook.failure is not None:
            found |= {"last_error_date": webhook.failed_at, "last_error_message": webhook.failure}
    if queue.allowed:
        found["allowed_updates"] = list(queue.allowed)
    return found


def get_chat_member(telegram: Telegram, call: Parameters) -> Json:
    """getChatMember: "left" for somebody who is known but not there."""
    chat = chat_of(telegram, call)
    user = telegram.users.get(call.number("user_id") or 0)
    if user is None:
        raise ApiError(400, "Bad Request: user not found")
    status = chat.members.get(user.id, "left")
    return {"user": user.api(), "status": status} | ({"is_anonymous": False} if status == "creator" else {})


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


def _list_of(telegram: Telegram, call: Parameters) -> tuple[Scope, str]:
    scope = read_scope(call.json("scope"))
    if scope[1] is not None and scope[1] not in telegram.chats:
        raise ApiError(400, "Bad Request: chat not found")
    return scope, call.text("language_code")


def _kinds(call: Parameters) -> list[str] | None:
    kinds = call.json("allowed_updates")
    return None if kinds is None else [str(kind) for kind in kinds]


METHODS: dict[str, Callable[[Telegram, Parameters], Any]] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getChatMember": get_chat_member,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
