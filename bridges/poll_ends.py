"""What a poll has come to is said in the room when it is over, for all messengers, too."""

from collections.abc import Mapping
from typing import Any

from bridges.room_lane import SAY_IN_ROOM
from rooms.community import BOT_LOCALPART
from rooms.directory import Directory
from rooms.polls import results
from rooms.storage import events, history
from rooms.storage.database import Connection
from rooms.storage.events import POLL_ENDS, ArchivedEvent
from rooms.storage.queue import Task

_END = "org.matrix.msc3381.poll.end"


class PollEnds:
    """Fulfils bridges.inbox.Hears."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def hear(self, connection: Connection, raw: Mapping[str, Any]) -> list[Task]:
        """Have the results said when the author of a poll ends it, once.

        Where somebody of the staff ends one of the bot's, the bot ends it.
        """
        if raw.get("type") not in POLL_ENDS:
            return []
        end = await events.get(connection, str(raw.get("event_id")))
        poll = await events.get(connection, end.target) if end and end.target else None
        if end is None or poll is None or poll.kind != "poll" or poll.room_id != end.room_id:
            return []
        about = await history.about(connection, [poll.event_id])
        remarks = [kept.event for kept in about if kept.event.room_id == poll.room_id]
        ends = [each for each in remarks if each.type in POLL_ENDS and each.sender == poll.sender]
        ended_before = any(each.event_id != end.event_id for each in ends)
        if poll.redacted_by is not None or ended_before:
            return []
        if end.sender != poll.sender:
            by_bot = poll.sender == self._directory.user_id(BOT_LOCALPART)
            by_staff = self._directory.author(end.room_id, end.sender).is_staff
            return [ending(poll)] if by_bot and by_staff else []
        words = results(poll, remarks, self._directory.community.community.language)
        content = {
            "msgtype": "m.text",
            "body": words,
            "m.relates_to": {"m.in_reply_to": {"event_id": poll.event_id}},
        }
        source = f"poll-results/{poll.event_id}"
        said = {"room": poll.room_id, "source": source, "content": content, "post_id": None}
        return [Task(f"room:{poll.room_id}", SAY_IN_ROOM, said)]


def ending(poll: ArchivedEvent) -> Task:
    """The task by which the bot ends a poll of its own."""
    content = {
        "m.relates_to": {"rel_type": "m.reference", "event_id": poll.event_id},
        _END: {},
        "org.matrix.msc1767.text": "🏁",
    }
    said = {"room": poll.room_id, "source": f"poll-end/{poll.event_id}", "type": _END}
    return Task(f"room:{poll.room_id}", SAY_IN_ROOM, {**said, "content": content, "post_id": None})
