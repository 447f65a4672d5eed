"""The way of an update: kept, handled in order, settled; with real handlers of a real application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.app import build_application
from bot.clock import SettableClock
from bot.context import App, Context, Desk
from bot.dispatch import Dispatcher
from bot.library import Library
from bot.settings import BUNDLED_RELEASES, Settings
from bot.state.inbox import Arrival
from bot.state.store import Store
from tests.transport import Transport, make_bot

SECRET = "아무도 몰라야 하는 질문"


class Scene:
    """An application with one handler, which notes what it got and waits for `gate` where the text says so."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.done: list[int] = []
        self.dispatchers: list[Dispatcher] = []
        self.gate = asyncio.Event()
        self.transport = Transport()
        self.application = build_application(desk, self._register, bot=make_bot(self.transport))

    def _register(self, application: App) -> None:
        async def handle(update: Update, _: Context) -> None:
            assert update.message
            if update.message.text == "wait":
                await self.gate.wait()
            self.done.append(update.update_id)
            await update.message.reply_text("들었어요")

        application.add_handler(MessageHandler(filters.TEXT, handle))

    def dispatcher(self) -> Dispatcher:
        self.dispatchers.append(
            Dispatcher(self.application, lambda update: update.message is None or update.message.text != "chatter")
        )
        return self.dispatchers[-1]

    def was_sent(self, chat: int, count: int) -> bool:
        return len(self.transport.sent(chat)) == count

    async def until_done(self, count: int) -> None:
        async with asyncio.timeout(10):
            await self.transport.until(lambda: len(self.done) >= count)

    async def until_settled(self) -> None:
        async with asyncio.timeout(10):
            for dispatcher in self.dispatchers:
                await dispatcher.emptied()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Settings(), Library(BUNDLED_RELEASES, tmp_path, SettableClock()), Store(None), SettableClock())


@pytest.fixture
async def scene(desk: Desk) -> AsyncIterator[Scene]:
    made = Scene(desk)
    async with made.application:
        yield made
    desk.store.close()
    desk.library.close()


def given(number: int, chat: int = 10, text: str = "글", person: int | None = None) -> dict[str, Any]:
    message = {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
        "from": {"id": person or abs(chat), "is_bot": False, "first_name": "사람"},
        "text": text,
    }
    return {"update_id": number, "message": message}


async def test_updates_of_one_chat_are_handled_in_order_and_of_others_beside_them(scene: Scene) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(1, text="wait"), given(2), given(3, chat=20), given(4, chat=30), given(5)])
    await scene.until_done(2)
    assert sorted(scene.done) == [3, 4]
    scene.gate.set()
    await scene.until_done(5)
    assert [number for number in scene.done if number not in (3, 4)] == [1, 2, 5]


async def test_chats_that_wait_however_many_hold_up_no_other(scene: Scene) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(number, chat=number, text="wait") for number in range(1, 101)])
    dispatcher.take([given(999, chat=999)])
    await scene.until_done(1)
    assert scene.done == [999]
    scene.gate.set()
    await scene.until_settled()


async def test_what_is_taken_is_kept_before_anything_else_happens_and_gone_when_answered(
    scene: Scene, desk: Desk
) -> None:
    scene.dispatcher().take([given(1, text=SECRET)])
    assert SECRET in desk.store.inbox.unsettled()[0].payload
    await scene.until_settled()
    assert "payload" in str(list(desk.store._db.query("SELECT * FROM inbox")))
    assert not any(row["payload"] for row in desk.store._db.query("SELECT * FROM inbox"))


async def test_an_update_that_is_delivered_again_is_answered_once(scene: Scene) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(1), given(1)])
    await scene.until_settled()
    dispatcher.take([given(1)])
    scene.dispatcher().take([given(1), given(2)])
    await scene.until_settled()
    assert scene.done == [1, 2]


async def test_what_is_not_meant_for_the_bot_is_not_even_kept(scene: Scene, desk: Desk) -> None:
    scene.dispatcher().take([given(1, chat=-5, text="chatter")])
    assert desk.store.inbox.waiting() == (0, None)


async def test_what_is_left_when_it_stops_is_answered_by_the_next(scene: Scene, desk: Desk) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(1, text="wait"), given(2), given(3, chat=20)])
    await scene.until_done(1)
    await dispatcher.stop(within=0)
    assert [one.update_id for one in desk.store.inbox.unsettled()] == [1, 2]
    scene.gate.set()
    later = scene.dispatcher()
    later.resume()
    await scene.until_settled()
    assert scene.done == [3, 1, 2]


async def test_what_is_being_answered_may_end_before_it_stops(scene: Scene, desk: Desk) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(1, text="wait"), given(2)])
    stopping = asyncio.create_task(dispatcher.stop(within=10))
    await asyncio.sleep(0)
    scene.gate.set()
    await stopping
    assert [one.update_id for one in desk.store.inbox.unsettled()] == [2]


async def test_an_answer_that_was_about_to_leave_is_known_as_one_that_may_have_arrived(
    scene: Scene, desk: Desk
) -> None:
    scene.transport.hang(10)
    dispatcher = scene.dispatcher()
    dispatcher.take([given(1), given(2, chat=20, text="wait")])
    await scene.transport.until(lambda: len(scene.transport.sent(10)) == 1)
    await dispatcher.stop(within=0)
    left = {one.update_id: one.sending for one in desk.store.inbox.unsettled()}
    assert left == {1: True, 2: False}


async def test_what_waits_to_be_sent_when_a_run_ends_is_not_what_ended_it(scene: Scene, desk: Desk) -> None:
    desk.store.inbox.receive([Arrival(1, 10, json.dumps(given(1)))], desk.clock.now())
    scene.transport.hang(10)
    for run in range(1, 13):
        dispatcher = scene.dispatcher()
        dispatcher.resume()
        await scene.transport.until(partial(scene.was_sent, 10, run))
        await dispatcher.stop(within=0)
    assert scene.done == [1] * 12
    assert [one.begun for one in desk.store.inbox.unsettled()] == [0]


async def test_without_room_on_the_disk_it_is_answered_all_the_same_and_once(scene: Scene, desk: Desk) -> None:
    pages = desk.store._db.execute("PRAGMA page_count").fetchone()[0]
    desk.store._db.execute(f"PRAGMA max_page_count = {pages}")
    dispatcher = scene.dispatcher()
    texts = [given(number, text="글" * 2000) for number in range(1, 11)]
    dispatcher.take(texts)
    await scene.until_done(10)
    assert desk.store.disk_fault
    dispatcher.take(texts)
    dispatcher.take([given(11)])
    await scene.until_done(11)
    assert scene.done == list(range(1, 12))


async def test_what_the_disk_did_not_let_it_settle_is_settled_while_it_runs(
    scene: Scene, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatch._SETTLES_AGAIN_AFTER", 0.01)
    scene.dispatcher().take([given(1), given(2, chat=20)])
    desk.store._db.execute("PRAGMA query_only = ON")
    await scene.until_settled()
    assert scene.done == [1, 2]
    assert desk.store.inbox.waiting()[0] == 2
    desk.store._db.execute("PRAGMA query_only = OFF")
    async with asyncio.timeout(10):
        while desk.store.inbox.waiting()[0]:  # noqa: ASYNC110 - a timer of the loop tells nobody
            await asyncio.sleep(0.01)


async def test_what_the_disk_did_not_let_it_settle_is_settled_as_it_stops(scene: Scene, desk: Desk) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(1)])
    desk.store._db.execute("PRAGMA query_only = ON")
    await scene.until_settled()
    desk.store._db.execute("PRAGMA query_only = OFF")
    await dispatcher.stop(within=0)
    assert desk.store.inbox.waiting()[0] == 0


async def test_nothing_of_a_kept_update_that_cannot_be_read_stays(scene: Scene, desk: Desk) -> None:
    desk.store.inbox.receive([Arrival(1, None, '{"update_id": 1, "message": 5}')], desk.clock.now())
    scene.dispatcher().resume()
    assert desk.store.inbox.waiting() == (0, None)


async def test_who_asks_too_fast_costs_nothing_after_being_told(scene: Scene, desk: Desk) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(number, person=7, chat=7) for number in range(1, 101)])
    assert desk.store.inbox.waiting()[0] == 21
    dispatcher.take([given(200, chat=8)])
    assert desk.store.inbox.waiting()[0] == 22
    await scene.until_settled()


async def test_what_happens_to_a_group_is_heard_however_much_is_asked_there(scene: Scene, desk: Desk) -> None:
    dispatcher = scene.dispatcher()
    dispatcher.take([given(number, chat=-5, person=number) for number in range(1, 101)])
    before = desk.store.inbox.waiting()[0]
    moved = given(200, chat=-5)
    del moved["message"]["text"]
    moved["message"]["migrate_to_chat_id"] = -1005
    dispatcher.take([moved])
    assert desk.store.inbox.waiting()[0] == before + 1
    await scene.until_settled()


async def test_it_says_when_it_has_enough(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.dispatch._ENOUGH", 5)
    dispatcher = scene.dispatcher()
    dispatcher.take([given(number, chat=number, text="wait") for number in range(1, 6)])
    assert dispatcher.is_full
    scene.gate.set()
    async with asyncio.timeout(10):
        await dispatcher.has_room()
