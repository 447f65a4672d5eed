"""What axe-core finds on the page: nothing, in any seat, light and dark, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.sandbox.page_forms import SEATS
from bot.sandbox.server import StandIn
from bot.serving import sandbox
from bot.settings import Settings
from handlers import register
from handlers.smoke import smoke_pass
from tests.browser.pages import OpenPage, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAID = {
    "staff": ("시상식 언제 했어요?", "혁신행정담당관실", "정부혁신 최우수 사례", "왜"),
    "group": ("/subscribe", "/upcoming"),
    "admin": ("/status", "/help", "/event"),
    "stranger": ("시상식 언제 했어요?",),
}


@pytest_asyncio.fixture(loop_scope="session", name="standin")
async def a_sandbox(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with sandbox(Settings(data_dir=tmp_path), register, smoke_pass) as standin:
        yield standin


async def faults(page: Page, where: str) -> list[str]:
    """What axe finds, with the elements it finds it in."""
    found = (await Axe().run(page)).response
    doubts = [f for f in found["incomplete"] if f["id"] != "color-contrast"]  # colours over pictures it cannot judge
    return [
        f"{where}: {fault['id']}: {node['html'][:120]}"
        for fault in [*found["violations"], *doubts]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desk"])
async def test_axe_finds_nothing_at_all_in_any_seat(
    standin: StandIn, open_page: OpenPage, scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    found: list[str] = []
    async with open_page(standin.url, size=size) as page:
        await page.emulate_media(color_scheme=scheme)
        for seat in SEATS:
            await page.get_by_test_id(f"seat-{seat}").click()
            await expect(page.get_by_test_id("empty")).to_be_visible()
            found += await faults(page, f"{seat}, empty")
            for number, text in enumerate(SAID.get(seat, ("도움말",))):
                await say(page, text)
                await expect(page.get_by_test_id("message")).to_have_count(2 * number + 2)
            if seat == "group":
                await say(page, f"@{standin.telegram.bot.username} 고마워요")
                await expect(page.get_by_test_id("reaction")).to_be_visible()
            found += await faults(page, seat)
        if size[0] < 720:
            await page.get_by_test_id("clock-open").click()
            found += await faults(page, "clock")
    assert found == []
