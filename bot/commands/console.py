"""``console``: a one-time link to the console."""

from bot.commands.command import Answer, Asker
from bot.console.links import LINK_MINUTES, Links
from rooms.language import say


class Console:
    """Sends a link that lets the asker in once; only where nobody else reads it."""

    names = ("console", "консоль", "пульт")
    takes = ""
    summary = "a link to the console, good once"
    secret = True

    def __init__(self, links: Links) -> None:
        self._links = links

    async def answer(self, asker: Asker, arguments: tuple[str, ...]) -> Answer:
        """A new link."""
        link = await self._links.new_link(asker.user_id)
        return Answer(
            say(asker.language, "Your way into the console:"),
            closing="\n".join(
                [
                    link,
                    say(
                        asker.language,
                        "It lets you in once, within {minutes} minutes. Give it to nobody.",
                        minutes=LINK_MINUTES,
                    ),
                ]
            ),
        )
