"""Inline keyboards, taken or refused as Telegram does."""

from __future__ import annotations

from typing import Any

from bot.sandbox import html
from bot.sandbox.records import ApiError, Json

Keyboard = tuple[tuple[Json, ...], ...]

_BUTTON = "Bad Request: can't parse inline keyboard button: "
_COPIED = 256
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
    """The rows of buttons of a reply_markup; empty for none and for markups that are no inline keyboard."""
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise ApiError(400, "Bad Request: object expected as reply markup")
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
