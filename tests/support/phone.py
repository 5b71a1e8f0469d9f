"""A parent at the sandbox's phone, by its HTTP interface."""

from collections.abc import Callable
from typing import Any

import aiohttp

from tests.support.house import RunningHouse
from tests.support.waiting import until

Message = dict[str, Any]


class Phone:
    """Somebody in a chat."""

    def __init__(self, house: RunningHouse, chat: str, person: str, name: str) -> None:
        self.house = house
        self.chat = chat
        self.person = person
        self.name = name

    @property
    def ghost(self) -> str:
        """Their shadow in Matrix."""
        return f"@teremok_sandbox_{self.person}:{self.house.server_name}"

    async def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """A call below the chat."""
        return await self.house.phone(method, f"/chats/{self.chat}{path}", body, **query)

    # --- speaking -------------------------------------------------------------------------------

    async def write(self, text: str, **more: Any) -> str:
        """Write a message; gives its id."""
        body = {"from": self.person, "name": self.name, "text": text, **more}
        return str((await self.call("POST", "/messages", body))["id"])

    async def send_file(self, content: bytes, mimetype: str, filename: str, **fields: str) -> str:
        """Send a file; gives the message's id."""
        form = aiohttp.FormData({"from": self.person, "name": self.name, **fields})
        form.add_field("file", content, content_type=mimetype, filename=filename)
        url = f"{self.house.sandbox_url}/api/chats/{self.chat}/messages"
        async with self.house.session.post(url, data=form) as answer:
            assert answer.status == 201, await answer.text()
            return str((await answer.json())["id"])

    async def edit(self, message: str, text: str, **more: Any) -> None:
        """Change one's own message."""
        await self.call(
            "PATCH", f"/messages/{message}", {"from": self.person, "text": text, **more}
        )

    async def delete(self, message: str) -> None:
        """Delete one's own message."""
        await self.call("DELETE", f"/messages/{message}", **{"from": self.person})

    async def react(self, message: str, emoji: str) -> None:
        """Put a reaction."""
        body = {"from": self.person, "name": self.name, "emoji": emoji}
        await self.call("POST", f"/messages/{message}/reactions", body)

    async def take_off(self, message: str, emoji: str) -> None:
        """Take a reaction off."""
        query = {"from": self.person, "emoji": emoji}
        await self.call("DELETE", f"/messages/{message}/reactions", **query)

    async def read(self, message: str) -> None:
        """Have read up to a message."""
        await self.call("POST", f"/messages/{message}/read", {"from": self.person})

    async def type(self) -> None:
        """Be writing for a while."""
        await self.call("POST", "/typing", {"from": self.person, "typing": True})

    async def join(self) -> None:
        """Come into the chat."""
        await self.call("POST", "/members", {"id": self.person, "name": self.name})

    async def leave(self) -> None:
        """Leave the chat."""
        await self.call("DELETE", f"/members/{self.person}")

    # --- seeing ---------------------------------------------------------------------------------

    async def messages(self) -> list[Message]:
        """What is in the chat, oldest first."""
        return await self.house.messages(self.chat)

    async def message(self, message: str) -> Message:
        """A message as it is now."""
        return next(each for each in await self.messages() if each["id"] == message)

    async def members(self) -> dict[str, str]:
        """Who is in the chat, and under what name."""
        chats = (await self.house.phone("GET", "/chats"))["chats"]
        members = next(chat["members"] for chat in chats if chat["id"] == self.chat)
        return {member["id"]: member["name"] for member in members}

    async def news(self) -> dict[str, Any]:
        """Everything of the chat, with who is writing."""
        news: dict[str, Any] = await self.call("GET", "/events")
        return news

    async def download(self, message: Message) -> bytes:
        """The bytes of a message's file."""
        url = self.house.sandbox_url + message["media"]["url"]
        async with self.house.session.get(url) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def sees(self, fits: Callable[[Message], bool], what: str) -> Message:
        """Wait for a message."""

        async def look() -> Message | None:
            return next((each for each in await self.messages() if fits(each)), None)

        return await until(look, f"{what} in the chat {self.chat}")

    async def sees_text(self, text: str) -> Message:
        """Wait for a message with this text."""
        return await self.sees(lambda message: message["text"] == text, text)
