"""What rules come to know of a community."""

from datetime import date

from policies.groups import Pupil
from policies.post import Place
from rooms.community import Community
from rooms.regulation.context import context_of
from rooms.regulation.places import places_of, usual_place


def community(**institution: object) -> Community:
    return Community.model_validate(
        {
            "community": {"name": "Сад", "slug": "sad24", **institution},
            "staff": [{"id": "anna", "name": "Анна Сергеевна", "role": "educator"}],
            "rooms": {"announcements": None},
            "buildings": [{"key": "north", "name": "Северный"}],
            "projects": [{"key": "garden", "name": "Огород", "ends": "2026-05-31"}],
            "groups": [{"key": "ladybirds", "name": "Божьи коровки", "staff": ["anna"]}],
        }
    )


def test_names_addresses_and_time_come_from_the_file() -> None:
    read = community(timezone="Asia/Omsk", sites=["sad24.ru", "сад24.рф"])
    pupils = (
        Pupil("1", "Соколов Михаил", "ladybirds", True),
        Pupil("2", "Козлова Алиса", "ladybirds"),
    )
    context = context_of(read, pupils, ("chat.sad24.example",))
    assert context.timezone.key == "Asia/Omsk"
    assert context.children.names == ("Соколов Михаил", "Козлова Алиса")
    assert context.groups.pupils == pupils
    assert context.consents == {"1"}
    assert context.staff.names == ("Анна Сергеевна",)
    assert context.domains == {"sad24.ru", "сад24.рф", "chat.sad24.example"}


def test_a_site_that_is_not_named_is_called_like_the_institution() -> None:
    assert context_of(community()).domains == {"sad24.ru"}


def test_the_rooms_are_those_in_which_people_write() -> None:
    places = places_of(community())
    assert list(places) == ["staff", "announcements", "ladybirds", "garden"]
    assert places["announcements"] == Place("announcements", "announcements", "Объявления", True)
    assert places["garden"].last_day == date(2026, 5, 31)
    assert usual_place(places).key == "ladybirds"
    assert usual_place({}).kind == "group"
