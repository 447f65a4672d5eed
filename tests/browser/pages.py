"""What the browser tests share: how a page is opened and spoken into."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from playwright.async_api import Browser, Page, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

OpenPage = Callable[..., AbstractAsyncContextManager[Page]]


async def say(page: Page, text: str) -> None:
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


def chromium_path() -> str | None:
    """The Chromium of this machine."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


async def chromium(playwright: Playwright) -> Browser:
    """It, started; it refuses its own sandbox to root, as in a container."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return await playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
