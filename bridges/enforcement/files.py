"""The file of a post is kept while the post waits: its messenger may have it no more later."""

from collections.abc import Mapping

from bridges.enforcement.origin import InChat
from bridges.matrix import Matrix
from bridges.network import IncomingMessage, Media, Network, NetworkRefused
from bridges.payloads import unpacked
from rooms.storage.queue import Hopeless


class Files:
    """Brings files into the homeserver's media repository."""

    def __init__(self, networks: Mapping[str, Network], matrix: Matrix) -> None:
        self._networks = networks
        self._matrix = matrix

    async def keep(self, origin: InChat) -> str | None:
        """Where the post's file is kept (mxc); None where it has none, or it cannot be had.

        Raises NetworkAway, and TryLater while the homeserver or the connector is away.
        """
        media, network = media_of(origin), self._networks.get(origin.network)
        if origin.mxc or media is None or network is None:
            return origin.mxc
        try:
            async with network.download(media.ref) as content:
                return await self._matrix.upload(
                    self._matrix.bot_id, content, media.mimetype, media.filename, media.size
                )
        except (NetworkRefused, Hopeless):
            return None  # what is published later says so


def media_of(origin: InChat) -> Media | None:
    """The file of a post as its messenger told of it."""
    happening = unpacked(dict(origin.happening))
    return happening.media if isinstance(happening, IncomingMessage) else None
