"""A bridge's ghost gets its name also where the homeserver was not there at first."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bridges.upstream.homeserver import BotClient
from bridges.upstream.known import KnownBridges
from bridges.upstream.naming import UpstreamNaming
from bridges.upstream.people import UpstreamPeople
from rooms.clock import SystemClock
from rooms.reconcile.homeserver import HomeserverAway
from rooms.roster.titles import GuardianTitles
from rooms.storage import upstream_people
from rooms.storage.database import Store
from rooms.storage.upstream_people import UpstreamPerson
from tests.support.houses import furnished
from tests.support.odd_bridge import odd_bridge
from tests.support.upstream_room import BRIDGE, MARIA

Answers = Callable[[web.Request], int]


@asynccontextmanager
async def naming_with(store: Store, answers: Answers) -> AsyncIterator[UpstreamNaming]:
    """What gives names in a homeserver that answers so."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response({}, status=answers(request))

    known, directory = KnownBridges(lambda: [BRIDGE], store), await furnished(store)
    await known.refresh()
    titles = GuardianTitles(directory)
    people = UpstreamPeople(known, directory, titles, SystemClock())
    async with odd_bridge(answer) as homeserver, aiohttp.ClientSession() as session:
        client = BotClient(homeserver.bridge.url, BRIDGE.owner, "token", session)
        yield UpstreamNaming(known, people, titles, client, store)


async def renamed(store: Store, *people: UpstreamPerson) -> None:
    """The messenger has new names for these people."""
    async with store.transaction() as connection:
        for person in people:
            await upstream_people.put(connection, person)


async def shown(store: Store, user_id: str) -> str | None:
    async with store.reading() as connection:
        person = await upstream_people.get(connection, user_id)
    return person.shown if person else None


@pytest.mark.parametrize("status", [429, 502])
async def test_a_name_that_the_homeserver_does_not_take_now_is_given_later(
    store: Store, status: int
) -> None:
    answers = iter((status, 200))
    await renamed(store, UpstreamPerson(MARIA, "telegram", "1", "Мария", shown="Маша"))
    async with naming_with(store, lambda request: next(answers)) as naming:
        with pytest.raises(HomeserverAway):
            await naming.look()
        await naming.look()
    assert await shown(store, MARIA) == "Мария"


async def test_a_ghost_that_the_homeserver_stumbles_over_stops_no_other(store: Store) -> None:
    peter = MARIA.replace("_1", "_2")
    await renamed(
        store,
        UpstreamPerson(MARIA, "telegram", "1", "Мария", shown="Маша"),
        UpstreamPerson(peter, "telegram", "2", "Пётр", shown="Петя"),
    )
    async with naming_with(store, lambda each: 500 if "_1" in each.path else 200) as naming:
        with pytest.raises(HomeserverAway):
            await naming.look()
    assert await shown(store, peter) == "Пётр"
