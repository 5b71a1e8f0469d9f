"""What is said in a room goes on to the room's chats."""

from bridges import from_matrix
from bridges.chat_lane import TO_CHAT
from bridges.matrix import MARKER
from bridges.room_lane import FOR_UPSTREAM
from rooms.directory import Directory
from rooms.storage.events import ArchivedEvent
from rooms.storage.queue import Task
from rooms.storage.rooms import PlumbedChat


def hand_on(event: ArchivedEvent, directory: Directory, words: str | None = None) -> list[Task]:
    """The tasks that carry an event to each of its room's chats that did not bring it.

    `words` is the edit whose words it has by now, None: its own. A task that is `alone` is about
    nothing that was said before.
    """
    if not from_matrix.carries(event) or _is_for_upstream(event):
        return []
    return [
        Task(
            chat_lane(chat),
            TO_CHAT,
            {
                "network": chat.network,
                "chat": chat.chat,
                "event_id": event.event_id,
                **({"words": words} if words else {}),
                **({"alone": True} if event.target is None else {}),
            },
        )
        for chat in directory.chats_of(event.room_id)
        if not directory.is_driven(chat.network) and not _came_from(chat, event, directory)
    ]


def chat_lane(chat: PlumbedChat) -> str:
    """The lane of all that goes to a chat."""
    return f"chat:{chat.network}:{chat.chat}"


def _came_from(chat: PlumbedChat, event: ArchivedEvent, directory: Directory) -> bool:
    """Whether a ghost's event came out of this very chat, and must not go back."""
    if not directory.is_ghost(event.sender):
        return False
    mark = event.content.get(MARKER)
    if isinstance(mark, dict) and "network" in mark:
        if mark.get("returned"):  # it was removed there, and is allowed now
            return False
        return (mark["network"], mark.get("chat")) == (chat.network, chat.chat)
    # A ghost's redaction carries no marker; the chat has deleted the message itself.
    return event.sender.startswith(f"@teremok_{chat.network}_")


def _is_for_upstream(event: ArchivedEvent) -> bool:
    """Whether the bot said it for an upstream bridge to carry, and for nobody else."""
    mark = event.content.get(MARKER)
    return isinstance(mark, dict) and mark.get("for") == FOR_UPSTREAM
