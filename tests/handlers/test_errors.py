from __future__ import annotations

import logging
from datetime import timedelta
from typing import NoReturn

import pytest
from telegram.error import Conflict, NetworkError, RetryAfter

from bot.clock import SettableClock
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import TOKEN, Room, Transport

SECRET = "홍길동의 비밀 질문"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def understand(text: str, *_: object) -> NoReturn:
        raise RuntimeError(f"cannot understand {text} with {TOKEN}")

    monkeypatch.setattr("handlers.ask.understand", understand)


@pytest.mark.usefixtures("broken")
async def test_the_person_gets_a_polite_line_and_the_admins_a_report(room: Room) -> None:
    polite, report = await room.say(SECRET, by=STAFF)
    assert polite.values["chat_id"] == STAFF
    assert polite.text == say("error").text
    assert report.values["chat_id"] == ADMIN
    assert "RuntimeError" in report.text
    assert "handlers/ask.py:" in report.text


@pytest.mark.usefixtures("broken")
async def test_neither_log_nor_report_has_what_was_asked_or_the_token(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="handlers"):
        calls = await room.say(SECRET, by=STAFF)
    assert "RuntimeError" in caplog.text
    for text in (caplog.text, *(call.text for call in calls)):
        assert SECRET not in text
        assert TOKEN not in text


@pytest.mark.usefixtures("broken")
async def test_the_same_error_is_reported_once_in_ten_minutes(room: Room, clock: SettableClock) -> None:
    assert len(await room.say("하나", by=STAFF)) == 2
    (polite,) = await room.say("둘", by=STAFF)
    assert polite.values["chat_id"] == STAFF
    clock.set(clock.now() + timedelta(minutes=10, seconds=1))
    assert len(await room.say("셋", by=STAFF)) == 2


async def test_one_error_that_says_another_number_each_time_is_reported_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = iter((3, 4))

    def understand(*_: object) -> NoReturn:
        raise RetryAfter(next(waits))

    monkeypatch.setattr("handlers.ask.understand", understand)
    assert len(await room.say("하나", by=STAFF)) == 2
    assert len(await room.say("둘", by=STAFF)) == 1


@pytest.mark.usefixtures("broken")
async def test_an_admin_who_cannot_be_told_does_no_harm(room: Room, transport: Transport) -> None:
    transport.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    transport.refuse("sendMessage", 400, "Bad Request: chat not found")
    assert len(await room.say("하나", by=STAFF)) == 2


async def test_who_blocked_the_bot_is_no_fault(room: Room, transport: Transport) -> None:
    transport.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    assert len(await room.say("시상식 언제예요?", by=STAFF)) == 1


async def test_a_network_fault_while_polling_is_only_logged(room: Room, transport: Transport) -> None:
    await room.application.process_error(None, NetworkError("cannot connect"))
    assert transport.named("sendMessage") == []


async def test_a_second_bot_on_the_same_token_is_told_to_the_admins(room: Room, transport: Transport) -> None:
    await room.application.process_error(None, Conflict("terminated by other getUpdates request"))
    await room.application.bot_data["errors"].reported()
    (report,) = transport.named("sendMessage")
    assert "Conflict" in report.text


async def test_a_press_that_fails_gets_a_toast(
    room: Room, monkeypatch: pytest.MonkeyPatch, transport: Transport
) -> None:
    def answer(*_: object) -> NoReturn:
        raise RuntimeError

    monkeypatch.setattr("handlers.reply.answer", answer)
    calls = await room.press("browse:case", by=STAFF, message_id=5)
    assert [call.method for call in calls] == ["answerCallbackQuery", "answerCallbackQuery", "sendMessage"]
    assert calls[1].text == plain(say("error"))
