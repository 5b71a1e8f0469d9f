"""What `teremok up` says once everything works."""

from dataclasses import dataclass

from bot.console.links import LINK_MINUTES
from bot.house import House
from rooms.language import say


@dataclass(frozen=True, slots=True)
class Greeting:
    """The last words of the start: where to log in, with what, and what else there is."""

    house: House
    language: str
    administrator: str

    def words(self, console_link: str, password: str | None) -> str:
        """Several lines; the password is known on the first run only."""
        lines = ["", self._say("The house stands."), ""]
        lines += self._element(password)
        lines += [
            "",
            self._say(
                "Console (this link works once, for {minutes} minutes):", minutes=LINK_MINUTES
            ),
            f"  {console_link}",
            "",
            self._say("The parents' practice phone, where you can try everything:"),
            f"  {self.house.sandbox_url}/",
            "",
            self._say("Rooms and people: {path}", path=self.house.community_path),
            self._say("Rules:            {path}", path=self.house.regulation_path),
            self._say(
                "An account for a colleague: teremok user add ID --data {folder}",
                folder=self.house.folder,
            ),
            "",
            self._say("Leave this window open. Ctrl-C closes the house."),
        ]
        return "\n".join(lines)

    def _element(self, password: str | None) -> list[str]:
        user_id = self.house.user_id(self.administrator)
        lines = [
            self._say("Log in with Element (https://element.io/download):"),
            self._say("  homeserver: {url}", url=self.house.public_url),
        ]
        if password is None:
            return [*lines, self._say("  with your name and your password, as before")]
        return [
            *lines,
            self._say(
                "  user name:  {name}    (in full: {id})", name=self.administrator, id=user_id
            ),
            self._say("  password:   {password}", password=password),
            self._say("  Write the password down: it is shown only now."),
        ]

    def _say(self, text: str, **values: object) -> str:
        return say(self.language, text, **values)
