"""The rooms of a house, seen by its staff."""

from tests.support.element import Element, Event
from tests.support.life import GROUPS, Life


async def test_the_space_shows_the_staff_room_and_every_group(
    life: Life, valentina: Element
) -> None:
    space = await life.house.room(valentina.token, "sad24")
    creation = await valentina.state(space, "m.room.create")
    assert creation["type"] == "m.space"
    hierarchy = await valentina.house.matrix(
        valentina.token, "GET", f"/_matrix/client/v1/rooms/{space}/hierarchy"
    )
    names = [room.get("name") for room in hierarchy[1]["rooms"]]
    assert names == ["Детский сад № 24", "Сотрудники", *(f"Группа {key}" for key in GROUPS)]


async def test_everybody_is_in_their_rooms_without_being_asked(
    life: Life, valentina: Element, anna: Element
) -> None:
    staff_room = await life.house.room(anna.token, "sad24-staff")
    everybody = {"teremok", "admin", "valentina", "anna", "olga"}
    assert _staff_of(await anna.members(staff_room)) == everybody
    assert _staff_of(await anna.members(life.rooms["ladybirds"])) == everybody - {"olga"}
    assert _staff_of(await anna.members(life.rooms["fireflies"])) == everybody
    assert (await anna.members(staff_room))[valentina.user_id] == "Валентина Петровна"


async def test_the_head_moderates_the_educators_write_and_only_the_bot_changes_rooms(
    life: Life, valentina: Element, anna: Element
) -> None:
    room = life.rooms["ladybirds"]
    powers = await anna.state(room, "m.room.power_levels")
    users = powers["users"]
    assert users[life.house.house.bot_id] == 100
    assert users[valentina.user_id] == powers["redact"] == powers["kick"] == 50
    assert anna.user_id not in users
    for person in (anna, valentina):
        refused, _ = await person.ask("PUT", f"/rooms/{room}/state/m.room.name/", {"name": "Моя"})
        assert refused == 403


async def test_the_bot_has_introduced_itself_to_the_staff_once(
    life: Life, valentina: Element
) -> None:
    staff = await life.house.room(valentina.token, "sad24-staff")
    await valentina.sees(staff, introduces, "the bot's first words")
    assert sum(map(introduces, await valentina.timeline(staff))) == 1


async def test_nothing_is_left_undone_in_a_new_house(life: Life) -> None:
    await life.house.until_quiet()


def introduces(event: Event) -> bool:
    """Whether the bot says in it who it is."""
    return "Я Теремок" in str(event["content"].get("body"))


def _staff_of(members: dict[str, str]) -> set[str]:
    localparts = {user[1:].split(":")[0] for user in members}
    return {name for name in localparts if not name.startswith("teremok_")}
