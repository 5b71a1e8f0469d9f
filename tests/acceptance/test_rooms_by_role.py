"""What somebody of each role sees and may do, through the client API of a real Synapse."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
import yaml

from bot.homeserver import BotHomeserver
from rooms.community import Community
from rooms.files.yaml_file import load
from rooms.reconcile.apply import Applied, Reconciliation
from rooms.storage.database import Store
from rooms.storage.rooms import all_rooms
from tests.support.homeserver import RunningHomeserver
from tests.support.kindergarten import new_bot
from tests.support.pictures import PNG

SLUG = "byrole"
ROLES = {
    "zav": ["head"],
    "zam": ["deputy"],
    "anna": ["educator"],
    "olga": ["educator", "treasurer"],
    "logoped": ["specialist"],
    "kazna": ["treasurer"],
    "dezhurny": ["duty"],
    "igor": ["admin"],
}
COMMON = {"space", "staff", "announcements", "lounge", "library"}
GROUPS = {"ladybirds", "hedgehogs", "swallows"}
EVERYTHING = COMMON | GROUPS | {"duty", "north", "upper", "garden"}
SEEN = {
    "zav": EVERYTHING,
    "zam": EVERYTHING,
    "igor": EVERYTHING,
    "anna": COMMON | {"ladybirds", "north", "upper", "garden"},
    "olga": COMMON | {"hedgehogs", "swallows", "north"},
    "logoped": COMMON | {"ladybirds", "swallows", "north", "upper"},
    "kazna": {"space", "announcements", "hedgehogs", "north"},
    "dezhurny": COMMON | GROUPS | {"duty", "north", "upper"},
}
RULES = "Пишем с 8 до 20.\nО болезни — лично воспитателю."
FILE: dict[str, Any] = {
    "community": {"name": "Сад по ролям", "slug": SLUG, "avatar": "pictures/sad.png"},
    "staff": [{"id": f"{n}-{SLUG}", "name": n.title(), "roles": r} for n, r in ROLES.items()],
    "buildings": [
        {"key": "north", "name": "Северный корпус"},
        {"key": "upper", "name": "Второй этаж", "parent": "north"},
    ],
    "rooms": {
        "announcements": None,
        "lounge": {"avatar": "pictures/sad.png"},
        "library": {"order": 1},
        "duty": None,
    },
    "groups": [
        {
            "key": "ladybirds",
            "name": "Божьи коровки",
            "building": "upper",
            "staff": [f"anna-{SLUG}", f"logoped-{SLUG}"],
            "rules": RULES,
            "retention_days": 365,
        },
        {
            "key": "hedgehogs",
            "name": "Ёжики",
            "building": "north",
            "staff": [f"olga-{SLUG}", f"kazna-{SLUG}"],
        },
        {"key": "swallows", "name": "Ласточки", "staff": [f"olga-{SLUG}", f"logoped-{SLUG}"]},
    ],
    "projects": [{"key": "garden", "name": "Огород на окне", "members": [f"anna-{SLUG}"]}],
}
_numbers = itertools.count(1)
_HIERARCHY = "/_matrix/client/v1/rooms/{}/hierarchy"


@dataclass
class Sad:
    """The kindergarten on the homeserver: its rooms by key, and a token for everybody."""

    server: RunningHomeserver
    bot: BotHomeserver
    reconciliation: Reconciliation
    community: Community
    rooms: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    async def apply(self) -> Applied:
        return await self.reconciliation.apply(self.community)

    async def log_in(self, name: str) -> None:
        user = quote(f"@{name}-{SLUG}:{self.server.server_name}")
        path = f"/_synapse/admin/v1/users/{user}/login"
        status, answer = await self.server.request(self.bot._session.access_token, "POST", path)
        assert status == 200, answer
        self.tokens[name] = answer["access_token"]

    async def ask(
        self, name: str, method: str, key: str, what: str, body: object = None
    ) -> tuple[int, Any]:
        path = f"/_matrix/client/v3/rooms/{quote(self.rooms[key])}/{what}"
        return await self.server.request(self.tokens[name], method, path, body)

    async def say(self, name: str, key: str) -> int:
        text = {"msgtype": "m.text", "body": "Здравствуйте"}
        path = f"send/m.room.message/{next(_numbers)}"
        return (await self.ask(name, "PUT", key, path, text))[0]


@pytest.fixture(scope="module")
async def sad(
    homeserver: RunningHomeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sad]:
    folder = tmp_path_factory.mktemp("by-role")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "sad.png").write_bytes(PNG)
    path = folder / "community.yaml"
    path.write_text(yaml.safe_dump(FILE, allow_unicode=True), "utf-8")
    store = await Store.open(f"sqlite:///{folder / 'teremok.db'}")
    async with new_bot(homeserver, "bot-by-role") as bot:
        reconciliation = Reconciliation(bot, store, homeserver.server_name)
        sad = Sad(homeserver, bot, reconciliation, load(path, Community))
        assert (await sad.apply()).failures == ()
        async with store.reading() as connection:
            sad.rooms = {room.key: room.room_id for room in await all_rooms(connection)}
        for name in ROLES:
            await sad.log_in(name)
        yield sad
    await store.close()


@pytest.mark.parametrize("name", ROLES)
async def test_everybody_sees_their_rooms_and_no_other(sad: Sad, name: str) -> None:
    token = sad.tokens[name]
    _, answer = await sad.server.request(token, "GET", "/_matrix/client/v3/joined_rooms")
    names = {room_id: key for key, room_id in sad.rooms.items()}
    assert {names[room_id] for room_id in answer["joined_rooms"]} == SEEN[name]
    _, answer = await sad.server.request(token, "GET", "/_matrix/client/v3/sync")
    assert "invite" not in answer["rooms"]
    for key in EVERYTHING - SEEN[name]:
        for what in ("state", "joined_members", "state/m.room.name"):
            assert (await sad.ask(name, "GET", key, what))[0] == 403, key


@pytest.mark.parametrize("name", ROLES)
async def test_the_space_shows_everybody_what_is_theirs(sad: Sad, name: str) -> None:
    path = _HIERARCHY.format(quote(sad.rooms["space"]))
    status, answer = await sad.server.request(sad.tokens[name], "GET", path)
    assert status == 200, answer
    names = {room_id: key for key, room_id in sad.rooms.items()}
    shown = [names[room["room_id"]] for room in answer["rooms"]]
    # Rooms that whoever is in the Space may enter are shown to them, too.
    open_to_all = {"announcements", "lounge", "library"}
    assert set(shown) == SEEN[name] | open_to_all
    assert shown[:2] == ["space", "library"]  # it has the number 1


@pytest.mark.parametrize("name", ROLES)
async def test_nobody_changes_names_or_powers(sad: Sad, name: str) -> None:
    user = f"@{name}-{SLUG}:{sad.server.server_name}"
    for key in sorted(SEEN[name]):
        _, powers = await sad.ask(name, "GET", key, "state/m.room.power_levels")
        powers["users"] = {**powers["users"], user: 100}
        await _is_refused(sad, name, key, "m.room.name", {"name": "Моя!!!"})
        await _is_refused(sad, name, key, "m.room.power_levels", powers)


@pytest.mark.parametrize("name", ["zav", "anna"])
async def test_nobody_changes_anything_else_of_a_room(sad: Sad, name: str) -> None:
    for what, content in (
        ("m.room.topic", {"topic": "Моя!!!"}),
        ("m.room.avatar", {"url": "mxc://teremok.test/x"}),
        ("m.room.canonical_alias", {}),
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.retention", {"max_lifetime": 1}),
        ("m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}),
        ("m.room.tombstone", {"body": "", "replacement_room": "!x:teremok.test"}),
        ("ru.teremok.room", {}),
        ("ru.teremok.rules", {}),
    ):
        await _is_refused(sad, name, "ladybirds", what, content)


async def _is_refused(sad: Sad, name: str, key: str, what: str, content: object) -> None:
    status, answer = await sad.ask(name, "PUT", key, f"state/{what}", content)
    assert (status, answer["errcode"]) == (403, "M_FORBIDDEN"), (key, what)


@pytest.mark.parametrize("name", ROLES)
async def test_everybody_writes_where_they_are_but_announcements_are_the_staff_s(
    sad: Sad, name: str
) -> None:
    spaces = {"space", "north", "upper"}
    for key in sorted(SEEN[name]):
        silent = key in spaces or (name, key) == ("kazna", "announcements")
        assert await sad.say(name, key) == (403 if silent else 200), key


async def test_who_moderates_removes_posts_and_others_do_not(sad: Sad) -> None:
    for key, helper in (("ladybirds", "dezhurny"), ("staff", "zam")):
        text = {"msgtype": "m.text", "body": "…"}
        _, sent = await sad.ask("anna", "PUT", key, "send/m.room.message/post", text)
        redact = f"redact/{quote(sent['event_id'])}"
        assert (await sad.ask("logoped", "PUT", key, f"{redact}/1", {}))[0] == 403
        assert (await sad.ask(helper, "PUT", key, f"{redact}/2", {}))[0] == 200
        kick = {"user_id": f"@logoped-{SLUG}:{sad.server.server_name}"}
        assert (await sad.ask("anna", "POST", key, "kick", kick))[0] == 403


async def test_the_lounge_is_open_to_who_is_in_the_space_and_to_nobody_else(sad: Sad) -> None:
    assert (await sad.ask("anna", "POST", "lounge", "leave"))[0] == 200
    assert (await sad.ask("anna", "POST", "lounge", "join"))[0] == 200
    stranger = await sad.server.register("stranger-by-role")
    for key in ("space", "lounge", "library", "staff", "ladybirds"):
        path = f"/_matrix/client/v3/rooms/{quote(sad.rooms[key])}/join"
        assert (await sad.server.request(stranger.access_token, "POST", path))[0] == 403, key


async def test_the_rules_are_pinned_and_can_be_read(sad: Sad) -> None:
    _, content = await sad.ask("anna", "GET", "ladybirds", "state/m.room.pinned_events")
    (event_id,) = content["pinned"]
    _, event = await sad.ask("anna", "GET", "ladybirds", f"event/{quote(event_id)}")
    assert (event["sender"], event["content"]["body"]) == (sad.bot.bot_id, RULES)


async def test_the_picture_can_be_seen(sad: Sad) -> None:
    shown = []
    for key in ("space", "lounge"):
        _, content = await sad.ask("anna", "GET", key, "state/m.room.avatar")
        shown.append(content["url"])
    assert len(set(shown)) == 1
    path = f"/_matrix/client/v1/media/download/{shown[0].removeprefix('mxc://')}"
    headers = {"Authorization": f"Bearer {sad.tokens['anna']}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(sad.server.url + path) as answer,
    ):
        assert await answer.read() == PNG


async def test_buildings_stand_in_each_other_and_groups_in_them(sad: Sad) -> None:
    for child, parent in (("north", "space"), ("upper", "north"), ("ladybirds", "upper")):
        what = f"state/m.space.parent/{quote(sad.rooms[parent])}"
        status, content = await sad.ask("zav", "GET", child, what)
        assert (status, content["canonical"]) == (200, True)
        what = f"state/m.space.child/{quote(sad.rooms[child])}"
        assert (await sad.ask("zav", "GET", parent, what))[0] == 200


async def test_after_all_that_nothing_is_to_be_changed(sad: Sad) -> None:
    again = await sad.apply()
    assert (again.failures, again.requests.write) == ((), 0), again.changes
