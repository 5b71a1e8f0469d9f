"""Hand-out sheets: a roster to make them from, and what a camera sees on them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.async_api import Browser

from rooms.onboarding.drawing import PAGE_WIDTH
from rooms.roster.linking import FamilyTokens, GuardianTokens
from rooms.roster.model import Child, Guardian, ReadRoster
from rooms.roster.taking_over import changes_of, take_over
from rooms.roster.tokens import new_token
from rooms.storage.database import Store
from tests.support.browsing import new_page

DOTS = 8
"""Of a picture, a millimetre: some 200 dots an inch, as a modest printer or camera has them."""

MARIA = Guardian("Мария Петровна Иванова", "mother", ("+79161112233",))
IVAN = Guardian("Иван Иванов", "father")
BLOCKED = Guardian("Олег Лишний", "father", blocked=True)
PETYA = Child("Иванов", "Пётр", "Иванович", None, "ladybirds", (MARIA, IVAN))
KATYA = Child(
    "Смирнова", "Екатерина", "", None, "ladybirds", (Guardian("Ольга", "mother"), BLOCKED)
)


async def enroll(store: Store, *children: Child) -> None:
    """Put children into the roster, as an import does."""
    read = ReadRoster(children)
    groups = {child.group for child in read.children}
    async with store.transaction() as connection:
        changes = await changes_of(connection, read, groups)
        await take_over(connection, read, groups, changes, 1_700_000_000_000)


def families(count: int, networks: Sequence[str]) -> Iterator[FamilyTokens]:
    """Families of one child and two guardians, with names of every length."""
    for number in range(count):
        long = number % 5 == 4
        surname = "Абдурахманова-Старовойтова" if long else f"Ли{'на' * (number % 4)}"
        mother = Guardian("Александра-Евгения Константиновна" if long else "Анна", "mother")
        father = Guardian("" if number % 3 else "Ян", "father")
        child = Child(surname, "Мухаммад-Александр" if long else "Ян", "", None, "ladybirds")
        yield FamilyTokens(
            (child,),
            tuple(
                GuardianTokens(
                    2 * number + which,
                    guardian,
                    {network: new_token() for network in networks},
                    frozenset(),
                )
                for which, guardian in enumerate((mother, father))
            ),
        )


def photographed(pdf: bytes) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DOTS * 25.4 / 72).to_pil() for page in document]


async def on_screen(browser: Browser, page: Path, folder: Path) -> list[Image.Image]:
    """The pages of a sheet in HTML as pictures."""
    width = round(PAGE_WIDTH * 96 / 25.4)
    screen = {"width": width + 40, "height": 900}
    tab = await new_page(browser, viewport=screen, device_scale_factor=DOTS * 25.4 / 96)
    await tab.goto(page.as_uri())
    await tab.evaluate("document.fonts.ready")
    pictures = []
    for number, sheet in enumerate(await tab.locator("svg").all()):
        path = folder / f"{page.stem}-{number}.png"
        await sheet.screenshot(path=path)
        pictures.append(Image.open(path))
    await tab.context.close()
    return pictures


def scanned(pictures: Sequence[Image.Image]) -> list[str]:
    """What every code in the pictures says, from the top down and from the left to the right."""
    found = []
    for picture in pictures:
        codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        places = [
            (code.position.top_left.y // 40, code.position.top_left.x, code.text) for code in codes
        ]
        found += [text for _, _, text in sorted(places)]
    return found
