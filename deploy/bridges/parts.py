"""What an operator gives to compose or systemd, where these keep a bridge running."""

from pathlib import Path
from typing import Any

import yaml

_UNIT = """\
# {title}, written by Teremok; written anew whenever the bridge is upgraded.
[Unit]
Description=Teremok: bridge to {title}
After=network-online.target
Wants=network-online.target

[Service]
{environment}ExecStart={command}
WorkingDirectory={folder}
User={user}
UMask=0077
Restart=always
RestartSec=2
MemoryMax={memory}M
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writable}

[Install]
WantedBy=multi-user.target
"""


def compose_part(
    name: str,
    image: str,
    program: str,
    folder: Path,
    user: str,
    memory_mb: int,
    environment: dict[str, str],
) -> str:
    """A service for a compose file; it uses the machine's own network, as all of the house."""
    place = _literal(str(folder))
    service: dict[str, Any] = {
        "image": image,
        "entrypoint": [program, "-n", "-c", f"{place}/config.yaml"],
        "user": user,
        "network_mode": "host",
        "environment": {name: _literal(value) for name, value in environment.items()},
        "init": True,
        "restart": "always",
        "mem_limit": f"{memory_mb}m",
        "working_dir": place,
        "volumes": [{"type": "bind", "source": place, "target": place}],
        "read_only": True,
        "tmpfs": ["/tmp"],  # noqa: S108 (in the container)
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
    }
    return yaml.safe_dump({"services": {name: service}}, sort_keys=False, allow_unicode=True)


def systemd_unit(
    title: str,
    command: list[str],
    folder: Path,
    user: str,
    memory_mb: int,
    environment: dict[str, str],
) -> str:
    """A unit of systemd. Source: systemd.service(5), systemd.exec(5)."""
    return _UNIT.format(
        title=title,
        # Only in a command does a dollar begin a variable.
        command=" ".join(_word(word).replace("$", "$$") for word in command),
        # This one is taken as it is, quotation marks and all.
        folder=str(folder).replace("%", "%%"),
        writable=_word(str(folder)),
        user=user,
        memory=memory_mb,
        environment="".join(
            f"Environment={_word(f'{name}={value}')}\n" for name, value in environment.items()
        ),
    )


def _word(text: str) -> str:
    """A word as systemd reads it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return '"' + escaped.replace("\n", "\\n") + '"'


def _literal(text: str) -> str:
    """A text in which compose puts nothing in the place of variables."""
    return text.replace("$", "$$")
