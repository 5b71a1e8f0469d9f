"""The daemon's side of the upstream bridges, put together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from bot.house import House
from bot.upstream.installed import installed_bridges, open_bridge
from bot.upstream.losses import Losses
from bot.upstream.removing import stays
from bot.upstream.run_state import running_pid
from bridges.upstream.chats import Row
from bridges.upstream.hearing import UpstreamHearing
from bridges.upstream.homeserver import BotClient
from bridges.upstream.keeping import PlumbKeeper
from bridges.upstream.known import KnownBridges
from bridges.upstream.naming import UpstreamNaming
from bridges.upstream.observing import Observing
from bridges.upstream.people import UpstreamPeople
from bridges.upstream.problems import BridgeAway
from bridges.upstream.provisioning import Bridge
from bridges.upstream.pushing import PUSH, Pushing, Transactions
from bridges.upstream.recovering import Recovering
from bridges.upstream.reports import Reports
from bridges.upstream.watch import Pace, Tools, Watch
from bridges.upstream.workshop import Workshop
from deploy.bridges.portals import PortalsAway, read_portals
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.roster.titles import GuardianTitles
from rooms.storage.database import Store
from rooms.storage.queue import Handler


@dataclass(frozen=True)
class Surroundings:
    """What the daemon shares with its other parts."""

    house: House
    store: Store
    directory: Directory
    clock: Clock
    wake: Callable[[Iterable[str]], None]


class UpstreamParts:
    """Everything about the upstream bridges that the daemon runs."""

    def __init__(self, around: Surroundings, session: aiohttp.ClientSession) -> None:
        house, store, directory = around.house, around.store, around.directory
        self.known = KnownBridges(
            lambda: (bridge.bridge for bridge in installed_bridges(house) if stays(bridge)),
            store,
        )
        self.hearing = UpstreamHearing(self.known, directory, around.clock)
        titles = GuardianTitles(directory)
        self.people = UpstreamPeople(self.known, directory, titles, around.clock)
        self.observing = Observing(self.known, directory, store, around.clock, around.wake)
        transactions = Transactions(session)

        async def rows(bridge: Bridge) -> Sequence[Row]:
            return await rows_of(house, bridge.network)

        token = house.secrets.bot_token
        client = BotClient(house.homeserver_url, house.bot_id, token, session)
        self.pushing = Pushing(self.known, transactions, client, store, around.clock)
        self.naming = UpstreamNaming(self.known, self.people, titles, client, store)
        workshop = Workshop(client, session, store, house.folder / "run", rows)

        def restart(bridge: Bridge) -> None:
            installed = open_bridge(house, bridge.network)
            if installed.installation.managed == "teremok":
                installed.start_anew()

        def pid(bridge: Bridge) -> int | None:
            return running_pid(house, bridge.network)

        pace = Pace(canary=house.settings.bridges.check_seconds)
        tools = Tools(session, transactions, workshop.commands, pace, restart, pid)
        self.watch = Watch(self.known, self.observing, store, around.clock, tools)
        self.keeper = PlumbKeeper(self.known, directory, workshop, self.observing)
        self.recovering = Recovering(self.known, directory, store, around.clock, self.observing)
        self.recovering.rows = lambda bridge: known_rows(house, bridge.network)
        self.losses = Losses(house, store, directory, around.clock, self.observing)

    def add_routes(self, application: web.Application) -> None:
        """Answer the bridges."""
        Reports(self.known, self.watch).add_routes(application)

    def handlers(self) -> dict[str, Handler]:
        """The handlers by the kinds of their tasks."""
        return {PUSH: self.pushing}


async def rows_of(house: House, network: str) -> list[Row]:
    """What a bridge's own database knows of chats; nothing where it cannot be read now."""
    try:
        return await known_rows(house, network)
    except BridgeAway:
        return []


async def known_rows(house: House, network: str) -> list[Row]:
    """The same; raises BridgeAway where it cannot be read now."""
    try:
        portals = await read_portals(open_bridge(house, network).database)
    except PortalsAway as away:
        text = "The bridge's database cannot be read: {reason}"
        raise BridgeAway(text, reason=away) from None
    return [Row(row.id, row.receiver, row.name, row.room_id, row.accounts) for row in portals]
