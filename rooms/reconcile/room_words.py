"""How rooms and people are called in what Teremok says of them."""

from rooms.language import say
from rooms.wanted.kinds import PRIVATE
from rooms.wanted.room import WantedRoom


def room_words(language: str, room: WantedRoom) -> str:
    """A room as people call it; a private talk without the name that says with whom it is."""
    if room.kind == PRIVATE:
        return say(language, "private talk {key}", key=room.key)
    text = "space “{name}”" if room.is_space else "room “{name}”"
    return say(language, text, name=room.name)


def short(user_id: str, room: WantedRoom) -> str:
    """Somebody's id, without the server where it is that of the room."""
    return user_id.removesuffix(f":{room.server_name}")


def printable(text: str) -> str:
    """What anybody may have written, fit for a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:100])
