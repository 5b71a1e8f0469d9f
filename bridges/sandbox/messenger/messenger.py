"""What can be done in the messenger: each call checks, writes the journal and only then returns.

`by_bot` says on which side the one who acts is: people act through ``/api`` under ids of this
messenger, the bot speaks for people of other places, so the same id on both sides is two persons.
"""

import time
from pathlib import Path

from bridges.sandbox.messenger.bell import Bell
from bridges.sandbox.messenger.chats import Chat, Chats, Message
from bridges.sandbox.messenger.happenings import (
    ChatNamed,
    Deleted,
    Edited,
    Entry,
    MemberChanged,
    Person,
    Posted,
    Reacted,
    Read,
    What,
)
from bridges.sandbox.messenger.journal import Journal
from bridges.sandbox.messenger.media import MediaFolder
from bridges.sandbox.messenger.problems import Problem
from bridges.sandbox.messenger.typing import Typing


class JournalUnreadable(Exception):
    """The journal holds a line that is none of ours; says which."""


class Messenger:
    """The whole messenger over its folder: journal, chats, media and who is writing."""

    def __init__(self, folder: Path) -> None:
        self.journal = Journal(folder / "journal.jsonl")
        self.chats = Chats()
        for number, line in enumerate(self.journal.lines, 1):
            self.chats.apply(_read_line(line, number))
        self.journal.lines.clear()
        self.media = MediaFolder(folder / "media")
        self.media.forget_all_but(self.chats.files)
        self.typing = Typing()
        self.bell = Bell()

    def chat(self, chat: str) -> Chat:
        """The chat; Problem 404 where there is none."""
        try:
            return self.chats.by_id[chat]
        except KeyError:
            raise Problem(404, "There is no such chat.") from None

    def message(self, chat: str, number: int, *, gone_too: bool = False) -> Message:
        """The message; Problem 404 where there is none, 410 where it was deleted."""
        message = self.chat(chat).messages.get(number)
        if message is None:
            raise Problem(404, "There is no such message.")
        if message.deleted and not gone_too:
            raise Problem(410, "This message was deleted.")
        return message

    async def settle(self) -> None:
        """Return once everything that happened until now is on the disk: await before showing."""
        await self.journal.written(self.journal.last)

    async def name_chat(self, chat: str, title: str) -> None:
        """Make the chat, or rename it."""
        known = self.chats.by_id.get(chat)
        if known is None or known.title != title:
            await self._record(chat, ChatNamed(title=title), by_bot=True)
        await self.settle()

    async def post(self, chat: str, posted: Posted, by_bot: bool) -> int:
        """A new message; its id. Under a key that is known already: the id from then."""
        self.chat(chat)
        if posted.key is not None and (known := self.chats.keys.get((chat, posted.key))):
            if posted.media is not None:
                self.media.forget(posted.media.id)
            await self.journal.written(known)
            return known
        if posted.reply_to is not None:
            self.message(chat, posted.reply_to, gone_too=True)
        self.typing.note(chat, posted.person, False, by_bot)
        return await self._record(chat, posted, by_bot)

    async def edit(
        self, chat: str, number: int, person: Person, text: str, html: str | None, by_bot: bool
    ) -> None:
        """Replace the text of one's own message."""
        message = self.message(chat, number)
        _require_author(message, person, by_bot)
        if not text and message.kind == "text":
            raise Problem(400, "A message needs some text.")
        if (text, html) != (message.text, message.html):
            edited = Edited(message=number, person=person, text=text, html=html)
            await self._record(chat, edited, by_bot)
        await self.settle()

    async def delete(self, chat: str, number: int, person: Person | None) -> None:
        """Delete a message: a person one's own, the bot (person is None) any."""
        message = self.message(chat, number, gone_too=True)
        if person is not None:
            _require_author(message, person, by_bot=False)
        if not message.deleted:
            media = message.media
            deleted = Deleted(message=number, person=person)
            await self._record(chat, deleted, by_bot=person is None)
            if media is not None:
                self.media.forget(media.id)
        await self.settle()

    async def react(
        self, chat: str, number: int, person: Person, emoji: str, removed: bool, by_bot: bool
    ) -> None:
        """Put a reaction on a message or take it off; what is so already changes nothing."""
        message = self.message(chat, number)
        if (person.id in message.reactions.get(emoji, ())) == removed:
            reacted = Reacted(message=number, person=person, emoji=emoji, removed=removed)
            await self._record(chat, reacted, by_bot)
        await self.settle()

    async def read(self, chat: str, number: int, person: Person, by_bot: bool) -> None:
        """The person has read up to and including the message."""
        self.message(chat, number, gone_too=True)
        if self.chat(chat).reads.get(person.id, 0) < number:
            await self._record(chat, Read(message=number, person=person), by_bot)
        await self.settle()

    async def change_member(self, chat: str, person: Person, joined: bool, by_bot: bool) -> None:
        """Somebody comes into the chat or leaves it; what is so already changes nothing."""
        name = self.chat(chat).members.get(person.id)
        if name != (person.name if joined else None):
            await self._record(chat, MemberChanged(person=person, joined=joined), by_bot)
        await self.settle()

    def note_typing(self, chat: str, person: Person, typing: bool, by_bot: bool) -> None:
        """Somebody writes or has stopped."""
        self.chat(chat)
        self.typing.note(chat, person, typing, by_bot)
        self.bell.ring()

    async def _record(self, chat: str, what: What, by_bot: bool) -> int:
        # Folded at once, so that the next request sees it; shown by nobody before it is written.
        now = time.time_ns() // 1_000_000
        entry = Entry(n=self.journal.last + 1, at=now, chat=chat, by_bot=by_bot, what=what)
        self.chats.apply(entry)
        self.journal.append(entry.model_dump_json(exclude_none=True).encode())
        await self.journal.written(entry.n)
        self.bell.ring()
        return entry.n


def _require_author(message: Message, person: Person, by_bot: bool) -> None:
    if message.by_bot != by_bot or (not by_bot and message.person.id != person.id):
        raise Problem(403, "Only who wrote a message may change it.")


def _read_line(line: bytes, number: int) -> Entry:
    try:
        entry = Entry.model_validate_json(line)
    except ValueError:
        raise JournalUnreadable(f"line {number} of the journal cannot be read") from None
    if entry.n != number:
        raise JournalUnreadable(f"line {number} of the journal says that it is {entry.n}")
    return entry
