"""What click itself says (usage, mistaken arguments), in the language of the command line."""

from functools import partial

import click

from rooms.language import say

_SPEAKING = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.termui,
    click.types,
)


def speak(language: str) -> None:
    """Let click say everything in `language`.

    It asks gettext, which wants compiled catalogues and an installed locale of the system; the
    house has neither and must speak Russian on a bare server, too.
    """

    def say_of_number(one: str, many: str, count: int) -> str:
        return say(language, one if count == 1 else many)

    for module in _SPEAKING:
        for name, spoken in (("_", partial(say, language)), ("ngettext", say_of_number)):
            if hasattr(module, name):
                setattr(module, name, spoken)
