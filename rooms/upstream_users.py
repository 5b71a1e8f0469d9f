"""Which users of the homeserver belong to the upstream bridges: pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UpstreamUsers:
    """Of every upstream bridge that there is or was: a removed one's ghosts stay parents' ghosts.

    `prefixes` are the beginnings of its ghosts' localparts, `bots` the localparts of its bots;
    `networks` those that are driven now, `rooms` the ids of the rooms where Teremok talks to bots.
    """

    prefixes: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()

    def is_ghost(self, user_id: str, server_name: str) -> bool:
        """Whether it is a parent's shadow, made by an upstream bridge."""
        localpart, _, server = user_id.removeprefix("@").partition(":")
        return bool(self.prefixes) and localpart.startswith(self.prefixes) and server == server_name

    def account_of(self, user_id: str, server_name: str) -> tuple[str, str] | None:
        """Whose shadow it is: the network and the id there; None where no bridge made it.

        A prefix is the network's name and a low line.
        """
        if not self.is_ghost(user_id, server_name):
            return None
        localpart = user_id.removeprefix("@").partition(":")[0]
        prefix = next(prefix for prefix in self.prefixes if localpart.startswith(prefix))
        return prefix.rstrip("_"), localpart.removeprefix(prefix)

    def is_bot(self, user_id: str, server_name: str) -> bool:
        """Whether it is the bot of an upstream bridge."""
        localpart, _, server = user_id.removeprefix("@").partition(":")
        return localpart in self.bots and server == server_name

    def has(self, user_id: str, server_name: str) -> bool:
        """Whether it belongs to an upstream bridge at all."""
        return self.is_ghost(user_id, server_name) or self.is_bot(user_id, server_name)
