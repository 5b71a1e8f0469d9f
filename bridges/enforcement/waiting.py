"""What waits in a room for one opening."""

from rooms.storage.queue import Task

RELEASE = "release"
"""Publishes the next of what was held: `bridges.enforcement.release`."""


def release_task(room_id: str, room_key: str, due_at: int) -> Task:
    """The task that publishes one of the posts that wait in a room until that time (ms).

    There is one for each post, and each publishes the one that was written first of those that
    are left, so that they come in the order of writing, in whatever order they reached us. Of one
    opening all are in a lane; an earlier opening does not wait for a later one.
    """
    payload = {"room": room_key, "room_id": room_id, "due_at": due_at}
    return Task(f"held:{room_id}:{due_at}", RELEASE, payload, due_at)
