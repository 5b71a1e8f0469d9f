"""Whom a picture shows, by what is written under it."""

import pytest

from policies.groups import Groups, Pupil
from policies.people import Children
from policies.post import PostKind
from tests.support.posts import post

PUPILS = (
    Pupil("misha", "Соколов Михаил", "ladybirds"),
    Pupil("masha", "Соколова Мария", "ladybirds"),
    Pupil("masha-2", "Орлова Маша", "ladybirds"),
    Pupil("lev", "Иванов Лев", "ladybirds"),
    Pupil("vera", "Козлова Вера", "ladybirds"),
    Pupil("olya", "Петрова Ольга", "ladybirds"),
    Pupil("anna", "Гусева Анна-Мария", "ladybirds"),
    Pupil("john", "Smith John", "ladybirds"),
    Pupil("petya", "Котов Пётр", "bees"),
)
LADYBIRDS = frozenset(pupil.id for pupil in PUPILS if pupil.group == "ladybirds")
GROUPS = Groups(PUPILS)
CHILDREN = Children(pupil.name for pupil in PUPILS)


def shown(caption: str, room: str = "ladybirds", kind: str = "group") -> frozenset[str] | None:
    picture = post(caption, carries=PostKind.PHOTO, room=room, kind=kind)
    return GROUPS.shown(picture, CHILDREN)


@pytest.mark.parametrize(
    ("caption", "named"),
    [
        ("Миша лепит снеговика", {"misha"}),
        ("Сегодня лепим с Мишей и Лёвой", {"misha", "lev"}),
        ("Мишенька Соколов", {"misha"}),
        ("Соколов Михаил", {"misha"}),
        ("Поздравляем Соколова Мишу!", {"misha"}),
        ("наша Маша", {"masha", "masha-2"}),
        ("Маша Соколова на горке", {"masha"}),
        ("На горке Маша О.", {"masha-2"}),
        ("На горке Соколовы", {"misha", "masha"}),
        ("Помогали Соколова и Иванов", {"misha", "masha", "lev"}),
        ("Оля с Ольгой Ивановной", {"olya"}),
        ("Анна-Мария читает", {"anna"}),
        ("This is John", {"john"}),
        ("Миша и роза", {"misha"}),
        ("Миша и Мишин рисунок", {"misha"}),
        ("Соколов Михаил Ильич и Миша", {"misha"}),
        ("Миша и Петя", {"misha"}),
    ],
)
def test_those_whom_the_caption_names(caption: str, named: set[str]) -> None:
    assert shown(caption) == named


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "Прогулка",
        "Весёлые старты 🎉",
        "Ольга Ивановна ведёт занятие",
        "Петя в гостях",
        "Миша Котов в гостях",
        "Маша К. в гостях",
        "Вера, надежда, любовь",
        "лев в зоопарке",
        "У нас Мишин рисунок",
        "Тимофей",
    ],
)
def test_anybody_may_be_on_it_where_nobody_is_surely_named(caption: str) -> None:
    assert shown(caption) == LADYBIRDS


def test_of_another_group_others_may_be_on_it() -> None:
    assert shown("Миша", room="bees") == {"petya"}


@pytest.mark.parametrize("room", ["staff", "garden", "hedgehogs"])
def test_nobody_knows_it_in_rooms_without_children(room: str) -> None:
    assert shown("Миша", room=room) is None
