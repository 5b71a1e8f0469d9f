"""An account that says it is connected and hears nothing, in a whole house.

The house, the bridge framework and the homeserver are real, the messenger is a simulation.
"""

from pathlib import Path

from bot.house import House
from bot.house_settings import Ports
from tests.support.bridged_house import BridgedHouse
from tests.support.ports import free_ports
from tests.support.upstream import Kind

KIND: Kind = "whatsapp"


def check_often(folder: Path) -> None:
    """A house that tries its bridges every few seconds."""
    homeserver, console, sandbox = free_ports(3)
    House.create(
        folder, "sad24.test", Ports(homeserver=homeserver, console=console, sandbox=sandbox)
    )
    with (folder / "teremok.yaml").open("a") as settings:
        settings.write("bridges: {check_seconds: 3}\n")


async def test_it_is_found_told_once_healed_and_told_again(
    network_programs: Path, tmp_path: Path
) -> None:
    house = await BridgedHouse.begin(tmp_path / "files", network_programs, check_often)
    try:
        account = await house.link(KIND)
        chat = await house.group(KIND, "ladybirds", "Божьи коровки")
        network, room = house.networks[KIND], house.life.rooms["ladybirds"]
        await network.write(chat, house.parents[chat], "Слышно?")
        await house.life.anna.sees_text(room, "Слышно?")
        before = len(await house.duty())
        await network.befall(account, "deaf-and-dumb")
        await network.write(chat, house.parents[chat], "А теперь?")
        told = await house.duty_hears("🟠", "проверка осталась без ответа", after=before)
        assert f"teremok bridge login {KIND}" in told, "what to do"
        await house.duty_hears("✅", after=before)
        await house.life.anna.sees_text(room, "А теперь?")
        await house.life.anna.write(room, "И обратно")
        await network.gets(chat, "И обратно")
        again = [text for text in (await house.duty())[before:] if "без ответа" in text]
        assert again == [told]
    finally:
        await house.end()
