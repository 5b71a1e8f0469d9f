"""One-time links into the console. Only the hash of a link's token is kept."""

import hashlib
import secrets
from dataclasses import dataclass

from rooms.clock import Clock, SystemClock
from rooms.storage import accounts
from rooms.storage.database import Store

LINK_MINUTES = 15
"""How long a link is good."""
KEPT_MS = 24 * 3600 * 1000
"""How long a link is remembered: longer than a session that began with it."""


def hash_of(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()


async def new_link(store: Store, console_url: str, user_id: str, clock: Clock | None = None) -> str:
    """A link that lets this person in once, within LINK_MINUTES."""
    token = secrets.token_urlsafe(32)
    now = (clock or SystemClock()).now_ms()
    async with store.transaction() as connection:
        await accounts.forget_console_links(connection, now - KEPT_MS)
        await accounts.put_console_link(
            connection, hash_of(token), user_id, now + LINK_MINUTES * 60_000
        )
    return f"{console_url.rstrip('/')}/login?token={token}"


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links to one console."""

    store: Store
    console_url: str
    clock: Clock

    async def new_link(self, user_id: str) -> str:
        """A new link for this person."""
        return await new_link(self.store, self.console_url, user_id, self.clock)
