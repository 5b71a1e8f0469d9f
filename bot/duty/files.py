"""Shows the file of a post below its card: queue tasks of kind ``card-file``."""

from collections.abc import Mapping
from typing import Any

from bot.duty.marks import file_mark
from bot.voice import NOTICE, Voice
from bridges.enforcement.files import Files, media_of
from bridges.enforcement.origin import InChat, InRoom, Origin, unpacked_origin
from bridges.enforcement.published import event_of
from bridges.network import NetworkAway, Text
from bridges.to_matrix import media_content
from rooms.directory import Directory
from rooms.storage import decisions, events
from rooms.storage.database import Connection, Store
from rooms.storage.decisions import Decision
from rooms.storage.queue import Done, Hopeless, QueuedTask, TryLater

CARD_FILE = "card-file"
"""The kind of the tasks."""
_OF_FILES = ("msgtype", "body", "filename", "url", "info")
_OF_VOICE = ("org.matrix.msc3245.voice", "org.matrix.msc1767.audio")


def has_file(decision: Decision) -> bool:
    """Whether the post has one."""
    match unpacked_origin(decision.origin):
        case InRoom(content=content):
            return isinstance(content.get("url"), str)
        case InChat() as origin:
            return media_of(origin) is not None
    return False


class CardFiles:
    """Carries out ``card-file`` tasks: payload ``{"decision", "room", "card"}``.

    Where the room has a chat of a messenger, only the address of the file is told. A reaction to
    it decides this post alone (`bot.duty.hearing`).
    """

    def __init__(self, files: Files, directory: Directory, store: Store, voice: Voice) -> None:
        self._files = files
        self._directory = directory
        self._store = store
        self._voice = voice

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Say it once."""
        payload = task.payload
        async with self._store.reading() as connection:
            decision = await decisions.get(connection, payload["decision"])
        origin = unpacked_origin(decision.origin) if decision else None
        if decision is None or origin is None:
            raise Hopeless("the decision does not say where its file is")
        room, source = payload["room"], file_mark(decision.id)
        if repeated and source in await self._voice.said(room, task.created_at):
            return None
        content = await self._content(decision, origin)
        if content is None:
            return None  # it cannot be had any more
        mxc = str(content["url"])
        if self._directory.chats_of(room):
            content = {"msgtype": "m.notice", "body": mxc}
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": payload["card"]}}
        await self._voice.say(room, NOTICE, content, source)
        return _keep(decision.id, mxc) if isinstance(origin, InChat) else None

    async def _content(self, decision: Decision, origin: Origin) -> dict[str, Any] | None:
        if isinstance(origin, InRoom):
            return _file_of(origin.content)
        async with self._store.reading() as connection:
            mirrored = await event_of(connection, decision.id)
            event = await events.get(connection, mirrored) if mirrored else None
        if event is not None and event.media is not None:
            return _file_of(event.content)
        media = media_of(origin)
        try:
            mxc = await self._files.keep(origin)
        except NetworkAway as away:
            raise TryLater(str(away), away.retry_after) from away
        return media_content(media, mxc, Text("")) if media and mxc else None


def _file_of(content: Mapping[str, Any]) -> dict[str, Any]:
    file = {key: content[key] for key in (*_OF_FILES, *_OF_VOICE) if key in content}
    if isinstance(file.get("filename"), str):  # the caption stands in the card
        file["body"] = file["filename"]
    return {"msgtype": "m.image", "body": "…", **file}


def _keep(decision: int, mxc: str) -> Done:
    async def keep(connection: Connection) -> None:
        await decisions.change_origin(connection, decision, mxc=mxc)

    return keep
