"""A bot of its own on a real homeserver, with kindergartens that share nobody and no room."""

import copy
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.homeserver import BotHomeserver, reach_homeserver
from rooms.community import Community
from rooms.community.listing import listed_rooms
from rooms.files.yaml_file import load
from rooms.reconcile.apply import Applied, Reconciliation
from rooms.reconcile.homeserver import Content, Homeserver, RoomId, StateKey
from rooms.storage.database import Store
from tests.support.homeserver import PASSWORD, RunningHomeserver, User
from tests.support.memory_homeserver import named

SAMPLE = Path("rooms/defaults/community.yaml")
_numbers = itertools.count(1)
_EVENT_ID = re.compile(r"\$[\w-]{43}")


class Kindergarten:
    """A bot of its own with its database; its people and rooms are nobody else's."""

    def __init__(self, homeserver: RunningHomeserver, bot: BotHomeserver, store: Store) -> None:
        self.server = homeserver
        self.bot = bot
        self.store = store

    def community(self, number: int | None = None, **changes: object) -> Community:
        """The sample, with a slug and people of its own."""
        mark = f"k{number if number is not None else next(_numbers)}"
        content = load(SAMPLE, Community).model_dump(mode="json") | copy.deepcopy(changes)
        content["community"] |= {"slug": mark}
        for person in content["staff"]:
            person["id"] = f"{person['id']}-{mark}"
        for group in content["groups"]:
            group["staff"] = [f"{person}-{mark}" for person in group["staff"]]
        return Community.model_validate(content)

    async def apply(self, community: Community, bot: Homeserver | None = None) -> Applied:
        name = self.server.server_name
        return await Reconciliation(bot or self.bot, self.store, name).apply(community)

    async def room(self, alias: str) -> RoomId:
        room_id = await self.bot.find_alias(alias)
        assert room_id is not None
        return room_id

    async def log_in(self, localpart: str) -> User:
        """Give somebody a password, as `teremok user add` does, and log in with it."""
        user_id = f"@{localpart}:{self.server.server_name}"
        token = self.bot._session.access_token
        path = f"/_synapse/admin/v2/users/{quote(user_id)}"
        status, _ = await self.server.request(token, "PUT", path, {"password": PASSWORD})
        assert status == 200
        body = {"type": "m.login.password", "user": localpart, "password": PASSWORD}
        status, answer = await self.server.request("", "POST", "/_matrix/client/v3/login", body)
        assert status == 200, answer
        return User(user_id, answer["access_token"], answer["device_id"])

    async def picture(self, community: Community) -> dict[str, dict[StateKey, Content]]:
        """All state of all rooms, with rooms under their addresses instead of their ids."""
        ids = {await self.room(room.alias): room.alias for room in listed_rooms(community)}
        return {
            alias: {
                (kind, ids.get(RoomId(state_key), state_key)): named(event.content, ids)
                for (kind, state_key), event in (await self.bot.read_state(room_id)).items()
            }
            for room_id, alias in ids.items()
        }

    async def picture_in_order(self, community: Community) -> str:
        """The same for comparing two kindergartens: without what tells them apart."""
        picture = [
            (alias, [(key, sorted(content.items())) for key, content in sorted(state.items())])
            for alias, state in (await self.picture(community)).items()
        ]
        return _EVENT_ID.sub("$…", repr(picture)).replace(community.community.slug, "SLUG")

    async def rooms_of_bot(self) -> set[str]:
        answer: Any = await self.bot._session.joined_rooms()
        return set(answer.rooms)


@asynccontextmanager
async def new_bot(homeserver: RunningHomeserver, localpart: str) -> AsyncIterator[BotHomeserver]:
    """An administrator of the homeserver with no rate limit, as `teremok up` makes the bot."""
    user = await homeserver.register(localpart, admin=True)
    path = f"/_synapse/admin/v1/users/{user.user_id}/override_ratelimit"
    unlimited = {"messages_per_second": 0, "burst_count": 0}
    await homeserver.request(user.access_token, "POST", path, unlimited)
    async with reach_homeserver(
        homeserver.url, user.user_id, user.access_token, homeserver.server_name
    ) as reached:
        yield reached
