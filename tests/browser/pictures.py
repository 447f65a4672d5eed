"""Typical exchanges as a phone shows them, for the guide: `python -m tests.browser.pictures [FOLDER]`.

Each is the real bot in the sandbox at 390×844, over the bundled releases and a few days to come.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from bot.clock import SEOUL
from bot.sandbox.server import StandIn
from bot.serving import sandbox
from bot.settings import BUNDLED_RELEASES, Settings
from handlers import register
from handlers.smoke import smoke_pass
from tests.browser.pages import chromium, say

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
NOW = datetime(2026, 12, 11, 10, 0, tzinfo=SEOUL)
SCHEDULE = (
    "contest,event,date,end_date,start,end,place,note\n"
    "적극행정 우수사례 경진대회,접수 마감,2026-12-01,2026-12-12,,18:00,,전자우편으로만 받아요\n"
    "정부혁신 우수사례 경진대회,시상식,2026-12-17,,14:00,16:00,정부세종청사 대강당,\n"
)
# A drawn wall makes small pictures large.
PLAIN = ".scroller { background: var(--wall) !important } .seats, .hint-card { display: none !important }"


@dataclass(frozen=True)
class Exchange:
    """What is typed, one after the other; at the end a button is pressed, or the clock set `later`."""

    name: str
    says: tuple[str, ...]
    press: str = ""
    seat: str = "staff"
    later: datetime | None = None


EXCHANGES = (
    Exchange("01-ceremony", ("시상식 언제예요?",)),
    Exchange("02-deadline", ("적극행정 접수 마감 며칠 남았어",)),
    Exchange("03-contact", ("김동현 과장 전화번호",), "연락처로 받기"),
    Exchange("04-department", ("혁신행정담당관실",)),
    Exchange("05-cases", ("적극행정 하반기 사례",)),
    Exchange("06-case", ("경계선지능 청년 사례",)),
    Exchange("07-contest", ("적극행정 경진대회 몇 건 접수됐어요?",)),
    Exchange("08-not-stated", ("아이디어 공모전 상금은?",)),
    Exchange("09-repaired", ("tltkdtlr djswp",)),
    Exchange("10-why", ("정부혁신 시상식 장소", "왜")),
    Exchange("11-wishes", ("/subscribe",)),
    Exchange("12-reminder", ("/subscribe",), seat="group", later=datetime(2026, 12, 16, 9, 0, tzinfo=SEOUL)),
    Exchange("13-unknown", ("혁담 연락처",)),
)


async def taken(page: Page, standin: StandIn, exchange: Exchange, folder: Path) -> None:
    """Has one exchange and takes a picture of it."""
    standin.telegram.reset()
    await page.evaluate("seat => { location.hash = seat }", exchange.seat)
    await expect(page.get_by_test_id("message")).to_have_count(0, timeout=20_000)
    for number, text in enumerate(exchange.says):
        await say(page, text)
        await expect(page.get_by_test_id("message")).to_have_count(2 * number + 2)
    if exchange.press:
        before = await page.get_by_test_id("message").count()
        await page.get_by_test_id("button").filter(has_text=exchange.press).last.click()
        await expect(page.get_by_test_id("message")).to_have_count(before + 1)
    if exchange.later:
        before = await page.get_by_test_id("message").count()
        standin.clock.set(exchange.later)
        await expect(page.get_by_test_id("message")).to_have_count(before + 1)
        await expect(page.get_by_test_id("toast")).to_have_count(0, timeout=20_000)
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(400)
    await page.screenshot(path=folder / f"{exchange.name}.png")


async def take_all(folder: Path) -> None:
    """Takes all pictures."""
    with tempfile.TemporaryDirectory() as temporary:
        releases = Path(temporary) / "releases"
        shutil.copytree(BUNDLED_RELEASES, releases)
        (releases / "2026 일정.csv").write_text(SCHEDULE, encoding="utf-8")
        settings = Settings(releases_dir=releases, data_dir=Path(temporary) / "data")
        async with sandbox(settings, register, smoke_pass) as standin, async_playwright() as playwright:
            standin.clock.set(NOW)
            browser = await chromium(playwright)
            context = await browser.new_context(
                viewport={"width": 390, "height": 844}, locale="ko-KR", reduced_motion="reduce", bypass_csp=True
            )
            page = await context.new_page()
            await page.goto(standin.url)
            await page.add_style_tag(content=PLAIN)
            await expect(page.get_by_test_id("chat-title")).not_to_be_empty()
            for number, exchange in enumerate(EXCHANGES):
                # Each begins anew: what is asked within ten minutes follows up what was asked before.
                standin.clock.set(NOW + number * timedelta(minutes=15))
                await taken(page, standin, exchange, folder)
            await browser.close()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(target))
