"""Who is no longer the head gives the bot no commands and sees nothing of parents."""

from bot.desk.finding import everybody
from bot.powers import COMMANDING_ROLES
from rooms.community import Community
from rooms.storage import accounts
from rooms.storage.accounts import Account
from rooms.wanted.people import people_of
from tests.support.bot import TestedBot, community


async def make_head(bot: TestedBot) -> str:
    """The head of the file also has an account, as `teremok user add` makes it; gives the id."""
    head = bot.head.user_id
    async with bot.store.transaction() as connection:
        await accounts.put(connection, Account(head, "Валентина", "head", 1))
        await accounts.put_once_listed(connection, {head})
    await bot.directory.refresh(bot.store)
    assert bot.directory.roles(head) == {"head"}
    return head


async def give(bot: TestedBot, room: str, text: str) -> str:
    """The answer to the former head."""
    before = len(await bot.notices(bot.head, room))
    await bot.ear.hear_once()
    await bot.write(bot.head, room, text)
    await bot.ear.hear_once()
    await bot.work_off()
    [answer] = (await bot.notices(bot.head, room))[before:]
    return answer


async def test_a_former_head_is_refused_in_the_staff_room_and_in_private(bot: TestedBot) -> None:
    head = await make_head(bot)
    path = f"/_matrix/client/v3/rooms/{bot.staff_room}/state/m.room.power_levels"
    levels = await bot.call(bot.user, "GET", path)
    levels["users"][head] = 50  # as the room still has it until it is put right
    await bot.call(bot.user, "PUT", path, levels)
    private = await bot.private_rooms.room_with(head)
    assert not (await give(bot, private, "roster find Иванов")).startswith("I take commands")
    bot.directory.community = community("somebody-else")
    for room, call in ((bot.staff_room, "!teremok "), (private, "")):
        for command in ("status", "console", "who Иванова", "roster find Иванов"):
            answer = await give(bot, room, call + command)
            assert answer.startswith("I take commands from the head"), answer
    assert bot.directory.users_with_roles({"head", "admin", "deputy", "duty"}) == [
        bot.directory.user_id("somebody-else")
    ]
    known = {one.user_id: one.roles for one in await everybody(bot.desk)}
    assert known[head] == frozenset()


async def test_the_file_decides_what_somebody_is_whom_it_names(bot: TestedBot) -> None:
    head = await make_head(bot)
    localpart = head[1:].split(":")[0]
    staff = [{"id": localpart, "name": "Валентина", "role": "educator"}]
    bot.directory.community = Community.model_validate(
        {"community": {"name": "Сад", "slug": "sad", "language": "en"}, "staff": staff}
    )
    assert not bot.directory.roles(head) & COMMANDING_ROLES
    account = Account(head, "Валентина", "head", 1)
    [person] = people_of(bot.directory.community, [account], bot.directory.server_name, {head})
    assert person.roles == {"educator"}


async def test_who_gets_an_account_again_by_hand_is_what_it_says(bot: TestedBot) -> None:
    head = await make_head(bot)
    bot.directory.community = community("somebody-else")
    assert bot.directory.roles(head) == frozenset()
    async with bot.store.transaction() as connection:
        await accounts.forget_listed(connection, head)
    await bot.directory.refresh(bot.store)
    assert bot.directory.roles(head) == {"head"}
