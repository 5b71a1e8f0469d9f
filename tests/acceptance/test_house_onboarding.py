"""The hand-out sheet in a whole house: from the printed code to the name in the group's room."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from rooms.roster.tokens import new_token
from rooms.storage import contacts
from rooms.storage.database import Store
from tests.support.browsing import new_page
from tests.support.element import Element
from tests.support.life import Life
from tests.support.phone import Phone
from tests.support.sheets import KATYA, PETYA, enroll, on_screen, photographed, scanned
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("nothing_set_aside")]


@pytest.fixture(scope="module")
async def roster(life: Life) -> AsyncIterator[Store]:
    """The house's database, with two families in it."""
    store = await Store.open(life.house.house.database_url)
    await enroll(store, PETYA, KATYA)
    yield store
    await store.close()


def sheet(life: Life, path: Path) -> bytes:
    """A fresh sheet for the ladybirds."""
    done = life.house.command("onboard", "--group", "ladybirds", "--out", str(path))
    assert done.returncode == 0, done.stderr
    return path.read_bytes()


async def open_and_send(browser: Browser, link: str, person: str) -> str:
    """Open a link of the sheet on somebody's phone page, and press “Send”; gives the answer."""
    screen = {"width": 390, "height": 844}
    page = await new_page(browser, viewport=screen, locale="ru-RU", has_touch=True, is_mobile=True)
    home = link.partition("#")[0]
    await page.goto(home)
    await page.fill("#own-name-text", person)
    await page.click("#own-name button")
    await page.goto(link)
    await expect(page.locator("#text")).to_have_value(f"/start {link.rpartition('=')[2]}")
    assert "start=" not in page.url
    await page.click("#send")
    mine = page.locator(".row.mine", has_text=link.rpartition("=")[2])
    answer = mine.locator("xpath=following-sibling::li[contains(@class, 'row')]").first
    await expect(answer.locator(".quote")).to_be_visible()
    said = await answer.locator(".words").inner_text()
    await page.context.close()
    return said


async def linked(store: Store) -> list[str]:
    async with store.reading() as connection:
        return [contact.person for contact in await contacts.linked(connection)]


async def test_a_code_of_the_printed_page_makes_its_parent_known_to_the_educators(
    life: Life, anna: Element, roster: Store, browser: Browser, tmp_path: Path
) -> None:
    sheet(life, tmp_path / "sheet.html")
    links = scanned(await on_screen(browser, tmp_path / "sheet.html", tmp_path))
    assert len(links) == 3
    before = await linked(roster)

    answer = await open_and_send(browser, links[0], "masha_88")
    assert "Мария (мама Пети)" in answer
    (person,) = set(await linked(roster)) - set(before)

    masha = Phone(life.house, "ladybirds", person, "masha_88")
    await masha.write("Теперь меня знают")
    await anna.sees_text(life.rooms["ladybirds"], "Теперь меня знают")

    async def look() -> Any:
        _, profile = await anna.ask("GET", f"/profile/{masha.ghost}/displayname")
        return profile.get("displayname") == "Мария (мама Пети)"

    await until(look, "the name from the roster")
    token = links[0].rpartition("=")[2]
    events = await anna.timeline(life.rooms["ladybirds"])
    assert not any(token in str(event) for event in events)


async def test_a_used_and_a_made_up_code_link_nobody(
    life: Life, roster: Store, browser: Browser, tmp_path: Path
) -> None:
    links = scanned(photographed(sheet(life, tmp_path / "sheet.pdf")))
    await open_and_send(browser, links[1], "Ваня")
    before = await linked(roster)

    assert "уже" in await open_and_send(browser, links[1], "Чужой")
    made_up = links[1].rpartition("=")[0] + "=" + new_token()
    assert "Такого кода нет" in await open_and_send(browser, made_up, "Чужой")
    assert await linked(roster) == before
