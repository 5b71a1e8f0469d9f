"""What a bridge's program and the homeserver are told of it."""

from collections.abc import Mapping
from pathlib import Path

from bot.house import House
from bot.upstream.installed import (
    CONFIGURATION,
    InstalledBridge,
    installed_bridges,
)
from bridges.appservice import SENDER
from bridges.upstream.descriptor import Descriptor
from deploy.bridges.configuration import write_bridge_configuration
from deploy.bridges.settings import BridgeSettings, Kind, Surroundings, Tokens
from deploy.homeserver.registration import Registration
from rooms.community import Community
from rooms.files.yaml_file import FileProblem, load
from rooms.language import LANGUAGES, say

_NAME = "<b>{{ .Sender.DisambiguatedName }}</b>"
_NOBODY = 9
_CAPTION = "{{ if .Caption }}: {{ .Caption }}{{ end }}"


def bridge_settings(
    bridge: InstalledBridge,
    *,
    beside: tuple[Descriptor, ...] = (),
    secrets: Mapping[str, str] | None = None,
) -> BridgeSettings:
    """All that its configuration is made of; it is written anew whenever the house starts.

    `beside` are the other bridges of the house, whose bots it must not listen to.
    """
    house, tokens = bridge.house, secrets or bridge.secrets
    return BridgeSettings(
        kind=_kind(bridge.descriptor),
        tokens=Tokens(
            as_token=tokens["as_token"],
            hs_token=tokens["hs_token"],
            provisioning=tokens["provisioning"],
            double_puppet=house.secrets.as_token,
        ),
        surroundings=Surroundings(
            server_name=house.server_name,
            homeserver_url=house.homeserver_url,
            internal_url=_internal_url(house),
            owner=house.bot_id,
            blocked=_bots(house, (bridge.descriptor, *beside)),
        ),
        port=bridge.installation.port,
        database=bridge.database,
        relay_formats=relay_formats(_language(house)),
        values=bridge.installation.values,
    )


def write_configuration(bridge: InstalledBridge) -> Path:
    """Write the program's configuration; gives its path."""
    others = tuple(
        other.descriptor
        for other in installed_bridges(bridge.house)
        if other.network != bridge.network
    )
    path = bridge.folder / CONFIGURATION
    write_bridge_configuration(bridge_settings(bridge, beside=others), path)
    return path


def registrations(house: House) -> tuple[Registration, ...]:
    """What the homeserver is told of all bridges; nothing where there are none."""
    return tuple(_registration(bridge) for bridge in installed_bridges(house))


def relay_formats(language: str) -> dict[str, str]:
    """How what others wrote looks in the messenger: always with its author's name."""

    def sent(what: str) -> str:
        return f"{_NAME} ({say(language, what)}){_CAPTION}"

    return {
        "m.text": _NAME + ": {{ .Message }}",
        "m.notice": _NAME + ": {{ .Message }}",
        "m.emote": "* " + _NAME + " {{ .Message }}",
        "m.file": sent("file"),
        "m.image": sent("photo"),
        "m.audio": sent("voice message"),
        "m.video": sent("video"),
        "m.location": sent("place on the map"),
    }


def _kind(descriptor: Descriptor) -> Kind:
    return Kind(
        network=descriptor.appservice,
        title=descriptor.title,
        prefix=descriptor.prefix,
        bot=descriptor.bot,
        ghosts=descriptor.username_template,
    )


def _internal_url(house: House) -> str:
    """Where the bridge reports to; nobody is there while the house does not run."""
    port = house.run.internal if house.run else house.settings.ports.internal or _NOBODY
    return f"http://127.0.0.1:{port}"


def _registration(bridge: InstalledBridge) -> Registration:
    tokens, descriptor = bridge.secrets, bridge.descriptor
    return Registration(
        name=descriptor.appservice,
        url=bridge.bridge.url,
        as_token=tokens["as_token"],
        hs_token=tokens["hs_token"],
        sender=_sender(descriptor),
        exclusive=descriptor.user_patterns(bridge.house.server_name),
    )


def _bots(house: House, descriptors: tuple[Descriptor, ...]) -> tuple[str, ...]:
    localparts = [SENDER]
    for descriptor in descriptors:
        localparts += [descriptor.bot, _sender(descriptor)]
    return tuple(dict.fromkeys(house.user_id(localpart) for localpart in localparts))


def _sender(descriptor: Descriptor) -> str:
    return f"_teremok_{descriptor.appservice}"


def _language(house: House) -> str:
    try:
        return load(house.community_path, Community, alone=True).community.language
    except FileProblem:
        return LANGUAGES[0]
