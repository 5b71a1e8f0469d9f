"""``decide`` and ``undo``: what becomes of a post that waits for a person, or was refused."""

from collections.abc import Sequence

from bot.commands.command import Answer, Asker
from bot.commands.words import NO, YES
from bot.duty.verdicts import Verdicts
from bot.house import HouseProblem


class Decide:
    """Lets a post appear (or stand), or not."""

    names = ("decide", "решить")
    takes = "NUMBER yes/no"
    summary = "what becomes of a post that waits for a decision"
    secret = False

    def __init__(self, verdicts: Verdicts) -> None:
        self._verdicts = verdicts

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Decide, and say how it stands."""
        form = asker.example("decide 17 yes")
        word = arguments[1].casefold() if len(arguments) == 2 else ""
        if word not in YES | NO:
            raise HouseProblem("Decide what, and how? Write it like this: {form}", form=form)
        number = read_number(arguments, form)
        ruling = await self._verdicts.decide(number, yes=word in YES, by=asker.user_id)
        words = self._verdicts.words(number, ruling, asker.language)
        return Answer(words, well=ruling.problem is None)


class Undo:
    """Turns a decision into its opposite."""

    names = ("undo", "отменить")
    takes = "NUMBER"
    summary = "turn a decision into its opposite: publish what was refused, remove what was allowed"
    secret = False

    def __init__(self, verdicts: Verdicts) -> None:
        self._verdicts = verdicts

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """Undo, and say how it stands."""
        form = asker.example("undo 17")
        if len(arguments) != 1:
            raise HouseProblem("Decide what, and how? Write it like this: {form}", form=form)
        number = read_number(arguments, form)
        ruling = await self._verdicts.undo(number, by=asker.user_id)
        words = self._verdicts.words(number, ruling, asker.language)
        return Answer(words, well=ruling.problem is None)


def read_number(arguments: Sequence[str], form: str) -> int:
    """The number of a decision, written with or without № or #. Raises HouseProblem."""
    digits = arguments[0].lstrip("№#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise HouseProblem("Decide what, and how? Write it like this: {form}", form=form)
    return int(digits)
