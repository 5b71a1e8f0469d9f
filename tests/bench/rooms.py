"""How fast a large institution is made, beside bare requests for the same, in one run.

A file with 3 buildings, 60 groups and 150 people is applied from nothing, then the same rooms,
members and state are made by bare requests 8 at a time, then once more in the other order: the
homeserver's database grows meanwhile, and neither is to profit from that. Applying again is to
take almost no time and to change nothing. The roster of 1,500 children makes no requests.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.house import House
from bot.house_settings import Ports
from rooms.reconcile.homeserver import UserId
from rooms.wanted.rooms import people_of, wanted_rooms
from tests.bench.bare import BareRequests
from tests.support import institution
from tests.support.applying import Order
from tests.support.house import RunningHouse

LEAST, MOST_AGAIN = 0.75, 0.05
REST_SECONDS = 5


class Measurement:
    """One house, measured."""

    def __init__(self, house: RunningHouse, folder: Path) -> None:
        self.house = house
        self.folder = folder

    async def apply(self, slug: str) -> tuple[float, dict[str, Any]]:
        """Seconds from the start of a process that applies to its end, and what it told."""
        file = self.folder / f"{slug}.yaml"
        if not file.exists():
            institution.write(file, slug)
        await asyncio.sleep(REST_SECONDS)
        house = self.house.house
        order = Order(
            url=house.homeserver_url,
            bot_id=house.bot_id,
            token=house.secrets.bot_token,
            server_name=house.server_name,
            file=str(file),
            database=f"sqlite:///{self.folder / slug}.db",
        )
        started = time.perf_counter()
        told = await order.carry_out()
        return time.perf_counter() - started, told

    async def roster(self) -> float:
        """Seconds that the import of the children takes, on the command line."""
        house = self.house.house
        institution.write(house.community_path, "first")
        file = self.folder / "children.csv"
        file.write_text(institution.roster())
        await asyncio.sleep(REST_SECONDS)
        started = time.perf_counter()
        words = ("roster", "import", str(file), "--yes")
        done = await asyncio.to_thread(self.house.command, *words)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        return time.perf_counter() - started

    async def bare(self, slug: str) -> float:
        """Seconds for the same by bare requests."""
        house = self.house.house
        community = institution.community(slug)
        people = people_of(community, [], house.server_name)
        wanted = wanted_rooms(community, people, house.server_name, UserId(house.bot_id))
        await asyncio.sleep(REST_SECONDS)
        started = time.perf_counter()
        token = house.secrets.bot_token
        await BareRequests(house.homeserver_url, token, house.server_name).make(people, wanted)
        return time.perf_counter() - started


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        house = RunningHouse(folder / "house")
        ports = Ports(homeserver=house.ports[0], console=house.ports[1], sandbox=house.ports[2])
        House.create(house.folder, house.server_name, ports)
        try:
            await house.up()
            await _measure(Measurement(house, folder))
        finally:
            await house.down()


async def _measure(measured: Measurement) -> None:
    applied, bare, again = [], [], []
    for slug, order in (("first", "apply bare"), ("second", "bare apply")):
        for what in order.split():
            if what == "bare":
                bare.append(await measured.bare(f"{slug}-bare"))
                continue
            seconds, told = await measured.apply(slug)
            applied.append(seconds)
            print(f"applied: {told['changes']} changes, {told['requests']}")
            seconds, told = await measured.apply(slug)
            again.append(seconds)
            print(f"again:   {told['changes']} changes, {told['requests']}")
            assert told["changes"] == told["requests"]["write"] == 0, told
    imported = await measured.roster()
    for label, values in (("apply", applied), ("bare, 8 at once", bare), ("again", again)):
        print(f"{label:20} {sum(values) / len(values):7.1f} s   {[round(v, 1) for v in values]}")
    print(f"{'import of the roster':20} {imported:7.1f} s")
    all_of_it = sum(applied) / len(applied) + imported
    print(f"speed of apply / bare:        {sum(bare) / sum(applied):.2f}   (at least {LEAST})")
    print(f"the same with the roster:     {sum(bare) / len(bare) / all_of_it:.2f}")
    print(f"again / apply:                {sum(again) / sum(applied):.3f}   (at most {MOST_AGAIN})")
