"""The Bot API's answerInlineQuery, taken or refused as Telegram does; articles only, as no other is sent."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.keyboards import check_data, read_keyboard
from bot.sandbox.message_methods import composed
from bot.sandbox.parameters import Parameters
from bot.sandbox.records import ApiError, Json
from bot.sandbox.telegram import Telegram

_MOST = 50


def answer_inline_query(telegram: Telegram, call: Parameters) -> bool:
    """answerInlineQuery: at most 50 results with ids of 1-64 bytes that differ, and a button above them."""
    results = call.json("results")
    if not isinstance(results, list):
        raise ApiError(400, "Bad Request: can't parse inline query results: expected an Array of InlineQueryResult")
    if len(results) > _MOST:
        raise ApiError(400, "Bad Request: RESULTS_TOO_MUCH")
    read = tuple(_article(telegram, one) for one in results)
    if len({one["id"] for one in read}) < len(read):
        raise ApiError(400, "Bad Request: RESULT_ID_DUPLICATE")
    button = call.json("button")
    if button is not None:
        _check_button(button)
    query = telegram.inline_queries.get(call.text("inline_query_id"))
    if query is None or query.results is not None:
        raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    query.results, query.button = read, button
    return True


def _article(telegram: Telegram, result: Any) -> Json:
    """An InlineQueryResultArticle, with `text` and `entities` of what would be sent."""
    if not isinstance(result, dict) or result.get("type") != "article":
        raise ApiError(400, "Bad Request: can't parse inline query result: Unsupported type specified")
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise ApiError(400, "Bad Request: RESULT_ID_INVALID")
    if not str(result.get("title") or "").strip():
        raise ApiError(400, "Bad Request: ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or not content.get("message_text"):
        raise ApiError(400, "Bad Request: can't parse inline query result: message text is empty")
    text, marks = composed(telegram, str(content["message_text"]), str(content.get("parse_mode") or ""))
    check_data(read_keyboard(result.get("reply_markup")))
    return result | {"text": text, "entities": marks}


def _check_button(button: Any) -> None:
    parameter = button.get("start_parameter") if isinstance(button, dict) else None
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise ApiError(400, "Bad Request: can't parse inline query results button: Can't find field \"text\"")
    if ("web_app" in button) == (parameter is not None):
        raise ApiError(400, "Bad Request: exactly one of the optional fields of the button must be used")
    if parameter is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(parameter)):
        raise ApiError(400, "Bad Request: START_PARAM_INVALID")


METHODS = {"answerInlineQuery": answer_inline_query}
