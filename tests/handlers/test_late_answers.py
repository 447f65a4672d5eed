"""What a person reads of an answer that comes late, may have come before, or does not come at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from bot.app import build_application
from bot.clock import SettableClock
from bot.context import App, Desk, hears_of
from bot.dispatch import Dispatcher
from bot.state.inbox import Arrival
from handlers import register
from handlers.render import say
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.transport import GROUP, USERNAME, Transport, make_bot

QUESTION = "시상식 언제예요?"
ANSWER = "2024. 11. 14."


class Inbound:
    """Puts updates into the inbox as Telegram would, or as an earlier run left them."""

    def __init__(self, application: App, desk: Desk, transport: Transport) -> None:
        self.application, self.desk, self.transport = application, desk, transport
        self.dispatcher = Dispatcher(application, hears_of(application))
        self._number = 0

    def update(self, asked_at: datetime, text: str, by: int, chat: int | None) -> dict[str, object]:
        self._number += 1
        place = chat or by
        message = {
            "message_id": self._number,
            "date": int(asked_at.timestamp()),
            "chat": {"id": place, "type": "private" if place > 0 else "supergroup"},
            "from": {"id": by, "is_bot": False, "first_name": "사람"},
            "text": text,
        }
        return {"update_id": self._number, "message": message}

    def arrives(
        self, ago: timedelta = timedelta(0), text: str = QUESTION, by: int = STAFF, chat: int | None = None
    ) -> None:
        self.dispatcher.take([self.update(self.desk.clock.now() - ago, text, by, chat)])

    def is_left(self, ago: timedelta = timedelta(0), sending: bool = False, begun: int = 1) -> None:
        inbox, at = self.desk.store.inbox, self.desk.clock.now() - ago
        update = self.update(at, QUESTION, STAFF, None)
        inbox.receive([Arrival(self._number, STAFF, json.dumps(update))], at)
        for _ in range(begun):
            inbox.begin(self._number)
        if sending:
            inbox.sending(self._number)

    async def said(self) -> list[str]:
        """What was sent until nothing waits any more."""
        async with asyncio.timeout(20):
            await self.dispatcher.emptied()
        await self.application.bot_data["errors"].reported()
        return [call.text for call in self.transport.sent()]


@pytest.fixture
async def inbound(desk: Desk, transport: Transport) -> AsyncIterator[Inbound]:
    application = build_application(desk, register, bot=make_bot(transport))
    async with application:
        yield Inbound(application, desk, transport)
    desk.store.close()


async def test_an_answer_in_time_says_nothing_of_itself(inbound: Inbound) -> None:
    inbound.arrives()
    (text,) = await inbound.said()
    assert ANSWER in text
    assert say("repeated").text not in text


async def test_what_was_left_before_it_was_sent_is_answered_without_a_mark(inbound: Inbound) -> None:
    inbound.is_left()
    inbound.dispatcher.resume()
    (text,) = await inbound.said()
    assert ANSWER in text
    assert say("repeated").text not in text


async def test_what_may_have_been_answered_is_answered_with_a_mark(inbound: Inbound) -> None:
    inbound.is_left(sending=True)
    inbound.dispatcher.resume()
    (text,) = await inbound.said()
    assert text.startswith(say("repeated").text)
    assert ANSWER in text


async def test_a_late_answer_says_when_it_was_asked_for(inbound: Inbound, clock: SettableClock) -> None:
    asked = clock.now() - timedelta(minutes=20)
    inbound.arrives(ago=timedelta(minutes=20))
    (text,) = await inbound.said()
    first, _, rest = text.partition("\n")
    assert f"{asked:%H:%M}" in first
    assert ANSWER in rest


async def test_what_is_older_than_an_hour_gets_one_apology_a_chat(inbound: Inbound) -> None:
    inbound.is_left(ago=timedelta(hours=2))
    inbound.is_left(ago=timedelta(hours=2))
    inbound.dispatcher.resume()
    inbound.arrives(ago=timedelta(hours=3), by=ADMIN)
    inbound.arrives(by=ADMIN)
    said = await inbound.said()
    assert sum(ANSWER in text for text in said) == 1
    assert len(said) == 3
    places = [call.values["chat_id"] for call in inbound.transport.sent()]
    assert sorted(places) == [STAFF, ADMIN, ADMIN]


async def test_old_talk_of_a_group_and_of_strangers_gets_no_apology(inbound: Inbound) -> None:
    inbound.arrives(ago=timedelta(hours=2), chat=GROUP)
    inbound.arrives(ago=timedelta(hours=2), by=STRANGER, chat=GROUP, text=f"@{USERNAME} {QUESTION}")
    assert await inbound.said() == []


async def test_who_asks_too_fast_is_told_so_once(inbound: Inbound) -> None:
    for _ in range(40):
        inbound.arrives(text="안녕하세요")
    said = await inbound.said()
    assert said.count(say("too_fast").text) == 1
    assert len(said) == 21


async def test_what_ended_the_bot_again_and_again_is_given_up_and_reported(inbound: Inbound) -> None:
    inbound.is_left(begun=10)
    inbound.dispatcher.resume()
    apology, report = await inbound.said()
    assert apology == say("error").text
    assert "AbandonedUpdate" in report


@pytest.mark.parametrize(("code", "times"), [(502, 3), (500, 1), (503, 2)])
async def test_an_answer_is_sent_again_until_telegram_takes_it(
    inbound: Inbound, transport: Transport, code: int, times: int
) -> None:
    for _ in range(times):
        transport.refuse("sendMessage", code, "Bad Gateway")
    inbound.arrives()
    said = await inbound.said()
    assert len(said) == times + 1
    assert all(ANSWER in text and say("repeated").text not in text for text in said)


async def test_a_button_an_edit_and_a_question_to_telegram_are_tried_again_too(
    inbound: Inbound, transport: Transport
) -> None:
    for method in ("answerCallbackQuery", "editMessageText", "getChatMember"):
        transport.refuse(method, 502, "Bad Gateway")
    update = inbound.update(inbound.desk.clock.now(), "답", STAFF, None)
    message = update.pop("message")
    person = {"id": STAFF, "is_bot": False, "first_name": "사람"}
    query = {"id": "1", "from": person, "chat_instance": "1", "data": "browse:case", "message": message}
    inbound.dispatcher.take([{**update, "callback_query": query}])
    assert await inbound.said() == []
    assert len(transport.named("editMessageText")) == 2
    assert len(transport.named("answerCallbackQuery")) == 2


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("httpx.ReadError")])
async def test_an_answer_that_may_have_arrived_is_sent_once_more_with_a_mark(
    inbound: Inbound, transport: Transport, error: Exception
) -> None:
    error.__cause__ = httpx.ReadError("the connection broke")
    transport.refuse("sendMessage", error=error)
    inbound.arrives()
    first, second = await inbound.said()
    assert ANSWER in first
    assert second.startswith(say("repeated").text)


async def test_an_error_counts_as_reported_only_when_somebody_was_told(
    inbound: Inbound, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("handlers.ask.understand", broken)
    transport.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user", chat=ADMIN)
    inbound.arrives()
    await inbound.said()
    inbound.arrives()
    await inbound.said()
    inbound.arrives()
    await inbound.said()
    assert len(transport.sent(ADMIN)) == 2
    assert len(transport.sent(STAFF)) == 3


async def test_a_full_disk_fails_no_answer_and_is_told_by_its_name_where_it_fails_something(
    inbound: Inbound, desk: Desk
) -> None:
    pages = desk.store._db.execute("PRAGMA page_count").fetchone()[0]
    desk.store._db.execute(f"PRAGMA max_page_count = {pages}")
    for number in range(12):
        inbound.arrives(text=f"{QUESTION} {'가' * 900}{number}")
    for _ in range(200):
        desk.store.record(1, "fill", "가" * 400, desk.clock.now())
    said = await inbound.said()
    assert desk.store.disk_fault
    assert len(said) == 12
    assert say("error").text not in said
    inbound.transport.calls.clear()
    inbound.arrives(text="/event")
    inbound.arrives(text="/status", by=ADMIN)
    said = await inbound.said()
    assert len(said) == 2
    assert say("error").text not in said
