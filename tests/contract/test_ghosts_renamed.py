"""A bridge's ghost gets its name also where the homeserver was not there at first."""

from collections.abc import Iterator

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


@pytest.mark.parametrize("status", [429, 502])
async def test_a_name_that_the_homeserver_does_not_take_now_is_given_later(
    store: Store, status: int
) -> None:
    answers: Iterator[int] = iter((status, 200))

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.json_response({}, status=next(answers))

    known, directory = KnownBridges(lambda: [BRIDGE], store), await furnished(store)
    await known.refresh()
    titles = GuardianTitles(directory)
    people = UpstreamPeople(known, directory, titles, SystemClock())
    async with store.transaction() as connection:
        await upstream_people.put(
            connection, UpstreamPerson(MARIA, "telegram", "1", "Мария", shown="Маша")
        )
    async with odd_bridge(answer) as homeserver, aiohttp.ClientSession() as session:
        url = homeserver.bridge.url
        client = BotClient(url, BRIDGE.owner, "token", session)
        naming = UpstreamNaming(known, people, titles, client, store)
        with pytest.raises(HomeserverAway):
            await naming.look()
        await naming.look()
    async with store.reading() as connection:
        person = await upstream_people.get(connection, MARIA)
    assert person is not None
    assert person.shown == "Мария"
