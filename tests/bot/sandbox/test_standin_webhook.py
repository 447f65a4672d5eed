from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox.telegram import STAFF
from tests.telegram.standin import StandIn


class Receiver:
    """A web server that answers each POST with the next of `statuses`, then with 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.posts: asyncio.Queue[tuple[dict[str, str], dict[str, Any]]] = asyncio.Queue()
        self.url = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head)}
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        status = self.statuses.pop(0) if self.statuses else 200
        writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        self.posts.put_nowait((headers, body))


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[Receiver]:
    receiver = Receiver(*statuses)
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0)
    async with server:
        receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        yield receiver


async def test_updates_are_posted_with_the_secret(client: Bot, standin: StandIn) -> None:
    async with receiving() as receiver:
        await client.set_webhook(receiver.url, secret_token="geheim_1")
        await standin.say(STAFF, "하나")
        headers, update = await asyncio.wait_for(receiver.posts.get(), 10)
        assert headers["x-telegram-bot-api-secret-token"] == "geheim_1"
        assert headers["content-type"] == "application/json"
        assert update["message"]["text"] == "하나"


async def test_what_is_not_taken_is_posted_again_before_anything_else(client: Bot, standin: StandIn) -> None:
    async with receiving(500, 403) as receiver:
        await standin.say(STAFF, "하나")
        await standin.say(STAFF, "둘")
        await client.set_webhook(receiver.url)
        posts = [(await asyncio.wait_for(receiver.posts.get(), 10))[1] for _ in range(4)]
        assert [post["message"]["text"] for post in posts] == ["하나", "하나", "하나", "둘"]


async def test_a_webhook_elsewhere_needs_https_and_a_clean_secret(client: Bot) -> None:
    with pytest.raises(BadRequest, match="Bad webhook: an https url must be provided for webhook"):
        await client.set_webhook("http://bot.example.kr/hook")
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await client.set_webhook("https://bot.example.kr/hook", secret_token="비밀")
