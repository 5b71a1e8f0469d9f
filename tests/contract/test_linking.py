"""Whose account it is: told by a token, by the phone, by hand; and never wrongly."""

from dataclasses import replace

import pytest

from rooms.roster.linking import (
    DAY_MS,
    TOKEN_DAYS,
    link_by_hand,
    link_by_phone,
    make_token,
    make_tokens,
    redeem,
    unlink,
)
from rooms.storage import contacts
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
    import_children,
    person,
)

NOW = 1_000


@pytest.fixture
async def families(store: Store) -> Store:
    await import_children(store, PETYA, DASHA, KATYA, LONELY)
    return store


async def token_of(store: Store, name: str, network: str = "sandbox") -> str:
    who = await person(store, name)
    async with store.transaction() as connection:
        return await make_token(connection, who, network, NOW)


async def redeemed(store: Store, token: str, account: str, network: str = "sandbox") -> str:
    async with store.transaction() as connection:
        return (await redeem(connection, token, network, account, NOW + 1)).outcome


async def owner(store: Store, account: str, network: str = "sandbox") -> int | None:
    async with store.reading() as connection:
        contact = await contacts.get(connection, network, account)
    return contact.guardian if contact else None


async def test_a_token_links_its_guardian_once(families: Store) -> None:
    token = await token_of(families, MARIA.name)
    assert await redeemed(families, token, "maria") == "linked"
    assert await owner(families, "maria") == await person(families, MARIA.name)
    assert await redeemed(families, token, "stranger") == "used"
    assert await owner(families, "stranger") is None


async def test_whoever_sends_their_token_again_is_told_that_all_is_well(families: Store) -> None:
    token = await token_of(families, MARIA.name)
    await redeemed(families, token, "maria")
    assert await redeemed(families, token, "maria") == "already"


async def test_a_person_has_as_many_accounts_as_tokens(families: Store) -> None:
    for account in ("maria", "maria-at-work"):
        assert await redeemed(families, await token_of(families, MARIA.name), account) == "linked"
    assert await owner(families, "maria-at-work") == await person(families, MARIA.name)


async def test_an_old_token_links_nobody(families: Store) -> None:
    token = await token_of(families, MARIA.name)
    async with families.transaction() as connection:
        late = NOW + TOKEN_DAYS * DAY_MS
        assert (await redeem(connection, token, "sandbox", "maria", late)).outcome == "expired"
    assert await owner(families, "maria") is None


async def test_a_token_for_another_network_links_nobody_and_stays_good(families: Store) -> None:
    token = await token_of(families, MARIA.name, "telegram")
    assert await redeemed(families, token, "maria") == "elsewhere"
    assert await owner(families, "maria") is None
    assert await redeemed(families, token, "maria", "telegram") == "linked"


async def test_somebody_elses_token_links_nobody_and_stays_good(families: Store) -> None:
    await redeemed(families, await token_of(families, MARIA.name), "maria")
    token = await token_of(families, IVAN.name)
    assert await redeemed(families, token, "maria") == "another"
    assert await owner(families, "maria") == await person(families, MARIA.name)
    assert await redeemed(families, token, "ivan") == "linked"


async def test_a_made_up_token_links_nobody(families: Store) -> None:
    assert await redeemed(families, "teremok-" + "a" * 32, "maria") == "unknown"
    assert await owner(families, "maria") is None


async def test_a_token_can_be_typed_in_capitals(families: Store) -> None:
    token = await token_of(families, MARIA.name)
    assert await redeemed(families, token.upper(), "maria") == "linked"


async def test_no_token_can_be_read_in_the_database(families: Store) -> None:
    token = await token_of(families, MARIA.name)
    async with families.reading() as connection:
        rows = await connection.fetch("SELECT * FROM contact_token")
    assert rows
    assert not any(token.removeprefix("teremok-") in str(tuple(row)) for row in rows)


async def test_a_phone_that_the_network_tells_links_its_only_owner(families: Store) -> None:
    async with families.transaction() as connection:
        await link_by_phone(connection, "sandbox", "ivan", IVAN.phones[1], NOW)
    assert await owner(families, "ivan") == await person(families, IVAN.name)


async def test_a_phone_links_nobody_where_it_is_doubtful(store: Store) -> None:
    both = replace(PETYA, guardians=(MARIA, replace(IVAN, phones=MARIA.phones)))
    await import_children(store, both, DASHA)
    async with store.transaction() as connection:
        for phone in (MARIA.phones[0], BORIS.phones[0], "+79999999999"):
            assert await link_by_phone(connection, "sandbox", "x", phone, NOW) is None
    assert await owner(store, "x") is None


async def test_what_was_said_by_hand_is_not_undone_by_a_phone(families: Store) -> None:
    async with families.transaction() as connection:
        await link_by_phone(connection, "sandbox", "maria", MARIA.phones[0], NOW)
        assert await unlink(connection, "sandbox", "maria", NOW)
        assert not await unlink(connection, "sandbox", "maria", NOW)
        await link_by_phone(connection, "sandbox", "maria", MARIA.phones[0], NOW)
    assert await owner(families, "maria") is None
    assert await redeemed(families, await token_of(families, OLGA.name), "maria") == "linked"


async def test_by_hand_an_account_changes_its_owner(families: Store) -> None:
    olga = await person(families, OLGA.name)
    await redeemed(families, await token_of(families, MARIA.name), "maria")
    async with families.transaction() as connection:
        await link_by_hand(connection, olga, "sandbox", "maria", NOW)
    assert await owner(families, "maria") == olga


async def test_every_family_of_a_group_gets_its_tokens(families: Store) -> None:
    async with families.transaction() as connection:
        strips = await make_tokens(connection, "ladybirds", ["sandbox", "telegram"], NOW)
    assert [strip.children for strip in strips] == [(PETYA,), (DASHA,), (LONELY,)]
    assert [[one.guardian for one in strip.guardians] for strip in strips] == [
        [MARIA, IVAN],
        [OLGA],  # the father is not to get anything about her
        [],
    ]
    tokens = [token for strip in strips for one in strip.guardians for token in one.tokens.values()]
    assert len(set(tokens)) == 6
    assert await redeemed(families, strips[1].guardians[0].tokens["telegram"], "o") == "elsewhere"


async def test_brothers_and_sisters_in_a_group_are_one_strip(store: Store) -> None:
    await import_children(store, PETYA, replace(KATYA, group="ladybirds"), DASHA)
    async with store.transaction() as connection:
        strips = await make_tokens(connection, "ladybirds", ["sandbox"], NOW)
    assert [len(strip.children) for strip in strips] == [2, 1]
    assert [len(strip.guardians) for strip in strips] == [2, 1]


async def test_a_second_sheet_leaves_the_first_good_unless_it_was_lost(families: Store) -> None:
    async def sheet(*, lost: bool) -> str:
        async with families.transaction() as connection:
            strips = await make_tokens(
                connection, "ladybirds", ["sandbox"], NOW, withdraw_earlier=lost
            )
        return strips[0].guardians[0].tokens["sandbox"]

    first = await sheet(lost=False)
    second = await sheet(lost=False)
    third = await sheet(lost=True)
    assert await redeemed(families, second, "maria") == "unknown"
    assert await redeemed(families, first, "maria") == "unknown"
    assert await redeemed(families, third, "maria") == "linked"
    async with families.transaction() as connection:
        strips = await make_tokens(connection, "ladybirds", ["sandbox"], NOW)
    assert strips[0].guardians[0].linked == {"sandbox"}


async def test_a_custody_block_makes_a_token_worthless(families: Store) -> None:
    token = await token_of(families, OLGA.name)
    await import_children(families, PETYA, replace(DASHA, guardians=(replace(OLGA, blocked=True),)))
    assert await redeemed(families, token, "olga") == "unknown"
