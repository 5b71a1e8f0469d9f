"""Taking a parent's message out of the room, and what the messenger makes of it (a simulation)."""

from tests.support.bridged import Bridged, Json, Side, both
from tests.support.homeserver import User


async def _plumbed(bridged: Bridged, side: Side, admin: bool) -> tuple[str, str, str, User]:
    login = await bridged.link(side)
    parent = await side.network.person("Inge", bridged.fresh_phone())
    chat = (await side.network.group("Kita", parent, login))["id"]
    if admin:
        await side.network.role(chat, login, "admin")
    anna = await bridged.member("Anna")
    room = await bridged.room(side, anna)
    await bridged.plumb(side, room, login, chat)
    levels = await bridged.state(room, "m.room.power_levels")
    assert levels is not None
    users = {**levels["users"], anna.user_id: 50}
    power = {**levels, "users": users}
    await bridged.set_state(bridged.owner, room, "m.room.power_levels", power)
    return room, chat, parent, anna


async def _redacted(
    bridged: Bridged, side: Side, user: User, room: str, chat: str, parent: str
) -> tuple[Json, Json]:
    """A parent writes, the user takes it back: the status and the message in the messenger."""
    text = f"bad words for {user.user_id}"
    await side.network.write(chat, parent, text)
    event = await bridged.sees_text(room, text)
    gone = await bridged.redact(user, room, event["event_id"])
    status = await bridged.status(room, gone)
    return status, (await side.network.messages(chat))[-1]


async def test_an_admins_account_deletes_for_everybody(bridged: Bridged, side: Side) -> None:
    room, chat, parent, anna = await _plumbed(bridged, side, admin=True)
    for user in (bridged.owner, anna):
        status, message = await _redacted(bridged, side, user, room, chat, parent)
        assert status["status"] == "SUCCESS"
        assert message.get("deleted")


@both
async def test_anothers_account_does_not_and_the_status_says_so(
    bridged: Bridged, side: Side
) -> None:
    room, chat, parent, anna = await _plumbed(bridged, side, admin=False)
    for user in (bridged.owner, anna):
        status, message = await _redacted(bridged, side, user, room, chat, parent)
        assert (status["status"], status["reason"]) == ("FAIL_RETRIABLE", "m.event_not_handled")
        words = {"whatsapp": "server returned error 403", "telegram": "MESSAGE_DELETE_FORBIDDEN"}
        assert words[side.name] in status["internal_error"]
        assert not message.get("deleted")
    for event in await bridged.timeline(room):
        assert "was not bridged" not in event["content"].get("body", "")


async def test_a_second_attempt_after_becoming_admin_is_possible(
    bridged: Bridged, side: Side
) -> None:
    """What was refused stays known to the bridge: another redaction of the same event is tried."""
    room, chat, parent, _ = await _plumbed(bridged, side, admin=False)
    await side.network.write(chat, parent, "bad words")
    event = await bridged.sees_text(room, "bad words")
    gone = await bridged.redact(bridged.owner, room, event["event_id"])
    assert (await bridged.status(room, gone))["status"] == "FAIL_RETRIABLE"
    login = next(
        person for person, role in (await side.network.chat(chat))["members"].items()
        if person != parent and role == "member"
    )  # fmt: skip
    await side.network.role(chat, login, "admin")
    gone = await bridged.redact(bridged.owner, room, event["event_id"])
    assert (await bridged.status(room, gone))["status"] == "SUCCESS"
    assert (await side.network.messages(chat))[-1].get("deleted")


async def test_a_refusal_that_nobody_is_told_of_looks_like_a_success(
    bridged: Bridged, side: Side
) -> None:
    room, chat, parent, _ = await _plumbed(bridged, side, admin=False)
    await side.network.weather(deletion_refusal="silent")
    status, message = await _redacted(bridged, side, bridged.owner, room, chat, parent)
    await side.network.weather()
    assert status["status"] == "SUCCESS"
    assert not message.get("deleted")


async def test_what_the_bridge_does_not_know_cannot_be_taken_back(
    bridged: Bridged, side: Side
) -> None:
    room, chat, _, anna = await _plumbed(bridged, side, admin=True)
    await side.network.weather(failing_sends=1)
    said = await bridged.say(anna, room, "never arrives")
    assert (await bridged.status(room, said))["status"] == "FAIL_RETRIABLE"
    gone = await bridged.redact(anna, room, said)
    status = await bridged.status(room, gone)
    assert status["internal_error"] == "redaction target message not found"
    assert await side.network.messages(chat) == []
