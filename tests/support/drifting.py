"""Ten ways in which somebody with power changes a room in Element, and how to see that it is so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.support.element import Element
from tests.support.house import RunningHouse
from tests.support.waiting import until

LIMIT_SECONDS = 120.0
V3 = "/_matrix/client/v3"


@dataclass
class Drifting:
    """A house with somebody in it whom nobody wants to have the power of the bot.

    `igor` has the account of an administrator of the homeserver, `stranger` one that is nobody's.
    """

    house: RunningHouse
    igor: Element
    space: str
    room: str
    alias: str

    @classmethod
    async def begin(cls, house: RunningHouse, slug: str, key: str) -> "Drifting":
        """Prepare; the house is up, and igor is in its file."""
        igor = await Element.log_in(house, "igor")
        alias = f"{slug}-{key}"
        space, room = await house.room(igor.token, slug), await house.room(igor.token, alias)
        made = cls(house, igor, space, room, alias)
        await made.as_bot("PUT", f"/_synapse/admin/v2/users/{made.stranger}", {"admin": False})
        return made

    @property
    def stranger(self) -> str:
        """Somebody of this homeserver whom the file does not know."""
        return f"@stranger:{self.house.server_name}"

    async def as_bot(self, method: str, path: str, body: Any = None) -> Any:
        """A request with the bot's own token."""
        token = self.house.house.secrets.bot_token
        status, answer = await self.house.matrix(token, method, path, body)
        assert status in (200, 201), answer
        return answer

    async def make_powerful(self, room: str) -> None:
        """As an administrator of the homeserver makes themselves powerful."""
        path = f"/_synapse/admin/v1/rooms/{quote(room)}/make_room_admin"
        await self.as_bot("POST", path, {"user_id": self.igor.user_id})

    async def as_igor(self, method: str, path: str, body: Any = None, room: str = "") -> None:
        """A request of igor's, with new power where the bot has just taken his away."""

        async def is_done() -> bool:
            status, answer = await self.igor.ask(method, path, body)
            assert status in (200, 403), answer
            if status == 403:
                await self.make_powerful(room or self.room)
            return status == 200

        await until(is_done, f"{method} {path} by igor")

    async def put(self, kind: str, content: Any, key: str = "", room: str = "") -> None:
        """Set a state event."""
        path = f"/rooms/{quote(room or self.room)}/state/{kind}/{quote(key)}"
        await self.as_igor("PUT", path, content, room)

    async def state(self, kind: str, key: str = "", room: str = "") -> Any:
        """What the state says, with the eyes of an administrator; empty where it says nothing."""
        path = f"/_synapse/admin/v1/rooms/{quote(room or self.room)}/state"
        events = (await self.as_bot("GET", path))["state"]
        found = [e["content"] for e in events if (e["type"], e["state_key"]) == (kind, key)]
        return found[0] if found else {}

    async def picture(self) -> dict[str, Any]:
        """All that can drift."""
        return {name: await look(self) for name, (_, look) in KINDS.items()}

    async def becomes(self, kind: str, expected: Any) -> None:
        """Wait until it is so."""
        look = KINDS[kind][1]

        async def is_so() -> bool:
            return bool(await look(self) == expected)

        await until(is_so, f"{kind}: {expected}", LIMIT_SECONDS)


async def _name(d: Drifting) -> None:
    await d.put("m.room.name", {"name": "Коровки!!!"})


async def _topic(d: Drifting) -> None:
    await d.put("m.room.topic", {"topic": "Куплю коляску"})


async def _avatar(d: Drifting) -> None:
    await d.put("m.room.avatar", {"url": "mxc://somewhere/picture"})


async def _power(d: Drifting) -> None:
    powers = await d.state("m.room.power_levels")
    powers["users"][d.stranger] = 75
    powers["events_default"] = 30
    await d.put("m.room.power_levels", powers)


async def _access(d: Drifting) -> None:
    await d.put("m.room.join_rules", {"join_rule": "public"})


async def _child(d: Drifting) -> None:
    await d.make_powerful(d.space)
    await d.put("m.space.child", {}, d.room, d.space)


async def _alias(d: Drifting) -> None:
    full = quote(f"#{d.alias}:{d.house.server_name}")
    await d.as_igor("DELETE", f"/directory/room/{full}")


async def _stranger(d: Drifting) -> None:
    await d.as_igor("POST", f"/rooms/{quote(d.room)}/invite", {"user_id": d.stranger})


async def _encryption(d: Drifting) -> None:
    await d.put("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})


async def _kick(d: Drifting) -> None:
    bot, room = d.house.house.bot_id, f"/rooms/{quote(d.room)}"

    async def is_out() -> bool:
        powers = await d.state("m.room.power_levels")
        powers["users"] |= {bot: 10, d.igor.user_id: 100}
        await d.as_bot("PUT", f"{V3}{room}/state/m.room.power_levels/", powers)
        # The bot may have taken its power back at once.
        return (await d.igor.ask("POST", f"{room}/kick", {"user_id": bot}))[0] == 200

    await until(is_out, "the bot put out")


async def _sees_alias(d: Drifting) -> Any:
    full = quote(f"#{d.alias}:{d.house.server_name}")
    status, answer = await d.igor.ask("GET", f"/directory/room/{full}")
    return answer["room_id"] if status == 200 else None


async def _sees_bot(d: Drifting) -> Any:
    return (await d.state("m.room.member", d.house.house.bot_id)).get("membership")


async def _sees_stranger(d: Drifting) -> Any:
    return (await d.state("m.room.member", d.stranger)).get("membership") in ("invite", "join")


def _sees(kind: str) -> Callable[[Drifting], Awaitable[Any]]:
    async def look(d: Drifting) -> Any:
        return await d.state(kind)

    return look


async def _sees_child(d: Drifting) -> Any:
    return await d.state("m.space.child", d.room, d.space)


Act = Callable[[Drifting], Awaitable[None]]
Look = Callable[[Drifting], Awaitable[Any]]
KINDS: dict[str, tuple[Act, Look]] = {
    "name": (_name, _sees("m.room.name")),
    "topic": (_topic, _sees("m.room.topic")),
    "avatar": (_avatar, _sees("m.room.avatar")),
    "access": (_access, _sees("m.room.join_rules")),
    "power": (_power, _sees("m.room.power_levels")),
    "child": (_child, _sees_child),
    "alias": (_alias, _sees_alias),
    "stranger": (_stranger, _sees_stranger),
    "encryption": (_encryption, _sees("m.room.encryption")),
    "kick": (_kick, _sees_bot),
}
