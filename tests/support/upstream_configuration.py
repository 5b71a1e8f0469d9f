"""A bridge's configuration and registration, written by hand for tests of the framework itself."""

import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any

from deploy.homeserver.registration import Registration
from tests.support.homeserver import RunningHomeserver
from tests.support.upstream import Kind

PREFIXES = {"whatsapp": "!wa", "telegram": "!tg"}


def configuration(
    kind: Kind,
    name: str,
    homeserver: RunningHomeserver,
    port: int,
    admins: Collection[str],
    *,
    folder: Path,
    messenger: str,
    status_endpoint: str,
    blocked: Collection[str] = (),
    kick_matrix_users: bool = False,
) -> dict[str, Any]:
    """All that a bridge needs; `name` is the appservice's and begins the ghosts' ids."""
    permissions = dict.fromkeys(admins, "admin") | dict.fromkeys(blocked, "block")
    return {
        "network": {"messenger": messenger, "extev_polls": kind == "whatsapp"},
        "bridge": {
            "command_prefix": PREFIXES[kind],
            "personal_filtering_spaces": False,
            "bridge_status_notices": "all",
            "kick_matrix_users": kick_matrix_users,
            "relay": {"enabled": True, "admin_only": False},
            "portal_create_filter": {"mode": "allow", "list": []},
            "permissions": {**permissions, homeserver.server_name: "relay", "*": "block"},
        },
        "database": {
            "type": "sqlite3-fk-wal",
            "uri": f"file:{folder / 'bridge.db'}?_txlock=immediate",
        },
        "homeserver": {
            "address": homeserver.url,
            "domain": homeserver.server_name,
            "software": "standard",
            "status_endpoint": status_endpoint,
        },
        "appservice": {
            "address": f"http://127.0.0.1:{port}",
            "hostname": "127.0.0.1",
            "port": port,
            "id": name,
            "bot": {"username": f"{name}bot", "displayname": "simulated bridge bot", "avatar": ""},
            "as_token": secrets.token_urlsafe(24),
            "hs_token": secrets.token_urlsafe(24),
            "ephemeral_events": True,
            "username_template": f"{name}_{{{{.}}}}",
        },
        "matrix": {"message_status_events": True, "delivery_receipts": True},
        "provisioning": {"shared_secret": secrets.token_urlsafe(24)},
        "logging": {"min_level": "debug", "writers": [{"type": "stdout", "format": "json"}]},
    }


def registration(written: dict[str, Any], server_name: str) -> Registration:
    """What the homeserver is told about a bridge with that configuration."""
    service = written["appservice"]
    name = service["id"]
    return Registration(
        name=name,
        url=service["address"],
        as_token=service["as_token"],
        hs_token=service["hs_token"],
        sender=f"_{name}",
        exclusive=(f"@{name}bot:{server_name}", f"@{name}_.+:{server_name}"),
    )
