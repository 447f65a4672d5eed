"""What the browser tests share: how a page is opened and spoken into."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from playwright.async_api import Page

OpenPage = Callable[..., AbstractAsyncContextManager[Page]]


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")
