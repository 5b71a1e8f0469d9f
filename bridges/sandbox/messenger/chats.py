"""The chats as they are now: the journal folded into memory, one entry after the other.

Folding trusts its entries: whether something may happen is asked before it is written.
"""

from bisect import bisect_right
from dataclasses import dataclass, field

from bridges.sandbox.messenger.happenings import (
    ChatNamed,
    Deleted,
    Edited,
    Entry,
    MediaFile,
    MemberChanged,
    Person,
    Place,
    Posted,
    Reacted,
    Read,
)


@dataclass(slots=True)
class Message:
    """A message as it stands; `sent_at` in milliseconds since 1970."""

    id: int
    person: Person
    by_bot: bool
    sent_at: int
    text: str
    html: str | None
    media: MediaFile | None
    location: Place | None
    reply_to: int | None
    edited: bool = False
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """How it is shown: text, location, photo, voice, video or file."""
        if self.media is not None:
            return self.media.kind
        return "text" if self.location is None else "location"


@dataclass(slots=True)
class Chat:
    """A chat as it stands.

    `reads` holds for each person the last message read; `names` everybody ever heard of;
    `changes` which message each entry touched, for those who ask what is new since an entry;
    `version` the last entry of the chat.
    """

    id: str
    title: str
    members: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    reads: dict[str, int] = field(default_factory=dict)
    changes: list[tuple[int, int]] = field(default_factory=list)
    version: int = 0

    def changed_since(self, version: int) -> list[Message]:
        """The messages that are new or not what they were, oldest first."""
        start = bisect_right(self.changes, version, key=lambda change: change[0])
        touched = {message for _, message in self.changes[start:]}
        return [self.messages[number] for number in sorted(touched)]

    def apply(self, entry: Entry) -> None:
        """Let the entry happen."""
        self.version = entry.n
        match entry.what:
            case ChatNamed(title=title):
                self.title = title
            case Posted() as posted:
                self._post(entry, posted)
            case Edited(message=number, text=text, html=html):
                message = self._touch(entry, number)
                message.text, message.html, message.edited = text, html, True
            case Deleted(message=number):
                self._delete(self._touch(entry, number))
            case Reacted(message=number) as reacted:
                self._react(self._touch(entry, number), reacted)
            case MemberChanged(person=person, joined=joined):
                self._change_member(person, joined)
            case Read(message=number, person=person):
                self.names[person.id] = person.name
                self.reads[person.id] = max(number, self.reads.get(person.id, 0))

    def _touch(self, entry: Entry, number: int) -> Message:
        self.changes.append((entry.n, number))
        return self.messages[number]

    def _post(self, entry: Entry, posted: Posted) -> None:
        self.messages[entry.n] = Message(
            id=entry.n,
            person=posted.person,
            by_bot=entry.by_bot,
            sent_at=entry.at,
            text=posted.text,
            html=posted.html,
            media=posted.media,
            location=posted.location,
            reply_to=posted.reply_to,
        )
        self._touch(entry, entry.n)
        if entry.by_bot:
            self.names[posted.person.id] = posted.person.name
        else:
            self._change_member(posted.person, joined=True)

    def _delete(self, message: Message) -> None:
        message.deleted, message.text, message.html = True, "", None
        message.media = message.location = None
        message.reactions.clear()

    def _react(self, message: Message, reacted: Reacted) -> None:
        self.names[reacted.person.id] = reacted.person.name
        people = message.reactions.setdefault(reacted.emoji, [])
        if reacted.removed:
            people.remove(reacted.person.id)
        else:
            people.append(reacted.person.id)
        if not people:
            del message.reactions[reacted.emoji]

    def _change_member(self, person: Person, joined: bool) -> None:
        self.names[person.id] = person.name
        if joined:
            self.members[person.id] = person.name
        else:
            self.members.pop(person.id, None)


class Chats:
    """All chats, what people did in them, all files, and the keys under which the bot posted."""

    def __init__(self) -> None:
        self.by_id: dict[str, Chat] = {}
        self.keys: dict[tuple[str, str], int] = {}
        self.files: dict[str, MediaFile] = {}
        self._by_people: list[Entry] = []

    def apply(self, entry: Entry) -> None:
        """Let the entry happen."""
        if entry.chat not in self.by_id:
            self.by_id[entry.chat] = Chat(id=entry.chat, title=entry.chat)
        self._index(entry)
        self.by_id[entry.chat].apply(entry)
        if not entry.by_bot:
            self._by_people.append(entry)

    def _index(self, entry: Entry) -> None:
        match entry.what:
            case Posted(key=key, media=media):
                if key is not None:
                    self.keys[entry.chat, key] = entry.n
                if media is not None:
                    self.files[media.id] = media
            case Deleted(message=number):
                media = self.by_id[entry.chat].messages[number].media
                if media is not None:
                    del self.files[media.id]
            case _:
                pass

    def by_people(self, after: int, until: int, at_most: int) -> list[Entry]:
        """What people did: entries with after < n <= until, the first of them."""
        start = bisect_right(self._by_people, after, key=lambda entry: entry.n)
        end = bisect_right(self._by_people, until, lo=start, key=lambda entry: entry.n)
        return self._by_people[start : min(end, start + at_most)]
