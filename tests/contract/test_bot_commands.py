"""Commands are answered once, in the right place, to those who may give them."""

import pytest

from bot.commands.command import Answer
from bot.commands.conversation import Conversation
from bridges.matrix import MARKER
from tests.support.bot import CONSOLE_URL, TestedBot, community


async def _give(bot: TestedBot, text: str, *, head: bool = True, room: str | None = None) -> str:
    await bot.ear.hear_once()
    user = bot.head if head else bot.educator
    event_id = await bot.write(user, room or bot.staff_room, text)
    await bot.ear.hear_once()
    await bot.work_off()
    return event_id


async def test_status_is_answered_with_a_tick_and_without_an_hourglass(bot: TestedBot) -> None:
    event_id = await _give(bot, "!teremok status")
    (words,) = await bot.notices(bot.head, bot.staff_room)
    assert words.startswith("All is well.")
    assert "homeserver — ✅ works" in words
    assert await bot.reactions(bot.head, bot.staff_room, event_id) == ["✅"]


async def test_an_answer_has_html_with_everything_escaped(bot: TestedBot) -> None:
    await _give(bot, "!teremok <img/src=x>")
    events = await bot.events(bot.head, bot.staff_room)
    (answer,) = [event for event in events if event["content"].get("msgtype") == "m.notice"]
    assert "<img" in answer["content"]["body"]
    assert "&lt;img" in answer["content"]["formatted_body"]
    assert "<img" not in answer["content"]["formatted_body"]
    assert answer["content"][MARKER]["id"].startswith("command:")


async def test_a_mistyped_command_gets_a_hint(bot: TestedBot) -> None:
    event_id = await _give(bot, "!teremok statsu")
    (words,) = await bot.notices(bot.head, bot.staff_room)
    assert "Did you mean “!teremok status”?" in words
    assert await bot.reactions(bot.head, bot.staff_room, event_id) == ["❌"]


async def test_somebody_without_the_power_is_refused_politely(bot: TestedBot) -> None:
    event_id = await _give(bot, "!teremok console", head=False)
    (words,) = await bot.notices(bot.head, bot.staff_room)
    assert words.startswith("I take commands from the head")
    assert await bot.reactions(bot.head, bot.staff_room, event_id) == ["❌"]
    assert await bot.private_room_of(bot.educator) is None


async def test_power_in_the_staff_room_is_enough(bot: TestedBot) -> None:
    path = f"/_matrix/client/v3/rooms/{bot.staff_room}/state/m.room.power_levels"
    levels = await bot.call(bot.user, "GET", path)
    levels["users"][bot.educator.user_id] = 50
    await bot.call(bot.user, "PUT", path, levels)
    await _give(bot, "!teremok help", head=False)
    (words,) = await bot.notices(bot.head, bot.staff_room)
    assert "!teremok status" in words


async def test_the_way_into_the_console_is_told_to_the_asker_alone(bot: TestedBot) -> None:
    event_id = await _give(bot, "!teremok console")
    assert await bot.notices(bot.head, bot.staff_room) == ["I have sent it to you privately."]
    assert await bot.reactions(bot.head, bot.staff_room, event_id) == ["✅"]
    private = await bot.private_room_of(bot.head)
    assert private is not None
    (words,) = await bot.notices(bot.head, private)
    assert f"{CONSOLE_URL}/login?token=" in words
    path = f"/_matrix/client/v3/rooms/{private}/joined_members"
    members = (await bot.call(bot.head, "GET", path))["joined"]
    assert set(members) == {bot.user.user_id, bot.head.user_id}


async def test_in_a_private_room_the_bare_word_is_enough(bot: TestedBot) -> None:
    private = await bot.private_rooms.room_with(bot.head.user_id)
    await _give(bot, "Console", room=private)
    (words,) = await bot.notices(bot.head, private)
    assert f"{CONSOLE_URL}/login?token=" in words


async def test_a_link_is_not_told_in_a_private_room_that_another_has_entered(
    bot: TestedBot,
) -> None:
    crowded = await bot.private_rooms.room_with(bot.head.user_id)
    await bot.call(
        bot.user, "POST", f"/_synapse/admin/v1/join/{crowded}", {"user_id": bot.educator.user_id}
    )
    await _give(bot, "console", room=crowded)
    assert await bot.notices(bot.head, crowded) == ["I have sent it to you privately."]
    alone = await bot.private_room_of(bot.head)
    assert alone not in (None, crowded)
    assert "/login?token=" in (await bot.notices(bot.head, str(alone)))[0]


class Killed(BaseException):
    """What kill -9 does to a coroutine."""


@pytest.mark.parametrize("survived", range(5))
async def test_killed_at_any_point_the_command_is_answered_once(
    bot: TestedBot, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    """Each request to the homeserver may be the last one before the end."""
    await bot.ear.hear_once()
    event_id = await bot.write(bot.head, bot.staff_room, "!teremok help")
    await bot.ear.hear_once()
    (task,) = await bot.tasks()
    done = 0

    async def count(name: str, *given: object) -> object:
        nonlocal done
        answer = await getattr(type(bot.speech), name)(bot.speech, *given)
        done += 1
        if done == survived:
            raise Killed
        return answer

    with monkeypatch.context() as patched:
        for name in ("say", "redact"):
            patched.setattr(bot.speech, name, lambda *g, name=name: count(name, *g))
        if survived:
            with pytest.raises(Killed):
                await bot.handler(task, repeated=False)
    await bot.close()
    await bot.forget_transactions()
    bot.open()
    await bot.work_off()
    notices = await bot.notices(bot.head, bot.staff_room)
    assert len(notices) == 1
    assert await bot.reactions(bot.head, bot.staff_room, event_id) == ["✅"]


async def test_in_russian_the_words_are_russian(bot: TestedBot) -> None:
    localpart = bot.head.user_id[1:].split(":")[0]
    bot.directory.community = community(localpart, language="ru")
    await _give(bot, "!теремок помощь")
    (words,) = await bot.notices(bot.head, bot.staff_room)
    assert "!teremok состояние" in words


async def test_progress_is_one_message_that_the_answer_takes_the_place_of(bot: TestedBot) -> None:
    event_id = await bot.write(bot.head, bot.staff_room, "!teremok apply")
    conversation = Conversation(bot.speech, bot.staff_room, event_id, {})
    await conversation.begin()
    for done in (0, 1):
        await conversation.progress(f"{done} of 2")
    await conversation.answer(Answer("2 changes made."))
    await conversation.end(well=True)
    events = await bot.events(bot.head, bot.staff_room)
    shown = [event for event in events if event["content"].get("msgtype") == "m.notice"]
    first, *edits = shown
    assert first["content"]["body"] == "0 of 2"
    assert [edit["content"]["m.new_content"]["body"] for edit in edits] == [
        "1 of 2",
        "2 changes made.",
    ]
    relations = [edit["content"]["m.relates_to"] for edit in edits]
    assert relations == [{"rel_type": "m.replace", "event_id": first["event_id"]}] * 2
    said = await bot.speech.said(bot.staff_room, 0)
    resumed = Conversation(bot.speech, bot.staff_room, event_id, said)
    assert resumed.mark is True
