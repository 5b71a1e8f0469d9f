"""Polls in words: for messengers that have none, and what they have come to. Pure."""

from collections.abc import Sequence

from rooms.archive.content import poll_text
from rooms.archive.votes import chosen, count_voters
from rooms.language import say, say_many
from rooms.storage.events import ArchivedEvent


def numbered(poll: str, language: str) -> str:
    """The text of a poll (`rooms.archive.content.poll_text`) with numbers to answer with."""
    question, *answers = poll.split("\n• ")
    lines = [f"{number}. {answer}" for number, answer in enumerate(answers, start=1)]
    hint = say(language, "To vote, answer this message with the number.")
    return "\n".join([f"📊 {question}", *lines, hint])


def results(poll: ArchivedEvent, remarks: Sequence[ArchivedEvent], language: str) -> str:
    """What a poll has come to: how many chose what, nobody's name.

    `remarks` is what was said to it, in the order of arrival.
    """
    question = poll_text(poll.content).partition("\n• ")[0]
    lines = [say(language, "📊 The poll “{question}” is over.", question=question)]
    lines += [f"• {each.answer} — {len(each.names)}" for each in chosen(poll, remarks)]
    if voters := count_voters(poll, remarks):
        one, many = "{count} person has voted.", "{count} people have voted."
        lines.append(say_many(language, one, many, voters))
    else:
        lines.append(say(language, "Nobody has voted."))
    return "\n".join(lines)
