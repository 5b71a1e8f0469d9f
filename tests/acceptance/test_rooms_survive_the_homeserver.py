"""The homeserver is killed while the rooms are made, and they are right in the end."""

import asyncio
import contextlib
import os
import random
from pathlib import Path

from rooms.reconcile.homeserver import HomeserverAway
from rooms.storage.database import Store
from tests.support.homeserver import RunningHomeserver
from tests.support.kindergarten import Kindergarten, new_bot

ROUNDS = int(os.environ.get("TEREMOK_SOAK_KILLS", "2"))
"""How often it is killed; ``make soak`` sets the full measure."""


async def test_rooms_made_on_a_homeserver_that_is_killed_are_right_after_the_next_apply(
    tmp_path: Path,
) -> None:
    server = RunningHomeserver(tmp_path / "homeserver", server_name="killed.test")
    store = await Store.open(f"sqlite:///{tmp_path / 'teremok.db'}")
    try:
        await server.start()
        async with new_bot(server, "teremok") as bot:
            kindergarten = Kindergarten(server, bot, store)
            undisturbed = kindergarten.community()
            began = asyncio.get_running_loop().time()
            await kindergarten.apply(undisturbed)
            took = asyncio.get_running_loop().time() - began
            expected = await kindergarten.picture_in_order(undisturbed)
            for _ in range(ROUNDS):
                community = kindergarten.community()
                before = await kindergarten.rooms_of_bot()
                applying = asyncio.create_task(kindergarten.apply(community))
                await asyncio.sleep(random.uniform(0, took))
                server.kill()
                with contextlib.suppress(HomeserverAway):
                    await applying
                await server.start()
                applied = await kindergarten.apply(community)
                assert applied.failures == ()
                assert await kindergarten.picture_in_order(community) == expected
                assert (await kindergarten.apply(community)).requests.write == 0
                assert len(await kindergarten.rooms_of_bot() - before) == 9
    finally:
        server.kill()
        await store.close()
