"""Whose account in a messenger it is: by phone, by a personal token, by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rooms.roster.comparing import by_group_and_name
from rooms.roster.model import Child, Guardian
from rooms.roster.tokens import hashed, new_token
from rooms.storage import contacts, roster
from rooms.storage.contacts import Contact, Token
from rooms.storage.database import Connection
from rooms.storage.roster import StoredChild

TOKEN_DAYS = 60
"""How long a token of a hand-out sheet can be used."""
DAY_MS = 24 * 60 * 60 * 1000

Redemption = Literal["linked", "already", "unknown", "used", "expired", "elsewhere", "another"]
"""What became of a token: the account is linked, or was before; or the token is unknown, used,
too old, for another network, or the account belongs to another guardian. Only ``linked`` changes
anything."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What became of a token, and whose account it is now; None: nobody's that we may name."""

    outcome: Redemption
    guardian: int | None = None


@dataclass(frozen=True, slots=True)
class GuardianTokens:
    """A guardian of a family, and their own token for each network.

    `linked` names the networks in which they are known already; for these there is a token all
    the same, because people have several accounts.
    """

    guardian_id: int
    guardian: Guardian
    tokens: dict[str, str]
    linked: frozenset[str]


@dataclass(frozen=True, slots=True)
class FamilyTokens:
    """One strip of the hand-out sheet: the children of one family in a group, and its guardians.

    Guardians with a custody block about these children are not among them.
    """

    children: tuple[Child, ...]
    guardians: tuple[GuardianTokens, ...]


async def make_tokens(
    connection: Connection,
    group: str,
    networks: Sequence[str],
    now_ms: int,
    *,
    days: int = TOKEN_DAYS,
    withdraw_earlier: bool = False,
) -> list[FamilyTokens]:
    """New tokens for all families of a group, by the children's names, to be called in a
    transaction.

    A token is for one guardian in one network, is used once and for at most so many days; only
    its hash is kept, so it can be read here and never again. Earlier tokens of the same guardians
    stay good, unless they are to be withdrawn (a sheet was lost).
    """
    here = [one for one in await roster.present(connection) if one.child.group == group]
    known = await _networks_of_guardians(connection)
    families = []
    for family in _families(sorted(here, key=lambda one: by_group_and_name(one.child))):
        listed = _reachable(family)
        if withdraw_earlier:
            await contacts.withdraw_tokens(connection, listed)
        guardians = [
            GuardianTokens(
                guardian_id=who,
                guardian=guardian,
                tokens={
                    network: await make_token(connection, who, network, now_ms, days)
                    for network in networks
                },
                linked=frozenset(known.get(who, ())),
            )
            for who, guardian in listed.items()
        ]
        families.append(FamilyTokens(tuple(one.child for one in family), tuple(guardians)))
    return families


def _families(children: Iterable[StoredChild]) -> list[list[StoredChild]]:
    """Children together who share a guardian whom they may both have."""
    families: list[list[StoredChild]] = []
    for child in children:
        own = set(_reachable([child]))
        for family in families:
            if own & set(_reachable(family)):
                family.append(child)
                break
        else:
            families.append([child])
    return families


def _reachable(family: Sequence[StoredChild]) -> dict[int, Guardian]:
    """The persons of a family's guardians, without those whom a block keeps from one of them."""
    listed = [
        entry for one in family for entry in zip(one.guardian_ids, one.child.guardians, strict=True)
    ]
    blocked = {who for who, guardian in listed if guardian.blocked}
    found: dict[int, Guardian] = {}
    for who, guardian in listed:
        if who not in blocked:
            found.setdefault(who, guardian)
    return found


async def _networks_of_guardians(connection: Connection) -> dict[int, set[str]]:
    networks: dict[int, set[str]] = {}
    for contact in await contacts.linked(connection):
        if contact.guardian is not None:
            networks.setdefault(contact.guardian, set()).add(contact.network)
    return networks


async def make_token(
    connection: Connection, guardian: int, network: str, now_ms: int, days: int = TOKEN_DAYS
) -> str:
    """A new token for one guardian in one network, in a transaction of the caller."""
    token = new_token()
    await contacts.add_token(
        connection, Token(hashed(token), guardian, network, now_ms, now_ms + days * DAY_MS)
    )
    return token


async def redeem(
    connection: Connection, token: str, network: str, person: str, now_ms: int
) -> Redeemed:
    """Link the account with the guardian whom the token names, in a transaction of the caller.

    Nothing is changed, and the token stays what it was, unless the outcome is ``linked``.
    """
    known = await contacts.token(connection, hashed(token))
    if known is None or not await contacts.is_reachable(connection, known.guardian):
        return Redeemed("unknown")
    if known.network != network:
        return Redeemed("elsewhere")
    contact = await contacts.get(connection, network, person)
    owner = contact.guardian if contact else None
    if owner == known.guardian:
        return Redeemed("already", owner)
    if known.used_at is not None:
        return Redeemed("used")
    if known.expires_at <= now_ms:
        return Redeemed("expired")
    if owner is not None and await contacts.is_reachable(connection, owner):
        return Redeemed("another", owner)
    if not await contacts.use_token(connection, known.token_hash, now_ms):
        return Redeemed("used")
    await _link(connection, Contact(network, person, known.guardian, "token", now_ms))
    return Redeemed("linked", known.guardian)


async def link_by_phone(
    connection: Connection, network: str, person: str, phone: str, now_ms: int
) -> int | None:
    """Link an account that a network shows with this phone (E.164); gives the guardian's id.

    Nobody is linked whose account was linked or unlinked before, or whose phone several
    guardians have.
    """
    if await contacts.get(connection, network, person) is not None:
        return None
    found = await contacts.reachable_at(connection, phone)
    if len(found) != 1:
        return None
    await _link(connection, Contact(network, person, found[0], "phone", now_ms))
    return found[0]


async def link_by_hand(
    connection: Connection, guardian: int, network: str, person: str, now_ms: int
) -> None:
    """Link an account with a guardian, whosever it was before."""
    await _link(connection, Contact(network, person, guardian, "hand", now_ms))


async def unlink(connection: Connection, network: str, person: str, now_ms: int) -> bool:
    """Say that the account belongs to nobody of the roster; False where it did not anyway.

    It is not linked by phone again.
    """
    known = await contacts.get(connection, network, person)
    if known is None or known.guardian is None:
        return False
    await _link(connection, Contact(network, person, None, "hand", now_ms))
    return True


async def _link(connection: Connection, contact: Contact) -> None:
    await contacts.put(connection, contact)
    await roster.bump(connection)
