"""The state of the house: every part, every chat, what waits, what was decided and kept."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from rooms.clock import Clock
from rooms.community import BOT_LOCALPART
from rooms.directory import GHOST_PREFIX
from rooms.storage import counts, decisions, queue, rooms, upstream
from rooms.storage.counts import ArchiveCounts
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import Decision
from rooms.storage.queue import SET_ASIDE, LaneLength
from rooms.storage.rooms import KnownRoom
from rooms.upstream_users import UpstreamUsers
from rooms.wanted.kinds import KINDS, SPACES

log = logging.getLogger(__name__)

PARTS = ("homeserver", "bot", "bridges", "gate", "database")
"""The parts of the house, in the order in which they are shown."""
PROBE_SECONDS = 1.5
"""A part that has not answered by then does not work."""
DAY_MS = 24 * 3600 * 1000
_COMMANDS = "command:"
"""How the lanes of what the bot was told begin."""
_ASKED = "asked:"
_TIMED = ("held:", "unmute:")
"""How the lanes begin of what waits for people, and for its hour: nothing is stuck there."""
LAST = 20
"""How many of the last decisions are shown."""


@dataclass(frozen=True, slots=True)
class PartState:
    """Whether a part works; `words` is English, the source of translations, nothing personal.

    Without one that is not `essential` the house stands; `detail` is shown as it is.
    """

    ok: bool
    words: str
    essential: bool = True
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as JSON; what is as usual is left out."""
        more: dict[str, Any] = {} if self.essential else {"essential": False}
        if self.detail:
            more["detail"] = self.detail
        return {"ok": self.ok, "words": self.words, **more}


def stands(parts: Mapping[str, PartState]) -> bool:
    """Whether every part works without which the house does not stand."""
    return bool(parts) and all(part.ok for part in parts.values() if part.essential)


class Probe(Protocol):
    """Looks whether one part works. May take its time or raise: then the part does not work."""

    async def __call__(self) -> PartState:
        """The state of the part now."""
        ...


@dataclass(frozen=True, slots=True)
class ChatState:
    """A remote chat; `waiting` messages are on their way to it, `problem` is the last one."""

    network: str
    chat: str
    waiting: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room of the community with how many are in it: staff, and parents."""

    key: str
    kind: str
    name: str
    staff: int
    parents: int
    chats: tuple[ChatState, ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """How many decisions there were in the last 24 hours, and the last ones, newest first."""

    last_day: int
    last: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class HouseStatus:
    """All of it, the rooms in the order of their kinds.

    Queues whose name begins with ``failed:`` hold what could not be done; ``asked:`` and ``held:``
    are timers.
    """

    parts: Mapping[str, PartState]
    rooms: tuple[RoomState, ...]
    queues: tuple[LaneLength, ...]
    decisions: Decisions
    archive: ArchiveCounts

    @property
    def ok(self) -> bool:
        """Whether the house stands."""
        return stands(self.parts)

    @property
    def is_well(self) -> bool:
        """Whether every part works, those too without which the house stands."""
        return bool(self.parts) and all(part.ok for part in self.parts.values())

    @property
    def meeting_rooms(self) -> list[RoomState]:
        """The rooms in which people write."""
        return [room for room in self.rooms if room.kind not in SPACES]

    @property
    def waiting(self) -> int:
        """How many tasks wait to be carried out, beside the command by which that is asked."""
        all_of_them = sum(lane.waiting for lane in self.queues)
        return all_of_them - self._in_lanes(SET_ASIDE, _COMMANDS, _ASKED, *_TIMED)

    @property
    def failed(self) -> int:
        """How many tasks could not be carried out and wait for people."""
        return self._in_lanes(SET_ASIDE)

    @property
    def undecided(self) -> int:
        """How many posts wait until a person decides on them."""
        return self._in_lanes(_ASKED)

    @property
    def timed(self) -> int:
        """How many held posts and mutes wait for their hour."""
        return self._in_lanes(*_TIMED)

    def _in_lanes(self, *beginnings: str) -> int:
        return sum(lane.waiting for lane in self.queues if lane.lane.startswith(beginnings))

    def as_json(self) -> dict[str, Any]:
        """The same as JSON; decisions with what they were about, for those who may know."""
        whole = asdict(self)
        whole["parts"] = {name: part.as_json() for name, part in self.parts.items()}
        lanes = (lane for lane in self.queues if not lane.lane.startswith((_ASKED, *_TIMED)))
        whole["queues"] = [asdict(lane) for lane in lanes]
        numbers = {
            name: getattr(self, name) for name in ("waiting", "undecided", "timed", "failed")
        }
        return {"ok": self.ok, **whole, **numbers}


async def look_at(probes: Mapping[str, Probe]) -> dict[str, PartState]:
    """Every part's state, within PROBE_SECONDS even when a part hangs."""
    names = sorted(probes, key=lambda name: PARTS.index(name) if name in PARTS else len(PARTS))
    states = await asyncio.gather(*(_look(name, probes[name]) for name in names))
    return dict(zip(names, states, strict=True))


async def _look(name: str, probe: Probe) -> PartState:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return PartState(False, "does not answer")
    except Exception as error:  # a probe's mistake is a part that does not work
        log.info("The %s cannot be looked at: %s", name, type(error).__name__)
        return PartState(False, "does not work")


async def look_into(store: Store, parts: Mapping[str, PartState], now: int) -> HouseStatus:
    """What the database knows, beside the given parts. Raises DatabaseAway."""
    async with store.reading() as connection:
        lanes = await queue.lengths(connection)
        return HouseStatus(
            parts=parts,
            rooms=await _rooms(connection, {lane.lane: lane for lane in lanes}),
            queues=tuple(lanes),
            decisions=Decisions(
                last_day=await counts.decisions(connection, now - DAY_MS),
                last=tuple((await decisions.listed(connection, limit=LAST))[::-1]),
            ),
            archive=await counts.archive(connection),
        )


async def _rooms(connection: Connection, lanes: Mapping[str, LaneLength]) -> tuple[RoomState, ...]:
    members = await counts.joined(connection)
    chats = await rooms.all_chats(connection)
    bridges = await upstream.users(connection)
    return tuple(
        RoomState(
            key=room.key,
            kind=room.kind,
            name=room.name,
            staff=sum(_is_staff(user, bridges) for user in members.get(room.room_id, ())),
            parents=sum(_is_ghost(user, bridges) for user in members.get(room.room_id, ())),
            chats=tuple(
                _chat(chat.network, chat.chat, lanes) for chat in chats if chat.room_key == room.key
            ),
        )
        for room in sorted(await rooms.all_rooms(connection), key=_place)
    )


_ORDER = {kind: place for place, kind in enumerate(KINDS)}


def _place(room: KnownRoom) -> tuple[int, str, str]:
    # In Russian lists ё stands with е; its code point is behind all others.
    return _ORDER[room.kind], room.name.casefold().replace("ё", "е"), room.key


def _chat(network: str, chat: str, lanes: Mapping[str, LaneLength]) -> ChatState:
    lane = lanes.get(f"chat:{network}:{chat}")
    return ChatState(network, chat, lane.waiting if lane else 0, lane.problem if lane else None)


def _is_ghost(user_id: str, bridges: UpstreamUsers) -> bool:
    return user_id.startswith(f"@{GHOST_PREFIX}") or bridges.is_ghost(user_id, _server(user_id))


def _is_staff(user_id: str, bridges: UpstreamUsers) -> bool:
    if user_id.startswith((f"@{GHOST_PREFIX}", f"@{BOT_LOCALPART}:")):
        return False
    return not bridges.has(user_id, _server(user_id))


def _server(user_id: str) -> str:
    return user_id.partition(":")[2]


class StatusSource:
    """Gathers the state of a running house."""

    def __init__(
        self,
        store: Store,
        probes: Mapping[str, Probe],
        clock: Clock,
        further: Callable[[], Mapping[str, Probe]] = dict,
    ) -> None:
        """`further` gives the probes of parts that come and go."""
        self._store = store
        self._probes = probes
        self._clock = clock
        self._further = further

    async def parts(self) -> Mapping[str, PartState]:
        """The state of the parts alone; never raises."""
        return await look_at({**self._further(), **self._probes})

    async def gather(self) -> HouseStatus:
        """All of it. Raises DatabaseAway."""
        return await look_into(self._store, await self.parts(), self._clock.now_ms())
