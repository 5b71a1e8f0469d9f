"""Step 13: a tap on a card that waits to be carried out names all that it decides."""

import json

from mautrix.util.async_db import Connection, Scheme


async def taps(connection: Connection, _: Scheme) -> None:
    """What was noted before a card could ask about several posts decides its one post."""
    waiting = await connection.fetch("SELECT id, payload FROM queue WHERE kind = 'card-reacted'")
    for row in waiting:
        payload = json.loads(row["payload"])
        if "decision" in payload:
            payload["decisions"] = [payload.pop("decision")]
            query = "UPDATE queue SET payload = $1 WHERE id = $2"
            await connection.execute(query, json.dumps(payload), row["id"])
