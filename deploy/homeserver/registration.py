"""The appservice's registration, by which the homeserver knows whose users the ghosts are."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from deploy.private_file import write_private


@dataclass(frozen=True, slots=True)
class Registration:
    """What the homeserver is told about one appservice.

    `exclusive` and `shared` are regular expressions over whole user ids: users that belong to the
    appservice alone, and users whose rooms it merely hears.
    Source of the file's format:
    https://spec.matrix.org/v1.13/application-service-api/#registration
    """

    name: str
    url: str
    as_token: str
    hs_token: str
    sender: str
    exclusive: tuple[str, ...]
    shared: tuple[str, ...] = ()

    def unasked(self, server_name: str) -> list[str]:
        """The user ids, as regular expressions, for whom the gate is not asked."""
        sender = f"@{re.escape(self.sender)}:{re.escape(server_name)}"
        return [*self.exclusive, *self.shared, sender]

    def write(self, path: Path) -> None:
        """Write the registration file (mode 0600: it holds both tokens)."""
        users = [{"regex": regex, "exclusive": True} for regex in self.exclusive]
        users += [{"regex": regex, "exclusive": False} for regex in self.shared]
        content = {
            "id": self.name,
            "url": self.url,
            "as_token": self.as_token,
            "hs_token": self.hs_token,
            "sender_localpart": self.sender,
            "namespaces": {"users": users, "aliases": [], "rooms": []},
            "rate_limited": False,
            "receive_ephemeral": True,
        }
        write_private(path, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def teremok_registration(
    server_name: str, url: str, as_token: str, hs_token: str, bot: str = "teremok"
) -> Registration:
    """The registration of our own appservice.

    The bot's own account is in it, though not exclusively: it is in every room of the community,
    and an appservice hears the rooms in which users of its namespaces are. The bridges speak as the
    bot by the same token: another registration with the bot in it would be told every event, too,
    and each event told costs the homeserver a quarter of what sending it does.
    """
    server = re.escape(server_name)
    return Registration(
        name="teremok",
        url=url,
        as_token=as_token,
        hs_token=hs_token,
        sender="_teremok_bridge",
        exclusive=(f"@teremok_.+:{server}",),
        shared=(f"@{re.escape(bot)}:{server}",),
    )
