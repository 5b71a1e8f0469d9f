"""Answers what the ear heard: queue tasks of kind ``command``."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.commands.command import Answer, Asker, Command
from bot.commands.conversation import Conversation
from bot.commands.table import Table
from bot.commands.words import Words, read_words
from bot.house import HouseProblem
from bot.powers import Powers
from bot.private_rooms import PrivateRooms
from bot.voice import NOTICE, Voice, notice
from bridges.enforcement.objecting import Said
from rooms.directory import Directory
from rooms.files.yaml_file import FileProblem
from rooms.language import say
from rooms.reconcile.homeserver import HomeserverAway, HomeserverRefused
from rooms.storage.database import DatabaseAway
from rooms.storage.queue import Done, Hopeless, QueuedTask, TryLater

log = logging.getLogger(__name__)


class CommandHandler:
    """Carries out ``command`` tasks: payload ``{"event_id", "room_id", "sender", "text"}``.

    `answers`, in the payload, is the message that it answers: what its author objects to a
    decision is given to `objected` instead, which tells whether it is that.
    """

    def __init__(
        self,
        table: Table,
        voice: Voice,
        private_rooms: PrivateRooms,
        powers: Powers,
        directory: Directory,
        objected: Callable[[Said], Awaitable[bool]],
    ) -> None:
        self._objected = objected
        self._table = table
        self._voice = voice
        self._private_rooms = private_rooms
        self._powers = powers
        self._directory = directory

    async def __call__(self, task: QueuedTask, repeated: bool) -> Done:
        """Answer once."""
        asked = _read(task)
        if asked.answers is not None and await self._is_objection(asked):
            return None
        said = await self._voice.said(asked.room_id, task.created_at) if repeated else {}
        conversation = Conversation(self._voice, asked.room_id, asked.event_id, said)
        await conversation.begin()
        well = conversation.mark
        if well is None:
            answer = await self._answer(asked, conversation, repeated)
            await conversation.answer(answer)
            well = answer.well
        await conversation.end(well)
        return None

    async def _is_objection(self, asked: "_Asked") -> bool:
        """Whether its author objects to what the bot told them; then that is taken."""
        is_command = self._table.find(read_words(asked.text).name) is not None
        if is_command and await self._powers.may_command(asked.sender):
            return False
        said = Said(asked.room_id, asked.event_id, asked.sender, asked.text, asked.answers)
        return await self._objected(said)

    async def _answer(self, asked: "_Asked", conversation: Conversation, repeated: bool) -> Answer:
        """What is said in the room in which the command was given."""
        private = await self._private_rooms.is_alone_with(asked.room_id, asked.sender)
        author = self._directory.author("", asked.sender)
        asker = Asker(
            asked.sender,
            author.language,
            private,
            asked.created_at,
            author.roles,
            conversation.progress,
        )
        if not await self._powers.may_command(asked.sender):
            return _refusal(asker.language)
        words = read_words(asked.text)
        command = self._table.find(words.name)
        if command is None:
            return self._hint(words, asker)
        answer = await _carry_out(command, asker, words)
        if command.secret and answer.well:
            return await self._tell_alone(asked, asker, answer, repeated)
        return answer

    def _hint(self, words: Words, asker: Asker) -> Answer:
        unknown = say(asker.language, "I do not know “{word}”.", word=words.name[:40])
        near = self._table.nearest(words.name)
        if near is None:
            near, guess = "help", "“{command}” tells what I understand."
        else:
            guess = "Did you mean “{command}”?"
        return Answer(
            unknown, closing=say(asker.language, guess, command=asker.example(near)), well=False
        )

    async def _tell_alone(
        self, asked: "_Asked", asker: Asker, answer: Answer, repeated: bool
    ) -> Answer:
        """Give the answer to the asker alone; what is left to say in the room of the command."""
        alone = await self._private_rooms.room_with(asker.user_id)
        if alone == asked.room_id:
            return answer
        source = f"command:{asked.event_id}:alone"
        if not (repeated and source in await self._voice.said(alone, asked.created_at)):
            await self._voice.say(alone, NOTICE, notice(answer.plain(), answer.html()), source)
        return Answer(say(asker.language, "I have sent it to you privately."))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A command as it came: where it was given, by whom, and when it was heard (ms)."""

    event_id: str
    room_id: str
    sender: str
    text: str
    created_at: int
    answers: str | None


def _read(task: QueuedTask) -> _Asked:
    values = [task.payload.get(key) for key in ("event_id", "room_id", "sender", "text")]
    if not all(isinstance(value, str) for value in values):
        raise Hopeless("a command without its event, room, sender or words")
    event_id, room_id, sender, text = (str(value) for value in values)
    answers = task.payload.get("answers")
    return _Asked(event_id, room_id, sender, text, task.created_at, answers)


async def _carry_out(command: Command, asker: Asker, words: Words) -> Answer:
    try:
        return await command.answer(asker, words.arguments)
    except (TryLater, DatabaseAway):
        raise
    except HomeserverAway as away:
        raise TryLater(str(away)) from away
    except (HouseProblem, FileProblem) as problem:
        return Answer(problem.words(asker.language), well=False)
    except HomeserverRefused as refused:
        return _impossible(asker, refused.sentence.words(asker.language))
    except Hopeless as hopeless:
        return _impossible(asker, str(hopeless))
    except Exception:  # the asker must not wait for ever, nor those who ask after them
        log.exception("The command %s failed", command.names[0])
        return Answer(say(asker.language, "That did not work; the log tells why."), well=False)


def _impossible(asker: Asker, reason: str) -> Answer:
    return Answer(say(asker.language, "That is not possible: {reason}", reason=reason), well=False)


def _refusal(language: str) -> Answer:
    return Answer(
        say(
            language,
            "I take commands from the head, the deputies and the administrators only."
            " If something does not work, please tell them.",
        ),
        well=False,
    )
