"""The exact words of the bridge's bot; the networks' own are as the published bridges say them."""

import pytest

from tests.support.bridged import Bridged, Side, both


@pytest.fixture
async def login(bridged: Bridged, side: Side) -> str:
    return await bridged.link(side)


@pytest.fixture
async def office(bridged: Bridged, side: Side) -> str:
    """A room that is no portal, with the bot in it."""
    room = await bridged.room(side, await bridged.member("Anna"))
    await bridged.invite_bot(side, room)
    return room


TITLES = {"whatsapp": "WhatsApp", "telegram": "Telegram"}


async def test_the_first_room_for_two_becomes_the_management_room(
    bridged: Bridged, side: Side
) -> None:
    room = await bridged.room(side)
    await bridged.invite_bot(side, room)
    await bridged.sees_text(room, "This room has been marked as your management room.")
    await bridged.say(bridged.owner, room, "good morning")
    await bridged.sees_text(room, "Unknown command, use the `help` command for help.")


async def test_a_second_room_for_two_is_only_greeted(bridged: Bridged, side: Side) -> None:
    for _ in range(2):
        room = await bridged.room(side)
        await bridged.invite_bot(side, room)
    await bridged.sees_text(room, f"Use `{side.prefix} help` for help.")


async def test_words_that_begin_like_the_prefix_are_taken_for_commands(
    bridged: Bridged, side: Side
) -> None:
    login = await bridged.link(side)
    anna = await bridged.member("Anna")
    room = await bridged.room(side, anna)
    chat = (await side.network.group("Kita", login))["id"]
    await bridged.plumb(side, room, login, chat)
    said = await bridged.say(anna, room, f"{side.prefix}nder where the bus is")
    status = await bridged.status(room, said)
    assert (status["status"], status["reason"]) == ("FAIL_RETRIABLE", "m.event_not_handled")
    assert "permission" in status["message"]


@both
async def test_help_is_given(bridged: Bridged, side: Side, office: str, login: str) -> None:
    answer = await bridged.command(side, office, "help")
    words = {
        "whatsapp": ["resolve-link", "invite-link", "sync"],
        "telegram": ["sync-chats", "join"],
    }
    for word in ["bridge", "unbridge", "set-relay", *words[side.name]]:
        assert word in answer


async def test_a_command_that_is_not_known(bridged: Bridged, side: Side, office: str) -> None:
    answer = await bridged.command(side, office, "dance")
    assert answer == "Unknown command, use the `help` command for help."


async def test_what_needs_a_portal_is_refused_elsewhere(
    bridged: Bridged, side: Side, office: str
) -> None:
    answer = await bridged.command(side, office, "id")
    assert answer == "That command can only be ran in portal rooms."


async def test_somebody_who_may_only_relay_gets_no_answer(bridged: Bridged, side: Side) -> None:
    anna = await bridged.member("Anna")
    room = await bridged.room(side, anna)
    await bridged.invite_bot(side, room)
    said = await bridged.say(anna, room, f"{side.prefix} help")
    status = await bridged.status(room, said)
    assert status["status"] != "SUCCESS"


async def test_every_command_has_the_status_success_even_a_refused_one(
    bridged: Bridged, side: Side, office: str
) -> None:
    said = await bridged.say(bridged.owner, office, f"{side.prefix} id")
    assert (await bridged.status(office, said))["status"] == "SUCCESS"


@both
async def test_bridging_what_the_bridge_has_never_seen(
    bridged: Bridged, side: Side, office: str, login: str
) -> None:
    chat = {"whatsapp": "12036399@g.us", "telegram": "channel:99999"}[side.name]
    answer = await bridged.command(side, office, f"bridge {login} {chat}")
    assert answer == (
        f"No portal found with ID `{chat}`. You may need to receive a message in the chat first"
    )


@both
async def test_a_whole_round_of_plumbing(
    bridged: Bridged, side: Side, office: str, login: str
) -> None:
    chat = (await side.network.group("Kita", login))["id"]
    title = TITLES[side.name]
    await bridged.row(side, office)
    answer = await bridged.command(side, office, f"bridge {login} {chat}")
    assert answer == f"Successfully plumbed this room to `{chat}` on {title}"
    answer = await bridged.command(side, office, "id")
    assert answer == f"This room is bridged to `{chat}` on {title}"
    answer = await bridged.command(side, office, f"bridge {login} {chat}")
    assert answer == f"This room is already bridged to `{chat}` on {title}"
    answer = await bridged.command(side, office, f"set-relay {login}")
    assert answer.startswith(
        "Messages sent by users who haven't logged in will now be relayed through +49"
    )
    assert answer.endswith("'s login)")
    other = await bridged.room(side, await bridged.member("Berta"))
    await bridged.invite_bot(side, other)
    answer = await bridged.command(side, other, f"bridge {login} {chat}")
    assert answer == (
        f"That chat is already bridged to Kita (https://matrix.to/#/{office}). "
        "Use `--overwrite` to delete the existing room."
    )


async def test_another_persons_login_is_not_known_by_a_wrong_id(
    bridged: Bridged, side: Side, office: str, login: str
) -> None:
    chat = (await side.network.group("Kita", login))["id"]
    await bridged.row(side, office)
    answer = await bridged.command(side, office, f"bridge 12345 {chat}")
    assert "12345" in answer
    assert "Successfully" not in answer


async def test_unbridging_is_not_answered_and_leaves_the_state_behind(
    bridged: Bridged, side: Side, office: str, login: str
) -> None:
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", login, parent))["id"]
    await bridged.plumb(side, office, login, chat)
    ghost = side.ghost(parent, "kita.test")
    said = await bridged.say(bridged.owner, office, f"{side.prefix} unbridge")
    await bridged.sees(
        office,
        lambda event: (
            event["type"] == "m.room.member"
            and event["state_key"] == f"@{side.name}bot:kita.test"
            and event["content"]["membership"] == "leave"
        ),
        "the bot's leave",
    )
    assert ghost not in await bridged.members(office)
    key = f"kita.test/{side.name}"
    for kind in ("m.bridge", "uk.half-shot.bridge", "com.beeper.room_features"):
        assert await bridged.state(office, kind, key), kind
    after = False
    for event in await bridged.timeline(office):
        assert not (after and event["content"].get("msgtype") == "m.notice")
        assert not (after and event["type"] == "com.beeper.message_send_status")
        after = after or event["event_id"] == said


class TestWhatsApp:
    @pytest.fixture
    def side(self, whatsapp: Side) -> Side:
        return whatsapp

    async def test_links(self, bridged: Bridged, side: Side, office: str, login: str) -> None:
        parent = await side.network.person("Inge", bridged.fresh_phone())
        group = await side.network.group("Kita & Co", parent)
        link, chat = group["link"], group["id"]
        answer = await bridged.command(side, office, f"resolve-link {link}")
        assert answer == f"That invite link points at Kita & Co (`{chat}`)"
        answer = await bridged.command(side, office, f"join {link}")
        assert answer == (
            f"Successfully joined group `{chat}`, the portal should be created momentarily"
        )
        answer = await bridged.command(side, office, "join https://chat.whatsapp.com/NOTHING")
        assert answer.startswith("Failed to join group: ")
        answer = await bridged.command(side, office, "join https://example.org/")
        assert answer == "That doesn't look like a WhatsApp invite link"
        answer = await bridged.bridge(side, office, login, chat)
        assert answer == f"Successfully plumbed this room to `{chat}` on WhatsApp"
        answer = await bridged.command(side, office, "invite-link")
        assert answer.startswith("Failed to get invite link: ")
        await side.network.role(chat, login, "admin")
        assert await bridged.command(side, office, "invite-link") == link

    async def test_syncing(self, bridged: Bridged, side: Side, office: str, login: str) -> None:
        before = await bridged.command(side, office, "sync groups")
        count = int(before.removeprefix("Queued syncs for ").removesuffix(" groups"))
        await side.network.group("One", login)
        await side.network.group("Two", login)
        answer = await bridged.command(side, office, "sync groups")
        assert answer.endswith(f" {count + 2} groups") or count > 0


class TestTelegram:
    @pytest.fixture
    def side(self, telegram: Side) -> Side:
        return telegram

    async def test_links(self, bridged: Bridged, side: Side, office: str, login: str) -> None:
        parent = await side.network.person("Inge", bridged.fresh_phone())
        group = await side.network.group("Kita & Co", parent)
        link = group["link"]
        answer = await bridged.command(side, office, f"join {login} {link}")
        assert answer == "Successfully joined Kita & Co"
        answer = await bridged.command(side, office, f"join {login} {link}")
        assert answer == "You're already a member of Kita & Co"
        answer = await bridged.command(side, office, f"join {login} https://t.me/+aaaaaaaaaa")
        assert answer == "Invalid invite link"
        answer = await bridged.command(side, office, f"join {login} https://example.org/")
        assert answer == "Invalid invite link format"
        answer = await bridged.bridge(side, office, login, group["id"])
        assert answer == f"Successfully plumbed this room to `{group['id']}` on Telegram"

    async def test_syncing(self, bridged: Bridged, side: Side, office: str, login: str) -> None:
        answer = await bridged.command(side, office, f"sync-chats {login}")
        assert answer == f"Successfully synchronized chats for `{login}`"
        answer = await bridged.command(side, office, "sync-chats 1")
        assert answer == "No matching logins found with provided ID(s)"

    async def test_a_basic_group_belongs_to_one_account(
        self, bridged: Bridged, side: Side, office: str, login: str
    ) -> None:
        chat = (await side.network.group("Small", login, small=True))["id"]
        assert chat.startswith("chat:")
        await bridged.command(side, office, f"sync-chats {login}")
        answer = await bridged.command(side, office, f"bridge {login} {chat}")
        assert answer == f"Successfully plumbed this room to `{chat}` on Telegram"
        answer = await bridged.command(side, office, "id")
        assert answer == f"This room is bridged to `{chat}` (receiver: `{login}`) on Telegram"

    async def test_a_basic_group_that_is_upgraded_stays_in_its_room(
        self, bridged: Bridged, side: Side, office: str, login: str
    ) -> None:
        parent = await side.network.person("Inge", bridged.fresh_phone())
        chat = (await side.network.group("Small", parent, login, small=True))["id"]
        await bridged.command(side, office, f"sync-chats {login}")
        await bridged.command(side, office, f"bridge {login} {chat}")
        await bridged.command(side, office, "set-relay")
        answer = await bridged.command(side, office, "upgrade")
        assert answer == "Failed to upgrade chat: rpc error code 400: CHAT_ADMIN_REQUIRED"
        large = (await side.network.upgrade(chat))["id"]
        await bridged.sees_text(office, "Upgraded this group to a supergroup")
        await bridged.portal(side, office, large)
        assert f"`{large}`" in await bridged.command(side, office, "id")
        anna = await bridged.member("Anna")
        path = f"/_matrix/client/v3/rooms/{office}"
        await bridged.as_(bridged.owner, "POST", f"{path}/invite", {"user_id": anna.user_id})
        await bridged.as_(anna, "POST", f"{path}/join")
        await bridged.say(anna, office, "still here")
        await side.network.gets(large, "still here")
