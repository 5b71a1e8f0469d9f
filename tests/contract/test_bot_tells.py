"""What concerns a person is told to them in private, once."""

import datetime

from bot.tell import TELL
from policies.post import Author, Place, Post, PostKind
from policies.verdict import Action, Finding, Verdict
from rooms.storage import accounts, decisions, queue
from rooms.storage.queue import Task
from tests.support.bot import TestedBot
from tests.support.homeserver import User


async def _tell(bot: TestedBot, user: User, text: str, post_id: str | None = None) -> None:
    payload = {"user": user.user_id, "text": text, "post_id": post_id}
    async with bot.store.transaction() as connection:
        task = Task(f"tell:{user.user_id}", TELL, payload)
        await queue.add(connection, task, bot.clock.now_ms())


async def test_the_room_is_there_at_once_with_nothing_to_accept(bot: TestedBot) -> None:
    await _tell(bot, bot.educator, "Ваше сообщение не опубликовано.\n<b>Пункт 3.2</b>")
    await bot.work_off()
    room_id = await bot.private_room_of(bot.educator)
    assert room_id is not None
    events = await bot.events(bot.educator, room_id)
    state = {(e["type"], e["state_key"]): e for e in events if "state_key" in e}
    assert state["m.room.create", ""]["content"]["room_version"] == "11"
    assert state["m.room.name", ""]["content"]["name"] == "Teremok"
    assert ("m.room.encryption", "") not in state
    joined = state["m.room.member", bot.educator.user_id]
    assert joined["content"]["membership"] == "join"
    assert joined["unsigned"]["prev_content"]["is_direct"] is True
    levels = state["m.room.power_levels", ""]["content"]
    assert levels["users"] == {bot.user.user_id: 100}
    assert await bot.notices(bot.educator, room_id) == [
        "Ваше сообщение не опубликовано.\n<b>Пункт 3.2</b>"
    ]


async def test_words_of_others_that_the_bot_repeats_call_nobody(bot: TestedBot) -> None:
    await _tell(bot, bot.educator, "Вы написали: @room")
    await bot.work_off()
    events = await bot.events(bot.educator, str(await bot.private_room_of(bot.educator)))
    [said] = [event["content"] for event in events if event["type"] == "m.room.message"]
    assert said["m.mentions"] == {}


async def test_the_bot_knows_the_room_as_a_direct_chat(bot: TestedBot) -> None:
    await _tell(bot, bot.educator, "Первое")
    await _tell(bot, bot.educator, "Второе")
    await bot.work_off()
    room_id = await bot.private_room_of(bot.educator)
    path = f"/_matrix/client/v3/user/{bot.user.user_id}/account_data/m.direct"
    assert await bot.call(bot.user, "GET", path) == {bot.educator.user_id: [room_id]}
    assert await bot.notices(bot.educator, str(room_id)) == ["Первое", "Второе"]


async def test_killed_after_it_spoke_the_bot_does_not_say_it_again(bot: TestedBot) -> None:
    await _tell(bot, bot.educator, "Раз")
    (task,) = await bot.tasks()
    await bot.teller(task, repeated=False)  # killed before the commit
    await bot.close()
    await bot.forget_transactions()
    bot.open()
    await bot.work_off()
    room_id = await bot.private_room_of(bot.educator)
    assert await bot.notices(bot.educator, str(room_id)) == ["Раз"]


async def test_killed_while_the_room_was_made_the_bot_makes_do_with_it(bot: TestedBot) -> None:
    room_id = await bot.speech.open_room("Teremok")
    async with bot.store.transaction() as connection:
        await accounts.put_direct_room(connection, bot.educator.user_id, room_id)
    await _tell(bot, bot.educator, "Раз")
    await bot.work_off()
    assert await bot.private_room_of(bot.educator) == room_id
    assert await bot.notices(bot.educator, room_id) == ["Раз"]


async def test_whoever_left_the_room_is_brought_back_to_be_told(bot: TestedBot) -> None:
    room_id = await bot.private_rooms.room_with(bot.educator.user_id)
    await bot.call(bot.educator, "POST", f"/_matrix/client/v3/rooms/{room_id}/leave")
    await _tell(bot, bot.educator, "Раз")
    await bot.work_off()
    assert await bot.notices(bot.educator, room_id) == ["Раз"]


async def test_that_the_author_was_told_is_kept_with_the_decision(bot: TestedBot) -> None:
    finding = Finding("3.2", "С 8 до 20.", "hours", Action.REFUSE, {})
    post = Post(
        "$post",
        Author(bot.educator.user_id, "Анна", frozenset()),
        Place("ladybirds", "group"),
        datetime.datetime.now(datetime.UTC),
        PostKind.TEXT,
        "Ночью",
    )
    async with bot.store.transaction() as connection:
        verdict = Verdict(Action.REFUSE, finding, (finding,))
        await decisions.add(connection, post, verdict, bot.clock.now_ms())
    await _tell(bot, bot.educator, "Пункт 3.2", "$post")
    await bot.work_off()
    async with bot.store.reading() as connection:
        (decision,) = await decisions.listed(connection)
    assert decision.told_at is not None


async def test_a_person_who_does_not_exist_stops_nobody_else(bot: TestedBot) -> None:
    nobody = User("@nobody-at-all:teremok.test", "", "")
    await _tell(bot, nobody, "Раз")
    await _tell(bot, bot.educator, "Два")
    await bot.work_off()
    room_id = await bot.private_room_of(bot.educator)
    assert await bot.notices(bot.educator, str(room_id)) == ["Два"]
