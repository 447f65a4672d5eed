"""Inline queries as the Bot API documents them."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.error import BadRequest

from bot.sandbox.records import InlineQuery
from bot.sandbox.telegram import STAFF
from tests.telegram.standin import StandIn


def article(number: int | str, text: str = "답", **more: Any) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(str(number), "제목", InputTextMessageContent(text, "HTML"), **more)


@pytest.fixture
async def query(client: Bot, standin: StandIn) -> InlineQuery:
    return standin.telegram.inline(STAFF, "시상식")


async def test_what_is_typed_behind_the_bots_name_arrives(client: Bot, query: InlineQuery) -> None:
    """Bot API, Update: inline_query; InlineQuery; User: supports_inline_queries."""
    (update,) = await client.get_updates(allowed_updates=[])
    assert update.inline_query is not None
    assert (update.inline_query.id, update.inline_query.query, update.inline_query.from_user.id) == (
        *(query.id, "시상식", STAFF),
    )
    assert (await client.get_me()).supports_inline_queries


async def test_articles_are_taken_once(client: Bot, query: InlineQuery) -> None:
    """Bot API, answerInlineQuery; InlineQueryResultArticle; InputTextMessageContent."""
    assert await client.answer_inline_query(query.id, [article(1, "<b>답</b>")], cache_time=0, is_personal=True)
    assert query.results is not None
    assert (query.results[0]["text"], query.results[0]["entities"][0]["type"]) == ("답", "bold")
    with pytest.raises(BadRequest, match="Query is too old"):
        await client.answer_inline_query(query.id, [])
    with pytest.raises(BadRequest, match="Query is too old"):
        await client.answer_inline_query("1", [])


@pytest.mark.parametrize(
    "results",
    [
        [article(1), article(1)],
        [article("")],
        [article("x" * 65)],
        [article(1, "<b>열린")],
        [InlineQueryResultArticle("1", " ", InputTextMessageContent("답"))],
    ],
)
async def test_results_telegram_refuses_are_refused(
    client: Bot, query: InlineQuery, results: list[InlineQueryResultArticle]
) -> None:
    """Bot API, answerInlineQuery: ids are unique and 1-64 bytes; an article has a title and a text that can be read."""
    with pytest.raises(BadRequest):
        await client.answer_inline_query(query.id, results)
    assert query.results is None


async def test_a_button_stands_above_the_results(client: Bot, query: InlineQuery) -> None:
    """Bot API, InlineQueryResultsButton: exactly one of web_app and start_parameter, 1-64 of A-Za-z0-9_-."""
    for button in (
        InlineQueryResultsButton("시작"),
        InlineQueryResultsButton("시작", start_parameter="a b"),
        InlineQueryResultsButton("", start_parameter="a"),
    ):
        with pytest.raises(BadRequest):
            await client.answer_inline_query(query.id, [], button=button)
    assert await client.answer_inline_query(query.id, [], button=InlineQueryResultsButton("시작", start_parameter="a"))
    assert query.button == {"text": "시작", "start_parameter": "a"}
