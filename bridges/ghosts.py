"""Ghosts: the parents' shadows in Matrix, with the parents' names and pictures."""

import asyncio
import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Protocol

import filetype

from bridges.matrix import Matrix
from bridges.network import MediaRef, Network, NetworkAway, NetworkRefused, Person
from rooms.archive.words import safe_name
from rooms.directory import GHOST_PREFIX, Directory
from rooms.storage import crossings
from rooms.storage.crossings import Ghost
from rooms.storage.database import Store
from rooms.storage.queue import Hopeless

log = logging.getLogger(__name__)

_PLAIN = re.compile(r"[a-z0-9.\-]")
LONGEST_ID = 255
"""Bytes of a user id: https://spec.matrix.org/v1.11/appendices/#user-identifiers"""
LARGEST_AVATAR = 10 * 1024 * 1024
LONGEST_NAME = 120
"""Longer names are cut: they are for people to recognise somebody by."""


def ghost_id(network: str, person: str, server_name: str) -> str:
    """The Matrix id of a ghost.

    Characters that a localpart must not have are written as ``=hh`` of their UTF-8 bytes, as
    https://spec.matrix.org/v1.11/appendices/#mapping-from-other-character-sets has it. Where
    that gets too long for an id, there is a hash, behind a ``_`` that is nowhere else.
    """
    localpart = "".join(
        character if _PLAIN.fullmatch(character) else _escaped(character) for character in person
    )
    user_id = f"@{GHOST_PREFIX}{network}_{localpart}:{server_name}"
    if len(user_id) <= LONGEST_ID:
        return user_id
    digest = hashlib.sha256(person.encode()).hexdigest()
    return f"@{GHOST_PREFIX}{network}__{digest}:{server_name}"


def _escaped(character: str) -> str:
    return "".join(f"={byte:02x}" for byte in character.encode())


class Titles(Protocol):
    """Knows the people behind the accounts of messengers."""

    def shown(self, network: str, person: str, name: str) -> str:
        """What to call somebody whom the messenger calls `name`."""
        ...


class Ghosts:
    """Makes ghosts, names them and brings them into rooms, each once."""

    def __init__(self, matrix: Matrix, directory: Directory, store: Store, titles: Titles) -> None:
        self._matrix = matrix
        self._directory = directory
        self._store = store
        self._titles = titles
        self._known: dict[str, Ghost] = {}
        self._joined: set[tuple[str, str]] = set()
        # One thing at a time for each ghost: the homeserver gives a new name to the rooms that
        # the ghost is in, and while it comes into one, it comes with the old name.
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def start(self) -> None:
        """Remember the ghosts of earlier runs."""
        async with self._store.reading() as connection:
            self._known = {ghost.user_id: ghost for ghost in await crossings.all_ghosts(connection)}

    def id_of(self, network: str, person: str) -> str:
        """The Matrix id of a person's ghost."""
        return ghost_id(network, person, self._directory.server_name)

    def name_of(self, user_id: str) -> str | None:
        """The name of a ghost that was made before."""
        ghost = self._known.get(user_id)
        return _shown_now(ghost) if ghost else None

    async def bring(self, network: Network, person: Person, room_id: str) -> str:
        """Have a person's ghost in a room under the right name; gives its Matrix id.

        Raises TryLater or Hopeless.
        """
        user_id = self.id_of(network.name, person.id)
        async with self._turns[user_id]:
            await self._show(network, person, user_id)
            if (room_id, user_id) not in self._joined:
                await self._matrix.join(room_id, user_id)
                self._joined.add((room_id, user_id))
        return user_id

    async def bring_back(self, user_id: str, room_id: str) -> None:
        """Bring a ghost into a room that it was taken out of."""
        async with self._turns[user_id]:
            await self._matrix.join(room_id, user_id)
            self._joined.add((room_id, user_id))

    def forget(self, user_id: str, room_id: str) -> None:
        """Take note that a ghost is no longer in a room."""
        self._joined.discard((room_id, user_id))

    async def rename(self) -> None:
        """Give every ghost the name that it should have by now. Raises TryLater."""
        for known in list(self._known.values()):
            if self._shown(known.network, known.person, known.name) != _shown_now(known):
                async with self._turns[known.user_id]:
                    await self._rename(self._known[known.user_id])

    async def _rename(self, ghost: Ghost) -> None:
        shown = self._shown(ghost.network, ghost.person, ghost.name)
        if shown == _shown_now(ghost):
            return
        try:
            await self._matrix.set_name(ghost.user_id, shown)
        except Hopeless:
            log.info("A ghost cannot be renamed")
        else:
            await self._keep(replace(ghost, shown=shown))

    async def _show(self, network: Network, person: Person, user_id: str) -> None:
        known = self._known.get(user_id)
        name = _own_name(person)
        shown = self._shown(network.name, person.id, name)
        ghost = Ghost(user_id, network.name, person.id, name, person.avatar, shown)
        if known and (known.name, _shown_now(known), known.avatar) == (name, shown, person.avatar):
            return
        await self._matrix.register(user_id)
        if known is None or _shown_now(known) != shown:
            await self._matrix.set_name(user_id, shown)
        avatar = known.avatar if known else None
        if avatar != person.avatar and not await self._set_avatar(network, user_id, person.avatar):
            ghost = replace(ghost, avatar=avatar)
        await self._keep(ghost)
        if self._shown(network.name, person.id, name) != shown:
            # Somebody was recognised meanwhile, and who is not known yet is not renamed.
            await self._show(network, person, user_id)

    def _shown(self, network: str, person: str, name: str) -> str:
        return _fitting(self._titles.shown(network, person, name)) or name

    async def _keep(self, ghost: Ghost) -> None:
        async with self._store.transaction() as connection:
            await crossings.put_ghost(connection, ghost)
        self._known[ghost.user_id] = ghost

    async def _set_avatar(self, network: Network, user_id: str, avatar: MediaRef | None) -> bool:
        """Show a person's picture; False where only the next time may tell whether it is there.

        What its person says is worth more than how it looks.
        """
        try:
            mxc = await self._taken_over(network, user_id, avatar) if avatar else ""
        except (NetworkRefused, Hopeless):
            log.info("The picture of a ghost cannot be had")
            mxc = ""
        except NetworkAway:
            return False
        await self._matrix.set_avatar(user_id, mxc)
        return True

    async def _taken_over(self, network: Network, user_id: str, avatar: MediaRef) -> str:
        picture = bytearray()
        async with network.download(avatar) as content:
            async for piece in content:
                picture += piece
                if len(picture) > LARGEST_AVATAR:
                    raise Hopeless("the picture is too large")
        mimetype = filetype.guess_mime(picture) or "application/octet-stream"
        return await self._matrix.upload(
            user_id, _in_one_piece(bytes(picture)), mimetype, "avatar", len(picture)
        )


async def _in_one_piece(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _own_name(person: Person) -> str:
    return _fitting(person.name) or person.id


def _shown_now(ghost: Ghost) -> str:
    return ghost.shown or ghost.name


def _fitting(name: str) -> str:
    return safe_name(name, LONGEST_NAME)
