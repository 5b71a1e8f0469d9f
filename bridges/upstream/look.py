"""What a room's state says of the chat that an upstream bridge has plumbed into it: pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bridges.upstream.provisioning import Bridge
from rooms.reconcile.homeserver import StateEvent
from rooms.reconcile.standing import membership_of

BRIDGE = "m.bridge"
FEATURES = "com.beeper.room_features"
BRIDGE_EVENTS = (
    BRIDGE,
    "uk.half-shot.bridge",
    FEATURES,
    "com.beeper.disappearing_timer",
    "io.element.functional_members",
)
"""The state events that a bridge's bot must be able to set."""
State = Mapping[tuple[str, str], StateEvent]


@dataclass(frozen=True, slots=True)
class Plumb:
    """A chat in a room. It stands only where the bot is in the room and `has_features`.

    What ``unbridge`` leaves behind is the state without the bot.
    """

    chat: str
    title: str
    receiver: str
    bot_is_in: bool
    has_features: bool

    @property
    def stands(self) -> bool:
        """Whether the room and the chat are connected."""
        return bool(self.chat) and self.bot_is_in


def plumb_in(state: State, bridge: Bridge) -> Plumb | None:
    """The chat that this bridge has in the room; None: there never was one."""
    event = state.get((BRIDGE, bridge.state_key))
    if event is None or event.sender != bridge.bot_id:
        return None
    channel = event.content.get("channel")
    channel = channel if isinstance(channel, Mapping) else {}
    chat = channel.get("id")
    if not isinstance(chat, str) or not chat:
        return None
    features = state.get((FEATURES, bridge.state_key))
    return Plumb(
        chat=chat,
        title=str(channel.get("displayname") or ""),
        receiver=str(channel.get("fi.mau.receiver") or ""),
        bot_is_in=membership_of(state, bridge.bot_id) == "join",
        has_features=features is not None and bool(features.content),
    )
