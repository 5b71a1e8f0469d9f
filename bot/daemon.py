"""The daemon: ``python -m bot.daemon --data DIR``, started and watched by ``teremok up``."""

import argparse
import asyncio
import logging
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from aiohttp import web
from yarl import URL

from bot.bootstrap import Parts, assemble
from bot.files_in_force import keep_in_force, load_in_force
from bot.house import House, HouseProblem
from bot.tell import TELL
from policies.regulation import Regulation
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.files.watched_file import WatchedFile
from rooms.files.yaml_file import FileProblem
from rooms.language import say
from rooms.looking import keep_looking
from rooms.readiness import make_ready
from rooms.storage import queue
from rooms.storage.database import DatabaseAway, DatabaseTooNew
from rooms.storage.queue import Hopeless, Task, TryLater
from rooms.traces import trace

log = logging.getLogger(__name__)

PING_SECONDS, PING_AGAIN_SECONDS = 60.0, 1.0
"""Between the homeserver's calls when they come through, and when they do not."""
SWITCH_SECONDS = 0.001
"""How long a thread that is busy (a changed regulation is compiled in one) keeps all others from
going on, where Python would have five times as much: an answer waits for it twice or more."""
PAUSE_SECONDS = 1.0
"""How long a database that is away is given."""


class Daemon:
    """Runs the parts side by side until it is cancelled."""

    def __init__(self, house: House, parts: Parts) -> None:
        self._house = house
        self._parts = parts

    async def run(self) -> None:
        """Serve; returns only by cancellation or an error of the listeners."""
        parts = self._parts
        await asyncio.to_thread(parts.archive.prepare)
        await parts.ghosts.start()
        async with AsyncExitStack() as stack:
            await self._listen(stack)
            async with asyncio.TaskGroup() as group:
                group.create_task(parts.upkeep.run())
                group.create_task(keep_looking("The rooms are not up to date", parts.upkeep.look))
                group.create_task(keep_looking("Nobody was welcomed yet", parts.welcome.look))
                group.create_task(keep_looking("Who stays is unknown", parts.staying_watch.look))
                group.create_task(parts.drift_watch.run())
                group.create_task(parts.upstream.watch.run())
                group.create_task(parts.upstream.keeper.run())
                group.create_task(parts.upstream.recovering.run())
                group.create_task(parts.upstream.losses.run())
                group.create_task(parts.upstream.naming.run())
                group.create_task(parts.outbox.run())
                group.create_task(parts.catching_up.run())
                group.create_task(keep_looking("Names wait", parts.naming.look))
                group.create_task(keep_looking("The judge waits for news", parts.informing.refresh))
                group.create_task(parts.forgetting.run())
                group.create_task(parts.ear.listen())
                group.create_task(self._keep_in_touch())
                for network in parts.networks.values():
                    group.create_task(parts.relay.follow(network, parts.passing.to_room))
                for watched in self._watched_files():
                    group.create_task(watched.run())

    async def _listen(self, stack: AsyncExitStack) -> None:
        internal, console = URL(self._house.internal_url), URL(self._house.console_url)
        await self._parts.appservice.start("127.0.0.1", internal.port or 0)
        stack.push_async_callback(self._parts.appservice.stop)
        runner = web.AppRunner(self._parts.console, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", console.port).start()

    async def _keep_in_touch(self) -> None:
        """Have the homeserver call us: it then sends at once what waited, and we know it can.

        While it is sending already, it calls us and fails all the same in telling itself to send:
        what counts is that its call was heard.
        """
        appservice = self._parts.appservice
        while True:
            heard = appservice.pings
            try:
                await self._parts.matrix.ping()
            except (TryLater, Hopeless) as away:
                log.info("The homeserver's call failed: %s", away)
            except Exception as error:
                log.error("The homeserver's call failed: %s", trace(error))
            appservice.ready = appservice.pings > heard
            await asyncio.sleep(PING_SECONDS if appservice.ready else PING_AGAIN_SECONDS)

    def _watched_files(self) -> tuple[WatchedFile[Regulation], WatchedFile[Community]]:
        return (
            WatchedFile(self._house.regulation_path, Regulation, self._put_in_force, self._report),
            WatchedFile(self._house.community_path, Community, self._take_up, self._report),
        )

    async def _put_in_force(self, regulation: Regulation) -> None:
        house, judge = self._house, self._parts.judge
        await asyncio.to_thread(
            keep_in_force, house.regulation_path, Regulation, house.in_force_folder
        )
        if regulation != judge.regulation:
            await make_ready(regulation, judge.context)
            judge.replace(regulation, self._parts.directory.community.community.timezone)
        self._parts.broken_files.forget(house.regulation_path)
        log.info("The regulation in force has %d clauses", len(regulation.clauses))

    async def _take_up(self, community: Community) -> None:
        self._parts.broken_files.forget(self._house.community_path)
        if community == self._parts.directory.community:
            return
        keep_in_force(self._house.community_path, Community, self._house.in_force_folder)
        self._parts.directory.community = community
        judge = self._parts.judge
        judge.replace(judge.regulation, community.community.timezone)
        self._parts.upkeep.begin_anew()

    async def _report(self, problem: FileProblem) -> None:
        """Tell those who keep the files; what was in force stays so."""
        log.warning("The old version stays in force: %s", problem)
        self._parts.broken_files.note(problem)
        directory = self._parts.directory
        tasks = []
        for user in directory.users_with_roles({"head", "admin"}):
            language = directory.language(user)
            text = say(
                language,
                "A file cannot be understood, so the old version stays in force: {problem}",
                problem=problem.words(language),
            )
            tasks.append(Task(f"tell:{user}", TELL, {"user": user, "text": text, "post_id": None}))
        await self._queue(tasks)
        self._parts.outbox.wake({task.lane for task in tasks})

    async def _queue(self, tasks: list[Task]) -> None:
        while True:
            try:
                async with self._parts.store.transaction() as connection:
                    await queue.add_many(connection, tasks, SystemClock().now_ms())
                return
            except DatabaseAway as away:
                log.info("Nobody can be told yet: %s", away)
                await asyncio.sleep(PAUSE_SECONDS)


async def serve(house: House) -> None:
    """Run the daemon of this house until SIGTERM or SIGINT.

    Raises FileProblem, DatabaseTooNew or DatabaseAway when it cannot begin.
    """
    community = load_in_force(house.community_path, Community, house.in_force_folder)
    regulation = load_in_force(house.regulation_path, Regulation, house.in_force_folder)
    parts = await assemble(house, community, regulation)
    running = asyncio.ensure_future(Daemon(house, parts).run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        log.info("Told to end")
    finally:
        await parts.close()


def main() -> None:
    """Run the daemon of the house in a folder."""
    # No click: only people need it, and whatever is imported here is kept for months.
    parser = argparse.ArgumentParser(prog="bot.daemon")
    parser.add_argument("--data", type=Path, required=True, help="The house's folder.")
    data: Path = parser.parse_args().data
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("aiohttp.access", "mau"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns of events that it does not understand, and quotes them whole.
    logging.getLogger("nio").setLevel(logging.CRITICAL)
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        uvloop.run(serve(House.open(data)))
    except (HouseProblem, FileProblem, DatabaseTooNew, DatabaseAway, OSError) as problem:
        parser.exit(2, f"teremok: {problem}\n")


if __name__ == "__main__":
    main()
