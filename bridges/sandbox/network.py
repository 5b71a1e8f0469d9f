"""The sandbox as a network: everything that a connector can do."""

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, suppress

from bridges.network import (
    Batch,
    ChatId,
    Incoming,
    MediaRef,
    MessageId,
    NetworkAway,
    NetworkName,
    NetworkRefused,
    OutgoingMessage,
    PersonId,
    Speaker,
    Text,
)
from bridges.sandbox import convert
from bridges.sandbox.client import SandboxClient, segment
from bridges.sandbox.convert import StrangeUpdate

log = logging.getLogger(__name__)


class SandboxNetwork:
    """The messenger at `url`; `token` is that of its bot, `language` that in which it refuses.

    Fulfils `bridges.network.Network` and each of the optional abilities.
    """

    name = NetworkName("sandbox")

    def __init__(self, url: str, token: str, language: str = "en") -> None:
        self._client = SandboxClient(url, token, language)

    async def updates(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Batches for ever; the cursor is the number of the messenger's last journal line."""
        reached = int(cursor or 0)
        while True:
            try:
                updates, typing, following = convert.answer(await self._client.poll(reached))
            except (StrangeUpdate, NetworkRefused) as strange:
                raise NetworkAway(f"the sandbox's answer is not understood: {strange}") from strange
            happenings = [*_understood(updates), *_understood_typing(typing)]
            reached = max(reached, following)
            if updates or happenings:
                yield Batch(tuple(happenings), str(reached))

    def download(self, ref: MediaRef) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of a file, in pieces."""
        return self._client.download(ref)

    async def send(self, chat: ChatId, message: OutgoingMessage) -> MessageId:
        """Post a message; under the same key it is posted once."""
        path, body = f"{segment(chat)}/messages", convert.outgoing(message)
        if message.upload is None:
            posted = await self._client.ask("POST", path, body)
        else:
            posted = await self._client.upload(path, body, message.upload.content)
        try:
            return convert.posted_id(posted)
        except StrangeUpdate as strange:
            raise NetworkAway(f"the sandbox's answer is not understood: {strange}") from strange

    async def open_chat(self, chat: ChatId, title: str) -> None:
        """Make the chat, or give it this title."""
        await self._client.ask("PUT", segment(chat), {"title": title})

    async def edit(self, chat: ChatId, message: MessageId, text: Text, speaker: Speaker) -> None:
        """Replace the text of one of our messages."""
        body = {"speaker": convert.speaker(speaker), **convert.text(text)}
        await self._client.ask("PATCH", _message(chat, message), body)

    async def delete(self, chat: ChatId, message: MessageId) -> None:
        """Delete anybody's message; one that is gone already is no error."""
        await self._client.ask("DELETE", _message(chat, message), {})

    async def react(
        self, chat: ChatId, message: MessageId, emoji: str, speaker: Speaker, removed: bool
    ) -> None:
        """Put the speaker's reaction on a message or take it off."""
        body = {"speaker": convert.speaker(speaker), "emoji": emoji, "removed": removed}
        await self._client.ask("POST", f"{_message(chat, message)}/reactions", body)

    async def typing(self, chat: ChatId, speaker: Speaker, typing: bool) -> None:
        """Show for a few seconds that somebody writes."""
        body = {"speaker": convert.speaker(speaker), "typing": typing}
        await self._client.ask("POST", f"{segment(chat)}/typing", body)

    async def mark_read(self, chat: ChatId, message: MessageId, speaker: Speaker) -> None:
        """Everything up to and including the message is read by the speaker."""
        body = {"speaker": convert.speaker(speaker)}
        await self._client.ask("POST", f"{_message(chat, message)}/read", body)

    async def remove_member(self, chat: ChatId, person: PersonId) -> None:
        """Remove a person; one who is not there is no error."""
        await self._client.ask("DELETE", f"{segment(chat)}/members/{segment(person)}", {})

    async def show_member(self, chat: ChatId, speaker: Speaker, joined: bool) -> None:
        """Show that somebody of the room came or left."""
        if joined:
            await self._client.ask("POST", f"{segment(chat)}/members", convert.speaker(speaker))
        else:
            await self.remove_member(chat, PersonId(speaker.id))

    async def check(self) -> None:
        """Ask whether the messenger is well."""
        await self._client.check()

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.close()


def _message(chat: ChatId, message: MessageId) -> str:
    return f"{segment(chat)}/messages/{segment(message)}"


def _understood(updates: list[object]) -> list[Incoming]:
    happenings: list[Incoming] = []
    for update in updates:
        try:
            happening = convert.incoming(update)
        except StrangeUpdate as strange:
            # Passed over for good: asking again would bring the same, and nothing behind it.
            log.warning("the sandbox sent an update that cannot be: %s", strange)
            continue
        if happening is not None:
            happenings.append(happening)
    return happenings


def _understood_typing(notices: list[object]) -> list[Incoming]:
    happenings: list[Incoming] = []
    for notice in notices:
        with suppress(StrangeUpdate):
            happenings.append(convert.incoming_typing(notice))
    return happenings
