"""Chromium, with pages that are as patient as the tests."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.support.requirements import lacking
from tests.support.waiting import LIMIT_SECONDS

LIMIT_MS = LIMIT_SECONDS * 1000
"""Playwright's own patience, five seconds and thirty, is short on a loaded machine."""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window; its microphone and camera are make-believe."""
    path = shutil.which("chromium")
    if path is None:
        lacking("this machine has no Chromium (make test-deps)")
    expect.set_options(timeout=LIMIT_MS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), timeout=LIMIT_MS
        )
        yield running
        await running.close()


async def new_page(browser: Browser, **options: Any) -> Page:
    """A page in a context of its own, which knows nothing of others; close the context."""
    context = await browser.new_context(**options)
    context.set_default_timeout(LIMIT_MS)
    return await context.new_page()
