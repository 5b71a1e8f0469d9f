"""The bot with all that it speaks and hears with, on a real homeserver."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.asking import bot_session
from bot.commands.console import Console
from bot.commands.handler import CommandHandler
from bot.commands.help import Help
from bot.commands.invite import Invite, Uninvite
from bot.commands.mute import Mute, Unmute
from bot.commands.poll import Poll
from bot.commands.room import Room
from bot.commands.roster import Roster
from bot.commands.status import Status
from bot.commands.table import Table
from bot.commands.who import Who
from bot.console.links import Links
from bot.desk.desk import Desk
from bot.desk.muting import UNMUTE
from bot.desk.unmuting import Unmuting
from bot.duty.parts import Duty, Surroundings
from bot.ear import COMMAND, Ear
from bot.homeserver import BotHomeserver
from bot.powers import Powers
from bot.private_rooms import PrivateRooms
from bot.speech import Speech
from bot.status import PartState, StatusSource
from bot.tell import TELL, Teller
from bridges.outbox import Outbox
from policies.regulation import Regulation
from rooms.community import Community
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.reconcile.apply import Reconciliation
from rooms.storage import accounts, rooms
from rooms.storage.database import Store
from rooms.storage.queue import Handler, QueuedTask
from rooms.storage.rooms import KnownRoom
from tests.support.clocks import Going
from tests.support.homeserver import RunningHomeserver, User
from tests.support.queued import queued
from tests.support.waiting import until

_numbers = itertools.count(1)
CONSOLE_URL = "http://127.0.0.1:8009"


def community(head: str, language: str = "en") -> Community:
    """A kindergarten whose head is this account."""
    return Community.model_validate(
        {
            "community": {"name": "Сад", "slug": "sad", "language": language},
            "staff": [{"id": head, "name": "Валентина", "role": "head"}],
            "rooms": {"staff": {"name": "Сотрудники"}},
        }
    )


class TestedBot:
    """A bot of its own account, its staff room, a head and an educator."""

    __test__ = False

    def __init__(self, homeserver: RunningHomeserver, store: Store) -> None:
        self.homeserver = homeserver
        self.store = store
        self.clock = Going(datetime.now(UTC))
        self.woken: set[str] = set()

    async def start(self) -> None:
        """Make the accounts and the staff room."""
        number = next(_numbers)
        server = self.homeserver
        self.user = await server.register(f"bot-{number}", admin=True)
        self.admin = await server.register(f"admin-of-{number}", admin=True)
        self.head = await server.register(f"head-{number}")
        self.educator = await server.register(f"educator-{number}")
        for user in (self.user, self.head, self.educator):  # a person writes less fast than a test
            path = f"/_synapse/admin/v1/users/{user.user_id}/override_ratelimit"
            unlimited = {"messages_per_second": 0, "burst_count": 0}
            await self.call(self.user, "POST", path, unlimited)
        self.directory = Directory(server.server_name, community(f"head-{number}"))
        self.staff_room = await self.make_room(self.user, [self.head, self.educator])
        async with self.store.transaction() as connection:
            staff = KnownRoom("staff", self.staff_room, "staff", "Staff")
            await rooms.put_room(connection, staff)
        await self.directory.refresh(self.store)
        self.open()

    def open(self) -> None:
        """Put the bot's parts together, as a start of the daemon does."""
        self.session = bot_session(self.homeserver.url, self.user.user_id, self.user.access_token)
        self.speech = Speech(self.session)
        self.ear = Ear(self.session, self.store, self.directory, self.clock, self.wake)
        self.private_rooms = PrivateRooms(self.store, self.speech, self.directory)
        self.teller = Teller(self.private_rooms, self.speech, self.clock)

        async def works() -> PartState:
            return PartState(True, "works")

        status = StatusSource(self.store, {"homeserver": works}, self.clock)
        homeserver = BotHomeserver(self.session, self.homeserver.server_name)
        reconciliation = Reconciliation(homeserver, self.store, self.homeserver.server_name)
        self.desk = Desk(self.directory, self.store, homeserver, self.clock, reconciliation)
        judge = Judge(Regulation(), "Europe/Moscow")
        around = Surroundings(self.directory, judge, self.store, self.speech, self.clock, self.wake)
        self.duty = Duty(around)
        table: Table = Table(
            [
                Help(lambda: table),
                Status(status),
                Console(Links(self.store, CONSOLE_URL, self.clock)),
                Room(self.desk),
                Who(self.desk),
                Roster(self.desk),
                Invite(self.desk),
                Uninvite(self.desk),
                Mute(self.desk),
                Unmute(self.desk),
                Poll(self.desk),
                *self.duty.commands(),
            ]
        )
        powers = Powers(self.directory, self.speech)
        self.handler = CommandHandler(
            table, self.speech, self.private_rooms, powers, self.directory, self.duty.objected
        )
        self.unmuting = Unmuting(self.desk)
        self.handlers: dict[str, Handler] = {
            COMMAND: self.handler,
            TELL: self.teller,
            UNMUTE: self.unmuting,
        }
        self.outbox = Outbox(self.store, self.handlers, self.clock)

    def wake(self, lanes: Iterable[str]) -> None:
        """What the ear calls after a commit."""
        self.woken |= set(lanes)

    async def close(self) -> None:
        """End it, as far as a crash would."""
        await self.outbox.stop()
        await self.session.close()  # type: ignore[no-untyped-call]

    async def forget_transactions(self) -> None:
        """Go on with another token, for which the homeserver knows no transaction ids."""
        path = f"/_synapse/admin/v1/users/{self.user.user_id}/login"
        answer = await self.call(self.admin, "POST", path)
        self.user = replace(self.user, access_token=answer["access_token"])

    async def make_room(self, owner: User, others: Iterable[User] = (), **more: Any) -> str:
        """A room with everybody in it."""
        invited = [user.user_id for user in others]
        body = {"invite": invited, "room_version": "11", **more}
        answer = await self.call(owner, "POST", "/_matrix/client/v3/createRoom", body)
        for user in others:
            await self.call(user, "POST", f"/_matrix/client/v3/join/{answer['room_id']}")
        return str(answer["room_id"])

    async def call(self, user: User, method: str, path: str, body: object = None) -> Any:
        """A request that must succeed."""
        status, answer = await self.homeserver.request(user.access_token, method, path, body)
        assert status == 200, answer
        return answer

    async def write(self, user: User, room_id: str, text: str, **more: object) -> str:
        """Somebody writes something; the event's id."""
        path = f"/_matrix/client/v3/rooms/{room_id}/send/m.room.message/{next(_numbers)}"
        body = {"msgtype": "m.text", "body": text, **more}
        return str((await self.call(user, "PUT", path, body))["event_id"])

    async def events(self, user: User, room_id: str) -> list[dict[str, Any]]:
        """The last hundred events of a room, oldest first."""
        path = f"/_matrix/client/v3/rooms/{room_id}/messages?dir=b&limit=100"
        return list(reversed((await self.call(user, "GET", path))["chunk"]))

    async def notices(self, user: User, room_id: str) -> list[str]:
        """What the bot has said in words."""
        return [
            event["content"]["body"]
            for event in await self.events(user, room_id)
            if event["sender"] == self.user.user_id
            and event["content"].get("msgtype") == "m.notice"
        ]

    async def reactions(self, user: User, room_id: str, event_id: str) -> list[str]:
        """The emoji that stand at an event now."""
        relations = (
            event["content"].get("m.relates_to", {}) for event in await self.events(user, room_id)
        )
        return [
            each["key"] for each in relations if each.get("event_id") == event_id and "key" in each
        ]

    async def tasks(self) -> list[QueuedTask]:
        """Everything in the queue."""
        async with self.store.reading() as connection:
            return await queued(connection)

    async def work_off(self) -> None:
        """Let the outbox do what is queued."""
        self.outbox.wake({task.lane for task in await self.tasks()})

        async def is_done() -> bool:
            return not await self.tasks()

        await until(is_done, "an empty queue", pause=0.05)

    async def commands_done(self) -> None:
        """Let the outbox carry out the commands; what is due later may wait."""
        self.outbox.wake({task.lane for task in await self.tasks()})

        async def are_done() -> bool:
            return not any(task.kind == COMMAND for task in await self.tasks())

        await until(are_done, "no command in the queue", pause=0.05)

    async def private_room_of(self, user: User) -> str | None:
        """The private room with somebody."""
        async with self.store.reading() as connection:
            return await accounts.direct_room(connection, user.user_id)
