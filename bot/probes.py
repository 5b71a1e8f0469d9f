"""Looks at the parts of the house that the bot itself knows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from bot.ear import Ear
from bot.status import PartState
from bot.upkeep import Upkeep
from bridges.appservice import TeremokAppService
from bridges.network import Network, NetworkAway, NetworkRefused
from rooms.storage import settings
from rooms.storage.database import DatabaseAway, Store

WORKS = PartState(True, "works")


@dataclass(frozen=True, slots=True)
class DatabaseProbe:
    """Whether the database answers."""

    store: Store

    async def __call__(self) -> PartState:
        """Read something."""
        try:
            async with self.store.reading() as connection:
                await settings.get(connection, "nothing")
        except DatabaseAway:
            return PartState(False, "does not answer")
        return WORKS


@dataclass(frozen=True, slots=True)
class BotProbe:
    """Whether the rooms are there and the bot hears what is said in them to it."""

    ear: Ear
    upkeep: Upkeep

    async def __call__(self) -> PartState:
        """What the upkeep and the ear say of themselves."""
        if not self.upkeep.looked:
            return PartState(False, "builds the rooms")
        return WORKS if self.ear.well else PartState(False, "does not hear yet")


@dataclass(frozen=True, slots=True)
class HomeserverProbe:
    """Whether the homeserver answers."""

    session: aiohttp.ClientSession
    url: str

    async def __call__(self) -> PartState:
        """Ask its own health page. Source: Synapse, ``GET /health``."""
        try:
            async with self.session.get(f"{self.url}/health") as answer:
                ok = answer.status == 200
        except (aiohttp.ClientError, OSError):
            return PartState(False, "does not answer")
        return WORKS if ok else PartState(False, "does not work")


@dataclass(frozen=True, slots=True)
class GateProbe:
    """Whether the gate answers the homeserver's questions."""

    session: aiohttp.ClientSession
    url: str
    token: str

    async def __call__(self) -> PartState:
        """Ask about an event that concerns nobody."""
        event = {
            "event_id": "$0",
            "room_id": "!0",
            "sender": "@0",
            "type": "ru.teremok.probe",
            "origin_server_ts": 0,
            "content": {},
        }
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.url}/gate/check_event_for_spam"
        try:
            async with self.session.post(url, json={"event": event}, headers=headers) as answer:
                ok = answer.status == 200
        except (aiohttp.ClientError, OSError):
            return PartState(False, "does not answer")
        return WORKS if ok else PartState(False, "does not work")


@dataclass(frozen=True, slots=True)
class BridgesProbe:
    """Whether the homeserver reaches our appservice, and we every messenger."""

    networks: Mapping[str, Network]
    appservice: TeremokAppService

    async def __call__(self) -> PartState:
        """Ask each messenger; the homeserver's last call tells of the homeserver."""
        if not self.appservice.ready:
            return PartState(False, "does not hear the homeserver yet")
        try:
            await asyncio.gather(*(network.check() for network in self.networks.values()))
        except (NetworkAway, NetworkRefused):
            return PartState(False, "does not reach a messenger")
        return WORKS
