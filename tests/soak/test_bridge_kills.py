"""Kill -9 of Teremok, an upstream bridge and Synapse at random moments under traffic both ways.

The house, the homeserver and the bridge framework are real, the messenger is a simulation. Between
Matrix and Teremok's parts nothing is lost and nothing doubled: the archive, the decisions, the
other chat of the room. What the bridge itself loses or says twice in its own death is counted, and
must have been told. Short by default; ``make soak`` sets the full measure.
"""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.upstream.run_state import known_processes
from rooms.storage.database import Store
from tests.support.bridged_house import BridgedHouse
from tests.support.upstream import Kind, programs
from tests.support.waiting import until

ROUNDS = int(os.environ.get("TEREMOK_SOAK_ROUNDS", "2"))
MESSAGES = int(os.environ.get("TEREMOK_SOAK_MESSAGES", "60"))
SEED = int(os.environ.get("TEREMOK_SOAK_SEED", "24"))
SETTLE_SECONDS = 240.0
"""Of what a bridge has said nothing of, it gets again after a minute."""
KIND: Kind = "whatsapp"
KEY = "ladybirds"
VICTIMS = (("bridge",), ("homeserver", "bridge"), ("daemon", "bridge", "homeserver"), ("daemon",))
LONG_EVERY = 7
CLAUSE = {
    "id": "3.4",
    "text": "Пишите коротко.",
    "rule": "length",
    "with": {"characters": 300},
    "action": "refuse",
}


def numbers(sort: str, texts: Iterable[str]) -> Counter[str]:
    """How often each numbered message of a sort is there."""
    return Counter(found[0] for text in texts if (found := re.search(rf"\b{sort}\d{{5}}\b", text)))


class Traffic:
    """All that was said: by the staff, by parents in the messenger, by parents in the sandbox."""

    def __init__(self, house: BridgedHouse, chat: str) -> None:
        self.house, self.life, self.chat = house, house.life, chat
        self.network, self.room = house.networks[KIND], house.life.rooms[KEY]
        self.staff: list[str] = []
        self.parents: list[str] = []
        self.neighbours: list[str] = []
        self.long: set[str] = set()
        self._settled = 0

    async def staff_write(self, count: int, pace: float) -> None:
        for _ in range(count):
            text = f"staff{len(self.staff):05d}"
            await self.life.house.say(self.life.anna.token, self.room, text, f"key-{text}")
            self.staff.append(text)
            await asyncio.sleep(pace)

    async def parents_write(self, count: int, pace: float) -> None:
        for _ in range(count):
            text = f"parent{len(self.parents):05d}"
            self.parents.append(text)
            if len(self.parents) % LONG_EVERY == 0:
                self.long.add(text)
            words = text + (" длинно" * 60 if text in self.long else "")
            await self.network.write(self.chat, self.house.parents[self.chat], words)
            await asyncio.sleep(pace)

    async def neighbours_write(self, count: int, pace: float) -> None:
        for _ in range(count):
            text = f"neighbour{len(self.neighbours):05d}"
            await self.life.house.post(KEY, "p1", "Сосед", text)
            self.neighbours.append(text)
            await asyncio.sleep(pace)

    # --- what is there ----------------------------------------------------------------------------

    async def in_room(self) -> list[dict[str, Any]]:
        """The messages of the room that are no programs' notices."""
        return [
            event
            for event in await self.life.valentina.timeline(self.room)
            if event["type"] == "m.room.message"
            and event["sender"] != self.life.house.house.bot_id
            and event["content"].get("msgtype") != "m.notice"
        ]

    async def in_messenger(self) -> list[str]:
        return [message["text"] for message in await self.network.messages(self.chat)]

    async def in_sandbox(self) -> list[str]:
        told = await self.life.house.messages(KEY)
        return [str(message["text"]) for message in told if not message.get("deleted")]

    async def stored(self, question: str) -> list[str]:
        """A column out of Teremok's database."""
        store = await Store.open(self.life.house.house.database_url)
        try:
            async with store.reading() as connection:
                return [
                    str(next(iter(dict(row).values()))) for row in await connection.fetch(question)
                ]
        finally:
            await store.close()

    # --- what must be there -----------------------------------------------------------------------

    async def settles(self) -> None:
        """Wait until what is to come has come; the bridge's own losses never come.

        What comes last from the messenger is in the other chat when all before it is, too.
        """
        self._settled += 1
        last = f"Это всё, {self._settled}"
        await self.network.write(self.chat, self.house.parents[self.chat], last)

        async def look() -> bool:
            there = numbers("staff", await self.in_messenger())
            there += numbers("neighbour", await self.in_messenger())
            said = set(self.staff) | set(self.neighbours)
            if said - set(there) - await self.reported():
                return False
            sandbox = numbers("staff", await self.in_sandbox())
            return set(self.staff) <= set(sandbox) and last in await self.in_sandbox()

        await until(look, "all that was said in the messenger or reported", SETTLE_SECONDS)
        await self.life.house.until_quiet()

    async def reported(self) -> set[str]:
        """What Teremok knows that it did not get through, and has told."""
        waiting = set(await self.stored("SELECT event_id FROM upstream_unsent"))
        failed = {
            event["content"]["m.relates_to"]["event_id"]
            for event in await self.life.valentina.timeline(self.room)
            if event["type"] == "com.beeper.message_send_status"
            and str(event["content"].get("status")).startswith("FAIL")
        }
        return {
            str(event["content"].get("body"))
            for event in await self.in_room()
            if event["event_id"] in waiting | failed
        }

    async def compare(self) -> dict[str, int]:
        """Teremok's parts exactly; gives what the bridge lost and doubled."""
        events = await self.in_room()
        archived = Counter(await self.stored("SELECT event_id FROM event"))
        assert {event["event_id"] for event in events} <= set(archived), "all is in the archive"
        assert set(archived.values()) <= {1}
        bodies = [str(event["content"].get("body", "")) for event in events]
        sandbox = await self.in_sandbox()
        assert numbers("staff", bodies) == Counter(self.staff), "the staff's in the room"
        assert numbers("staff", sandbox) == Counter(self.staff), "the staff's in the other chat"
        assert numbers("neighbour", bodies) == Counter(self.neighbours), "the sandbox's in the room"
        came = numbers("parent", (b for b in bodies if b))
        kept = {text: count for text, count in came.items() if text not in self.long}
        assert numbers("parent", sandbox) == Counter(kept), "the messenger's in the other chat"
        await self.compare_decisions()
        messenger = await self.in_messenger()
        out = numbers("staff", messenger) + numbers("neighbour", messenger)
        everything = await self.stored("SELECT text FROM event WHERE type = 'm.room.message'")
        arrived = numbers("parent", everything)
        return {
            "out lost": len({*self.staff, *self.neighbours} - set(out) - await self.reported()),
            "out reported": len({*self.staff, *self.neighbours} - set(out)),
            "out doubled": sum(count - 1 for count in out.values()),
            "in lost": len(set(self.parents) - set(arrived)),
            "in doubled": sum(count - 1 for count in arrived.values()),
        }

    async def compare_decisions(self) -> None:
        """Whatever is too long and came into the room is refused, once, and gone everywhere."""
        rows = await self.stored(
            "SELECT event_id || ' ' || text FROM event WHERE type = 'm.room.message'"
            " AND text LIKE 'parent%'"
        )
        too_long = {row.split(" ")[0] for row in rows if row.split(" ")[1] in self.long}
        decided = Counter(await self.stored("SELECT post_id FROM decision"))
        assert set(decided.values()) <= {1}
        assert too_long == set(decided), "each one that is too long is decided"
        redacted = {
            event["event_id"]
            for event in await self.in_room()
            if "redacted_because" in event.get("unsigned", {})
        }
        assert too_long <= redacted


def kill(house: BridgedHouse, victim: str) -> None:
    if victim != "bridge":
        house.life.house.kill(victim)
        return
    process = known_processes(house.life.house.house).get(KIND)
    if process is not None and process.pid is not None:
        try:
            os.kill(process.pid, 9)
        except ProcessLookupError:
            return


async def test_messages_survive_kills_of_the_bridge_too(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    house = await BridgedHouse.begin(tmp_path / "files", programs())
    try:
        await house.link(KIND)
        chat = await house.group(KIND, KEY, "Божьи коровки")
        await house.networks[KIND].role(chat, house.accounts[KIND], "admin")
        await house.life.put_in_force(CLAUSE)
        traffic = Traffic(house, chat)
        kills: Counter[str] = Counter()
        for number in range(ROUNDS):
            pace = chance.choice((0.0, 0.05, 0.2))
            flowing = asyncio.gather(
                traffic.staff_write(MESSAGES // 3, pace),
                traffic.parents_write(MESSAGES // 3, pace),
                traffic.neighbours_write(MESSAGES // 3, pace),
            )
            for victim in VICTIMS[number % len(VICTIMS)]:
                await asyncio.sleep(chance.uniform(0.1, 2.0))
                kill(house, victim)
                kills[victim] += 1
            await flowing
            await house.life.house.until_well()
            await house.life.house.until_quiet()
            await traffic.settles()
        figures = await traffic.compare()
        print(
            f"\nkills {dict(kills)}, messages {3 * len(traffic.staff)}, the bridge's own: {figures}"
        )
        await house.duty_hears("WhatsApp", "сам завершился")
        assert figures["out lost"] == 0, "what did not get through is told"
        assert figures["out doubled"] <= kills["bridge"], figures
        assert figures["in doubled"] <= kills["bridge"], figures
        assert figures["in lost"] <= kills["bridge"], figures
    finally:
        await house.end()
