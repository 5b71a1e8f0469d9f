"""The task by which those on duty are told something; the bot carries it out."""

from rooms.storage.queue import Task

ANNOUNCE = "announce"
"""Says something in the duty room: payload ``{"text": plain text}``. Also the lane of all such."""


def announce(text: str) -> Task:
    """The task that tells those who are on duty."""
    return Task(ANNOUNCE, ANNOUNCE, {"text": text})
