"""An archive with something in it."""

import hashlib
import struct
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from rooms.archive.event import archived_event
from rooms.archive.listing import milliseconds
from rooms.archive.media import media_path
from rooms.storage import events, rooms
from rooms.storage.database import Store
from rooms.storage.rooms import KnownRoom

LADYBIRDS = KnownRoom("ladybirds", "!ladybirds:teremok.test", "group", "Божьи коровки")
BEES = KnownRoom("bees", "!bees:teremok.test", "group", "Пчёлки")
START = datetime(2026, 11, 20, 5, 30, tzinfo=timezone.utc)


def png(width: int = 8, height: int = 6, shade: int = 200) -> bytes:
    """A real picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = b"".join(b"\0" + bytes((shade, 160, 90)) * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


class FilledArchive:
    """Puts events into the archive as a homeserver would tell them, a minute apart.

    `folder` is where the files go.
    """

    def __init__(self, store: Store, folder: Path, room: KnownRoom = LADYBIRDS) -> None:
        self.store = store
        self.folder = folder
        self.room = room
        self.at = START
        self._count = 0

    async def open(self) -> None:
        """Make the room known."""
        async with self.store.transaction() as connection:
            await rooms.put_room(connection, self.room)

    async def add(
        self,
        sender: str,
        name: str,
        content: dict[str, Any],
        type_: str = "m.room.message",
        **more: Any,
    ) -> str:
        """Keep an event; gives its id."""
        self._count += 1
        self.at += timedelta(minutes=1)
        event_id = f"${self.room.key}-{self._count}"
        raw = {
            "event_id": event_id,
            "room_id": self.room.room_id,
            "sender": f"@{sender}:teremok.test",
            "type": type_,
            "origin_server_ts": milliseconds(self.at),
            "content": content,
            **more,
        }
        async with self.store.transaction() as connection:
            await events.add(connection, archived_event(raw, name))
        return event_id

    async def say(self, sender: str, name: str, text: str, reply_to: str | None = None) -> str:
        """A text."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.add(sender, name, content)

    async def edit(self, sender: str, name: str, event_id: str, text: str) -> str:
        """A change of a text."""
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
        }
        return await self.add(sender, name, content)

    async def react(self, sender: str, name: str, event_id: str, sign: str) -> str:
        """A reaction."""
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
        return await self.add(sender, name, {"m.relates_to": relation}, "m.reaction")

    async def delete(self, sender: str, name: str, event_id: str, reason: str = "") -> str:
        """A deletion."""
        content = {"redacts": event_id, "reason": reason}
        return await self.add(sender, name, content, "m.room.redaction")

    async def post_file(
        self,
        sender: str,
        name: str,
        data: bytes | None,
        filename: str,
        msgtype: str = "m.image",
        mimetype: str = "image/png",
        **more: Any,
    ) -> str:
        """A file that is in the archive, or (None) has not come yet."""
        address = hashlib.sha256(data or filename.encode()).hexdigest()[:20]
        content = {
            "msgtype": msgtype,
            "body": filename,
            "url": f"mxc://teremok.test/{address}",
            "info": {"mimetype": mimetype, "size": len(data or b"")},
            **more,
        }
        event_id = await self.add(sender, name, content)
        if data is not None:
            sha256 = hashlib.sha256(data).hexdigest()
            path = media_path(self.folder, sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            async with self.store.transaction() as connection:
                await events.set_media_stored(connection, content["url"], sha256, len(data))
        return event_id
