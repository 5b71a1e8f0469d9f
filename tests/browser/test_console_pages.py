"""The console in Chromium: it opens by its link, works on a phone, and brings in nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.status import PartState
from rooms.clock import SystemClock
from rooms.storage.database import Store
from tests.support.browsing import new_page
from tests.support.console import ServedConsole, decide, furnish

pytestmark = pytest.mark.browser

NASTY = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[ServedConsole]:
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    clock = SystemClock()
    await furnish(store, clock.now_ms(), name=NASTY)
    await decide(store, clock.now_ms(), NASTY)
    served = ServedConsole(store, clock)
    await served.start()
    yield served
    await served.stop()
    await store.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    made = await new_page(
        browser, locale="ru-RU", viewport={"width": 360, "height": 740}, has_touch=True
    )
    yield made
    await made.context.close()


async def _come_in(page: Page, console: ServedConsole) -> None:
    await page.goto(await console.link())
    await page.get_by_role("button", name="Открыть пульт").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Детский сад № 24")


async def test_one_comes_in_looks_around_and_goes_out(page: Page, console: ServedConsole) -> None:
    await page.goto(console.url)
    await expect(page.get_by_role("heading", name="Добро пожаловать в Теремок")).to_be_visible()
    await _come_in(page, console)
    assert page.url == f"{console.url}/"
    await expect(page.get_by_text("Всё хорошо.")).to_be_visible()
    await expect(page.get_by_text("3 сообщения ждут")).to_be_visible()
    console.parts["bridges"] = PartState(False, "does not answer")
    await page.reload()
    await expect(page.get_by_text("нет ответа")).to_be_visible()
    await page.get_by_role("button", name="Выйти").click()
    await expect(page.get_by_role("heading", name="Добро пожаловать в Теремок")).to_be_visible()
    await page.goto(console.url)
    await expect(page.get_by_role("heading", name="Добро пожаловать в Теремок")).to_be_visible()


async def test_names_with_markup_stay_words(page: Page, console: ServedConsole) -> None:
    await _come_in(page, console)
    await expect(page.get_by_role("heading", name=NASTY)).to_be_visible()
    assert await page.title() == "Детский сад № 24 · Теремок"
    assert await page.locator("img[src='x']").count() == 0


async def test_nothing_is_fetched_from_outside_and_nothing_is_blocked(
    page: Page, console: ServedConsole
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    await _come_in(page, console)
    assert {url for url in asked if not url.startswith(f"{console.url}/")} == set()
    assert complaints == []
    size = "getComputedStyle(document.querySelector('.mood')).borderTopLeftRadius"
    assert await page.evaluate(size) == "20px"  # the style sheet is in force


async def test_on_a_small_phone_nothing_has_to_be_pushed_sideways(
    page: Page, console: ServedConsole
) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(console.url)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wide) == 0
    await _come_in(page, console)
    assert await page.evaluate(wide) == 0


async def test_another_page_cannot_show_the_console_inside_itself(
    page: Page, console: ServedConsole
) -> None:
    await _come_in(page, console)
    await page.goto("about:blank")
    await page.set_content(f"<iframe src='{console.url}/'></iframe>")
    async with page.expect_event("framenavigated", lambda frame: frame != page.main_frame):
        await page.evaluate("document.querySelector('iframe').src += '?again'")
    shown = [await frame.content() for frame in page.frames[1:]]
    assert shown
    assert not any("Детский сад" in content or "Теремок" in content for content in shown)
