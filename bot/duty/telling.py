"""Tells those responsible, and whoever did something that changes nothing, in private."""

from collections.abc import Iterable

from bot.tell import TELL
from rooms.storage.queue import Task


def tell_task(user: str, text: str) -> Task:
    """The task that tells somebody of this homeserver."""
    return Task(f"tell:{user}", TELL, {"user": user, "text": text, "post_id": None})


def tell_tasks(users: Iterable[str], text: str) -> list[Task]:
    """The same for several."""
    return [tell_task(user, text) for user in users]
