"""Handing out files: those of messages, and those of the phone page."""

from pathlib import Path
from urllib.parse import quote

from aiohttp import hdrs, web

from bridges.sandbox.messenger.media import SHOWN_AS_PICTURE
from bridges.sandbox.messenger.messenger import Messenger
from bridges.sandbox.messenger.problems import Problem

_PAGE = Path(__file__).parent / "page"
_PAGE_FILES = {"/": "page.html"} | {
    f"/{file.name}": file.name for file in _PAGE.iterdir() if file.suffix in (".css", ".js", ".svg")
}
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
    " media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def serve_file(messenger: Messenger, name: str) -> web.FileResponse:
    """A message's file, in a way that no browser runs it; ranges are honoured."""
    path = messenger.media.path(name)
    media = messenger.chats.files.get(name)
    if path is None or media is None:
        raise Problem(404, "There is no such file.")
    is_shown = media.mimetype in SHOWN_AS_PICTURE or media.mimetype.startswith(("audio/", "video/"))
    disposition = "inline" if is_shown else "attachment"
    headers = {
        hdrs.CONTENT_TYPE: media.mimetype if is_shown else "application/octet-stream",
        hdrs.CONTENT_DISPOSITION: f"{disposition}; filename*=UTF-8''{quote(media.filename, '')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        hdrs.CACHE_CONTROL: "private, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return web.FileResponse(path, headers=headers)


def media_route(messenger: Messenger) -> web.RouteDef:
    """Where people fetch files: ``/media/{file}``."""

    async def fetch(request: web.Request) -> web.StreamResponse:
        return serve_file(messenger, request.match_info["file"])

    return web.get("/media/{file}", fetch)


def page_routes() -> list[web.RouteDef]:
    """The phone page."""

    async def serve(request: web.Request) -> web.StreamResponse:
        headers = {
            "Content-Security-Policy": _PAGE_POLICY,
            "Permissions-Policy": "microphone=(self), camera=(), geolocation=(self)",
            hdrs.CACHE_CONTROL: "no-cache",
        }
        return web.FileResponse(_PAGE / _PAGE_FILES[request.path], headers=headers)

    return [web.get(path, serve) for path in _PAGE_FILES]
