"""A ghost in a room is called after the child as soon as it is known whose shadow it is."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bridges.ghosts import Ghosts
from rooms.roster.linking import link_by_hand, unlink
from rooms.roster.titles import GuardianTitles
from rooms.storage.database import Store
from tests.support.crossroads import MASHA, Crossroads, message
from tests.support.families import MARIA, PETYA, import_children, person
from tests.support.homeserver import RunningHomeserver
from tests.support.waiting import until


@pytest.fixture
async def crossroads(homeserver: RunningHomeserver, store: Store) -> AsyncIterator[Crossroads]:
    both = Crossroads(homeserver, store)
    await both.open()
    await import_children(store, PETYA)
    yield both
    await both.service.stop()


async def link(crossroads: Crossroads) -> None:
    async with crossroads.store.transaction() as connection:
        who = await person(crossroads.store, MARIA.name)
        await link_by_hand(connection, who, "sandbox", MASHA.id, 1)


async def rename(crossroads: Crossroads) -> None:
    await crossroads.titles.refresh(crossroads.store)
    await crossroads.ghosts.rename()


async def until_called(crossroads: Crossroads, name: str) -> None:
    """Wait for the name in the room: the homeserver takes it there in the background."""
    path = f"/rooms/{crossroads.room}/joined_members"

    async def look() -> bool:
        members = await crossroads.call("GET", path, crossroads.bot)
        return bool(members["joined"][crossroads.ghost()]["display_name"] == name)

    await until(look, name)


async def test_a_linked_ghost_is_renamed_where_it_is_and_back_again(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(1))
    await until_called(crossroads, "Маша")
    await link(crossroads)
    await rename(crossroads)
    await until_called(crossroads, "Мария (мама Пети)")
    async with crossroads.store.transaction() as connection:
        await unlink(connection, "sandbox", MASHA.id, 2)
    await rename(crossroads)
    await until_called(crossroads, "Маша")


async def test_a_ghost_that_is_linked_before_it_speaks_comes_with_its_title(
    crossroads: Crossroads,
) -> None:
    await link(crossroads)
    await rename(crossroads)
    await crossroads.happen(message(1))
    await until_called(crossroads, "Мария (мама Пети)")


async def test_who_is_recognised_while_their_ghost_is_made_is_called_so(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = crossroads.matrix.register

    async def recognised_meanwhile(user_id: str) -> None:
        await register(user_id)
        await link(crossroads)
        await rename(crossroads)
        monkeypatch.undo()

    monkeypatch.setattr(crossroads.matrix, "register", recognised_meanwhile)
    await crossroads.happen(message(1))
    await until_called(crossroads, "Мария (мама Пети)")


async def test_a_ghost_that_comes_into_a_room_is_renamed_when_it_is_in(
    crossroads: Crossroads, monkeypatch: pytest.MonkeyPatch
) -> None:
    join = crossroads.matrix.join
    order: list[str] = []

    async def recognised_meanwhile(room_id: str, user_id: str) -> None:
        await link(crossroads)
        renaming.append(asyncio.create_task(rename(crossroads)))
        await crossroads.titles.refresh(crossroads.store)
        await asyncio.sleep(1)  # so long the homeserver takes
        await join(room_id, user_id)
        order.append("in the room")

    renaming: list[asyncio.Task[None]] = []
    set_name = crossroads.matrix.set_name

    async def named(user_id: str, name: str) -> None:
        order.append(name)
        await set_name(user_id, name)

    monkeypatch.setattr(crossroads.matrix, "set_name", named)
    monkeypatch.setattr(crossroads.matrix, "join", recognised_meanwhile)
    await crossroads.happen(message(1))
    await asyncio.gather(*renaming)
    assert order == ["Маша", "in the room", "Мария (мама Пети)"]
    await until_called(crossroads, "Мария (мама Пети)")


async def test_what_changed_while_the_daemon_was_away_is_made_up_for(
    crossroads: Crossroads,
) -> None:
    await crossroads.happen(message(1))
    await link(crossroads)
    titles = GuardianTitles(crossroads.directory)
    await titles.refresh(crossroads.store)
    crossroads.ghosts = Ghosts(crossroads.matrix, crossroads.directory, crossroads.store, titles)
    await crossroads.ghosts.start()
    await crossroads.ghosts.rename()
    await until_called(crossroads, "Мария (мама Пети)")
