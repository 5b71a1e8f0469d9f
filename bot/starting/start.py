"""One run of a house: from the first check to the last process's end."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.console.links import new_link
from bot.house import WRITTEN_BY_PEOPLE, House, HouseProblem, Run
from bot.ports import free_port
from bot.starting.accounts import (
    FIRST_ADMINISTRATOR,
    settle_bot,
    settle_first_administrator,
)
from bot.starting.checks import Checked, Wishes
from bot.starting.files import put_in_place
from bot.starting.greeting import Greeting
from bot.starting.programs import (
    DAEMON,
    HOMESERVER,
    daemon_program,
    homeserver_program,
    sandbox_program,
)
from bot.starting.progress import Progress
from bot.upstream.keeper import Keeper
from deploy.homeserver.process import wait_until_ready
from deploy.supervisor import Supervisor
from rooms.clock import SystemClock
from rooms.language import say
from rooms.storage.database import Store

START_SECONDS = 240.0
"""How long a part may take to answer for the first time."""
CRASHES = 3
"""A part that ends so often before it ever answered will not start by itself."""
_LOOK_SECONDS = 0.1


def prepare(wishes: Wishes, checked: Checked) -> tuple[House, list[Path]]:
    """The house, made or taken up, for this run; and which files were kept under another name.

    Raises OSError.
    """
    kept = []
    for given, name in zip((wishes.community, wishes.regulation), WRITTEN_BY_PEOPLE, strict=True):
        if given is not None and (before := put_in_place(given, checked.folder / name)):
            kept.append(before)
    house = checked.house or House.create(checked.folder, checked.server_name, checked.ports)
    ports = checked.ports.model_dump(exclude={"internal"})
    internal = checked.ports.internal or free_port()
    return house.begin_run(Run(pid=os.getpid(), internal=internal, **ports)), kept


@dataclass
class RunningHouse:
    """The programs of a house while they run, from `run()` until SIGINT or SIGTERM."""

    house: House
    progress: Progress
    language: str
    crashes: Counter[str] = field(default_factory=Counter)
    keeper: Keeper | None = None
    keeping: asyncio.Task[None] | None = None
    ready: bool = False

    async def run(self) -> None:
        """Start everything, greet, and watch until we are asked to end.

        Raises HouseProblem when a part does not come up; nothing is left running then either.
        """
        ending = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, ending.set)
        supervisor = Supervisor(self.house.folder / "logs", self._tell_of_end)
        starting = asyncio.create_task(self._start(supervisor))
        asked_to_end = asyncio.create_task(ending.wait())
        try:
            await asyncio.wait([starting, asked_to_end], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                await asked_to_end
        finally:
            for task in (starting, asked_to_end):
                task.cancel()
            # To the end of it: what it began, such as an open database, is closed by itself.
            await asyncio.wait([starting, asked_to_end])
            self.progress.end()
            if ending.is_set():
                self.progress.begin(self._words("Everything is being closed"))
            await self._stop_keeping()
            await supervisor.stop()
            self.house.end_run()
            self.progress.end()
        self.progress.done(self._words("Everything is closed. Nothing was lost."))

    async def _start(self, supervisor: Supervisor) -> None:
        house = self.house
        self.progress.begin(self._words("The homeserver starts"))
        supervisor.start(homeserver_program(house))
        await self._reached(wait_until_ready(house.homeserver_url), HOMESERVER, supervisor)
        self.progress.done(self._words("The homeserver answers"))
        await settle_bot(house, self.language)
        store = await Store.open(house.database_url)
        try:
            first = await settle_first_administrator(house, store, SystemClock(), self.language)
            self.progress.begin(self._words("The rooms and the bridges start"))
            supervisor.start(sandbox_program(house))
            supervisor.start(daemon_program(house))
            await self._reached(self._wait_for_health(), DAEMON, supervisor)
            self.progress.done(self._words("Every part works"))
            self.ready = True
            self._keep_bridges(supervisor)
            link = await new_link(
                store, house.public_console_url, house.user_id(FIRST_ADMINISTRATOR), SystemClock()
            )
        finally:
            await store.close()
        greeting = Greeting(house, self.language, FIRST_ADMINISTRATOR)
        password = house.secrets.first_password if first else None
        self.progress.say(greeting.words(link, password))
        house.secrets.forget("first_password")

    def _keep_bridges(self, supervisor: Supervisor) -> None:
        self.keeper = Keeper(
            self.house,
            supervisor,
            lambda text, values: self.progress.say(self._words(text, **values)),
        )
        self.keeping = asyncio.create_task(self.keeper.run())

    async def _stop_keeping(self) -> None:
        if self.keeper is None or self.keeping is None:
            return
        self.keeping.cancel()
        await asyncio.wait([self.keeping])
        self.keeper.forget()

    async def _reached(
        self, ready: Coroutine[None, None, None], name: str, supervisor: Supervisor
    ) -> None:
        """Wait for a part; raises HouseProblem with its last words when it does not come."""
        waiting = asyncio.create_task(ready)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(START_SECONDS):
                    while not waiting.done() and self.crashes[name] < CRASHES:
                        await asyncio.wait([waiting], timeout=_LOOK_SECONDS)
            if waiting.done():
                await waiting
                return
        finally:
            waiting.cancel()
        raise HouseProblem(
            "{part} does not start. Its last words: {words} (more in {log})",
            part=self._words(name),
            words=" / ".join(supervisor.last_words(name, 2)) or "—",
            log=self.house.folder / "logs" / f"{name}.log",
        )

    async def _wait_for_health(self) -> None:
        """Until every part works; says which one is awaited."""
        limit = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=limit) as session:
            while True:
                awaited = await self._awaited_parts(session)
                if not awaited:
                    return
                self.progress.begin(
                    self._words("Waiting for: {parts}", parts=", ".join(map(self._words, awaited)))
                )
                await asyncio.sleep(_LOOK_SECONDS)

    async def _awaited_parts(self, session: aiohttp.ClientSession) -> list[str]:
        try:
            async with session.get(f"{self.house.console_url}/healthz") as answer:
                parts = await answer.json(content_type=None)
                if answer.status == 200:
                    return []
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return [DAEMON]
        if not isinstance(parts, dict):
            return [DAEMON]
        return [
            str(name)
            for name, part in parts.items()
            if not part.get("ok") and part.get("essential") is not False
        ] or [DAEMON]

    def _tell_of_end(self, name: str, code: int, pause: float) -> None:
        self.crashes[name] += 1
        if self.keeper is not None:
            self.keeper.ended[name] += 1
        self.progress.say(
            self._words(
                "{part} ended ({code}) and is started again in {pause} s.",
                part=self._words(name),
                code=code,
                pause=pause,
            )
        )

    def _words(self, text: str, **values: object) -> str:
        return say(self.language, text, **values)
