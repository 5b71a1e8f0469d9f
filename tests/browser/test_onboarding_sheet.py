"""The hand-out sheet as a page in a browser, and as that browser prints it."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from rooms.onboarding.html import as_html
from rooms.onboarding.pages import Heading, lay_out
from rooms.onboarding.strips import Occasion, Strip, make_strips
from tests.support.browsing import new_page
from tests.support.sheets import families, photographed, scanned
from tests.unit.test_onboarding_pages import COMMUNITY, OFFERS, TITLE

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    made = await new_page(browser)
    yield made
    await made.context.close()


def strips() -> list[Strip]:
    """Thirty families, three messengers."""
    listed = list(families(30, [offer.network for offer in OFFERS]))
    titles = {each.guardian_id: TITLE for family in listed for each in family.guardians}
    group = COMMUNITY.groups[0]
    return make_strips(listed, Occasion(COMMUNITY, group, OFFERS[:3], date(2027, 1, 21), titles))


async def test_thirty_families_are_printed_on_whole_pages_and_every_code_can_be_read(
    page: Page, tmp_path: Path
) -> None:
    wanted = strips()
    sheet, lettering = lay_out(wanted, Heading("Божьи коровки", "Детский сад № 24", "ru"))
    (tmp_path / "лист.html").write_bytes(as_html(sheet, lettering))
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    await page.goto((tmp_path / "лист.html").as_uri())
    assert await page.evaluate("document.fonts.ready.then(() => document.fonts.size)") == 2
    assert await page.evaluate("[...document.fonts].every((font) => font.status === 'loaded')")
    printed = photographed(await page.pdf(prefer_css_page_size=True, print_background=True))
    assert complaints == []
    assert len(printed) == len(sheet.pages) >= 12
    assert scanned(printed) == [code.link for strip in wanted for code in strip.codes]
