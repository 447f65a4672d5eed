import socket
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.app import build_application, running
from bot.clock import Clock
from bot.context import App, Context, Desk
from bot.health import health_routes
from bot.http import HttpServer
from bot.library import Library
from bot.sandbox.records import Message
from bot.sandbox.telegram import STAFF
from bot.settings import BUNDLED_RELEASES, Settings
from bot.state.inbox import Arrival, Inbox
from bot.state.store import Store
from tests.telegram.standin import StandIn

SECRET = "a-secret_word"
WITH_SECRET = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


async def echo(update: Update, _context: Context) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text(f"들었어요: {update.effective_message.text}")


def register(application: App) -> None:
    application.add_handler(MessageHandler(filters.TEXT, echo))


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[StandIn, str]]:
    """A bot that hears by webhook from the stand-in, and the address it listens on."""
    port = free_port()
    async with StandIn() as standin:
        settings = Settings(
            telegram_token=SecretStr(standin.token),
            telegram_base_url=standin.bot_base_url,
            webhook_url=f"http://127.0.0.1:{port}/hook",
            webhook_secret=SecretStr(SECRET),
            listen=f"127.0.0.1:{port}",
        )
        store = Store(None)
        library = Library(BUNDLED_RELEASES, tmp_path, Clock())
        library.open_or_build()
        desk = Desk(settings=settings, library=library, store=store, clock=Clock())
        web = HttpServer(settings.listen_host, settings.listen_port, health_routes(desk.pulse))
        await web.open()
        async with running(build_application(desk, register), web):
            yield standin, f"http://127.0.0.1:{port}"
        store.close()
        library.close()


async def test_updates_arrive_by_webhook_and_are_answered(served: tuple[StandIn, str]) -> None:
    standin, _ = served
    answer = await standin.ask(STAFF, "안녕하세요")
    assert answer.text == "들었어요: 안녕하세요"
    assert not standin.called("getUpdates")


async def test_what_is_posted_is_kept_before_it_is_answered_and_posted_twice_it_is_answered_once(
    served: tuple[StandIn, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    standin, address = served
    kept: list[int] = []
    receive = Inbox.receive

    def keep(inbox: Inbox, arrivals: Sequence[Arrival], at: datetime) -> frozenset[int]:
        new = receive(inbox, arrivals, at)
        kept.append(inbox.waiting()[0])
        return new

    monkeypatch.setattr(Inbox, "receive", keep)
    said = await standin.say(STAFF, "안녕하세요")
    await standin.wait_for(chat=STAFF, after=said)
    assert kept == [1]
    update = {"update_id": 77, "message": given_to_the_bot(said)}
    async with httpx.AsyncClient(base_url=address, headers=WITH_SECRET) as client:
        for _ in range(2):
            assert (await client.post("/hook", json=update)).status_code == 200
    await standin.ask(STAFF, "다음")
    assert [call.parameters["text"] for call in standin.called("sendMessage")].count("들었어요: 안녕하세요") == 2


def given_to_the_bot(said: Message) -> dict[str, Any]:
    return {
        "message_id": said.message_id,
        "date": 1_700_000_000,
        "chat": {"id": STAFF, "type": "private"},
        "from": {"id": STAFF, "is_bot": False, "first_name": "사람"},
        "text": said.text,
    }


async def test_only_who_knows_the_secret_is_heard(served: tuple[StandIn, str]) -> None:
    standin, address = served
    async with httpx.AsyncClient(base_url=address) as client:
        assert (await client.post("/hook", json={"update_id": 1})).status_code == 403
        wrong = {b"X-Telegram-Bot-Api-Secret-Token": "비밀".encode()}
        assert (await client.post("/hook", json={"update_id": 1}, headers=wrong)).status_code == 403
        assert (await client.post("/hook", json={"update_id": 1}, headers=WITH_SECRET)).status_code == 200
    assert not standin.called("sendMessage")


async def test_what_is_no_update_or_too_large_is_refused(served: tuple[StandIn, str]) -> None:
    _, address = served
    async with httpx.AsyncClient(base_url=address, headers=WITH_SECRET) as client:
        assert (await client.post("/hook", content=b"{")).status_code == 400
        assert (await client.post("/hook", json=[1])).status_code == 400
        assert (await client.post("/hook", content=b"[" * 100_000)).status_code == 400
        assert (await client.post("/hook", content=b" " * 1_000_001)).status_code == 413
        assert (await client.get("/hook")).status_code == 405


async def test_who_watches_asks_at_the_same_address(served: tuple[StandIn, str]) -> None:
    _, address = served
    async with httpx.AsyncClient(base_url=address) as client:
        codes = {path: (await client.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics", "/hook")}
    assert codes == {"/healthz": 200, "/readyz": 200, "/metrics": 200, "/hook": 405}
