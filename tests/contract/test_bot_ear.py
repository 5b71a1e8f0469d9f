"""What is said to the bot is heard once, whatever happens in between."""

import asyncio

import pytest

from bot.ear import TOKEN
from rooms.storage import queue, settings
from tests.support.bot import TestedBot
from tests.support.waiting import eventually


async def _texts(bot: TestedBot) -> list[str]:
    return [task.payload["text"] for task in await bot.tasks()]


async def test_what_was_said_before_the_first_start_is_not_answered(bot: TestedBot) -> None:
    await bot.write(bot.head, bot.staff_room, "!teremok status")
    await bot.ear.hear_once()
    assert await bot.tasks() == []


async def test_a_command_in_the_staff_room_is_heard_and_talk_is_not(bot: TestedBot) -> None:
    await bot.ear.hear_once()
    event_id = await bot.write(bot.head, bot.staff_room, "!teremok status")
    await bot.write(bot.head, bot.staff_room, "Кто завтра дежурит?")
    await bot.write(bot.head, bot.staff_room, "!teremok help", msgtype="m.notice")
    await bot.ear.hear_once()
    (task,) = await bot.tasks()
    assert task.kind == "command"
    assert task.lane == f"command:{bot.staff_room}"
    assert task.payload == {
        "event_id": event_id,
        "room_id": bot.staff_room,
        "sender": bot.head.user_id,
        "text": "!teremok status",
    }
    assert bot.woken == {task.lane}


async def test_the_same_command_is_not_heard_twice(bot: TestedBot) -> None:
    await bot.ear.hear_once()
    await bot.write(bot.head, bot.staff_room, "!teremok status")
    await bot.ear.hear_once()
    await bot.ear.hear_once()
    await bot.close()
    bot.open()
    await bot.ear.hear_once()
    assert await _texts(bot) == ["!teremok status"]


async def test_killed_between_sync_and_commit_the_command_is_still_heard_once(
    bot: TestedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.ear.hear_once()
    await bot.write(bot.head, bot.staff_room, "!teremok status")

    class Killed(BaseException):
        pass

    async def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(settings, "put", die)  # after the tasks, inside the transaction
        with pytest.raises(Killed):
            await bot.ear.hear_once()
    assert await bot.tasks() == []
    await bot.close()
    bot.open()
    await bot.ear.hear_once()
    assert await _texts(bot) == ["!teremok status"]


async def test_commands_given_while_the_bot_was_away_are_all_heard_in_order(
    bot: TestedBot,
) -> None:
    await bot.ear.hear_once()
    texts = [f"!teremok help {number}" for number in range(45)]  # more than one answer holds
    for text in texts:
        await bot.write(bot.head, bot.staff_room, text)
    await bot.ear.hear_once()
    assert await _texts(bot) == texts


async def test_somebody_who_invites_the_bot_can_talk_with_it(bot: TestedBot) -> None:
    await bot.ear.hear_once()
    room_id = await bot.make_room(bot.head, is_direct=True, preset="trusted_private_chat")
    await bot.write(bot.head, room_id, "before the invitation")
    path = f"/_matrix/client/v3/rooms/{room_id}/invite"
    await bot.call(bot.head, "POST", path, {"user_id": bot.user.user_id})
    await bot.write(bot.head, room_id, "status")
    await bot.ear.hear_once()
    assert await bot.private_room_of(bot.head) == room_id
    await bot.write(bot.head, room_id, "console")
    await bot.ear.hear_once()
    assert (await _texts(bot))[-2:] == ["status", "console"]


async def test_killed_after_it_came_in_the_bot_still_hears_what_was_said_there(
    bot: TestedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.ear.hear_once()
    room_id = await bot.make_room(bot.head, is_direct=True)
    path = f"/_matrix/client/v3/rooms/{room_id}/invite"
    await bot.call(bot.head, "POST", path, {"user_id": bot.user.user_id})
    await bot.write(bot.head, room_id, "status")

    class Killed(BaseException):
        pass

    async def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(bot.session, "joined_members", die)  # asked just after the join
        with pytest.raises(Killed):
            await bot.ear.hear_once()
    await bot.close()
    bot.open()
    await bot.ear.hear_once()
    assert await _texts(bot) == ["status"]


async def test_the_bot_does_not_stay_where_others_listen(bot: TestedBot) -> None:
    await bot.ear.hear_once()
    room_id = await bot.make_room(bot.head, [bot.educator])
    path = f"/_matrix/client/v3/rooms/{room_id}/invite"
    await bot.call(bot.head, "POST", path, {"user_id": bot.user.user_id})
    await bot.ear.hear_once()
    assert await bot.private_room_of(bot.head) is None
    members = await bot.call(bot.head, "GET", f"/_matrix/client/v3/rooms/{room_id}/joined_members")
    assert bot.user.user_id not in members["joined"]


async def test_words_of_others_in_a_private_room_are_not_heard(bot: TestedBot) -> None:
    room_id = await bot.private_rooms.room_with(bot.head.user_id)
    await bot.ear.hear_once()
    path = f"/_synapse/admin/v1/join/{room_id}"
    await bot.call(bot.user, "POST", path, {"user_id": bot.educator.user_id})
    await bot.write(bot.educator, room_id, "console")
    await bot.ear.hear_once()
    assert await bot.tasks() == []


async def test_a_private_room_made_while_the_bot_asks_is_not_missed(
    bot: TestedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.ear.hear_once()
    ask, asked = bot.session.sync, 0

    async def slow_sync(**question: object) -> object:
        nonlocal asked
        asked += 1
        if asked == 1:
            room_id = await bot.private_rooms.room_with(bot.head.user_id)
            await bot.write(bot.head, room_id, "help")
        return await ask(**question)

    monkeypatch.setattr(bot.session, "sync", slow_sync)
    await bot.ear.hear_once()
    assert asked == 2
    assert await _texts(bot) == ["help"]


async def test_a_nudge_makes_it_listen_at_once(
    bot: TestedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ear.LOOK_SECONDS", 3600)
    await bot.ear.hear_once()
    listening = asyncio.create_task(bot.ear.listen())
    try:
        await eventually(lambda: bot.ear.well)
        await bot.write(bot.head, bot.staff_room, "!teremok help")
        for event in await bot.events(bot.head, bot.staff_room):
            bot.ear.nudge(event)  # as the appservice does with all that it gets
        await eventually(lambda: bot.woken)
    finally:
        listening.cancel()


async def test_the_bot_goes_on_after_the_homeserver_was_away(
    bot: TestedBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ear.FIRST_BACK_OFF", 0.05)
    await bot.ear.hear_once()
    home = bot.session.homeserver
    bot.session.homeserver = "http://127.0.0.1:9"
    listening = asyncio.create_task(bot.ear.listen())
    try:
        await eventually(lambda: bot.ear.problem.startswith("the homeserver is away"))
        assert not bot.ear.well
        bot.session.homeserver = home
        await bot.write(bot.head, bot.staff_room, "!teremok help")
        await eventually(lambda: bot.woken)
        assert bot.ear.well
    finally:
        listening.cancel()


async def test_a_quiet_house_makes_no_work(bot: TestedBot) -> None:
    await bot.ear.hear_once()
    async with bot.store.reading() as connection:
        before = await settings.get(connection, TOKEN)
    await bot.ear.hear_once()
    async with bot.store.reading() as connection:
        assert await settings.get(connection, TOKEN) == before
        assert await queue.lanes(connection) == []
