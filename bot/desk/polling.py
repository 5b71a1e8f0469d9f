"""Polls that the bot posts, and ends: only its own are polls in the messengers that have them.

They are said by the daemon; the form of their events is that of MSC3381, which the bridges
understand, and not yet that of the specification.
https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/3381-polls.md
"""

from collections.abc import Sequence

from bot.desk.desk import Desk
from bot.house import HouseProblem
from bridges.poll_ends import ending
from bridges.room_lane import SAY_IN_ROOM
from rooms.archive.content import poll_text
from rooms.storage import events, queue
from rooms.storage.queue import Task
from rooms.storage.rooms import KnownRoom
from rooms.wanted.kinds import PRIVATE, SPACES

MOST_ANSWERS, LONGEST_ANSWER, LONGEST_QUESTION = 12, 100, 250
"""WhatsApp takes no more. Source: ``pkg/connector/capabilities.go`` of mautrix-whatsapp v26.08."""
_START = "org.matrix.msc3381.poll.start"
_TEXT = "org.matrix.msc1767.text"


async def begin_poll(
    desk: Desk, room: KnownRoom, question: str, answers: Sequence[str], *, at: int
) -> None:
    """Have a poll posted in a room; the same at the same time `at` (ms) is one. Raises
    HouseProblem where it cannot be one.
    """
    if room.kind == PRIVATE:
        raise HouseProblem("A private talk is the business of those who are in it.")
    if room.kind in SPACES:
        raise HouseProblem(
            "Nobody writes in “{room}” itself: name one of its rooms.", room=room.name
        )
    if not 2 <= len(answers) <= MOST_ANSWERS:
        raise HouseProblem("A poll has from 2 to {most} answers.", most=MOST_ANSWERS)
    if len(set(answers)) < len(answers):
        raise HouseProblem("Two answers of the poll are the same.")
    for text, longest in ((question, LONGEST_QUESTION), *((a, LONGEST_ANSWER) for a in answers)):
        if not 1 <= len(text) <= longest:
            raise HouseProblem(
                "“{text}” is too long for a poll, or empty: from 1 to {longest} characters.",
                text=text[:40],
                longest=longest,
            )
    poll = {
        "question": {_TEXT: question},
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": 1,
        "answers": [{"id": str(n), _TEXT: answer} for n, answer in enumerate(answers, start=1)],
    }
    content = {_START: poll, _TEXT: poll_text({_START: poll})}
    said = {"room": room.room_id, "source": f"poll/{room.key}/{at}", "type": _START}
    payload = {**said, "content": content, "post_id": None}
    await _queue(desk, Task(f"room:{room.room_id}", SAY_IN_ROOM, payload))


async def end_poll(desk: Desk, room: KnownRoom) -> str:
    """Have the bot's latest poll in a room ended; gives its question. Raises HouseProblem."""
    async with desk.store.reading() as connection:
        poll = await events.open_poll(connection, room.room_id, desk.homeserver.bot_id)
    if poll is None:
        raise HouseProblem("I have no poll in the room “{room}” that could end.", room=room.name)
    await _queue(desk, ending(poll))
    return poll_text(poll.content).partition("\n• ")[0]


async def _queue(desk: Desk, task: Task) -> None:
    async with desk.store.transaction() as connection:
        await queue.add(connection, task, desk.clock.now_ms())
