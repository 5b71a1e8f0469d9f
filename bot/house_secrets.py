"""The house's secrets: one file each, mode 0600, in a folder of mode 0700."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from deploy.private_file import make_private_folder, write_private

MADE_AT_ONCE = (
    "as_token",
    "hs_token",
    "gate_token",
    "registration_secret",
    "console_key",
    "sandbox_token",
    "bot_password",
    "first_password",
)
"""Secrets that a new house begins with; the bot's token comes from the homeserver."""


_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def readable_password() -> str:
    """A password that can be read out and typed: 74 random bits, nothing that looks alike."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(3))
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class Secrets:
    """Each secret is read when it is asked for; a missing one is "" (the bot's token, at first)."""

    folder: Path

    def path(self, name: str) -> Path:
        """The file of a secret."""
        return self.folder / name

    def make(self) -> None:
        """Make those that are not there; what is there is kept."""
        make_private_folder(self.folder)
        for name in MADE_AT_ONCE:
            if not self._read(name):
                self.keep(
                    name,
                    readable_password() if name == "first_password" else secrets.token_urlsafe(32),
                )

    def keep(self, name: str, value: str) -> None:
        """Write a secret."""
        write_private(self.path(name), value + "\n")

    def forget(self, name: str) -> None:
        """Remove a secret, if it is there."""
        self.path(name).unlink(missing_ok=True)

    @property
    def bot_token(self) -> str:
        """The access token of the bot's own session."""
        return self._read("bot_token")

    @property
    def bot_password(self) -> str:
        """With which the bot gets its token, once."""
        return self._read("bot_password")

    @property
    def as_token(self) -> str:
        """With which the appservice speaks to the homeserver."""
        return self._read("as_token")

    @property
    def hs_token(self) -> str:
        """With which the homeserver speaks to the appservice."""
        return self._read("hs_token")

    @property
    def gate_token(self) -> str:
        """With which the homeserver asks the gate."""
        return self._read("gate_token")

    @property
    def registration_secret(self) -> str:
        """With which accounts are made while there is no administrator."""
        return self._read("registration_secret")

    @property
    def console_key(self) -> str:
        """With which the console signs its cookies."""
        return self._read("console_key")

    @property
    def sandbox_token(self) -> str:
        """With which the daemon speaks to the sandbox messenger."""
        return self._read("sandbox_token")

    @property
    def first_password(self) -> str:
        """The first administrator's password, until it has been shown."""
        return self._read("first_password")

    def _read(self, name: str) -> str:
        try:
            return self.path(name).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
