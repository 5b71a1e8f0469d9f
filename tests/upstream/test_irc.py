"""A whole house with the real mautrix-irc and a real IRC server, by `teremok bridge` only."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.element import Element, Event
from tests.support.hours import not_today
from tests.support.irc import IrcClient, IrcServer
from tests.support.life import Life
from tests.support.ports import free_port
from tests.support.upstream_programs import upstream_program
from tests.support.waiting import until

LADYBIRDS, HEDGEHOGS = "#ladybirds", "#hedgehogs"
STATUS = "com.beeper.message_send_status"
MINUTES = 180.0
"""A bridge that has lost its network tries again after pauses of its own."""


@dataclass
class World:
    """The house, the IRC server, and a parent there."""

    life: Life
    server: IrcServer
    parent: IrcClient

    def bridge(self, *words: str) -> Any:
        """A `teremok bridge` command that must succeed; its JSON, or its words."""
        done = self.life.house.command("bridge", *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return json.loads(done.stdout) if "--json" in words else done.stdout

    def ghost(self, nick: str) -> str:
        """The bridge writes an underscore of its own ids twice."""
        return f"@irc_local__{nick}:{self.life.house.server_name}"


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """IRC is bridged, an account linked, and two channels plumbed into two groups' rooms."""
    program = upstream_program("irc")
    folder = tmp_path_factory.mktemp("irc")
    server = IrcServer(folder / "server")
    await server.start()
    life = await Life.begin(folder / "files")
    parent = await IrcClient.come(server, "marina", LADYBIRDS, HEDGEHOGS)
    world = World(life, server, parent)
    local = f'{{displayname: Local, address: "{server.address}", tls: false, ctcp: false}}'
    try:
        world.bridge(
            *("add", "irc", "--program", str(program), "--port", str(free_port())),
            *("--set", f"network.networks.local={local}"),
        )
        answers = ("network=local", "nick=teremok", "credentials=:")
        world.bridge("login", "irc", *(word for each in answers for word in ("--answer", each)))
        world.bridge("plumb", "ladybirds", "irc", f"local:{LADYBIRDS}")
        world.bridge("plumb", "hedgehogs", "irc", f"local:{HEDGEHOGS}")
        yield world
    finally:
        await parent.go()
        await life.house.down()
        server.stop()


def nobody_may_write_in(group: str) -> dict[str, Any]:
    """A clause that forbids to write today, and an hour before and after, in one room."""
    return {
        "id": "3.2",
        "text": "Сообщения в чате группы публикуются в рабочее время.",
        "rule": "hours",
        "with": not_today(),
        "rooms": [group],
        "except": ["head"],
        "action": "refuse",
    }


async def bodies(reader: Element, room: str, sender: str) -> list[str]:
    return [
        event["content"]["body"]
        for event in await reader.timeline(room)
        if event["sender"] == sender
        and event["type"] == "m.room.message"
        and "body" in event["content"]
    ]


async def test_what_a_parent_writes_in_irc_is_in_the_groups_room(world: World) -> None:
    anna, room = world.life.anna, world.life.rooms["ladybirds"]
    for number in range(5):
        await world.parent.say(LADYBIRDS, f"Здравствуйте, {number}")
    event = await anna.sees_text(room, "Здравствуйте, 4")
    assert (await anna.members(room))[event["sender"]] == "marina"
    said = [f"Здравствуйте, {number}" for number in range(5)]
    assert await bodies(anna, room, event["sender"]) == said


async def test_each_channel_has_its_own_room(world: World) -> None:
    anna, rooms = world.life.anna, world.life.rooms
    await world.parent.say(HEDGEHOGS, "Только ёжикам")
    event = await anna.sees_text(rooms["hedgehogs"], "Только ёжикам")
    assert "Только ёжикам" not in await bodies(anna, rooms["ladybirds"], event["sender"])


async def test_staff_are_read_in_irc_under_their_names_once(world: World) -> None:
    await world.life.anna.write(world.life.rooms["ladybirds"], "Завтра прогулка")
    await world.parent.sees(LADYBIRDS, "Анна Сергеевна: Завтра прогулка")
    await world.life.house.until_quiet()
    said = [text for text in world.parent.texts(LADYBIRDS) if "Завтра прогулка" in text]
    assert said == ["Анна Сергеевна: Завтра прогулка"]


async def test_parents_of_another_messenger_are_read_in_irc_under_their_names(
    world: World,
) -> None:
    phone = world.life.parent("ladybirds", "igor", "Игорь")
    await phone.write("Машенька заболела")
    await world.parent.sees(LADYBIRDS, "Игорь: Машенька заболела")
    await world.parent.say(LADYBIRDS, "Пусть поправляется")

    async def look() -> bool:
        messages = await world.life.house.messages("ladybirds")
        return any("Пусть поправляется" in (each.get("text") or "") for each in messages)

    await until(look, "IRC's words on the sandbox phone")
    assert sum("Машенька" in text for text in world.parent.texts(LADYBIRDS)) == 1


async def test_the_rooms_name_and_topic_stay_ours(world: World) -> None:
    anna, room = world.life.anna, world.life.rooms["ladybirds"]
    before = await anna.state(room, "m.room.name")
    await world.parent.command(f"TOPIC {LADYBIRDS} :Совсем другое")
    await world.parent.say(LADYBIRDS, "Тема сменилась")
    await anna.sees_text(room, "Тема сменилась")
    assert await anna.state(room, "m.room.name") == before
    _, topic = await anna.ask("GET", f"/rooms/{room}/state/m.room.topic/")
    assert topic.get("topic") != "Совсем другое"


async def test_who_leaves_the_channel_leaves_the_room(world: World) -> None:
    anna, room = world.life.anna, world.life.rooms["ladybirds"]
    vera = await IrcClient.come(world.server, "vera", LADYBIRDS)
    try:
        await vera.say(LADYBIRDS, "Я Вера")
        ghost = (await anna.sees_text(room, "Я Вера"))["sender"]
        await vera.command(f"PART {LADYBIRDS}")

        async def is_gone() -> bool:
            return ghost not in await anna.members(room)

        await until(is_gone, "the one who left gone from the room")
    finally:
        await vera.go()


async def test_who_is_kicked_in_irc_is_the_same_when_they_come_again(world: World) -> None:
    anna, room = world.life.anna, world.life.rooms["ladybirds"]
    kira = await IrcClient.come(world.server, "kira", LADYBIRDS)
    try:
        await kira.say(LADYBIRDS, "Я Кира")
        ghost = (await anna.sees_text(room, "Я Кира"))["sender"]
        await world.parent.command(f"KICK {LADYBIRDS} kira :bye")
        await kira.hears(f"KICK {LADYBIRDS} kira")
        before = len(kira.lines)
        await kira.command(f"JOIN {LADYBIRDS}")
        await kira.hears(f" 366 kira {LADYBIRDS} ", before)
        await kira.say(LADYBIRDS, "Кира снова здесь")
        assert (await anna.sees_text(room, "Кира снова здесь"))["sender"] == ghost
    finally:
        await kira.go()


async def test_who_is_put_out_of_the_room_is_back_with_their_next_word(world: World) -> None:
    head, room = world.life.valentina, world.life.rooms["ladybirds"]
    zoya = await IrcClient.come(world.server, "zoya", LADYBIRDS)
    try:
        await zoya.say(LADYBIRDS, "Я Зоя")
        ghost = (await head.sees_text(room, "Я Зоя"))["sender"]
        await head.kick(room, ghost)

        def tells_of_it(event: Event) -> bool:
            about = event["content"].get("m.relates_to", {}).get("event_id")
            return event["type"] == STATUS and about in kicks

        kicks = {
            event["event_id"]
            for event in await head.timeline(room)
            if event["sender"] == head.user_id and event.get("state_key") == ghost
        }
        await head.sees(room, tells_of_it, "what the bridge says of the kick")
        await zoya.say(LADYBIRDS, "Меня не выгнать")
        assert (await head.sees_text(room, "Меня не выгнать"))["sender"] == ghost
    finally:
        await zoya.go()


async def test_a_redaction_that_irc_refuses_is_told_to_who_keeps_the_house(world: World) -> None:
    life = world.life
    room = life.rooms["ladybirds"]
    staff = await life.house.room(life.valentina.token, "sad24-staff")
    await life.put_in_force(nobody_may_write_in("ladybirds"))
    try:
        await world.parent.say(LADYBIRDS, "Не вовремя")

        async def is_redacted() -> bool:
            return any(
                "redacted_because" in event.get("unsigned", {})
                for event in await life.anna.timeline(room)
                if event["sender"] == world.ghost("marina")
            )

        await until(is_redacted, "the parent's word redacted in the room")
        told = await life.valentina.sees(
            staff,
            lambda event: "IRC" in str(event["content"].get("body", "")),
            "the word that it stays in IRC",
        )
        assert told["sender"] == life.house.house.bot_id
    finally:
        await life.put_in_force()


async def test_what_was_written_while_irc_was_away_is_sent_when_it_is_back(
    world: World,
) -> None:
    life, room = world.life, world.life.rooms["hedgehogs"]
    await world.parent.go()
    world.server.stop()

    async def lost() -> bool:
        (overview,) = world.bridge("list", "--json")
        return all(account["state"] != "CONNECTED" for account in overview["accounts"] or [{}])

    await until(lost, "the bridge sees that IRC is away", MINUTES)
    for number in range(3):
        await life.anna.write(room, f"Пока вас не было {number}")
    await life.house.until_well()
    await asyncio.sleep(2)
    await world.server.start()
    world.parent = await IrcClient.come(world.server, "marina", LADYBIRDS, HEDGEHOGS)
    for number in range(3):
        await world.parent.sees(HEDGEHOGS, f"Анна Сергеевна: Пока вас не было {number}", MINUTES)
    await world.parent.say(HEDGEHOGS, "А вот и мы")
    await life.anna.sees_text(room, "А вот и мы")
    await life.house.until_quiet()
    said = [text for text in world.parent.texts(HEDGEHOGS) if "Пока вас не было" in text]
    assert said == [f"Анна Сергеевна: Пока вас не было {number}" for number in range(3)]


async def test_a_bridge_that_is_killed_comes_back_with_what_was_written_meanwhile(
    world: World,
) -> None:
    life, room = world.life, world.life.rooms["ladybirds"]
    (overview,) = world.bridge("list", "--json")
    os.kill(overview["pid"], signal.SIGKILL)
    written = [f"Анна Сергеевна: Мост упал {number}" for number in range(3)]
    for number in range(3):
        await life.anna.write(room, f"Мост упал {number}")
    await world.parent.sees(LADYBIRDS, written[-1], MINUTES)
    await world.parent.say(LADYBIRDS, "И обратно")
    await life.anna.sees_text(room, "И обратно")
    await life.house.until_quiet()
    said = [text for text in world.parent.texts(LADYBIRDS) if "Мост упал" in text]
    # What is said before the server has let the bridge in nobody hears there; IRC keeps nothing.
    assert said == written[-len(said) :]


async def test_status_and_health_show_the_bridge_with_its_version(world: World) -> None:
    await world.life.house.until_well()
    shown = await until(lambda: _bridge_at_healthz(world.life), "the bridge well at /healthz")
    assert "MB" in shown["detail"]
    words = world.life.house.command("status").stdout
    assert "✓ IRC" in words
    (overview,) = world.bridge("status", "irc", "--json")
    assert {chat["chat"] for chat in overview["chats"]} == {
        f"local:{LADYBIRDS}",
        f"local:{HEDGEHOGS}",
    }


async def test_an_upgrade_keeps_the_account_and_the_chats(world: World, tmp_path: Path) -> None:
    (before,) = world.bridge("list", "--json")
    other = tmp_path / "mautrix-irc"
    other.write_bytes(upstream_program("irc").read_bytes() + b"\0")  # another build
    other.chmod(0o755)
    world.bridge("upgrade", "irc", "--program", str(other))

    async def is_connected() -> bool:
        (now,) = world.bridge("list", "--json")
        states = {account["id"]: account["state"] for account in now["accounts"]}
        return states == {account["id"]: "CONNECTED" for account in before["accounts"]}

    await until(is_connected, "the account connected again", MINUTES)
    place = world.life.house.folder / "bridges" / "irc"
    assert len(list(place.glob("programs/*/mautrix-irc"))) == 2
    await world.parent.say(LADYBIRDS, "После обновления")
    await world.life.anna.sees_text(world.life.rooms["ladybirds"], "После обновления")
    await world.life.anna.write(world.life.rooms["ladybirds"], "И у нас")
    await world.parent.sees(LADYBIRDS, "Анна Сергеевна: И у нас")


async def test_an_upgrade_that_does_not_come_up_changes_nothing(
    world: World, tmp_path: Path
) -> None:
    """It answers with a version and an example, and ends when it is to run."""
    real = upstream_program("irc")
    broken = tmp_path / "mautrix-irc"
    broken.write_text(f'#!/bin/sh\ncase "$1" in -n) exit 15;; esac\nexec {real} "$@"\n')
    broken.chmod(0o755)

    async def is_up() -> dict[str, Any] | None:
        (now,) = world.bridge("list", "--json")
        return now if now["works"] and now["pid"] else None

    before = await until(is_up, "the bridge, up", MINUTES)
    done = world.life.house.command("bridge", "upgrade", "irc", "--program", str(broken))
    assert done.returncode == 2
    (after,) = world.bridge("list", "--json")
    assert (after["version"], after["works"], after["pid"]) == (
        before["version"],
        True,
        before["pid"],
    )


async def test_a_second_bridge_of_the_same_kind_is_refused(world: World) -> None:
    done = world.life.house.command("bridge", "add", "irc")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "IRC" in done.stderr


async def test_a_bridge_with_chats_is_removed_only_when_that_is_meant(world: World) -> None:
    house, anna, room = world.life.house, world.life.anna, world.life.rooms["ladybirds"]
    refused = house.command("bridge", "remove", "irc")
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    world.bridge("remove", "irc", "--yes")
    assert json.loads(house.command("bridge", "list", "--json").stdout) == []
    assert not (house.folder / "bridges" / "irc").exists()

    async def without_ghosts() -> bool:
        try:
            members = await anna.members(room)
        except aiohttp.ClientError:  # the homeserver is started anew without the bridge
            return False
        return not any(member.startswith("@irc") for member in members)

    await until(without_ghosts, "the ghosts gone")
    await house.until_well()
    await anna.write(room, "Снова без IRC")


async def _bridge_at_healthz(life: Life) -> dict[str, Any] | None:
    """What /healthz tells of the bridge, when it works."""
    async with life.house.session.get(f"{life.house.console_url}/healthz") as answer:
        shown: dict[str, Any] = (await answer.json())["IRC"]
    return shown if shown["ok"] else None
