"""The exported page in a browser, from the file system."""

import hashlib
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from rooms.archive.export import ExportRequest, export_room
from rooms.storage.database import Store
from tests.support.archive import LADYBIRDS, FilledArchive, png
from tests.support.browsing import new_page

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    made = await new_page(browser)
    yield made
    await made.context.close()


@pytest.fixture
async def exported(tmp_path: Path) -> Path:
    """An unpacked export of a room."""
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    filled = FilledArchive(store, tmp_path / "media")
    post = await filled.say("anna", "Анна Сергеевна", "Завтра утренник")
    await filled.edit("anna", "Анна Сергеевна", post, "Послезавтра утренник")
    await filled.post_file("mama", "Мама Пети", png(40, 30), "утренник #1 100%?.png")
    await filled.post_file("mama", "Мама Пети", b"%PDF-1.4", "Меню.pdf", "m.file")
    await filled.say("x", "<script>document.title='x'</script>", "<img src=x onerror=alert(1)>")
    filled.at = datetime(2026, 12, 1, tzinfo=timezone.utc)
    await filled.say("papa", "Папа", "Спасибо!", post)
    request = ExportRequest(
        room=LADYBIRDS,
        institution="Детский сад № 24",
        zone=ZoneInfo("Asia/Yekaterinburg"),
        language="ru",
        now=datetime(2026, 12, 24, tzinfo=timezone.utc),
        out=tmp_path / "одна.zip",
    )
    await export_room(store, filled.folder, request)
    with zipfile.ZipFile(tmp_path / "одна.zip") as archive:
        archive.extractall(tmp_path / "страница одна")
    await store.close()
    return tmp_path / "страница одна"


def problems(page: Page) -> list[str]:
    """What the browser complains about, or asks for from outside, from now on."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(request.url))
    page.on(
        "request",
        lambda request: None if request.url.startswith("file:") else found.append(request.url),
    )
    return found


async def evaluate(page: Page, expression: str) -> Any:
    return await page.evaluate(expression)


async def test_the_page_shows_texts_names_times_and_pictures(page: Page, exported: Path) -> None:
    found = problems(page)
    await page.goto((exported / "index.html").as_uri())
    text = await page.inner_text("body")
    for words in ("Божьи коровки", "Послезавтра утренник", "Анна Сергеевна", "10:31", "Спасибо!"):
        assert words in text
    assert "20 ноября 2026, пятница" in text
    assert "<img src=x onerror=alert(1)>" in text
    assert await page.title() == "Божьи коровки · Детский сад № 24"
    widths = await evaluate(page, "[...document.images].map(image => image.naturalWidth)")
    assert widths == [40]
    assert found == []


async def test_the_style_is_in_force_under_the_strict_policy(page: Page, exported: Path) -> None:
    await page.goto((exported / "index.html").as_uri())
    radius = await evaluate(
        page, "getComputedStyle(document.querySelector('.avatar')).borderRadius"
    )
    assert radius == "50%"
    await page.evaluate(
        "document.body.appendChild(Object.assign(document.createElement('script'),"
        " {textContent: 'window.ran = true'}))"
    )
    assert await evaluate(page, "window.ran === undefined")


async def test_the_earlier_text_opens_and_an_answer_leads_to_its_question(
    page: Page, exported: Path
) -> None:
    await page.goto((exported / "index.html").as_uri())
    assert not await page.get_by_text("Завтра утренник", exact=True).first.is_visible()
    await page.get_by_text("Прежний текст").click()
    await expect(page.locator("details .text")).to_be_visible()
    await page.locator(".quote").click()
    await expect(page.locator(":target .name")).to_have_text("Анна Сергеевна")


async def test_links_lead_to_the_files_themselves(page: Page, exported: Path) -> None:
    await page.goto((exported / "index.html").as_uri())
    links = await evaluate(
        page,
        "[...document.querySelectorAll('a[download], a.picture')]"
        ".map(link => link.getAttribute('href'))",
    )
    assert len(links) == 2
    digests = {hashlib.sha256((exported / link).read_bytes()).hexdigest() for link in links}
    lines = (exported / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    media = [row["media"] for row in map(json.loads, lines) if row["media"]]
    assert digests == {row["sha256"] for row in media}


async def test_nothing_is_cut_off_on_a_phone(page: Page, exported: Path) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto((exported / "index.html").as_uri())
    assert await evaluate(page, "document.documentElement.scrollWidth") <= 320


async def test_what_was_said_before_is_printed_too(page: Page, exported: Path) -> None:
    await page.goto((exported / "index.html").as_uri())
    await page.emulate_media(media="print")
    height = await evaluate(
        page, "document.querySelector('details .version').getBoundingClientRect().height"
    )
    assert height > 0
