from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, Update
from telegram.error import Conflict

from bot.sandbox.records import ApiError
from bot.sandbox.telegram import ADMIN, STAFF
from tests.telegram.standin import StandIn


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.effective_message.text for update in updates if update.effective_message]


async def test_updates_are_given_again_until_they_are_confirmed(client: Bot, standin: StandIn) -> None:
    await standin.say(STAFF, "하나")
    await standin.say(STAFF, "둘")
    first = await client.get_updates()
    assert texts(first) == texts(await client.get_updates()) == ["하나", "둘"]
    assert texts(await client.get_updates(offset=first[0].update_id + 1)) == ["둘"]
    assert texts(await client.get_updates()) == ["둘"]


async def test_a_long_poll_ends_with_what_arrives_meanwhile(client: Bot, standin: StandIn) -> None:
    poll = asyncio.create_task(client.get_updates(timeout=30))
    await standin_polled(standin)
    await standin.say(STAFF, "하나")
    assert texts(await poll) == ["하나"]


async def test_a_newer_poll_ends_the_older_one_with_a_conflict(client: Bot, standin: StandIn) -> None:
    older = asyncio.create_task(client.get_updates(timeout=30))
    await standin_polled(standin)
    async with Bot(standin.token, base_url=standin.bot_base_url) as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older


async def test_a_poll_that_was_given_up_loses_nothing(client: Bot, standin: StandIn) -> None:
    poll = asyncio.create_task(client.get_updates(timeout=30))
    await standin_polled(standin)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll
    await standin.say(STAFF, "하나")
    assert texts(await client.get_updates(timeout=0)) == ["하나"]


async def test_kinds_of_updates_are_chosen_when_they_are_created(client: Bot, standin: StandIn) -> None:
    await client.get_updates(allowed_updates=["callback_query"])
    await standin.say(STAFF, "하나")
    await client.get_updates(allowed_updates=[])
    await standin.say(STAFF, "둘")
    assert texts(await client.get_updates()) == ["둘"]


async def test_update_ids_grow_over_a_restart(standin: StandIn) -> None:
    standin.telegram.updates.push("message", {})
    newest = standin.updates.pending[-1]["update_id"]
    async with StandIn() as later:
        later.telegram.updates.push("message", {})
        assert later.updates.pending[0]["update_id"] >= newest


async def test_polling_and_a_webhook_exclude_each_other(client: Bot) -> None:
    await client.set_webhook("https://bot.example.kr/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await client.get_updates()
    await client.delete_webhook()
    assert await client.get_updates() == ()


async def standin_polled(standin: StandIn) -> None:
    """Until the poll that was started waits in the stand-in."""
    while not standin.telegram.updates.waiting:  # noqa: ASYNC110 - nothing tells of a poll that begins
        await asyncio.sleep(0.001)


async def test_an_edit_is_told_with_the_whole_message_and_when_it_was(client: Bot, standin: StandIn) -> None:
    """Bot API, Update: edited_message; Message: edit_date."""
    asked = await standin.say(STAFF, "시상싞")
    await standin.rewrite(asked, "시상식 /help")
    first, update = await client.get_updates(allowed_updates=[])
    edited = update.edited_message
    assert update.message is None
    assert first.message is not None
    assert edited is not None
    assert (edited.message_id, edited.text, edited.date) == (asked.message_id, "시상식 /help", first.message.date)
    assert edited.edit_date is not None
    assert [one.type for one in edited.entities] == ["bot_command"]
    with pytest.raises(ApiError):
        standin.telegram.rewrite(ADMIN, asked, "남의 글")
