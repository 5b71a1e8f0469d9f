"""Writing Synapse's configuration.

What the options mean: https://element-hq.github.io/synapse/latest/usage/configuration/
"""

import base64
import secrets
from typing import Any

import yaml

from deploy.homeserver.settings import HomeserverSettings
from deploy.private_file import make_private_folder, write_private

MAX_UPLOAD = "50M"
ROOM_VERSION = "11"
"""In version 12 the creator's power is not in the room's state, and older Elements show it as 0."""

LOG_BYTES = 5_000_000
LOG_FILES = 3


def write_configuration(settings: HomeserverSettings) -> None:
    """Write all that Synapse reads at its start; its secrets are made once and then kept."""
    folder = settings.folder
    for path in (folder, folder / "media", folder / "logs"):
        make_private_folder(path)
    _keep_secrets(settings)
    _write_registrations(settings)
    write_private(folder / "log.yaml", _as_yaml(_logging(settings)))
    write_private(settings.configuration_path, _as_yaml(_options(settings)))


def _write_registrations(settings: HomeserverSettings) -> None:
    wanted = {settings.registration_path(each): each for each in settings.registrations}
    for path, registration in wanted.items():
        registration.write(path)
    for path in settings.folder.glob("registration-*.yaml"):
        if path not in wanted:
            path.unlink()  # it holds the tokens of a bridge that is gone


def _as_yaml(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _keep_secrets(settings: HomeserverSettings) -> None:
    signing_key = settings.folder / "signing.key"
    if not signing_key.exists():
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        write_private(signing_key, f"ed25519 a_{secrets.token_hex(3)} {seed}\n")
    for name in ("macaroon_secret", "form_secret"):
        path = settings.folder / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32) + "\n")


def _options(settings: HomeserverSettings) -> dict[str, Any]:
    return {
        **_identity(settings),
        **_privacy(),
        **_limits(),
        **_database(settings),
        "modules": [_gate(settings)],
        **settings.additions,
    }


def _identity(settings: HomeserverSettings) -> dict[str, Any]:
    folder = settings.folder
    return {
        "server_name": settings.server_name,
        "public_baseurl": (settings.public_url or settings.url).rstrip("/") + "/",
        "pid_file": str(folder / "homeserver.pid"),
        "listeners": [
            {
                "type": "http",
                "port": settings.port,
                "bind_addresses": ["127.0.0.1"],
                "tls": False,
                # Only a proxy of our own can set the header: the port is bound to the loopback.
                "x_forwarded": settings.public_url is not None,
                "resources": [{"names": ["client"], "compress": False}],
            }
        ],
        "signing_key_path": str(folder / "signing.key"),
        "macaroon_secret_key_path": str(folder / "macaroon_secret"),
        "form_secret_path": str(folder / "form_secret"),
        "registration_shared_secret_path": str(settings.registration_secret_path),
        "app_service_config_files": [
            str(settings.registration_path(each)) for each in settings.registrations
        ],
        "media_store_path": str(folder / "media"),
        "log_config": str(folder / "log.yaml"),
    }


def _privacy() -> dict[str, Any]:
    return {
        "federation_domain_whitelist": [],
        # Else each event is looked at for servers to send it to, of which there are none.
        "send_federation": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "report_stats": False,
        "enable_registration": False,
        "allow_guest_access": False,
        "allow_public_rooms_without_auth": False,
        "allow_public_rooms_over_federation": False,
        "require_auth_for_profile_requests": True,
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        # A push goes through the phone makers' servers: they get to know that there is a
        # message, never what it says.
        "push": {"include_content": False},
        # The gate, the archive and the bridges must read what is said; without the second
        # option Element encrypts direct chats, and the bot could not read those.
        "encryption_enabled_by_default_for_room_type": "off",
        "extra_well_known_client_content": {
            "io.element.e2ee": {"default": False, "force_disable": True}
        },
    }


def _limits() -> dict[str, Any]:
    # People have Synapse's ordinary rate limits; the appservice has none by its registration.
    return {
        "default_room_version": ROOM_VERSION,
        "max_upload_size": MAX_UPLOAD,
        "password_config": {"policy": {"enabled": True, "minimum_length": 8}},
        "caches": {"global_factor": 0.5, "expire_caches": True, "cache_entry_ttl": "30m"},
        "event_cache_size": "5K",
        # Only rooms that say so themselves forget what was said (community.yaml, retention_days).
        "retention": {"enabled": True},
    }


def _database(settings: HomeserverSettings) -> dict[str, Any]:
    if settings.database is not None:
        return {"database": dict(settings.database)}
    path = str(settings.sqlite_path)
    return {"database": {"name": "sqlite3", "args": {"database": path}}}


def _gate(settings: HomeserverSettings) -> dict[str, Any]:
    return {
        "module": "teremok_gate.Gate",
        "config": {
            "base_url": settings.gate.url,
            "authorization_path": str(settings.gate.token_path),
            # What a bridge's ghost says has been seen by other parents already: it is judged
            # when it is heard. A refusal here would be dropped by the bridge in silence.
            "unasked": [
                regex
                for registration in settings.registrations
                for regex in registration.unasked(settings.server_name)
            ],
        },
    }


def _logging(settings: HomeserverSettings) -> dict[str, Any]:
    # Synapse's lines at INFO hold user ids, room ids and addresses: only warnings are kept.
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request)s] %(message)s"}
        },
        "handlers": {
            "file": {
                "class": "logging.handlers.RotatingFileHandler",
                "formatter": "line",
                "filename": str(settings.folder / "logs" / "homeserver.log"),
                "maxBytes": LOG_BYTES,
                "backupCount": LOG_FILES,
                "encoding": "utf-8",
            }
        },
        "loggers": {
            # A refused log-in is a warning that names the person.
            "synapse.handlers.auth": {"level": "ERROR"},
        },
        "root": {"level": "WARNING", "handlers": ["file"]},
    }
