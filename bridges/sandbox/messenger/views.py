"""The chats as JSON for people: what ``/api`` answers."""

from datetime import datetime, timezone
from typing import Any

from bridges.sandbox.messenger.chats import Chat, Message
from bridges.sandbox.messenger.happenings import MediaFile, Person


def written_time(milliseconds: int) -> str:
    """Milliseconds since 1970 as ISO 8601 in UTC."""
    moment = datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def view_people(people: dict[str, str]) -> list[dict[str, str]]:
    """Ids and names."""
    return [{"id": person, "name": name} for person, name in people.items()]


def view_chat(chat: Chat, reader: str | None = None) -> dict[str, Any]:
    """A chat in the list; for a reader also how many messages wait, and the last one."""
    view: dict[str, Any] = {
        "id": chat.id,
        "title": chat.title,
        "members": view_people(chat.members),
    }
    if reader is not None:
        view["unread"] = _count_unread(chat, reader)
        last = next(reversed(chat.messages.values()), None)
        view["last"] = view_message(chat, last) if last is not None else None
    return view


def _count_unread(chat: Chat, reader: str) -> int:
    read = chat.reads.get(reader, 0)
    count = 0
    for message in reversed(chat.messages.values()):
        if message.id <= read:
            break
        count += not message.deleted and not is_by(message, reader)
    return count


def is_by(message: Message, person: str) -> bool:
    """Whether a person of this messenger wrote it."""
    return not message.by_bot and message.person.id == person


def view_message(chat: Chat, message: Message) -> dict[str, Any]:
    """A message as it stands."""
    view: dict[str, Any] = {
        "id": str(message.id),
        "from": message.person.id,
        "name": message.person.name,
        "kind": message.kind,
        "text": message.text,
        "edited": message.edited,
        "deleted": message.deleted,
        "reactions": {emoji: list(people) for emoji, people in message.reactions.items()},
        "sent_at": written_time(message.sent_at),
        "relayed": message.by_bot,
        "read_by": [
            person
            for person, read in chat.reads.items()
            if read >= message.id and person != message.person.id
        ],
    }
    if message.html is not None:
        view["html"] = message.html
    if message.media is not None:
        view["media"] = view_media(message.media)
    if message.location is not None:
        view["location"] = message.location.model_dump()
    if message.reply_to is not None:
        view["reply_to"] = str(message.reply_to)
    return view


def view_media(media: MediaFile) -> dict[str, Any]:
    """A file, and where to fetch it."""
    return {"url": f"/media/{media.id}", **media.model_dump(exclude={"id"}, exclude_none=True)}


def view_news(chat: Chat, after: int, writing: list[Person]) -> dict[str, Any]:
    """What is new in a chat since an entry: the messages touched, and all else as it stands."""
    return {
        "title": chat.title,
        "messages": [view_message(chat, message) for message in chat.changed_since(after)],
        "members": view_people(chat.members),
        "names": dict(chat.names),
        "reads": {person: str(number) for person, number in chat.reads.items()},
        "typing": [{"id": person.id, "name": person.name} for person in writing],
    }
