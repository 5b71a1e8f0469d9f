"""A house of an earlier version is taken up with all that it knows."""

import pytest
from mautrix.util.async_db import Database

from bot.duty.hearing import REACTED
from rooms.storage import migrations, queue
from rooms.storage.database import Store

SAMPLES: dict[int, tuple[str, ...]] = {
    1: (
        "INSERT INTO setting (name, value) VALUES ('kept', 'yes')",
        "INSERT INTO account (user_id, name, role, created_at)"
        " VALUES ('@anna:t', 'Anna', 'educator', 1)",
        "INSERT INTO room (key, room_id, kind, name) VALUES ('owls', '!owls:t', 'group', 'Owls')",
        "INSERT INTO chat (network, chat, room_key) VALUES ('sandbox', 'owls', 'owls')",
        "INSERT INTO ghost (user_id, network, person, name, avatar)"
        " VALUES ('@teremok_sandbox_maria:t', 'sandbox', 'maria', 'Maria', NULL)",
    ),
    2: (
        "INSERT INTO child (surname, name, patronymic, birth_date, group_key)"
        " VALUES ('Иванов', 'Пётр', '', '2020-03-05', 'owls')",
        "INSERT INTO guardian (added_at) VALUES (1)",
        "INSERT INTO guardianship (child, guardian, place, name, relation, blocked)"
        " VALUES (1, 1, 0, 'Мария', 'mother', 0)",
        "INSERT INTO guardian_phone (guardianship, place, phone) VALUES (1, 0, '+79161234567')",
        "INSERT INTO contact (network, person, guardian, way, linked_at)"
        " VALUES ('sandbox', 'maria', 1, 'hand', 1)",
        "INSERT INTO contact_token (token_hash, guardian, network, made_at, expires_at)"
        " VALUES ('hash', 1, 'sandbox', 1, 2)",
    ),
    3: (
        "INSERT INTO mute (room_key, user_id, until, by_user, at)"
        " VALUES ('owls', '@teremok_sandbox_maria:t', NULL, '@zav:t', 1)",
        "INSERT INTO guest (room_key, user_id, by_user, at)"
        " VALUES ('owls', '@anna:t', '@zav:t', 1)",
        "INSERT INTO private_room (key, name, by_user, at) VALUES ('private-1', 'M', '@zav:t', 1)",
        "INSERT INTO private_colleague (room_key, user_id) VALUES ('private-1', '@anna:t')",
        "INSERT INTO private_parent (room_key, network, person, chat)"
        " VALUES ('private-1', 'sandbox', 'maria', 'private-1')",
    ),
    4: ("INSERT INTO year_change (kind, state, at, payload) VALUES ('open', 'done', 1, '{}')",),
    5: (
        "INSERT INTO upstream_state (network, subject, name, state, detail, since, told, told_at)"
        " VALUES ('whatsapp', 'login:4915', '+4915', 'connected', '', 1, 'connected', 1)",
        "INSERT INTO upstream_chat"
        " (network, asked, chat, title, room_key, room_id, login, by_file)"
        " VALUES ('whatsapp', '1@g.us', '1@g.us', 'Owls', 'owls', '!owls:t', '4915', 1)",
        "INSERT INTO upstream_unsent "
        " (network, event_id, room_id, reason, state, attempts, at)"
        " VALUES ('whatsapp', '$1', '!owls:t', 'away', 'waiting', 0, 1)",
    ),
    6: (
        "INSERT INTO decision (post_id, at, written_at, room_key, author, author_name, clause,"
        " clause_text, rule, action, evidence, text, state, origin, findings, severity, due_at)"
        " VALUES ('$1', 1, 1, 'owls', '@anna:t', 'Anna', '3.2', 'By day.', 'hours', 'hold', '{}',"
        " 'words', 'waiting', '{}', '[]', 'normal', 2)",
    ),
    7: (
        "INSERT INTO talk (place, message, decision, part, at)"
        " VALUES ('!private:t', '$2', 1, 'told', 1)",
    ),
    8: (
        "INSERT INTO event (event_id, room_id, sender, sender_name, sent_at, type, kind, text,"
        " content) VALUES ('$3', '!owls:t', '@anna:t', 'Anna', 1, 'm.room.message', 'photo', '',"
        " '{}')",
        "INSERT INTO media (event_id, mxc, filename, mimetype, size, content_type, picture_hash)"
        " VALUES ('$3', 'mxc://t/a', 'a.png', 'image/png', 9, 'image/png', '0123')",
    ),
    9: (
        "INSERT INTO rehearsed"
        " (post_id, clause, clause_text, rule, action, evidence, room_key, at)"
        " VALUES ('$4', '8.1', 'Quiet.', 'thanks', 'flag', '{}', 'owls', 1)",
    ),
    10: (
        "INSERT INTO child (surname, name, patronymic, birth_date, group_key, photo_consent)"
        " VALUES ('Сидорова', 'Дарья', '', NULL, 'owls', 1)",
    ),
    11: (
        "INSERT INTO upstream_person (user_id, network, person, name, shown, asked_at)"
        " VALUES ('@whatsapp_lid-1:t', 'whatsapp', 'lid-1', 'Inge', 'Inge', 1)",
    ),
    12: (
        "INSERT INTO talk (place, message, decision, part, at)"
        " VALUES ('!duty:t', '$5', 1, 'card', 1)",
        "INSERT INTO queue (lane, kind, payload, created_at, due_at) VALUES ('duty:!duty:t',"
        ' \'card-reacted\', \'{"decision": 7, "yes": true, "sender": "@zav:t"}\', 1, 1)',
    ),
    13: (
        "INSERT INTO queue (lane, kind, payload, created_at, due_at) VALUES ('duty:!duty:t',"
        ' \'card-reacted\', \'{"decisions": [7, 8], "yes": true, "sender": "@zav:t"}\', 1, 1)',
    ),
    14: ("UPDATE decision SET action = 'ask', state = 'refused', refused_at = 1",),
}
"""What each step's tables hold before the steps that follow."""
VERSION = "teremok_version"


async def _columns(database: Database) -> set[tuple[str, ...]]:
    if database.scheme == "sqlite":
        rows = await database.fetch(
            "SELECT t.name, c.name, c.type, c.[notnull], c.pk FROM sqlite_master t,"
            " pragma_table_info(t.name) c WHERE t.type = 'table'"
        )
    else:
        rows = await database.fetch(
            "SELECT table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
    return {tuple(str(value) for value in row) for row in rows}


async def _opened(url: str, steps: int) -> Database:
    database = Database.create(url, upgrade_table=migrations.table(steps))
    await database.start()
    return database


async def _filled(url: str, version: int) -> dict[str, int]:
    """A database as a house of that version leaves it; gives the rows of each of its tables."""
    database = await _opened(url, version)
    for step in range(1, version + 1):
        for statement in SAMPLES[step]:
            await database.execute(statement)
    counts = await _counts(database, {row[0] for row in await _columns(database)})
    await database.stop()
    return counts


async def _counts(database: Database, tables: set[str]) -> dict[str, int]:
    own = {table for table in tables if not table.startswith("sqlite_") and table != VERSION}
    return {t: await database.fetchval(f"SELECT count(*) FROM {t}") for t in own}


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS)))
async def test_a_house_of_an_earlier_version_keeps_all_that_it_knows(
    database_url: str, version: int
) -> None:
    before = await _filled(database_url, version)
    store = await Store.open(database_url)
    await store.close()
    database = await _opened(database_url, len(migrations.STEPS))
    assert await _counts(database, set(before)) == before
    await database.stop()


async def test_a_tap_that_waits_decides_what_it_decided(database_url: str) -> None:
    await _filled(database_url, 12)
    store = await Store.open(database_url)
    async with store.reading() as connection:
        task = (await queue.head(connection, "duty:!duty:t", 1))[0]
    await store.close()
    assert (task.kind, task.payload["decisions"], task.payload["yes"]) == (REACTED, [7], True)


def test_every_step_is_tried_with_data_in_its_tables() -> None:
    assert set(SAMPLES) == set(range(1, len(migrations.STEPS) + 1))
