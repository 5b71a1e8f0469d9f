"""An apply that is killed at random moments and begun again, until it is through."""

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.homeserver import BotHomeserver
from rooms.reconcile.homeserver import RoomId
from rooms.wanted.people import people_of
from rooms.wanted.powers import MARKER
from rooms.wanted.room import WantedRoom
from rooms.wanted.rooms import wanted_rooms
from tests.support import institution
from tests.support.applying import Order, told_by
from tests.support.comparison import picture
from tests.support.homeserver import RunningHomeserver


class KilledApply:
    """Institutions of one size on one homeserver, each with a slug and a database of its own."""

    def __init__(
        self,
        homeserver: RunningHomeserver,
        bot: BotHomeserver,
        folder: Path,
        size: tuple[int, int],
    ) -> None:
        self._homeserver = homeserver
        self._bot = bot
        self._token = bot._session.access_token
        self._folder = folder
        self._groups, self._staff = size
        self._of_others: set[str] = set()

    async def undisturbed(self, slug: str) -> float:
        """Apply from nothing; seconds from its beginning."""
        process = await self._order(slug).begin()
        started = time.monotonic()
        await told_by(process)
        return time.monotonic() - started

    async def killed(self, slug: str, pauses: Sequence[float]) -> int:
        """Apply from nothing, killed after each of these pauses; how often it really was."""
        order, kills = self._order(slug), 0
        for pause in pauses:
            process = await order.begin()
            assert process.stdout is not None
            try:
                await asyncio.wait_for(process.wait(), pause)
                break  # it was through
            except TimeoutError:
                process.kill()
                await process.wait()
                kills += 1
        await order.carry_out()
        again = await order.carry_out()
        assert (again["changes"], again["requests"]["write"]) == (0, 0)
        return kills

    async def picture(self, slug: str) -> list[str]:
        """All that there is in the end."""
        return await picture(self._bot, self._wanted(slug), slug)

    async def rooms_of(self, slug: str) -> int:
        """How many rooms that the bot is in belong to this institution, or to none."""
        count = 0
        for room_id in set(await self._joined()) - self._of_others:
            state = await self._bot.read_state(RoomId(room_id))
            marker = state.get((MARKER, ""))
            if marker is not None and marker.content.get("community") != slug:
                self._of_others.add(room_id)
            else:
                count += 1
        return count

    def wanted_count(self, slug: str) -> int:
        """How many rooms there should be."""
        return len(self._wanted(slug))

    async def _joined(self) -> list[str]:
        token = self._token
        path = "/_matrix/client/v3/joined_rooms"
        status, answer = await self._homeserver.request(token, "GET", path)
        assert status == 200, answer
        return list(answer["joined_rooms"])

    def _wanted(self, slug: str) -> Sequence[WantedRoom]:
        community = institution.community(slug, self._groups, self._staff)
        name = self._homeserver.server_name
        people = people_of(community, [], name)
        return wanted_rooms(community, people, name, self._bot.bot_id)

    def _order(self, slug: str) -> Order:
        file = self._folder / f"{slug}.yaml"
        content = institution.large(slug, self._groups, self._staff)
        file.write_text(yaml.safe_dump(content, allow_unicode=True))
        return Order(
            url=self._homeserver.url,
            bot_id=self._bot.bot_id,
            token=self._token,
            server_name=self._homeserver.server_name,
            file=str(file),
            database=f"sqlite:///{self._folder / slug}.db",
        )


def moments(chance: random.Random, seconds: float, count: int) -> list[float]:
    """Random moments of an apply that takes so long."""
    return [chance.uniform(0.0, seconds) for _ in range(count)]
