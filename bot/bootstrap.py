"""The one place that names concrete classes: puts the daemon together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import aiohttp
from aiohttp import web
from nio import AsyncClient

from bot.announcing import Announcer
from bot.asking import bot_session
from bot.commands.apply import Apply
from bot.commands.command import Command
from bot.commands.console import Console
from bot.commands.handler import CommandHandler
from bot.commands.help import Help
from bot.commands.invite import Invite, Uninvite
from bot.commands.mute import Mute, Unmute
from bot.commands.plan import Plan
from bot.commands.poll import Poll
from bot.commands.room import Room
from bot.commands.roster import Roster
from bot.commands.status import Status
from bot.commands.table import Table
from bot.commands.who import Who
from bot.console.application import Entrance, make_console
from bot.console.links import Links
from bot.desk.desk import Desk
from bot.desk.muting import UNMUTE
from bot.desk.unmuting import Unmuting
from bot.domains import own_domains
from bot.drift import Drift
from bot.drift_watch import DriftWatch
from bot.duty import parts as duty_parts
from bot.duty.hearing import DutyHearing
from bot.duty.parts import Duty
from bot.ear import COMMAND, Ear
from bot.files_in_force import BrokenFiles
from bot.forgetting import Forgetting
from bot.gate import Gate
from bot.homeserver import BotHomeserver
from bot.house import House
from bot.powers import Powers
from bot.private_rooms import PrivateRooms
from bot.probes import BotProbe, BridgesProbe, DatabaseProbe, GateProbe, HomeserverProbe
from bot.reconciling import apply_lock
from bot.speech import Speech
from bot.status import Probe, StatusSource
from bot.staying_watch import StayingWatch
from bot.tell import TELL, Teller
from bot.upkeep import Upkeep
from bot.upstream.health import bridge_probes
from bot.upstream.unplumbed import unplumbed_of_file
from bot.upstream.watching import Surroundings, UpstreamParts
from bot.welcome import Welcome
from bridges.announcing import ANNOUNCE
from bridges.appservice import Events, TeremokAppService
from bridges.catching_up import CatchingUp, RawEvents
from bridges.chat_lane import ChatLane
from bridges.enforcement.publishing import Publishing
from bridges.enforcement.release import Release
from bridges.enforcement.settle import Settlement
from bridges.enforcement.withdrawal import Withdrawal
from bridges.ghosts import Ghosts
from bridges.inbox import Inbox
from bridges.matrix import Matrix
from bridges.naming import Naming
from bridges.network import Network
from bridges.outbox import Outbox
from bridges.passing import Passing
from bridges.poll_ends import PollEnds
from bridges.relay import Relay
from bridges.room_lane import RoomLane, stands_alone
from bridges.sandbox.network import SandboxNetwork
from bridges.second_look import SecondLook
from policies.regulation import Regulation
from rooms.archive.media import KIND as ARCHIVE_MEDIA
from rooms.archive.media import MediaArchive
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.directory import Directory
from rooms.files.yaml_file import load
from rooms.informing import Informing
from rooms.judgement import Judge
from rooms.reconcile.apply import Reconciliation
from rooms.roster.titles import GuardianTitles
from rooms.storage.database import Store
from rooms.storage.queue import Handler

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes that the archive takes of one file; above what the homeserver takes."""


@dataclass(frozen=True)
class Parts:
    """What the daemon runs."""

    store: Store
    directory: Directory
    judge: Judge
    informing: Informing
    outbox: Outbox
    relay: Relay
    ear: Ear
    ghosts: Ghosts
    naming: Naming
    forgetting: Forgetting
    catching_up: CatchingUp
    passing: Passing
    matrix: Matrix
    archive: MediaArchive
    appservice: TeremokAppService
    console: web.Application
    upkeep: Upkeep
    drift_watch: DriftWatch
    staying_watch: StayingWatch
    welcome: Welcome
    broken_files: BrokenFiles
    upstream: UpstreamParts
    networks: Mapping[str, Network]
    session: AsyncClient
    probing: aiohttp.ClientSession

    async def close(self) -> None:
        """Let go of everything, in the reverse order."""
        await self.passing.stop()
        await self.outbox.stop()
        for network in self.networks.values():
            await network.close()
        await self.probing.close()
        await self.session.close()  # type: ignore[no-untyped-call]
        await self.store.close()


async def assemble(house: House, community: Community, regulation: Regulation) -> Parts:
    """Everything that the daemon runs, put together; nothing has begun yet."""
    clock = SystemClock()
    secrets = house.secrets
    store = await Store.open(house.database_url)
    directory = Directory(house.server_name, community)
    await directory.refresh(store)
    judge = Judge(regulation, community.community.timezone)
    informing = Informing(judge, directory, store, own_domains(house))
    await informing.start(clock)
    handlers: dict[str, Handler] = {}
    outbox = Outbox(store, handlers, clock, stands_alone)
    session = bot_session(house.homeserver_url, house.bot_id, secrets.bot_token)
    probing = aiohttp.ClientSession()
    ear = Ear(session, store, directory, clock, outbox.wake)
    upstream = UpstreamParts(Surroundings(house, store, directory, clock, outbox.wake), probing)
    hears = (upstream.hearing, upstream.people, DutyHearing(directory), PollEnds(directory))
    inbox = Inbox(store, directory, judge, clock, outbox.wake, *hears)
    sandbox = SandboxNetwork(house.sandbox_url, secrets.sandbox_token, community.community.language)
    networks: dict[str, Network] = {sandbox.name: sandbox}

    async def keep(events: RawEvents) -> None:
        await inbox.take(events)
        for event in events:
            ear.nudge(event)
            drift_watch.notice(event)
            staying_watch.notice(event)

    async def take(transaction_id: str, events: Events, ephemeral: Events) -> None:
        await catching_up.take(transaction_id, events)
        passing.to_chats(ephemeral)

    appservice = TeremokAppService(
        house.homeserver_url, house.server_name, secrets.as_token, secrets.hs_token, take
    )
    notice = appservice.breath.notice
    gate = Gate(directory, judge, store, outbox.wake, secrets.gate_token, notice, clock)
    gate.add_routes(appservice.app)
    upstream.add_routes(appservice.app)
    matrix = Matrix(appservice, house.bot_id)
    catching_up = CatchingUp(keep, matrix, directory, store, appservice.is_connected)
    titles = GuardianTitles(directory)
    await titles.refresh(store)
    ghosts = Ghosts(matrix, directory, store, titles)
    passing = Passing(networks, matrix, ghosts, directory, store)
    archive = MediaArchive(store, matrix, house.media_folder, LARGEST_FILE)
    relay = Relay(store, directory, judge, clock, outbox.wake)
    homeserver = BotHomeserver(session, house.server_name)
    reconciliation = Reconciliation(homeserver, store, house.server_name, apply_lock(house))
    drift = Drift(directory, store, clock, outbox.wake)
    upkeep = Upkeep(reconciliation, directory, store, networks, drift)
    drift_watch = DriftWatch(reconciliation, directory, drift, upkeep.begin_anew)
    staying_watch = StayingWatch(directory, store, clock, outbox.wake)
    probes: dict[str, Probe] = {
        "homeserver": HomeserverProbe(probing, house.homeserver_url),
        "bot": BotProbe(ear, upkeep),
        "bridges": BridgesProbe(networks, appservice),
        "gate": GateProbe(probing, house.internal_url, secrets.gate_token),
        "database": DatabaseProbe(store),
    }
    broken_files, bridges = BrokenFiles(), bridge_probes(house, probing, store)
    status = StatusSource(store, probes, clock, lambda: {**bridges(), **broken_files.probes()})
    speech = Speech(session)
    private_rooms = PrivateRooms(store, speech, directory)
    desk = Desk(directory, store, homeserver, clock, reconciliation)
    duty = Duty(duty_parts.Surroundings(directory, judge, store, speech, clock, outbox.wake))
    table = _commands(
        Status(status),
        Console(Links(store, house.public_console_url, clock)),
        *_keeping_rooms(house, reconciliation, store),
        *_at_desk(desk),
        *duty.commands(),
    )
    settlement = Settlement(directory, clock)
    room_lane = RoomLane(networks, matrix, ghosts, directory, store).handlers()
    publishing = Publishing(room_lane, matrix, settlement, directory, store, clock)
    handlers |= room_lane | publishing.handlers()
    handlers |= ChatLane(networks, matrix, directory, store).handlers()
    handlers |= Withdrawal(networks, matrix, store, clock).handlers()
    handlers |= Release(settlement, judge, store, clock).handlers()
    handlers |= upstream.handlers()
    handlers |= duty.handlers(networks, matrix)
    powers = Powers(directory, speech)
    handlers |= {
        ARCHIVE_MEDIA: SecondLook(archive, directory, judge, clock),
        TELL: Teller(private_rooms, speech, clock),
        ANNOUNCE: Announcer(directory, speech, clock),
        UNMUTE: Unmuting(desk),
        COMMAND: CommandHandler(table, speech, private_rooms, powers, directory, duty.objected),
    }
    entrance = Entrance(
        house.public_console_url,
        house.console_url,
        secrets.console_key,
        house.settings.metrics_readers,
    )
    return Parts(
        store=store,
        directory=directory,
        judge=judge,
        informing=informing,
        outbox=outbox,
        relay=relay,
        ear=ear,
        ghosts=ghosts,
        naming=Naming(titles, ghosts, store),
        forgetting=Forgetting(directory, store, clock),
        catching_up=catching_up,
        passing=passing,
        matrix=matrix,
        archive=archive,
        appservice=appservice,
        console=make_console(entrance, store, status, clock, powers),
        upkeep=upkeep,
        drift_watch=drift_watch,
        staying_watch=staying_watch,
        welcome=Welcome(directory, store, clock, outbox.wake),
        broken_files=broken_files,
        upstream=upstream,
        networks=networks,
        session=session,
        probing=probing,
    )


def _keeping_rooms(
    house: House, reconciliation: Reconciliation, store: Store
) -> tuple[Command, ...]:
    def file() -> Community:
        return load(house.community_path, Community)

    pending = partial(unplumbed_of_file, store)
    return Plan(reconciliation, file, pending), Apply(reconciliation, file, pending)


def _at_desk(desk: Desk) -> tuple[Command, ...]:
    looking = (Room(desk), Who(desk), Roster(desk), Poll(desk))
    return *looking, Invite(desk), Uninvite(desk), Mute(desk), Unmute(desk)


def _commands(*commands: Command) -> Table:
    table: Table

    def all_commands() -> Iterable[Command]:
        return table

    table = Table([Help(all_commands), *commands])
    return table
