"""What the bot says in somebody's name: the name stands before the text. Pure.

Per-message profiles (matrix-spec-proposals 4144) are not used: the upstream bridges take the name
off what the bot says, and no parent would know who speaks.
"""

import html
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bridges.matrix import MARKER
from bridges.network import Text
from bridges.to_matrix import HTML
from rooms.community.parts import Institution
from rooms.storage.events import ArchivedEvent

AUTHOR = "ru.teremok.author"
_LEFT_OUT = ("m.relates_to", "m.new_content", "m.mentions", MARKER)
"""What a client may have written for itself is not said with the bot's power: it alone would call
the whole room."""
_POLLS = ("m.poll", "org.matrix.msc3381.poll.start")


def on_behalf(content: Mapping[str, Any], author: str, name: str, when: str) -> dict[str, Any]:
    """The content as the bot repeats it: its author's name, and `when` it was written, before it.

    Nobody edits what others said: an edit becomes an answer, with the new words.
    """
    new = content.get("m.new_content")
    written = {**content, **new} if isinstance(new, Mapping) else content
    said = {key: value for key, value in written.items() if key not in _LEFT_OUT}
    if answered := _answered(content):
        said["m.relates_to"] = {"m.in_reply_to": {"event_id": answered}}
    shown = f"{name} ({when})"
    said[AUTHOR] = {"id": author, "name": shown}
    for key in _POLLS:
        if isinstance(said.get(key), Mapping):
            said[key] = _asked_by(shown, said[key])
    body = content.get("body") if not isinstance(said.get("body"), str) else said["body"]
    if isinstance(body, str):
        formatted = said.get("formatted_body")
        if said.get("format") != HTML or not isinstance(formatted, str):
            formatted = html.escape(body).replace("\n", "<br/>")
        is_file = isinstance(said.get("url"), str)
        if is_file and said.get("filename", body) == body:  # a file without a caption
            said["filename"], body, formatted = body, shown, html.escape(shown)
        else:
            body, formatted = f"{shown}: {body}", _before(shown) + formatted
        said |= {"body": body, "format": HTML, "formatted_body": formatted}
    return said


def when_written(written_at: int, now: int, house: Institution) -> str:
    """The hour, with its day where that is not today; of two times in milliseconds."""
    zone = ZoneInfo(house.timezone)
    at, today = (datetime.fromtimestamp(each / 1000, zone) for each in (written_at, now))
    pattern = "H:mm" if at.date() == today.date() else "d MMMM, H:mm"
    return format_datetime(at, pattern, locale=house.language)


def _answered(content: Mapping[str, Any]) -> str | None:
    relation = content.get("m.relates_to")
    if not isinstance(relation, Mapping):
        return None
    answered = relation.get("m.in_reply_to")
    event_id = answered.get("event_id") if isinstance(answered, Mapping) else None
    if relation.get("rel_type") == "m.replace":
        event_id = relation.get("event_id")
    return event_id if isinstance(event_id, str) else None


def _asked_by(shown: str, poll: Mapping[str, Any]) -> dict[str, Any]:
    """The poll (MSC3381, or that of the specification) with the name before its question."""
    question = poll.get("question")
    if not isinstance(question, Mapping):
        return dict(poll)
    asked = dict(question)
    for key in ("body", "org.matrix.msc1767.text"):
        if isinstance(asked.get(key), str):
            asked[key] = f"{shown}: {asked[key]}"
    texts = asked.get("m.text")
    if isinstance(texts, list):
        asked["m.text"] = [
            {**text, "body": f"{shown}: {text['body']}"}
            if isinstance(text, Mapping) and isinstance(text.get("body"), str)
            else text
            for text in texts
        ]
    return {**poll, "question": asked}


def spoken_for(event: ArchivedEvent, bot: str) -> tuple[str, str] | None:
    """In whose name the bot says this: the id and the name; None: somebody's own words.

    Anybody may write that they speak for somebody; `bot` alone is believed.
    """
    author = event.content.get(AUTHOR) if event.sender == bot else None
    if not isinstance(author, Mapping) or not isinstance(author.get("id"), str):
        return None
    return author["id"], str(author.get("name", ""))


def without_name(content: Mapping[str, Any], text: str, shown: str) -> Text:
    """The text of what is said on behalf of somebody, where the name is shown otherwise."""
    plain = "" if text == shown else text.removeprefix(f"{shown}: ")
    formatted = content.get("formatted_body")
    if not plain or not isinstance(formatted, str):
        return Text(plain)
    return Text(plain, formatted.removeprefix(_before(shown)))


def _before(shown: str) -> str:
    return f"<strong>{html.escape(shown)}</strong>: "
