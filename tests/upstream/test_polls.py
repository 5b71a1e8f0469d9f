"""One poll in a room and in all its messengers, in a whole house. The networks are simulations."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.bridged_house import BRIDGES, BridgedHouse
from tests.support.upstream import Kind
from tests.support.upstream_network import Json
from tests.support.waiting import until

GROUP = "ladybirds"
START, RESPONSE = "org.matrix.msc3381.poll.start", "org.matrix.msc3381.poll.response"
NUMBERED = "📊 Идём в театр?\n1. Да\n2. Нет\n"
RESULTS = "📊 Опрос «Идём в театр?» окончен.\n• Да — 1\n• Нет — 3\nПроголосовали 4 человека."


@pytest.fixture(scope="module")
async def house(
    network_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BridgedHouse]:
    """A group of each messenger is plumbed into one room, beside one of the sandbox."""
    folder = tmp_path_factory.mktemp("polls")
    running = await BridgedHouse.begin(folder / "files", network_programs)
    try:
        for kind in BRIDGES:
            await running.link(kind)
            await running.group(kind, GROUP, "Божьи коровки")
        yield running
    finally:
        await running.end()


async def gets(house: BridgedHouse, kind: Kind, text: str) -> Json:
    return await house.networks[kind].gets(house.chats[kind], text)


async def gets_poll(house: BridgedHouse, kind: Kind) -> Json:
    async def look() -> Json | None:
        told = await house.networks[kind].messages(house.chats[kind])
        return next((each for each in told if each.get("poll")), None)

    return await until(look, f"the poll in {kind}")


async def test_a_poll_is_asked_everywhere_and_summed_up_for_all(house: BridgedHouse) -> None:
    life, room = house.life, house.life.rooms[GROUP]
    valentina, papa = life.valentina, life.parent(GROUP, "papa", "Папа")
    staff = await life.house.room(valentina.token, "sad24-staff")
    await valentina.write(staff, f"!teremok poll {GROUP} Идём в театр? / Да / Нет")
    start = await life.anna.sees(room, lambda event: event["type"] == START, "the poll")
    native = await gets_poll(house, "whatsapp")
    assert native["poll"]["question"] == "Идём в театр?"
    assert native["poll"]["options"] == ["Да", "Нет"]
    in_telegram = await gets(house, "telegram", NUMBERED)
    in_sandbox = await papa.sees(lambda each: each["text"].startswith(NUMBERED), "the poll")

    parents = {kind: house.parents[house.chats[kind]] for kind in BRIDGES}
    await house.networks["whatsapp"].vote(native["id"], parents["whatsapp"], "Нет")
    await house.networks["telegram"].write(
        house.chats["telegram"], parents["telegram"], "2", reply_to=in_telegram["id"]
    )
    await papa.write("2", reply_to=in_sandbox["id"])
    relation = {"rel_type": "m.reference", "event_id": start["event_id"]}
    ballot = {"m.relates_to": relation, RESPONSE: {"answers": ["1"]}}
    await life.anna.send(room, ballot, RESPONSE)

    async def all_voted() -> bool:
        events = await life.anna.timeline(room)
        numbers = [event for event in events if event["content"].get("body") == "2"]
        return len(numbers) + sum(event["type"] == RESPONSE for event in events) == 4

    await until(all_voted, "four votes in the room")
    await life.house.until_quiet()
    done = life.house.command("poll", GROUP, "--end")
    assert done.returncode == 0, done.stderr
    told = await life.anna.sees_text(room, RESULTS)
    assert told["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == start["event_id"]
    await papa.sees_text(RESULTS)
    for kind in BRIDGES:
        assert (await gets(house, kind, RESULTS))["text"] == RESULTS, "nobody's name stands before"
