"""Writing a bridge's configuration; it is started with ``-n``, so that every value is ours.

What the options mean: ``bridgev2/matrix/mxmain/example-config.yaml`` of mautrix-go v0.30.0. What
is left out there has the program's own default.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from deploy.bridges.settings import BridgeSettings
from deploy.private_file import write_private

ENVIRONMENT_PREFIX = "TEREMOKBRIDGE_"
"""Of the variables by which a bridge can be told what its own reading of the file drops."""

PERMITTED_SECTIONS = ("network", "logging", "backfill")
"""What an operator may change; everything else is Teremok's to say."""


def bridge_options(settings: BridgeSettings) -> dict[str, Any]:
    """The whole configuration."""
    ours = {
        "bridge": _bridge(settings),
        "database": database_options(settings.database),
        "homeserver": _homeserver(settings),
        "appservice": _appservice(settings),
        "matrix": _matrix(),
        "provisioning": {
            "shared_secret": settings.tokens.provisioning,
            # Only we may link accounts.
            "allow_matrix_auth": False,
            "debug_endpoints": False,
            "enable_session_transfers": False,
        },
        "public_media": {"enabled": False},
        "direct_media": {"enabled": False},
        "backfill": {"enabled": False},
        "double_puppet": {
            "servers": {},
            "allow_discovery": False,
            "secrets": {
                settings.surroundings.server_name: f"as_token:{settings.tokens.double_puppet}"
            },
        },
        "encryption": {"allow": False, "default": False, "require": False},
        "env_config_prefix": ENVIRONMENT_PREFIX,
        "logging": _logging(),
    }
    return merged(ours, settings.values)


def write_bridge_configuration(settings: BridgeSettings, path: Path) -> None:
    """Write it (mode 0600: it holds all secrets of the bridge)."""
    write_private(path, as_yaml(bridge_options(settings)))


def as_yaml(content: Mapping[str, Any]) -> str:
    """A configuration as the text of its file."""
    return yaml.safe_dump(json.loads(json.dumps(content)), sort_keys=False, allow_unicode=True)


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Both together; where both say something, `over` does."""
    together = dict(under)
    for key, value in over.items():
        below = together.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            together[key] = merged(below, value)
        else:
            together[key] = value
    return together


def database_options(database: str | Path) -> dict[str, Any]:
    """The section `database` for a PostgreSQL address or an SQLite file."""
    if isinstance(database, Path):
        # A transaction that begins by reading cannot become one that writes beside another.
        uri = f"file:{quote(str(database))}?_txlock=immediate"
        return {"type": "sqlite3-fk-wal", "uri": uri, "max_open_conns": 5, "max_idle_conns": 1}
    return {"type": "postgres", "uri": database, "max_open_conns": 5, "max_idle_conns": 1}


def _bridge(settings: BridgeSettings) -> dict[str, Any]:
    around = settings.surroundings
    return {
        "command_prefix": settings.kind.prefix,
        "personal_filtering_spaces": False,
        "private_chat_portal_meta": False,
        "async_events": False,
        "split_portals": False,
        # Whom it has a notice for, it makes a room to say it in; we hear of each state otherwise.
        "bridge_status_notices": "none",
        "unknown_error_auto_reconnect": "5m",
        "bridge_matrix_leave": False,
        "bridge_notices": False,
        # A homeserver that was away sends what it is not sure of again.
        "deduplicate_matrix_messages": True,
        "kick_matrix_users": False,
        "cleanup_on_logout": {"enabled": False},
        "relay": {
            "enabled": True,
            "admin_only": True,
            "prefer_default": True,
            "allow_bridge": False,
            "default_relays": [],
            "user_distinguishers": [],
            "message_formats": dict(settings.relay_formats),
            "displayname_format": "{{ .DisambiguatedName }}",
        },
        # Only these may become rooms, and these are none: rooms are ours to make.
        "portal_create_filter": {"mode": "allow", "list": [], "always_deny_from_login": []},
        "permissions": {
            "*": "block",
            around.server_name: "relay",
            **dict.fromkeys(around.blocked, "block"),
            around.owner: "admin",
        },
    }


def _homeserver(settings: BridgeSettings) -> dict[str, Any]:
    around = settings.surroundings
    reports = f"{around.internal_url}/upstream/{settings.kind.network}"
    return {
        "address": around.homeserver_url,
        "domain": around.server_name,
        "software": "standard",
        # With the pauses between them some four minutes, in which nothing of parents' is lost.
        "retry_limit": 6,
        "status_endpoint": f"{reports}/state",
        # One more request for each event, which says no more than the status events do.
        "message_send_checkpoint_endpoint": None,
        "async_media": False,
        "websocket": False,
    }


def _appservice(settings: BridgeSettings) -> dict[str, Any]:
    kind, tokens = settings.kind, settings.tokens
    return {
        "address": settings.url,
        "hostname": settings.surroundings.hostname,
        "port": settings.port,
        "id": kind.network,
        "bot": {"username": kind.bot, "displayname": kind.title, "avatar": ""},
        "ephemeral_events": True,
        "async_transactions": False,
        "as_token": tokens.as_token,
        "hs_token": tokens.hs_token,
        "username_template": kind.ghosts,
    }


def _matrix() -> dict[str, Any]:
    return {
        "message_status_events": True,
        "delivery_receipts": True,
        # Its author hears from us, in their own language and once.
        "message_error_notices": False,
        "sync_direct_chat_list": False,
        "federate_rooms": False,
    }


def _logging() -> dict[str, Any]:
    # Its lines at DEBUG hold what people wrote; at INFO they name accounts and chats.
    return {"min_level": "warn", "writers": [{"type": "stdout", "format": "json"}]}
