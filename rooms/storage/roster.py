"""The roster: children in their groups, and who answers for them.

A guardian is a person with an id; how they are called, reached and related stands with each of
their children, just as the spreadsheet had it there.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, LiteralString

from rooms.roster.model import Child, Guardian
from rooms.storage import settings
from rooms.storage.database import Connection

REVISION = "roster-revision"
"""The setting that changes with the roster and the contacts, so that others look again."""


@dataclass(frozen=True, slots=True)
class StoredChild:
    """A child of the roster; `guardian_ids` are the persons behind ``child.guardians``.

    `left_at` (milliseconds since 1970) is when the child was closed off, None: it is here.
    """

    id: int
    child: Child
    guardian_ids: tuple[int, ...]
    left_at: int | None = None


async def present(connection: Connection) -> list[StoredChild]:
    """The children that are here, in the order in which they came."""
    return [stored for stored in await everybody(connection) if stored.left_at is None]


async def everybody(connection: Connection) -> list[StoredChild]:
    """The children that are here, and those who left and are not forgotten yet."""
    phones = await _phones(connection)
    guardians: defaultdict[int, list[tuple[int, Guardian]]] = defaultdict(list)
    for row in await connection.fetch(
        "SELECT id, child, guardian, name, relation, language, blocked FROM guardianship"
        " WHERE left_at IS NULL ORDER BY child, place"
    ):
        listed = _guardian(row, tuple(phones[row["id"]]))
        guardians[row["child"]].append((row["guardian"], listed))
    rows = await connection.fetch(
        "SELECT id, surname, name, patronymic, birth_date, group_key, photo_consent, left_at"
        " FROM child ORDER BY id"
    )
    return [_stored(row, guardians[row["id"]]) for row in rows]


async def former_guardians(connection: Connection) -> list[tuple[int, Guardian]]:
    """Persons, and how they stood with a child, who stand there no more and are not forgotten."""
    phones = await _phones(connection)
    rows = await connection.fetch(
        "SELECT id, guardian, name, relation, language, blocked FROM guardianship"
        " WHERE left_at IS NOT NULL ORDER BY left_at DESC, id"
    )
    return [(row["guardian"], _guardian(row, tuple(phones[row["id"]]))) for row in rows]


async def _phones(connection: Connection) -> defaultdict[int, list[str]]:
    phones: defaultdict[int, list[str]] = defaultdict(list)
    for row in await connection.fetch(
        "SELECT guardianship, phone FROM guardian_phone ORDER BY guardianship, place"
    ):
        phones[row["guardianship"]].append(row["phone"])
    return phones


def _guardian(row: Any, phones: tuple[str, ...]) -> Guardian:
    return Guardian(row["name"], row["relation"], phones, row["language"], bool(row["blocked"]))


def _stored(row: Any, guardians: Sequence[tuple[int, Guardian]]) -> StoredChild:
    born, photo = row["birth_date"], row["photo_consent"]
    child = Child(
        surname=row["surname"],
        name=row["name"],
        patronymic=row["patronymic"],
        birth_date=date.fromisoformat(born) if born else None,
        group=row["group_key"],
        guardians=tuple(listed for _, listed in guardians),
        photo_consent=None if photo is None else bool(photo),
    )
    return StoredChild(row["id"], child, tuple(who for who, _ in guardians), row["left_at"])


async def new_guardian(connection: Connection, now_ms: int) -> int:
    """A new person; who they are stands with their children."""
    guardian: int = await connection.fetchval(
        "INSERT INTO guardian (added_at) VALUES ($1) RETURNING id", now_ms
    )
    return guardian


async def add(connection: Connection, child: Child, guardian_ids: Sequence[int]) -> int:
    """Take a child up; the ids are of the guardians, in their order."""
    number: int = await connection.fetchval(
        "INSERT INTO child (surname, name, patronymic, birth_date, group_key, photo_consent)"
        " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        *_columns(child),
    )
    await _put_guardians(connection, number, child, guardian_ids)
    return number


async def put(
    connection: Connection, number: int, child: Child, guardian_ids: Sequence[int], now_ms: int
) -> None:
    """Make this what is known of a child, and have it here; guardians not named have left."""
    await connection.execute(
        "UPDATE child SET surname = $2, name = $3, patronymic = $4, birth_date = $5,"
        " group_key = $6, photo_consent = $7, left_at = NULL WHERE id = $1",
        number,
        *_columns(child),
    )
    for who in guardian_ids:
        await _remove_guardianships(connection, "child = $1 AND guardian = $2", number, who)
    await connection.execute(
        "UPDATE guardianship SET left_at = $2 WHERE child = $1 AND left_at IS NULL", number, now_ms
    )
    await _put_guardians(connection, number, child, guardian_ids)


def _columns(child: Child) -> tuple[str | int | None, ...]:
    born = child.birth_date.isoformat() if child.birth_date else None
    photo = None if child.photo_consent is None else int(child.photo_consent)
    return child.surname, child.name, child.patronymic, born, child.group, photo


async def _put_guardians(
    connection: Connection, number: int, child: Child, guardian_ids: Sequence[int]
) -> None:
    for place, (who, listed) in enumerate(zip(guardian_ids, child.guardians, strict=True)):
        guardianship = await connection.fetchval(
            "INSERT INTO guardianship (child, guardian, place, name, relation, language, blocked)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            number,
            who,
            place,
            listed.name,
            listed.relation,
            listed.language,
            int(listed.blocked),
        )
        for rank, phone in enumerate(listed.phones):
            await connection.execute(
                "INSERT INTO guardian_phone (guardianship, place, phone) VALUES ($1, $2, $3)",
                guardianship,
                rank,
                phone,
            )


async def _remove_guardianships(connection: Connection, which: LiteralString, *values: int) -> None:
    await connection.execute(
        "DELETE FROM guardian_phone WHERE guardianship IN"  # noqa: S608
        f" (SELECT id FROM guardianship WHERE {which})",
        *values,
    )
    await connection.execute(f"DELETE FROM guardianship WHERE {which}", *values)  # noqa: S608


async def close_off(connection: Connection, numbers: Collection[int], now_ms: int) -> None:
    """The children have left: they are counted no more, and are forgotten later."""
    for number in numbers:
        await connection.execute("UPDATE child SET left_at = $2 WHERE id = $1", number, now_ms)


async def forget_left_before(connection: Connection, moment_ms: int) -> int:
    """Forget for good whoever left before that time; gives how many children they were."""
    await _remove_guardianships(connection, "left_at < $1", moment_ms)
    rows = await connection.fetch("SELECT id FROM child WHERE left_at < $1", moment_ms)
    for row in rows:
        await _remove_guardianships(connection, "child = $1", row["id"])
        await connection.execute("DELETE FROM child WHERE id = $1", row["id"])
    return len(rows)


async def forget_lonely_guardians(connection: Connection) -> None:
    """Forget the persons who answer for no child, with their accounts and tokens."""
    lonely = "NOT IN (SELECT guardian FROM guardianship)"
    await connection.execute(f"DELETE FROM contact WHERE guardian {lonely}")  # noqa: S608
    await connection.execute(f"DELETE FROM contact_token WHERE guardian {lonely}")  # noqa: S608
    await connection.execute(f"DELETE FROM guardian WHERE id {lonely}")  # noqa: S608


async def revision(connection: Connection) -> int:
    """A number that grows with every change to the roster and the contacts."""
    return int(await settings.get(connection, REVISION) or 0)


async def bump(connection: Connection) -> None:
    """Say that the roster or the contacts have changed."""
    await settings.put(connection, REVISION, str(await revision(connection) + 1))
