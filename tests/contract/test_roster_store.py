"""The roster in the database is what the file says, and people stay the same people."""

import asyncio
from dataclasses import replace

import pytest

from bot.forgetting import Forgetting
from rooms.directory import Directory
from rooms.roster.forgetting import forget
from rooms.roster.linking import DAY_MS, link_by_hand, make_token, redeem
from rooms.roster.model import Guardian, ReadRoster
from rooms.roster.taking_over import RosterMoved, changes_of, take_over
from rooms.storage import contacts, roster
from rooms.storage.database import Store
from tests.support.families import (
    BORIS,
    DASHA,
    IVAN,
    KATYA,
    LONELY,
    MARIA,
    OLGA,
    PETYA,
    here,
    import_children,
    person,
)
from tests.support.houses import COMMUNITY
from tests.support.waiting import until


async def test_what_was_imported_is_what_is_there(store: Store) -> None:
    there = await import_children(store, PETYA, DASHA, KATYA, LONELY)
    assert {one.child for one in there} == {PETYA, DASHA, KATYA, LONELY}


async def test_importing_again_touches_nothing(store: Store) -> None:
    await import_children(store, PETYA, DASHA)
    async with store.reading() as connection:
        before = (await roster.everybody(connection), await roster.revision(connection))
    await import_children(store, DASHA, PETYA)
    async with store.reading() as connection:
        assert (await roster.everybody(connection), await roster.revision(connection)) == before


async def test_a_mother_of_two_is_one_person(store: Store) -> None:
    petya, katya = await import_children(store, PETYA, KATYA)
    assert petya.guardian_ids == katya.guardian_ids


async def test_parents_with_one_phone_are_two_people(store: Store) -> None:
    family_phone = replace(IVAN, phones=MARIA.phones)
    [petya] = await import_children(store, replace(PETYA, guardians=(MARIA, family_phone)))
    assert len(set(petya.guardian_ids)) == 2


@pytest.mark.parametrize(
    "corrected",
    [
        replace(MARIA, phones=("+79990000000",)),
        replace(MARIA, name="Мария"),
        replace(MARIA, relation="guardian"),
        replace(MARIA, name="Смирнова Мария"),
    ],
)
async def test_a_corrected_guardian_is_still_the_same_person(
    store: Store, corrected: Guardian
) -> None:
    [before] = await import_children(store, PETYA)
    [after] = await import_children(store, replace(PETYA, guardians=(corrected, IVAN)))
    assert set(after.guardian_ids) == set(before.guardian_ids)
    assert set(after.child.guardians) == {corrected, IVAN}


async def test_somebody_else_in_the_same_place_is_another_person(store: Store) -> None:
    [before] = await import_children(store, replace(PETYA, guardians=(MARIA,)))
    stepmother = Guardian("Кузнецова Анна", "mother", ("+79990000000",))
    [after] = await import_children(store, replace(PETYA, guardians=(stepmother,)))
    assert set(after.guardian_ids).isdisjoint(before.guardian_ids)


async def test_a_guardian_who_was_forgotten_in_one_file_is_the_same_in_the_next(
    store: Store,
) -> None:
    [before] = await import_children(store, PETYA)
    await import_children(store, replace(PETYA, guardians=(MARIA,)))
    [after] = await import_children(store, PETYA)
    assert after.guardian_ids == before.guardian_ids


async def test_who_leaves_is_closed_off_at_once(store: Store) -> None:
    await import_children(store, PETYA, DASHA)
    async with store.transaction() as connection:
        olga = await person(store, OLGA.name)
        token = await make_token(connection, olga, "sandbox", 1_000)
    there = await import_children(store, PETYA)
    assert [one.child for one in there] == [PETYA]
    async with store.transaction() as connection:
        assert await contacts.reachable_at(connection, OLGA.phones[0]) == []
        assert (await redeem(connection, token, "sandbox", "olga", 2_000)).outcome == "unknown"


async def test_who_comes_back_in_time_is_known_as_before(store: Store) -> None:
    before = await import_children(store, PETYA, DASHA)
    async with store.transaction() as connection:
        await link_by_hand(connection, await person(store, OLGA.name), "sandbox", "olga", 1_000)
    await import_children(store, PETYA)
    assert set(await import_children(store, PETYA, DASHA)) == set(before)
    async with store.reading() as connection:
        contact = await contacts.get(connection, "sandbox", "olga")
    assert contact is not None
    assert contact.guardian == await person(store, OLGA.name)


async def test_who_left_is_forgotten_with_everything_after_the_time(store: Store) -> None:
    await import_children(store, PETYA, DASHA)
    async with store.transaction() as connection:
        await link_by_hand(connection, await person(store, OLGA.name), "sandbox", "olga", 1_000)
    await import_children(store, PETYA, now_ms=DAY_MS)
    assert await forget(store, 30, 31 * DAY_MS) == 0
    assert await forget(store, 30, 31 * DAY_MS + 1) == 1
    async with store.reading() as connection:
        assert [one.child for one in await roster.everybody(connection)] == [PETYA]
        assert await contacts.get(connection, "sandbox", "olga") is None
        for table, rows in (("guardian", 2), ("guardianship", 2), ("guardian_phone", 3)):
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == rows


async def test_a_guardian_who_left_is_forgotten_after_the_time_too(store: Store) -> None:
    await import_children(store, PETYA)
    await import_children(store, replace(PETYA, guardians=(MARIA,)), now_ms=DAY_MS)
    await forget(store, 30, 32 * DAY_MS)
    async with store.reading() as connection:
        assert await connection.fetchval("SELECT count(*) FROM guardian") == 1
    assert [one.child.guardians for one in await here(store)] == [(MARIA,)]


async def test_a_parent_of_a_child_that_stays_is_not_forgotten(store: Store) -> None:
    await import_children(store, PETYA, KATYA)
    await import_children(store, PETYA, group="bees")
    await forget(store, 1, 100 * DAY_MS)
    assert [one.child for one in await here(store)] == [PETYA]


async def test_a_list_of_all_groups_leaves_nobody_in_a_group_that_is_gone(store: Store) -> None:
    await import_children(store, PETYA, KATYA)
    await import_children(store, PETYA)
    assert len(await here(store)) == 2
    there = await import_children(store, PETYA, known=("ladybirds",))
    assert [one.child for one in there] == [PETYA]


async def test_what_was_shown_is_what_is_written_or_nothing(store: Store) -> None:
    read = ReadRoster((PETYA,))
    async with store.reading() as connection:
        shown = await changes_of(connection, read, {"ladybirds"})
    await import_children(store, DASHA)
    with pytest.raises(RosterMoved):
        async with store.transaction() as connection:
            await take_over(connection, read, {"ladybirds"}, shown, 2_000)
    assert [one.child for one in await here(store)] == [DASHA]


async def test_a_custody_block_is_kept_with_the_child_it_is_about(store: Store) -> None:
    other = replace(PETYA, guardians=(replace(BORIS, blocked=False),))
    await import_children(store, DASHA, other)
    async with store.reading() as connection:
        assert len(await contacts.reachable_at(connection, BORIS.phones[0])) == 1
    await import_children(store, DASHA)
    async with store.reading() as connection:
        assert await contacts.reachable_at(connection, BORIS.phones[0]) == []


async def test_the_daemon_forgets_whoever_left_long_ago(store: Store) -> None:
    await import_children(store, PETYA, DASHA)
    await import_children(store, PETYA, now_ms=DAY_MS)

    class Later:
        def now_ms(self) -> int:
            return 92 * DAY_MS

    forgetting = asyncio.create_task(Forgetting(Directory("t", COMMUNITY), store, Later()).run())

    async def look() -> bool:
        async with store.reading() as connection:
            return len(await roster.everybody(connection)) == 1

    await until(look, "the child that left forgotten")
    forgetting.cancel()
