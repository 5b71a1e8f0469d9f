"""Saying commands to a bridge's bot, as the account that owns the log-ins, and its answers.

Whether a command worked is only in the words of the answer: the bridge's own status of the
command is SUCCESS for a refusal, too. Some commands answer with a reaction (✅) or, like
``unbridge``, not at all. Source: ``commands/processor.go``, ``commands/event.go`` of mautrix-go:
the answer has no relation to the command, but the status event that ends it has one; commands of
one room are worked one after the other.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bridges.upstream.problems import BridgeAway, BridgeRefused
from bridges.upstream.provisioning import Bridge
from rooms.sentence import Sentence
from rooms.turns import my_turn

STATUS = "com.beeper.message_send_status"
ANSWER_SECONDS = 60.0
POLL_SECONDS = 0.15
LINGER_SECONDS = 1.0
"""How long words are waited for after the status has come: the bot sends both side by side."""
CHECK_MARK = "✅"


class Talks(Protocol):
    """A room to talk in. Raises as rooms.reconcile.homeserver does."""

    async def send(
        self, room_id: str, kind: str, content: Mapping[str, Any], transaction: str
    ) -> str:
        """Send an event; gives its id."""
        ...

    async def after(self, room_id: str, event_id: str) -> list[dict[str, Any]]:
        """What was said after an event."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answered: its words, and whether it only nodded (✅)."""

    words: tuple[str, ...] = ()
    nodded: bool = False

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(self.words)

    def match(self, pattern: str) -> re.Match[str] | None:
        """The first of its words that look so, with nothing of Markdown in it."""
        for words in self.words:
            if found := re.search(pattern, plain(words)):
                return found
        return None


class Commands:
    """Says commands to one bridge in rooms where its bot is.

    `turn` is a file by which all who talk to it take turns: answers do not say to what.
    """

    def __init__(
        self,
        bridge: Bridge,
        talks: Talks,
        answer_seconds: float = ANSWER_SECONDS,
        poll_seconds: float = POLL_SECONDS,
        turn: Path | None = None,
    ) -> None:
        self._turn = turn
        self._bridge = bridge
        self._talks = talks
        self._answer_seconds = answer_seconds
        self._poll_seconds = poll_seconds

    async def say(
        self,
        room_id: str,
        command: str,
        until: str | None = None,
        silent: bool = False,
        done: Callable[[], Awaitable[bool]] | None = None,
    ) -> Reply:
        """Say a command in a room and wait for the answer.

        `until`: a pattern; other words are collected until some fit (a command may answer
        several times). `silent`: the command may be done without a word, as long as the bridge
        says that it is done. `done` tells whether one that works without a word has worked.
        Raises BridgeAway when there is no answer in time, and as rooms.reconcile.homeserver does.
        """
        async with my_turn(self._turn):
            return await self._say(room_id, command, until, silent, done)

    async def _say(
        self,
        room_id: str,
        command: str,
        until: str | None,
        silent: bool,
        done: Callable[[], Awaitable[bool]] | None,
    ) -> Reply:
        line = " ".join(command.split("\n"))
        content = {"msgtype": "m.text", "body": f"{self._bridge.descriptor.prefix} {line}"}
        said = await self._talks.send(
            room_id, "m.room.message", content, f"command-{secrets.token_hex(12)}"
        )
        ends = time.monotonic() + self._answer_seconds
        status_at: float | None = None
        while True:
            events = await self._talks.after(room_id, said)
            reply = _reply(events, said, self._bridge.bot_id)
            if reply.words and (until is None or reply.match(until)):
                return reply
            if reply.nodded or (done is not None and await done()):
                return reply
            if status_at is None and _is_over(events, said):
                status_at = time.monotonic()
            now = time.monotonic()
            if status_at is not None and now - status_at > LINGER_SECONDS and until is None:
                if reply.words or silent:
                    return reply
                status_at = ends
            if now > ends:
                if reply.words:
                    return reply
                raise BridgeAway(
                    "The bridge's bot has not answered “{command}” for {seconds} seconds.",
                    command=content["body"],
                    seconds=round(self._answer_seconds),
                )
            await asyncio.sleep(self._poll_seconds)

    async def expect(self, room_id: str, command: str, pattern: str) -> re.Match[str]:
        """Say a command whose answer, when it worked, fits the pattern; raises BridgeRefused."""
        reply = await self.say(room_id, command)
        found = reply.match(pattern)
        if found is None:
            raise refusal(reply)
        return found


def refusal(reply: Reply) -> BridgeRefused:
    """That the bot did not do what it was told, in its own words."""
    words = " ".join(plain(reply.text).split())[:400]
    known = [(pattern, text) for pattern, text in _REFUSALS if re.search(pattern, words)]
    if known:
        return BridgeRefused(Sentence(known[0][1]), detail=words)
    sentence = Sentence("The bridge's bot answered: {words}", {"words": words or "✅"})
    return BridgeRefused(sentence, detail=words)


_REFUSALS: Sequence[tuple[str, str]] = (
    (r"CHAT_ADMIN_REQUIRED", "The account must be an administrator of the chat for this."),
    (r"(?i)invite link expired", "The invitation link is no longer good. Ask for a new one."),
    (r"(?i)invalid invite link|doesn't look like .* invite", "This is not an invitation link."),
    (r"(?i)you're not logged in|not logged into|login not found", "No account is linked."),
    (r"INVITE_REQUEST_SENT", "The chat's administrators have to let the account in first."),
)


def plain(words: str) -> str:
    """Words of the bot without the marks of Markdown that its plain text keeps."""
    return re.sub(r"(?<!\\)`|\*\*", "", words).strip()


def _reply(events: Sequence[Mapping[str, Any]], said: str, bot_id: str) -> Reply:
    words: list[str] = []
    nodded = False
    for event in events:
        if event.get("sender") != bot_id:
            continue
        content = event.get("content")
        if not isinstance(content, dict):
            continue
        if event.get("type") == "m.room.message" and isinstance(content.get("body"), str):
            if content.get("msgtype") == "m.notice" and "fi.mau.bridge_state" not in content:
                words.append(content["body"])
        elif event.get("type") == "m.reaction":
            about = content.get("m.relates_to")
            if isinstance(about, dict) and about.get("event_id") == said:
                nodded |= str(about.get("key", "")).startswith(CHECK_MARK)
    return Reply(tuple(words), nodded)


def _is_over(events: Sequence[Mapping[str, Any]], said: str) -> bool:
    for event in events:
        content = event.get("content")
        about = content.get("m.relates_to") if isinstance(content, dict) else None
        if event.get("type") != STATUS or not isinstance(about, dict):
            continue
        if about.get("event_id") == said:
            return True
    return False
