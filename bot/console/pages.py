"""Renders the console's pages; every value in them is escaped."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.console.speaking import Speaking

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates"
STILLS = {"style.css": "text/css", "house.svg": "image/svg+xml"}
"""Files that are shown as they are."""


class Pages:
    """The templates in ``templates/``."""

    def __init__(self) -> None:
        self.stills = {name: (FOLDER / name).read_text(encoding="utf-8") for name in STILLS}

    @cached_property
    def _environment(self) -> "Environment":
        """Most of the time nobody looks at a page: what makes them is imported for the first."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        return Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def show(
        self, name: str, speaking: Speaking, http_status: int = 200, **values: object
    ) -> web.Response:
        """A page as an answer."""
        template = self._environment.get_template(f"{name}.html")
        text = template.render(speaking=speaking, say=speaking.say, **values)
        return web.Response(
            text=text, content_type="text/html", charset="utf-8", status=http_status
        )
