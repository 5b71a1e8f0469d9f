"""The hand-out sheet as people see it: words, sizes, pages."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest

from rooms.community import Community
from rooms.onboarding.drawing import PAGE_HEIGHT, PAGE_WIDTH, Box, Item, Link, Modules, Sheet, Words
from rooms.onboarding.html import as_html
from rooms.onboarding.lettering import Lettering
from rooms.onboarding.links import MESSENGERS
from rooms.onboarding.offers import Offer
from rooms.onboarding.pages import Heading, lay_out
from rooms.onboarding.pdf import as_pdf
from rooms.onboarding.strip_layout import WIDTH
from rooms.onboarding.strips import FOR_WHOM, Occasion, Strip, make_strips
from rooms.roster.linking import FamilyTokens, GuardianTokens
from rooms.roster.model import Child, Guardian
from rooms.roster.naming import Title
from tests.support.sheets import families, photographed, scanned
from tests.unit.test_translations import catalogue

COMMUNITY = Community.model_validate(
    {
        "community": {"name": "Детский сад № 24", "slug": "sad24"},
        "rooms": {"staff": {"name": "Сотрудники"}},
        "groups": [{"key": "ladybirds", "name": "Божьи коровки"}],
    }
)
OFFERS = tuple(
    Offer(network, messenger.example or "ladybirds", "http://127.0.0.1:8010")
    for network, messenger in MESSENGERS.items()
)
TITLE = Title("Мария", "{name} (mother of {children})", "Пети")


def strips_of(
    listed: list[FamilyTokens], networks: int = 1, language: str | None = None
) -> list[Strip]:
    titles = {each.guardian_id: TITLE for family in listed for each in family.guardians}
    occasion = Occasion(
        COMMUNITY, COMMUNITY.groups[0], OFFERS[:networks], date(2027, 1, 21), titles, language
    )
    return make_strips(listed, occasion)


def sheet_of(strips: list[Strip], title: str = "Божьи коровки") -> tuple[Sheet, Lettering]:
    return lay_out(strips, Heading(title, "Детский сад № 24", "ru"))


def one_family(guardian: Guardian, *children: Child, networks: int = 1) -> list[FamilyTokens]:
    tokens = {offer.network: "teremok-" + "a" * 32 for offer in OFFERS[:networks]}
    listed = children or (Child("Иванов", "Пётр", "", None, "ladybirds"),)
    return [FamilyTokens(listed, (GuardianTokens(1, guardian, tokens, frozenset()),))]


def texts(sheet: Sheet) -> str:
    return " ".join(
        item.text for page in sheet.pages for item in page.items if isinstance(item, Words)
    )


def test_a_strip_says_for_whom_it_is_and_what_will_happen() -> None:
    (strip,) = strips_of(one_family(Guardian("Мария Иванова", "mother")))
    assert strip.children == "Пётр Иванов"
    assert strip.for_whom == "Для мамы: Мария Иванова"
    assert strip.place == "Детский сад № 24 · Божьи коровки"
    assert "нажмите «Начать» или «Отправить»." in strip.sentences[0]
    assert "увидят, что это вы\xa0— Мария (мама Пети)" in strip.sentences[1]
    assert "до 21 января 2027" in strip.note
    assert [code.messenger for code in strip.codes] == ["Учебный телефон"]


def test_a_strip_has_the_language_of_its_family_unless_one_is_wanted_for_all() -> None:
    john = one_family(Guardian("John", "father", language="en"))
    assert strips_of(john)[0].for_whom == "For Dad: John"
    assert strips_of(john, language="ru")[0].for_whom == "Для папы: John"
    assert strips_of(one_family(Guardian("Zu", "father", language="zh")))[0].language == "ru"
    assert "January 21, 2027" in strips_of(john)[0].note
    # What the educators see does not depend on the language of the strip.
    assert "“Мария (мама Пети)”" in strips_of(john)[0].sentences[1]


def test_brothers_and_sisters_stand_on_one_strip() -> None:
    twins = [Child("Ли", name, "", None, "ladybirds") for name in ("Ян", "Яна")]
    (strip,) = strips_of(one_family(Guardian("Анна", "mother"), *twins))
    assert strip.children == "Ян Ли, Яна Ли"


def test_every_relation_can_be_named_in_russian() -> None:
    known = catalogue()
    assert all(known.get(text) for text in FOR_WHOM.values())


@pytest.mark.parametrize("networks", range(1, len(OFFERS) + 1))
def test_no_strip_is_split_and_nothing_leaves_the_page(networks: int) -> None:
    listed = list(families(30, [offer.network for offer in OFFERS]))
    sheet, _ = sheet_of(strips_of(listed, networks))
    codes = 0
    for page in sheet.pages:
        strips = [i for i in page.items if isinstance(i, Box) and i.width == WIDTH]
        assert strips
        for above, below in pairwise(strips):
            assert above.y + above.height < below.y
        for item in page.items:
            if isinstance(item, Modules | Link | Words):
                assert any(_is_within(item, strip) for strip in strips) or item.y < strips[0].y
        assert all(strip.y + strip.height < PAGE_HEIGHT - 5 for strip in strips)
        codes += sum(isinstance(item, Modules) for item in page.items)
    assert codes == 60 * networks


def _is_within(item: Modules | Link | Words, strip: Box) -> bool:
    return (
        strip.x < item.x < strip.x + strip.width < PAGE_WIDTH
        and strip.y < item.y < strip.y + strip.height
    )


def test_up_to_three_messengers_five_strips_stand_on_a_page() -> None:
    plain = [
        family
        for family in families(20, [o.network for o in OFFERS])
        if len(family.children[0].surname) < 9
    ]
    for networks in (1, 2, 3):
        sheet, _ = sheet_of(strips_of(plain, networks))
        assert len(sheet.pages) == -(-2 * len(plain) // 5)


def test_codes_are_large_and_have_white_around_them() -> None:
    sheet, _ = sheet_of(strips_of(list(families(1, [o.network for o in OFFERS])), 3))
    for item in sheet.pages[0].items:
        if isinstance(item, Modules):
            assert item.size >= 25
            module = item.size / len(item.rows)
            (card,) = (
                box
                for box in sheet.pages[0].items
                if isinstance(box, Box) and box.fill == "#ffffff" and _holds(box, item)
            )
            assert item.x - card.x >= 4 * module
            assert card.x + card.width - item.x - item.size >= 4 * module


def _holds(box: Box, code: Modules) -> bool:
    return box.x < code.x < box.x + box.width and box.y < code.y < box.y + box.height


def test_a_camera_reads_every_code_of_the_pdf() -> None:
    strips = strips_of(list(families(4, [o.network for o in OFFERS])), 3)
    sheet, lettering = sheet_of(strips)
    seen = scanned(photographed(as_pdf(sheet, lettering)))
    assert seen == [code.link for strip in strips for code in strip.codes]


@pytest.fixture
def hostile() -> tuple[Sheet, Lettering]:
    evil = "</text><script>document.title='x'</script>\"'&\x00\x1b[31m\u202e🦔"
    child = Child(evil, evil, "", None, "ladybirds")
    return sheet_of(strips_of(one_family(Guardian(evil, "mother"), child)), evil)


def test_names_are_only_text_in_both_files(hostile: tuple[Sheet, Lettering]) -> None:
    page = as_html(*hostile).decode()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in page
    assert as_pdf(*hostile).startswith(b"%PDF-")


def test_names_in_letters_of_all_peoples_of_russia_are_shown() -> None:
    child = Child("Җәлилова", "Ҳусейнҷон Ғұлам Үрӗм Ҥөрүн", "", None, "ladybirds")
    sheet, lettering = sheet_of(strips_of(one_family(Guardian("Ӣқӯ", "mother"), child)))
    assert lettering.missing == frozenset()
    assert "Җәлилова" in texts(sheet)
    assert "Ҳусейнҷон" in texts(sheet)


def test_letters_that_the_font_does_not_have_are_told() -> None:
    child = Child("Արամյան", "Арам", "", None, "ladybirds")
    _, lettering = sheet_of(strips_of(one_family(Guardian("", "father"), child)))
    assert "Ա" in lettering.missing


def test_the_longest_words_are_broken_not_cut() -> None:
    long = "Абвгд" * 20
    child = Child(long, "Ян", "", None, "ladybirds")
    sheet, _ = sheet_of(strips_of(one_family(Guardian("Анна", "mother"), child, networks=3), 3))
    assert long in texts(sheet).replace(" ", "")


def test_the_same_sheet_is_the_same_page() -> None:
    strips = strips_of(one_family(Guardian("Анна", "mother")))
    assert as_html(*sheet_of(strips)) == as_html(*sheet_of(strips))
    assert as_pdf(*sheet_of(strips)) == as_pdf(*sheet_of(strips))


def test_the_page_needs_nothing_from_outside() -> None:
    page = as_html(*sheet_of(strips_of(one_family(Guardian("Анна", "mother"))))).decode()
    page = page.replace("http://127.0.0.1:8010", "").replace("http://www.w3.org/2000/svg", "")
    assert "http" not in page.replace("http-equiv", "")


def _all_items(sheet: Sheet) -> Iterator[Item]:
    for page in sheet.pages:
        yield from page.items


def test_a_link_can_be_tapped_where_its_code_is() -> None:
    strips = strips_of(list(families(2, [o.network for o in OFFERS])), 2)
    sheet, _ = sheet_of(strips)
    links = [item.address for item in _all_items(sheet) if isinstance(item, Link)]
    assert links == [code.link for strip in strips for code in strip.codes]
