"""The fixtures give a database that works, of each kind."""

from rooms.storage.database import Store


async def test_each_kind_of_database_is_opened_and_empty(store: Store) -> None:
    async with store.reading() as connection:
        assert await connection.fetchval("SELECT count(*) FROM account") == 0
