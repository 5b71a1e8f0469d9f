"""Whose account in a messenger it is: by phone, by a personal token, by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.roster.model import Child, Guardian
from rooms.storage.database import Connection

TOKEN_DAYS = 60
"""How long a token of a hand-out sheet can be used."""


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
    raise NotImplementedError
