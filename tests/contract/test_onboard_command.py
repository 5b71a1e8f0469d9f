"""``teremok onboard`` as an administrator uses it, and as its page in docs/ says."""

import json
import re
import shlex
import stat
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.house import House
from bot.house_settings import Ports
from rooms.clock import SystemClock
from rooms.roster.linking import redeem
from rooms.roster.model import Child, Guardian
from rooms.roster.tokens import new_token
from rooms.storage import contacts
from rooms.storage.database import Store
from tests.support.sheets import BLOCKED, KATYA, MARIA, PETYA, enroll, photographed, scanned

DOCS = Path(__file__).parents[2] / "docs" / "onboarding.md"

Command = Callable[..., Result]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("TEREMOK_LANGUAGE", "ru")
    monkeypatch.chdir(tmp_path)
    made = House.create(tmp_path / "data", "teremok.test", Ports())
    monkeypatch.setenv("TEREMOK_DATA", str(made.folder))
    return made


@pytest.fixture
async def roster(house: House) -> AsyncIterator[Store]:
    """Two families of the ladybirds; one of the four guardians is blocked."""
    store = await Store.open(house.database_url)
    await enroll(store, PETYA, KATYA)
    yield store
    await store.close()


@pytest.fixture
def teremok(house: House) -> Command:
    def run(*words: str) -> Result:
        # A command runs a loop of its own, so it needs a thread of its own beside the test's.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(CliRunner().invoke, main, words).result()

    return run


def tokens(path: Path) -> list[str]:
    """What stands in the codes of a PDF, by strips."""
    return [link.rpartition("=")[2] for link in scanned(photographed(path.read_bytes()))]


async def test_the_sheet_has_a_strip_for_everybody_who_may_have_one(
    roster: Store, teremok: Command
) -> None:
    made = teremok("onboard", "--group", "ladybirds", "--out", "ladybirds.pdf", "--json")
    assert made.exit_code == 0, made.output
    summary = json.loads(made.output)
    assert (summary["families"], summary["strips"], summary["pages"]) == (2, 3, 1)
    assert summary["networks"] == ["sandbox"]
    found = tokens(Path("ladybirds.pdf"))
    assert len(set(found)) == 3
    assert not any(token in made.output for token in found)


async def test_only_its_owner_can_read_the_sheet(roster: Store, teremok: Command) -> None:
    for name in ("ladybirds.pdf", "ladybirds.html"):
        assert teremok("onboard", "--group", "ladybirds", "--out", name).exit_code == 0
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    assert sorted(path.name for path in Path.cwd().iterdir()) == [
        "data",
        "ladybirds.html",
        "ladybirds.pdf",
    ]


async def test_each_code_links_its_own_guardian_once(roster: Store, teremok: Command) -> None:
    teremok("onboard", "--group", "ladybirds", "--out", "ladybirds.pdf")
    now = SystemClock().now_ms()
    async with roster.transaction() as connection:
        linked = [
            await redeem(connection, token, "sandbox", f"phone-{number}", now)
            for number, token in enumerate(tokens(Path("ladybirds.pdf")))
        ]
        again = await redeem(connection, tokens(Path("ladybirds.pdf"))[0], "sandbox", "thief", now)
        foreign = await redeem(connection, new_token(), "sandbox", "thief", now)
        known = await contacts.linked(connection)
    assert [each.outcome for each in linked] == ["linked"] * 3
    assert len({each.guardian for each in linked}) == 3
    assert (again.outcome, foreign.outcome) == ("used", "unknown")
    assert "thief" not in {contact.person for contact in known}


async def test_a_second_sheet_leaves_the_codes_of_the_first_unless_it_was_lost(
    roster: Store, teremok: Command
) -> None:
    command = ("onboard", "--group", "ladybirds", "--out")
    assert "Напечатанные раньше коды действуют" in teremok(*command, "one.pdf").output
    teremok(*command, "two.pdf")
    lost = teremok(*command, "three.pdf", "--withdraw")
    assert "больше не действуют" in lost.output
    now = SystemClock().now_ms()
    async with roster.transaction() as connection:
        outcomes = [
            (await redeem(connection, tokens(Path(name))[0], "sandbox", "maria", now)).outcome
            for name in ("one.pdf", "two.pdf", "three.pdf")
        ]
    assert outcomes == ["unknown", "unknown", "linked"]
    async with roster.transaction() as connection:
        assert len(await contacts.linked(connection)) == 1


async def test_a_file_is_replaced_only_when_that_is_said(roster: Store, teremok: Command) -> None:
    command = ("onboard", "--group", "ladybirds", "--out", "ladybirds.pdf")
    teremok(*command)
    before = Path("ladybirds.pdf").read_bytes()
    refused = teremok(*command)
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    assert Path("ladybirds.pdf").read_bytes() == before
    assert teremok(*command, "--force").exit_code == 0
    assert Path("ladybirds.pdf").read_bytes() != before


async def test_messengers_without_a_link_are_told_and_those_with_an_account_are_there(
    house: House, roster: Store, teremok: Command
) -> None:
    text = house.community_path.read_text()
    extended = text.replace(
        "- {network: sandbox, id: ladybirds}",
        "- {network: sandbox, id: ladybirds}\n      - {network: max, id: '-7'}\n"
        "      - {network: vk, id: '2000000001'}\n      - {network: ok, id: 'chat:C3'}",
    )
    assert extended != text
    house.community_path.write_text(extended)
    settings = house.folder / "teremok.yaml"
    settings.write_text(settings.read_text() + "accounts: {max: '@sad24_bot'}\n")
    made = teremok("onboard", "--group", "ladybirds", "--out", "x.pdf", "--json")
    summary = json.loads(made.stdout)
    assert summary["networks"] == ["sandbox", "max"]
    assert [each["network"] for each in summary["left_out"]] == ["vk", "ok"]
    links = scanned(photographed(Path("x.pdf").read_bytes()))
    assert len(links) == 6
    assert sum(link.startswith("https://max.ru/sad24_bot?start=teremok-") for link in links) == 3


async def test_the_language_can_be_chosen(roster: Store, teremok: Command) -> None:
    teremok("onboard", "--group", "ladybirds", "--out", "ru.html")
    teremok("onboard", "--group", "ladybirds", "--out", "en.html", "--language", "en")
    assert "Для мамы" in Path("ru.html").read_text()
    assert "For Mum" in Path("en.html").read_text()
    for name in ("ru.html", "en.html"):
        assert MARIA.name in Path(name).read_text()
        assert BLOCKED.name not in Path(name).read_text()


async def test_a_family_whom_nobody_may_stand_for_is_counted(
    house: House, roster: Store, teremok: Command
) -> None:
    lonely = Child("Один", "Ян", "", None, "ladybirds", (BLOCKED,))
    await enroll(roster, PETYA, KATYA, lonely)
    made = teremok("onboard", "--group", "ladybirds", "--out", "x.html")
    assert made.exit_code == 0
    assert "Семей, где полоску дать некому: 1." in made.output
    assert "Один" not in Path("x.html").read_text()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--group", "коровки", "--out", "x.pdf"), "Не знаю группы «коровки», есть: ladybirds"),
        (("--group", "ladybirds", "--out", "x.docx"), "может быть .pdf или .html"),
        (("--group", "ladybirds", "--out", "no/where.pdf"), "такой папки нет"),
        (("--group", "ladybirds", "--out", "data.pdf/"), "такой папки нет"),
        (("--group", "ladybirds", "--out", "x" * 248 + ".pdf"), "не удаётся записать"),
        (("--group", "hedgehogs", "--out", "x.pdf"), "Загрузите список: teremok roster import"),
    ],
)
async def test_what_cannot_be_is_told_in_one_line_and_leaves_no_file(
    roster: Store, teremok: Command, words: tuple[str, ...], complaint: str
) -> None:
    Path("data.pdf").mkdir()
    answer = teremok("onboard", *words)
    assert (answer.exit_code, answer.output.count("\n")) == (2, 1)
    assert complaint in answer.output
    assert not Path("x.pdf").exists()


async def test_a_group_that_no_messenger_reaches_is_told(
    house: House, roster: Store, teremok: Command
) -> None:
    text = house.community_path.read_text()
    broken = text.replace("{network: sandbox, id: ladybirds}", "{network: vk, id: '2'}")
    house.community_path.write_text(broken)
    answer = teremok("onboard", "--group", "ladybirds", "--out", "x.pdf")
    assert answer.exit_code == 2
    assert "accounts: {vk: sad24}" in answer.output
    house.community_path.write_text(
        re.sub(r"    chats:\n      - \{network: sandbox, id: ladybirds\}\n", "", text)
    )
    answer = teremok("onboard", "--group", "ladybirds", "--out", "x.pdf")
    assert "нет чатов" in answer.output


async def test_a_wrong_account_is_told_with_its_line(house: House, teremok: Command) -> None:
    settings = house.folder / "teremok.yaml"
    settings.write_text(settings.read_text() + "accounts:\n  telegram: наш бот\n")
    answer = teremok("onboard", "--group", "ladybirds", "--out", "x.pdf")
    assert answer.exit_code == 2
    line = len(settings.read_text().splitlines())
    assert f"teremok.yaml:{line}" in answer.output or f"{line}" in answer.output
    assert "напишите, например, sad24_bot" in answer.output


async def test_a_guardian_without_a_name_gets_a_strip_too(
    house: House, roster: Store, teremok: Command
) -> None:
    child = Child("Ли", "Ян", "", None, "hedgehogs", (Guardian("", "father", ("+79160000000",)),))
    await enroll(roster, child)
    assert teremok("onboard", "--group", "hedgehogs", "--out", "x.html").exit_code == 0
    page = Path("x.html").read_text()
    assert "Для папы" in page
    assert "ваше имя" in page


async def test_the_page_in_docs_is_right(roster: Store, teremok: Command) -> None:
    docs = DOCS.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ teremok (.+)$", docs, re.MULTILINE)
    assert len(commands) >= 4
    for command in commands:
        assert teremok(*shlex.split(command)).exit_code == 0, command
    documented = json.loads(re.findall(r"```json\n(.*?)```", docs, re.DOTALL)[0])
    said = json.loads(
        teremok("onboard", "--group", "ladybirds", "--out", "docs.pdf", "--json").output
    )
    assert said.keys() == documented.keys()
    for key in ("families", "strips", "pages", "networks", "left_out", "earlier"):
        assert said[key] == documented[key], key


def test_help_has_an_example(teremok: Command) -> None:
    assert "teremok onboard --group ladybirds" in teremok("onboard", "--help").output
