"""The gate in a process of its own, with nothing beside it but an end for what Synapse tells.

``python -m tests.bench.gate_server DATABASE COMMUNITY SERVER_NAME PORT``, the token on stdin.
"""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

import uvloop
from aiohttp import web

from bot.gate import Gate
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.judgement import Judge
from rooms.readiness import make_ready
from rooms.storage.database import Store
from tests.bench.decisions import DEFAULT, context

REFRESH_SECONDS = 0.5


def around_the_clock() -> Regulation:
    """The default regulation, with hours that are always open: it may be measured at night."""
    regulation = load(DEFAULT, Regulation)
    content = regulation.model_dump(by_alias=True, exclude_none=True)
    for clause in content["clauses"]:
        if clause["rule"] == "hours":
            clause["with"] = {"from": "00:00", "to": "24:00"}
    return Regulation.model_validate(content)


async def serve(database: str, community: str, server_name: str, port: str) -> None:
    """Answer until we are killed."""
    token = sys.stdin.readline().strip()
    store = await Store.open(database)
    directory = Directory(server_name, load(Path(community), Community))
    judge = Judge(around_the_clock(), "Europe/Moscow")
    judge.acquaint(context())
    await make_ready(judge.regulation, judge.context)
    application = web.Application()

    def wake(lanes: Iterable[str]) -> None:
        """Nobody delivers here."""

    clock = SystemClock()
    gate = Gate(directory, judge, store, wake, token, lambda: None, clock)
    gate.add_routes(application)
    application.router.add_put("/_matrix/app/v1/transactions/{id}", _taken)
    application.router.add_get("/ready", _taken)
    application.router.add_post("/bare/check_event_for_spam", _taken)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(port)).start()
    while True:
        await directory.refresh(store)
        await asyncio.sleep(REFRESH_SECONDS)


async def _taken(request: web.Request) -> web.Response:
    await request.read()
    return web.json_response({})


if __name__ == "__main__":
    uvloop.run(serve(*sys.argv[1:]))  # as the daemon does
