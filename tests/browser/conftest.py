"""A real Chromium on the sandbox's page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.pages import OpenPage, chromium, chromium_path
from tests.telegram.standin import StandIn

PATIENCE_MS = 15_000


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if chromium_path() is None:
        pytest.skip("no Chromium is installed")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await chromium(playwright)
        yield browser
        await browser.close()


@pytest.fixture
def open_page(browser: Browser) -> OpenPage:
    """Opens the page; whatever it throws or logs as an error fails the test, but for what is `tolerated`."""

    @asynccontextmanager
    async def opened(
        url: str, *, size: tuple[int, int] = (1280, 820), tolerated: str = "nothing"
    ) -> AsyncIterator[Page]:
        width, height = size
        context = await browser.new_context(
            viewport={"width": width, "height": height}, locale="ko-KR", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        faults: list[str] = []
        page = await context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        await page.goto(url)
        await expect(page.get_by_test_id("chat-title")).not_to_be_empty()
        yield page
        await context.close()
        assert [fault for fault in faults if tolerated not in fault] == []

    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def standin() -> AsyncIterator[StandIn]:
    async with StandIn() as standin:
        yield standin
