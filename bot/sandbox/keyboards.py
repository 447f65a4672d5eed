"""Inline keyboards, taken or refused as Telegram does."""

from __future__ import annotations

from typing import Any

from bot.sandbox import html
from bot.sandbox.records import ApiError, Json

Keyboard = tuple[tuple[Json, ...], ...]

_BUTTON = "Bad Request: can't parse inline keyboard button: "
_COPIED = 256
_PICKED = 10
_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
)


def read_keyboard(markup: Any) -> Keyboard:
    """The rows of inline buttons of a reply_markup; empty for none and for other markups, which no page shows."""
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise ApiError(400, "Bad Request: object expected as reply markup")
    for row in markup.get("keyboard", []):
        for button in row:
            _check_picker(button)
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ApiError(400, 'Bad Request: field "inline_keyboard" must be of type Array')
    return tuple(tuple(_button(button) for button in row) for row in rows if row)


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise ApiError(400, _BUTTON + "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise ApiError(400, _BUTTON + 'Can\'t find field "text"')
    if not text.strip():
        raise ApiError(400, _BUTTON + "Text must be non-empty")
    # An empty value is no action: what the real server says of an empty callback_data.
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "") or _is_query(button, name)]
    if not actions:
        raise ApiError(400, _BUTTON + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # The real server takes the first and drops the others in silence; its documentation forbids it.
        raise ApiError(400, _BUTTON + f"exactly one action is allowed, found {', '.join(actions)}")
    address = button.get("url")
    if address and html.link(str(address)) is None:
        why = "Unsupported URL protocol" if "://" in str(address) else "Wrong HTTP URL"
        raise ApiError(400, f"Bad Request: inline keyboard button URL '{address}' is invalid: {why}")
    if "copy_text" in actions:
        copied = button["copy_text"].get("text") if isinstance(button["copy_text"], dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= _COPIED:
            raise ApiError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
    return button


def check_data(keyboard: Keyboard) -> None:
    """Refuse callback data over 64 bytes and more than 100 buttons; the server finds these last."""
    for row in keyboard:
        for button in row:
            if len(str(button.get("callback_data", "")).encode()) > 64:
                raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if sum(len(row) for row in keyboard) > 100:
        raise ApiError(400, "Bad Request: REPLY_MARKUP_TOO_LONG")


def _is_query(button: Json, name: str) -> bool:
    return name.startswith("switch_inline_query") and button.get(name) == ""


def _check_picker(button: Any) -> None:
    """A KeyboardButton: its text, and what KeyboardButtonRequestUsers and KeyboardButtonRequestChat must say."""
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise ApiError(400, "Bad Request: can't parse keyboard button: Text must be non-empty")
    people, chat = button.get("request_users"), button.get("request_chat")
    if people is not None and not 1 <= int(people.get("max_quantity", 1)) <= _PICKED:
        raise ApiError(400, "Bad Request: can't parse keyboard button: max_quantity must be 1-10")
    if chat is not None and not isinstance(chat.get("chat_is_channel"), bool):
        raise ApiError(400, "Bad Request: can't parse keyboard button: Can't find field \"chat_is_channel\"")
    for request in (people, chat):
        if request is not None and not isinstance(request.get("request_id"), int):
            raise ApiError(400, "Bad Request: can't parse keyboard button: Can't find field \"request_id\"")


def is_picker(markup: Any) -> bool:
    """Whether a reply_markup has a button that is available in private chats only."""
    rows = markup.get("keyboard", []) if isinstance(markup, dict) else []
    return any("request_users" in button or "request_chat" in button for row in rows for button in row)
