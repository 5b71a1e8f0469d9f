"""Step 6: what becomes of a decision — waiting posts, cards, appeals, and how it ended."""

from mautrix.util.async_db import Connection, Scheme

from rooms.storage.migrations.statements import run


async def enforcement(connection: Connection, scheme: Scheme) -> None:
    """Add the columns; what was decided before is settled, and cannot be undone."""
    await run(connection, scheme, _COLUMNS)


_COLUMNS = """
ALTER TABLE decision ADD COLUMN state TEXT NOT NULL DEFAULT 'settled';
ALTER TABLE decision ADD COLUMN origin TEXT NOT NULL DEFAULT '{}';
ALTER TABLE decision ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';
ALTER TABLE decision ADD COLUMN severity TEXT NOT NULL DEFAULT 'normal';
ALTER TABLE decision ADD COLUMN due_at BIGINT;
ALTER TABLE decision ADD COLUMN settled_by TEXT;
ALTER TABLE decision ADD COLUMN settled_at BIGINT;
ALTER TABLE decision ADD COLUMN card TEXT;
ALTER TABLE decision ADD COLUMN appeal TEXT;
ALTER TABLE decision ADD COLUMN appealed_at BIGINT;
CREATE INDEX decision_by_card ON decision (card);
CREATE INDEX decision_by_state ON decision (state)
"""
