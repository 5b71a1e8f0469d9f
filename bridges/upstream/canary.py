"""Whether a bridge that says it is connected hears anything at all: a small question."""

import re

from bridges.upstream.answers import Login
from bridges.upstream.commands import Commands
from bridges.upstream.problems import BridgeAway, BridgeRefused
from bridges.upstream.provisioning import Provisioning
from rooms.reconcile.homeserver import HomeserverProblem


async def sings(
    provisioning: Provisioning, login: Login, commands: Commands | None, room_id: str | None
) -> bool | None:
    """Whether the network answered; None: the question could not be asked.

    A network that says “no such person” has answered; only silence is deafness.
    """
    canary = provisioning.bridge.descriptor.canary
    if canary is None:
        return None
    values = {
        "login": login.id,
        "phone": login.profile.phone or login.name,
        "username": login.profile.username,
        "name": login.profile.name or login.name,
        "server": login.id.split(":", 1)[0],
    }
    try:
        if canary.identifier is not None:
            identifier = canary.identifier.format(**values)
            if not identifier:
                return None
            await provisioning.resolve(identifier, canary.seconds)
            return True
        if canary.search is not None:
            await provisioning.search(canary.search.format(**values), canary.seconds)
            return True
        if canary.command is None or commands is None or room_id is None:
            return None
        reply = await commands.say(room_id, canary.command.format(**values))
        return re.search(canary.answer, reply.text) is not None
    except BridgeAway:
        return False if await provisioning.is_ready() else None
    except BridgeRefused as refused:
        return not re.search(r"timed? ?out|deadline|disconnected|not connected", refused.detail)
    except HomeserverProblem:
        return None
