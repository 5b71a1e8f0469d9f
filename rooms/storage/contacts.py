"""Whose account in a messenger it is, and the one-time tokens with which people say so."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from rooms.storage.database import Connection

Way = Literal["phone", "token", "hand"]
"""How it became known whose account it is."""


@dataclass(frozen=True, slots=True)
class Contact:
    """An account in a messenger.

    `guardian` is None where somebody has said that it belongs to nobody of the roster.
    """

    network: str
    person: str
    guardian: int | None
    way: Way
    linked_at: int


@dataclass(frozen=True, slots=True)
class Token:
    """A one-time token, by its hash, for one guardian in one network; times in milliseconds."""

    token_hash: str
    guardian: int
    network: str
    made_at: int
    expires_at: int
    used_at: int | None = None


async def put(connection: Connection, contact: Contact) -> None:
    """Keep whose account it is, in place of what was known."""
    await connection.execute(
        "INSERT INTO contact (network, person, guardian, way, linked_at)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (network, person) DO UPDATE"
        " SET guardian = excluded.guardian, way = excluded.way, linked_at = excluded.linked_at",
        contact.network,
        contact.person,
        contact.guardian,
        contact.way,
        contact.linked_at,
    )


async def get(connection: Connection, network: str, person: str) -> Contact | None:
    """What is known of an account; None: nothing."""
    row = await connection.fetchrow(
        "SELECT network, person, guardian, way, linked_at FROM contact"
        " WHERE network = $1 AND person = $2",
        network,
        person,
    )
    return Contact(**dict(row)) if row else None


async def linked(connection: Connection) -> list[Contact]:
    """Every account that belongs to a guardian."""
    rows = await connection.fetch(
        "SELECT network, person, guardian, way, linked_at FROM contact"
        " WHERE guardian IS NOT NULL ORDER BY network, person"
    )
    return [Contact(**dict(row)) for row in rows]


async def reachable_at(connection: Connection, phone: str) -> list[int]:
    """The guardians with this phone who have a child here that no custody block keeps from them."""
    rows = await connection.fetch(
        "SELECT DISTINCT guardianship.guardian AS guardian FROM guardian_phone"
        " JOIN guardianship ON guardianship.id = guardian_phone.guardianship"
        " JOIN child ON child.id = guardianship.child"
        " WHERE guardian_phone.phone = $1 AND guardianship.blocked = 0"
        " AND guardianship.left_at IS NULL AND child.left_at IS NULL",
        phone,
    )
    return [row["guardian"] for row in rows]


async def is_reachable(connection: Connection, guardian: int) -> bool:
    """Whether the guardian has a child here that no custody block keeps from them."""
    found = await connection.fetchval(
        "SELECT guardianship.id FROM guardianship JOIN child ON child.id = guardianship.child"
        " WHERE guardianship.guardian = $1 AND guardianship.blocked = 0"
        " AND guardianship.left_at IS NULL AND child.left_at IS NULL LIMIT 1",
        guardian,
    )
    return found is not None


async def add_token(connection: Connection, token: Token) -> None:
    """Keep a new token."""
    await connection.execute(
        "INSERT INTO contact_token (token_hash, guardian, network, made_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5)",
        token.token_hash,
        token.guardian,
        token.network,
        token.made_at,
        token.expires_at,
    )


async def token(connection: Connection, token_hash: str) -> Token | None:
    """The token with this hash."""
    row = await connection.fetchrow(
        "SELECT token_hash, guardian, network, made_at, expires_at, used_at FROM contact_token"
        " WHERE token_hash = $1",
        token_hash,
    )
    return Token(**dict(row)) if row else None


async def has_open_tokens(connection: Connection, network: str, now_ms: int) -> bool:
    """Whether anybody has a token for this network that is still good."""
    found = await connection.fetchval(
        "SELECT token_hash FROM contact_token"
        " WHERE network = $1 AND used_at IS NULL AND expires_at > $2 LIMIT 1",
        network,
        now_ms,
    )
    return found is not None


async def use_token(connection: Connection, token_hash: str, now_ms: int) -> bool:
    """Use a token up; False where it cannot be used any more."""
    used = await connection.fetchval(
        "UPDATE contact_token SET used_at = $2"
        " WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING token_hash",
        token_hash,
        now_ms,
    )
    return used is not None


async def withdraw_tokens(connection: Connection, guardians: Collection[int]) -> None:
    """The tokens of these guardians that are not used yet are good no more."""
    for guardian in guardians:
        await connection.execute(
            "DELETE FROM contact_token WHERE guardian = $1 AND used_at IS NULL", guardian
        )


async def forget_tokens(connection: Connection, expired_before: int) -> None:
    """Drop the tokens that ran out before that time."""
    await connection.execute("DELETE FROM contact_token WHERE expires_at < $1", expired_before)
