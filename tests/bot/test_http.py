from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot import http
from bot.http import HttpServer


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    web = HttpServer("127.0.0.1", 0, [Route("/length", length, methods=["POST"])])
    await web.open()
    yield web
    await web.close()


async def test_what_is_added_later_is_served_too(server: HttpServer) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
        assert (await client.post("/more", content=b"four")).status_code == 404
        server.add(Route("/more", length, methods=["POST"]))
        assert (await client.post("/more", content=b"four")).text == "4"
        assert (await client.post("/length", content=b"seven!!")).text == "7"


@pytest.mark.parametrize(
    "begun",
    [b"", b"POST /len", b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1234"],
    ids=["nothing", "half a line", "half a body"],
)
async def test_a_connection_on_which_no_whole_request_comes_is_closed(
    monkeypatch: pytest.MonkeyPatch, server: HttpServer, begun: bytes
) -> None:
    monkeypatch.setattr(http, "_PATIENCE", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(begun)
    assert await asyncio.wait_for(reader.read(), 10) == b""
    writer.close()


async def test_a_port_that_is_taken_is_an_error(server: HttpServer) -> None:
    second = HttpServer("127.0.0.1", server.port)
    with pytest.raises(OSError, match="in use"):
        await second.open()
    await second.close()
