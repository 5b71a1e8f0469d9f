"""Comings, goings and changes of the room, in words."""

from rooms.archive.export.reading import Reading
from rooms.storage.events import ArchivedEvent

_CAME = "{name} is in the room now."
_RENAMED = "{before} is called {name} now."
_GONE = {
    "leave": "{name} is no longer in the room.",
    "ban": "{name} may no longer come into the room.",
}
_EXPECTED = {"invite": "{name} was invited.", "knock": "{name} asked to be let in."}


class Notices:
    """Puts events into words; remembers who is in the room, so that only changes are told."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._there: dict[str, tuple[str, str]] = {}

    def words(self, event: ArchivedEvent) -> str | None:
        """What to say about an event; None where there is nothing to tell a reader."""
        if event.kind == "membership":
            return self._membership(event)
        say = self._reading.say
        if event.type == "m.room.name" and event.text:
            return say("The room is called “{name}” now.", name=event.text)
        if event.type == "m.room.topic" and event.text:
            return say("The topic is “{topic}” now.", topic=event.text)
        return None

    def _membership(self, event: ArchivedEvent) -> str | None:
        user = event.state_key or ""
        before, before_name = self._there.get(user, ("", ""))
        own = event.content.get("displayname")
        name = own if isinstance(own, str) and own else before_name or user
        self._there[user] = (event.text, name)
        say = self._reading.say
        if event.text == "join":
            if before != "join":
                return say(_CAME, name=name)
            return say(_RENAMED, before=before_name, name=name) if before_name != name else None
        if event.text in _GONE and before in ("join", "ban", ""):
            return say(_GONE[event.text], name=name) if before != event.text else None
        words = _EXPECTED.get(event.text)
        return say(words, name=name) if words else None
