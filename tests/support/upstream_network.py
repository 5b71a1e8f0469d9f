"""Everybody else in the simulated messenger: its side door.

A simulation of the network, neither WhatsApp nor Telegram: tests/upstream/network/README.md.
"""

import base64
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from deploy.parentage import dies_with_parent
from tests.support.upstream import Kind
from tests.support.waiting import until

Json = dict[str, Any]


class SimulatedNetwork:
    """The simulated messenger, a process of its own: it lives on while its bridge is killed."""

    def __init__(self, programs: Path, kind: Kind) -> None:
        self.kind: Kind = kind
        self.url = ""
        self._program = programs / "messenger"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, empty."""
        self._process = subprocess.Popen(
            [self._program, "-network", self.kind],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=dies_with_parent(),
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), f"it does not start: {line}"
        self.url = line.split()[-1]

    def stop(self) -> None:
        """End it; all is forgotten."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    async def ask(self, method: str, path: str, body: object = None, **query: str) -> Any:
        """A call of the side door; a refusal is an error of the test."""
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url + path, json=body, params=query) as answer,
        ):
            told = await answer.json()
            assert answer.status == 200, f"{method} {path}: {told}"
            return told

    # --- people and their phones ----------------------------------------------------------------

    async def person(self, name: str, phone: str = "", **more: Any) -> str:
        """Somebody new; gives the id. Without a phone the network hides it."""
        return str(
            (await self.ask("POST", "/people", {"name": name, "phone": phone, **more}))["id"]
        )

    async def account(
        self, name: str, phone: str, password: str = "", passkey: bool = False
    ) -> str:
        """Somebody whom a bridge can be linked to; gives the id."""
        return await self.person(name, phone, account=True, password=password, passkey=passkey)

    async def scan(self, account: str, code: str) -> None:
        """The account's phone reads a QR code, or has a pairing code typed in."""
        await self.ask("POST", f"/accounts/{account}/scan", {"code": code})

    async def phone(self, account: str) -> Json:
        """What the account's phone shows: code, devices, banned, deaf; cookies of its browser."""
        shown: Json = await self.ask("GET", f"/accounts/{account}")
        return shown

    async def befall(self, account: str, condition: str, text: str = "") -> None:
        """Something happens to the account.

        Of Meta: cookie-removed, challenge-required, checkpoint-required, consent-required,
        confirmed, account-suspended. Else:
        logged-out, main-device-gone, unknown-logout, client-outdated, stream-replaced,
        temporary-ban, pardoned, deaf, deaf-and-dumb, hearing, phone-offline, phone-seen,
        keepalive-timeout, keepalive-restored, stream-error.
        """
        body = {"condition": condition, "text": text}
        await self.ask("POST", f"/accounts/{account}/condition", body)

    async def weather(self, **changes: Any) -> None:
        """away, send_delay (ms), failing_sends, failure_text, deletion_refusal, clock_behind (s),
        qr_seconds; without any: fair again.
        """
        if changes:
            await self.ask("PATCH", "/weather", changes)
        else:
            await self.ask("DELETE", "/weather")

    # --- chats ----------------------------------------------------------------------------------

    async def group(self, name: str, owner: str, *members: str, **more: Any) -> Json:
        """A group; `more`: topic, small, plain, announce, locked, expires. With id and link."""
        roles = {owner: "owner", **dict.fromkeys(members, "member")}
        made: Json = await self.ask("POST", "/chats", {"name": name, "members": roles, **more})
        return made

    async def role(self, chat: str, person: str, role: str) -> None:
        """owner, admin, member, gone or banned."""
        body = {"person": person, "role": role}
        await self.ask("POST", f"/chats/{quote(chat, safe='')}/roles", body)

    async def change(self, chat: str, person: str = "", **changes: Any) -> None:
        """name, topic, expires (seconds); by somebody, or by fate."""
        await self.ask("PATCH", f"/chats/{quote(chat, safe='')}", {"person": person, **changes})

    async def upgrade(self, chat: str) -> Json:
        """A basic group becomes a supergroup; gives it with its new id."""
        made: Json = await self.ask("POST", f"/chats/{quote(chat, safe='')}/upgrade")
        return made

    async def chat(self, chat: str, account: str = "") -> Json:
        """A chat as it is now; a private one as that account has it."""
        found: Json = await self.ask("GET", f"/chats/{quote(chat, safe='')}", account=account)
        return found

    async def messages(self, chat: str, account: str = "") -> list[Json]:
        """All that was written in a chat, oldest first, as it is now."""
        found: list[Json] = (await self.chat(chat, account))["messages"]
        return found

    async def gets(self, chat: str, text: str) -> Json:
        """Wait for a message that has this text in it."""

        async def look() -> Json | None:
            told = await self.messages(chat)
            return next((each for each in told if text in each.get("text", "")), None)

        return await until(look, f"“{text}” in {chat}")

    # --- messages -------------------------------------------------------------------------------

    async def write(self, chat: str, person: str, text: str = "", **more: Any) -> str:
        """Write a message; `more`: kind, html, reply_to, poll, latitude, longitude, view_once,
        expires. Gives the id.
        """
        body = {"chat": chat, "from": person, "text": text, **more}
        return str((await self.ask("POST", "/messages", body))["id"])

    async def send_file(
        self, chat: str, person: str, kind: str, name: str, mimetype: str, content: bytes,
        caption: str = "", **more: Any,
    ) -> str:  # fmt: skip
        """Send an image, video, voice, audio, file or sticker; gives the message's id."""
        encoded = base64.b64encode(content).decode()
        file = {"name": name, "mimetype": mimetype, "content": encoded}
        return await self.write(chat, person, caption, kind=kind, file=file, **more)

    async def write_privately(self, account: str, person: str, text: str) -> str:
        """Somebody writes to the account alone."""
        body = {"from": person, "text": text}
        return str((await self.ask("POST", f"/private/{account}", body))["id"])

    async def edit(self, message: str, person: str, text: str) -> None:
        """Change one's own message."""
        body = {"message": message, "from": person, "text": text}
        await self.ask("POST", "/messages/edit", body)

    async def delete(self, message: str, person: str) -> None:
        """Delete one's own message, or as an admin anybody's."""
        await self.ask("POST", "/messages/delete", {"message": message, "from": person})

    async def react(self, message: str, person: str, emoji: str) -> None:
        """React; without an emoji take the reaction off."""
        body = {"message": message, "from": person, "emoji": emoji}
        await self.ask("POST", "/messages/react", body)

    async def vote(self, message: str, person: str, *options: str) -> None:
        """Choose options of a poll."""
        body = {"message": message, "from": person, "options": options}
        await self.ask("POST", "/messages/vote", body)

    async def read(self, message: str, person: str) -> None:
        """Have read up to a message."""
        await self.ask("POST", "/messages/read", {"message": message, "from": person})
