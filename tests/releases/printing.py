"""A script printed as PDF by a Chromium, where one is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, PdfMargins, sync_playwright

from tests.releases.script import Script
from tests.releases.writers import write_print

MARGIN: PdfMargins = {"top": "18mm", "bottom": "18mm", "left": "20mm", "right": "20mm"}
FOOT = '<div style="font-size:8pt;width:100%;text-align:center">- <span class="pageNumber"></span> -</div>'


def chromium() -> str | None:
    """Where the installed browser is, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def printer() -> Iterator[Browser]:
    """A browser that any number of releases can be printed with."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


def write_pdf(script: Script, browser: Browser) -> bytes:
    """Pages of A4 with the page number below, as `- 1 -`."""
    page = browser.new_page()
    page.set_content(write_print(script))
    data = page.pdf(
        format="A4", margin=MARGIN, display_header_footer=True, header_template="<i></i>", footer_template=FOOT
    )
    page.close()
    return data
