"""The people behind upstream bridges: whose ghost is whose, and what it is called."""

from dataclasses import dataclass

from rooms.storage.database import Connection


@dataclass(frozen=True, slots=True)
class UpstreamPerson:
    """Somebody whose ghost an upstream bridge has made.

    `person` is the rest of its localpart; `name` what the messenger calls them, `shown` what they
    are called in Matrix; `asked_at` (ms) when they were asked for their personal code.
    """

    user_id: str
    network: str
    person: str
    name: str
    shown: str
    asked_at: int | None = None


_COLUMNS = "user_id, network, person, name, shown, asked_at"


async def get(connection: Connection, user_id: str) -> UpstreamPerson | None:
    """The person behind a ghost; None where it has not been heard yet."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM upstream_person WHERE user_id = $1",  # noqa: S608
        user_id,
    )
    return UpstreamPerson(**dict(row)) if row else None


async def everybody(connection: Connection) -> list[UpstreamPerson]:
    """Everybody who was heard."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM upstream_person ORDER BY user_id"  # noqa: S608
    )
    return [UpstreamPerson(**dict(row)) for row in rows]


async def put(connection: Connection, known: UpstreamPerson) -> None:
    """Keep somebody, or what has changed about them."""
    await connection.execute(
        f"INSERT INTO upstream_person ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)"  # noqa: S608
        " ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, shown = excluded.shown,"
        " asked_at = excluded.asked_at",
        known.user_id,
        known.network,
        known.person,
        known.name,
        known.shown,
        known.asked_at,
    )
