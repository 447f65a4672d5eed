from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

import handlers
from bot.app import build_application, running
from bot.clock import SettableClock
from bot.context import Desk
from bot.http import HttpServer
from bot.library import Library
from bot.pacing import Pacing
from bot.sandbox.telegram import GROUP, GROUP_ADMIN, STAFF
from bot.serving import sandbox_settings
from bot.settings import Settings
from bot.state.store import Store
from tests.end_to_end.test_reminders import BEFORE, DUE
from tests.telegram.standin import StandIn

Numbers = dict[str, float]


@pytest.fixture
async def served(tmp_path: Path, folder: Path) -> AsyncIterator[tuple[StandIn, HttpServer, Desk]]:
    async with StandIn(clock=SettableClock()) as standin:
        settings = sandbox_settings(
            Settings(releases_dir=folder, data_dir=tmp_path), standin.bot_base_url, standin.token
        )
        library, store = Library(folder, tmp_path, standin.clock), Store(None)
        library.open_or_build()
        standin.clock.set(BEFORE)
        desk = Desk(settings, library, store, standin.clock)
        web = HttpServer("127.0.0.1", 0)
        await web.open()
        async with running(build_application(desk, handlers.register, pacing=Pacing.off()), web):
            yield standin, web, desk
        await web.close()
        library.close()
        store.close()


async def fetched(web: HttpServer) -> Numbers:
    """Every sample by its name and labels."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{web.port}/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        sample.name + "".join(f"/{value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_answers_failures_and_what_waits_are_counted(served: tuple[StandIn, HttpServer, Desk]) -> None:
    standin, web, desk = served
    standin.faults.add("sendMessage", 502, times=1)
    await standin.ask(STAFF, "시상식 언제예요?")
    await standin.ask(STAFF, "담당자 전화번호")
    numbers = await fetched(web)
    assert numbers["award_bot_updates_total/message"] >= 1
    assert numbers["award_bot_answer_seconds_count"] == numbers["award_bot_updates_total/message"]
    assert numbers["award_bot_send_errors_total/502"] == 1
    assert numbers["award_bot_inbox_waiting"] <= 1
    assert numbers["award_bot_published_timestamp_seconds"] == desk.library.built_at.timestamp()
    assert (numbers["award_bot_ready"], numbers["award_bot_publish_failed"]) == (1, 0)
    assert numbers["award_bot_silence_seconds/polling"] >= 0
    assert str(STAFF) not in "".join(numbers)


async def test_reminders_are_counted_when_they_are_sent(served: tuple[StandIn, HttpServer, Desk]) -> None:
    standin, web, _ = served
    said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
    accepted = await standin.wait_for(chat=GROUP, after=said)
    standin.clock.set(DUE)
    await standin.wait_for(lambda m: "매화홀" in m.text, chat=GROUP, after=accepted)
    await standin.ask(STAFF, "안녕하세요")
    numbers = await fetched(web)
    assert numbers["award_bot_reminders_sent_total"] >= 1
    assert numbers["award_bot_reminders_late_total"] == 0
    assert numbers["award_bot_reminders_missed_total"] == 0
