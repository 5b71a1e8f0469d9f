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
    appservice alone, and users whose rooms it merely hears. Without a `url` it only speaks.
    Source of the file's format:
    https://spec.matrix.org/v1.13/application-service-api/#registration
    """

    name: str
    url: str | None
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
            "receive_ephemeral": self.url is not None,
        }
        write_private(path, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def teremok_registration(
    server_name: str, url: str, as_token: str, hs_token: str, bot: str = "teremok"
) -> Registration:
    """The registration of our own appservice.

    The bot's own account is in it, though not exclusively: it is in every room of the community,
    and an appservice hears the rooms in which users of its namespaces are.
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


def double_puppet_registration(
    server_name: str, as_token: str, hs_token: str, user: str
) -> Registration:
    """The registration by which upstream bridges speak as the account that is linked.

    What is written on the phone itself so appears as that account's, and invitations of it are
    accepted at once. Only that one account: the bridges' manual would give them every person's.
    Source: https://docs.mau.fi/bridges/general/double-puppeting.html
    """
    return Registration(
        name="teremok-double-puppet",
        url=None,
        as_token=as_token,
        hs_token=hs_token,
        sender="_teremok_double_puppet",
        exclusive=(),
        shared=(f"@{re.escape(user)}:{re.escape(server_name)}",),
    )
