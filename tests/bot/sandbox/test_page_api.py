from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.clock import SEOUL
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from tests.telegram.standin import StandIn


class Stream:
    """What an open page is told, event by event."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> dict[str, Any]:
        async for line in self._lines:
            if line.startswith("data: "):
                event: dict[str, Any] = json.loads(line.removeprefix("data: "))
                return event
        raise AssertionError("the stream has ended")


@asynccontextmanager
async def watching(page: httpx.AsyncClient, seat: str) -> AsyncIterator[Stream]:
    async with page.stream("GET", "/api/stream", params={"seat": seat}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.aiter_lines()
        assert (await anext(lines)).startswith("retry:")
        yield Stream(lines)


async def test_a_seat_shows_its_chat_its_people_and_the_bot(page: httpx.AsyncClient) -> None:
    state = (await page.get("/api/state?seat=group")).json()
    assert state["chat"] == {"id": GROUP, "type": "supergroup", "title": "혁신행정 단체방"}
    assert [person["id"] for person in state["speakers"]] == [GROUP_ADMIN, STAFF]
    assert state["me"] == {"id": GROUP_ADMIN, "name": "이사무관", "role": "단체방 관리자"}
    assert state["bot"] == {"name": "시상 안내봇", "username": "award_desk_bot"}
    assert state["messages"] == []
    assert state["now"].startswith("2025-11-20T12:00")


async def test_what_is_typed_on_the_page_reaches_the_bot(
    page: httpx.AsyncClient, client: Bot, standin: StandIn
) -> None:
    body = {"seat": "group", "text": "@award_desk_bot <b>언제</b>?", "speaker": STAFF}
    message = (await page.post("/api/send", json=body)).json()["message"]
    assert message["html"] == ('<a data-mention="@award_desk_bot">@award_desk_bot</a> &lt;b&gt;언제&lt;/b&gt;?')
    assert (message["from"]["name"], message["own"]) == ("김주무관", False)
    (update,) = await client.get_updates()
    assert update.effective_user is not None
    assert (update.effective_user.id, update.effective_chat and update.effective_chat.id) == (STAFF, GROUP)


async def test_the_page_sees_what_the_bot_does_as_it_happens(page: httpx.AsyncClient, client: Bot) -> None:
    async with watching(page, "staff") as stream:
        await client.send_chat_action(STAFF, "typing")
        assert await stream.next() == {"type": "typing"}
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("담당자", callback_data="contacts:1")], [link_button()]])
        sent = await client.send_message(STAFF, "<b>시상식</b>", "HTML", reply_markup=keyboard)
        event = await stream.next()
        assert event["type"] == "message"
        assert event["message"]["html"] == "<b>시상식</b>"
        assert event["message"]["from"] == {"bot": True, "name": "시상 안내봇"}
        assert event["message"]["buttons"] == [
            [{"text": "담당자", "data": "contacts:1"}],
            [{"text": "누리집", "url": "https://www.moel.go.kr"}],
        ]
        press = {"seat": "staff", "message_id": sent.message_id, "data": "contacts:1"}
        assert (await page.post("/api/press", json=press)).json() == {}
        (update,) = await client.get_updates()
        assert update.callback_query is not None
        await update.callback_query.answer("찾았어요")
        assert await stream.next() == {
            "type": "answered",
            "message_id": sent.message_id,
            "data": "contacts:1",
        }
        assert await stream.next() == {"type": "toast", "text": "찾았어요", "alert": False}
        await update.callback_query.edit_message_text("044-202-7315")
        event = await stream.next()
        assert (event["type"], event["message"]["edited"]) == ("edit", True)


def link_button() -> InlineKeyboardButton:
    return InlineKeyboardButton("누리집", url="https://www.moel.go.kr")


async def test_another_seat_is_only_told_that_something_arrived(page: httpx.AsyncClient, client: Bot) -> None:
    async with watching(page, "group") as stream:
        await client.send_message(ADMIN, "보고")
        assert await stream.next() == {"type": "unread", "seat": "admin"}


async def test_each_seat_gets_its_own_command_menu(page: httpx.AsyncClient, client: Bot) -> None:
    async with watching(page, "staff") as stream:
        await client.set_my_commands([BotCommand("help", "도움말")])
        commands = [{"command": "help", "description": "도움말"}]
        assert await stream.next() == {"type": "commands", "commands": commands}
    assert (await page.get("/api/state?seat=staff")).json()["commands"] == commands


async def test_the_clock_is_set_and_reset_and_everyone_is_told(
    page: httpx.AsyncClient, standin: StandIn, client: Bot
) -> None:
    async with watching(page, "staff") as stream:
        answer = (await page.post("/api/clock", json={"now": "2025-11-13"})).json()
        assert answer["now"].startswith("2025-11-13T09:00:0")
        assert (await stream.next())["type"] == "clock"
    assert (await client.send_message(STAFF, "가")).date.date() == date(2025, 11, 13)
    assert (
        (await page.post("/api/clock", json={"now": "2025-11-13T18:30"})).json()["now"].startswith("2025-11-13T18:30:0")
    )
    await page.post("/api/clock", json={"reset": True})
    assert standin.clock.today() != date(2025, 11, 13)


async def test_the_page_offers_the_times_it_was_given() -> None:
    async with (
        StandIn(jumps=lambda: [("시상식 일주일 전", datetime(2025, 11, 13, 9, tzinfo=SEOUL))]) as standin,
        httpx.AsyncClient(base_url=standin.url, trust_env=False) as page,
    ):
        jumps = (await page.get("/api/clock")).json()["jumps"]
    assert jumps == [{"label": "시상식 일주일 전", "at": "2025-11-13T09:00:00+09:00"}]


async def test_a_sample_is_put_before_the_admin_has_all_read_again() -> None:
    put: list[int] = []

    def put_sample() -> None:
        put.append(len(standin.messages(ADMIN)))

    async with (
        StandIn(put_sample=put_sample) as standin,
        httpx.AsyncClient(base_url=standin.url, trust_env=False) as page,
    ):
        assert (await page.get("/api/clock")).json()["sample"] is True
        assert (await page.post("/api/sample", json={})).json() == {}
        assert [message.text for message in standin.messages(ADMIN)] == ["/reload"]
    assert put == [0]


async def test_without_a_sample_none_is_offered(page: httpx.AsyncClient) -> None:
    assert (await page.get("/api/clock")).json()["sample"] is False
    assert (await page.post("/api/sample", json={})).status_code == 400


async def test_other_buttons_alone_are_not_shown_as_an_edit(page: httpx.AsyncClient, client: Bot) -> None:
    sent = await client.send_message(STAFF, "가")
    await client.edit_message_reply_markup(STAFF, sent.message_id, reply_markup=InlineKeyboardMarkup([[link_button()]]))
    (message,) = (await page.get("/api/state?seat=staff")).json()["messages"]
    assert (message["edited"], len(message["buttons"])) == (False, 1)
    await client.edit_message_text("나", STAFF, sent.message_id)
    await client.edit_message_reply_markup(STAFF, sent.message_id, reply_markup=InlineKeyboardMarkup([[link_button()]]))
    (message,) = (await page.get("/api/state?seat=staff")).json()["messages"]
    assert message["edited"] is True


async def test_files_go_both_ways(page: httpx.AsyncClient, client: Bot) -> None:
    content = b"<script>alert(1)</script>"
    answer = await page.post(
        "/api/upload", data={"seat": "admin", "caption": "새 자료"}, files={"file": ("보도 자료.html", content)}
    )
    file = answer.json()["message"]["file"]
    assert (file["name"], file["size"]) == ("보도 자료.html", len(content))
    (update,) = await client.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert update.message.caption == "새 자료"
    received = await (await update.message.document.get_file()).download_as_bytearray()
    assert bytes(received) == content
    down = await page.get(f"/api/file/{file['id']}")
    assert down.content == content
    assert down.headers["content-disposition"].startswith("attachment; filename*=utf-8''%EB%B3%B4")


async def test_a_reset_forgets_all_messages(page: httpx.AsyncClient, client: Bot) -> None:
    await client.send_message(STAFF, "가")
    async with watching(page, "group") as stream:
        assert (await page.post("/api/reset", json={})).json() == {}
        assert await stream.next() == {"type": "reset"}
    assert (await page.get("/api/state?seat=staff")).json()["messages"] == []


@pytest.mark.parametrize(
    ("path", "body", "status", "sentence"),
    [
        ("/api/send", {"seat": "staff", "text": "  "}, 400, "빈 메시지는 보낼 수 없어요."),
        ("/api/send", {"seat": "staff"}, 400, "보낼 글이 없어요."),
        ("/api/send", {"seat": "nobody", "text": "가"}, 404, "그런 자리는 없어요."),
        (
            "/api/send",
            {"seat": "staff", "text": "가", "speaker": 1003},
            400,
            "이 자리에서 말할 수 없는 사람이에요.",
        ),
        ("/api/send", {"seat": "staff", "text": "가" * 20001}, 400, "한 번에 20,000자까지 보낼 수 있어요."),
        ("/api/press", {"seat": "staff", "message_id": 1, "data": "x"}, 404, "지워진 메시지예요."),
        (
            "/api/clock",
            {"now": "내일"},
            400,
            "날짜를 읽지 못했어요. 2025-11-20처럼 적어 주세요.",
        ),
        ("/api/clock", {"now": "0001-01-01"}, 400, "2000년부터 2100년까지 고를 수 있어요."),
        ("/api/clock", ["x"], 400, "JSON을 읽지 못했어요."),
        ("/api/nowhere", {}, 404, "그런 주소는 없어요."),
        ("/api/state", {}, 405, "이 방법으로는 부를 수 없어요."),
    ],
)
async def test_what_cannot_be_done_is_said_in_korean(
    page: httpx.AsyncClient, path: str, body: Any, status: int, sentence: str
) -> None:
    answer = await page.post(path, json=body)
    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


async def test_a_button_that_is_gone_cannot_be_pressed(page: httpx.AsyncClient, client: Bot) -> None:
    sent = await client.send_message(STAFF, "가")
    answer = await page.post("/api/press", json={"seat": "staff", "message_id": sent.message_id, "data": "page:1"})
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "빈 파일은 보낼 수 없어요."), (bytes((20 << 20) + 1), "파일은 20MB까지 보낼 수 있어요.")],
)
async def test_empty_and_large_files_are_refused(page: httpx.AsyncClient, content: bytes, sentence: str) -> None:
    answer = await page.post("/api/upload", data={"seat": "staff"}, files={"file": ("a.txt", content)})
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


async def test_a_body_over_all_bounds_is_refused(page: httpx.AsyncClient, standin: StandIn) -> None:
    body = bytes(52 << 20)
    answer = await page.post("/api/upload", content=body)
    assert answer.status_code == 413
