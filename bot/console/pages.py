"""Renders the console's pages; every value in them is escaped."""

from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.console.speaking import Speaking

FOLDER = Path(__file__).parent / "templates"
STILLS = {"style.css": "text/css", "house.svg": "image/svg+xml"}
"""Files that are shown as they are."""


class Pages:
    """The templates in ``templates/``."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.stills = {name: (FOLDER / name).read_text(encoding="utf-8") for name in STILLS}

    def show(
        self, name: str, speaking: Speaking, http_status: int = 200, **values: object
    ) -> web.Response:
        """A page as an answer."""
        template = self._environment.get_template(f"{name}.html")
        text = template.render(speaking=speaking, say=speaking.say, **values)
        return web.Response(
            text=text, content_type="text/html", charset="utf-8", status=http_status
        )
