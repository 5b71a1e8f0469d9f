"""Who is in a chat although the roster says otherwise, in words."""

from collections.abc import Sequence
from dataclasses import replace

from bot.desk.discretion import Discretion
from rooms.language import say, say_many
from rooms.roster.staying import Staying

MOST_TOLD = 20
"""How many an announcement names; the others are in `teremok roster reach`."""


def staying_text(rows: Sequence[Staying], language: str) -> str:
    """Who should not be where, and what to do; names are masked, for others may read it."""
    lines = [f"• {staying_line(row, language)}" for row in rows[:MOST_TOLD]]
    if (more := len(rows) - MOST_TOLD) > 0:
        lines.append("• " + say_many(language, "and {count} more", "and {count} more", more))
    closing = say(
        language,
        "I remove nobody by myself. Please make sure, and then give the command of the line: it"
        " takes them out of the room, and out of the chat where the messenger lets me. Where it"
        " does not, an administrator of the chat has to do it in the messenger. Who somebody is:"
        " {who} in a private room with me; all of them: {reach} on the server.",
        who=f"who {rows[0].guardian_id}",
        reach="teremok roster reach",
    )
    heading = say(language, "By the roster, these people should not be in the chat, and they are:")
    return "\n".join([heading, *lines, closing])


def staying_line(row: Staying, language: str) -> str:
    """One of them, and the command that takes them out."""
    discretion = Discretion(language)
    who = say(
        language,
        "“{room}” ({networks}): {guardian}, no. {id}",
        room=row.room.name,
        networks=", ".join(row.networks),
        guardian=discretion.guardian(replace(row.guardian, phones=(), blocked=False)),
        id=row.guardian_id,
    )
    why = reason_words(row, language, discretion)
    return f"{who}: {why} — !teremok {command_words(row)}"


def reason_words(row: Staying, language: str, discretion: Discretion) -> str:
    """Why they should not be there."""
    if row.reason == "left":
        return say(language, "no child of theirs is here any more")
    children = ", ".join(discretion.child(child) for child in row.wards)
    if row.also_here:
        return say(
            language,
            "nothing about {children} goes to them; another child of theirs is in the group, too",
            children=children,
        )
    return say(language, "nothing about {children} goes to them", children=children)


def command_words(row: Staying) -> str:
    """The command, without its beginning."""
    return f"uninvite {row.guardian_id} {row.room.key}"
