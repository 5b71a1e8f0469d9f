"""Families of a kindergarten, and how they come into a store."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from rooms.roster.model import Child, Guardian, ReadRoster
from rooms.roster.taking_over import changes_of, groups_of, take_over
from rooms.storage import roster
from rooms.storage.database import Store
from rooms.storage.roster import StoredChild

MARIA = Guardian("Иванова Мария Петровна", "mother", ("+79161234567",), "ru")
IVAN = Guardian("Иванов Иван Ильич", "father", ("+79031112233", "+74951112233"))
OLGA = Guardian("Сидорова Ольга", "mother", ("+79250000001",), "en")
BORIS = Guardian("Сидоров Борис", "father", ("+79250000002",), blocked=True)
PETYA = Child("Иванов", "Пётр", "Иванович", date(2020, 3, 5), "ladybirds", (MARIA, IVAN))
KATYA = replace(PETYA, surname="Иванова", name="Екатерина", patronymic="Ивановна", group="bees")
DASHA = Child("Сидорова", "Дарья", "", date(2019, 7, 1), "ladybirds", (OLGA, BORIS))
LONELY = Child("Яковлев", "Мирон", "", None, "ladybirds")


async def import_children(
    store: Store,
    *children: Child,
    group: str | None = None,
    known: Collection[str] = ("ladybirds", "bees"),
    now_ms: int = 1_000,
) -> list[StoredChild]:
    """Take the children over as a file with just these would be; gives who is here then."""
    read = ReadRoster(children)
    async with store.transaction() as connection:
        groups = await groups_of(connection, read, known, group)
        changes = await changes_of(connection, read, groups)
        await take_over(connection, read, groups, changes, now_ms)
        return await roster.present(connection)


async def here(store: Store) -> list[StoredChild]:
    """Who is in the roster."""
    async with store.reading() as connection:
        return await roster.present(connection)


async def person(store: Store, name: str) -> int:
    """The id of the guardian with this name."""
    for one in await here(store):
        for who, listed in zip(one.guardian_ids, one.child.guardians, strict=True):
            if listed.name == name:
                return who
    raise LookupError(name)
