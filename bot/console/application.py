"""The application of the console's port."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.console.overview import rulings, waiting
from bot.console.pages import STILLS, Pages
from bot.console.protection import HEALTH, METRICS, protect
from bot.console.readers import Readers
from bot.console.sessions import Session, Sessions
from bot.console.speaking import Speaking, language_of
from bot.health import Health
from bot.metrics import Metrics
from bot.powers import Powers
from bot.status import StatusSource
from rooms.clock import Clock
from rooms.storage.database import Store
from rooms.storage.queue import TryLater
from rooms.wanted.kinds import STAFF

LARGEST_FORM = 16 * 1024


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where the console is reached, by people and on this machine, and what signs its cookies.

    `metrics_readers` are the addresses from which the figures may be read, None: the usual ones.
    """

    url: str
    local_url: str
    key: str
    metrics_readers: Sequence[str] | None = None

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over TLS."""
        return self.url.startswith("https:")

    def readers(self) -> Readers:
        """Who may read the figures."""
        return Readers(is_public=self.url != self.local_url, named=self.metrics_readers)


def make_console(
    entrance: Entrance, store: Store, status: StatusSource, clock: Clock, powers: Powers
) -> web.Application:
    """The console with ``/healthz`` and ``/metrics``.

    To be run without an access log: links carry tokens.
    """
    sessions = Sessions(store, entrance.key, clock, secure=entrance.is_secure)
    console = Console(sessions, powers, status, Pages())
    protection = protect((entrance.url, entrance.local_url), console.show_error)
    application = web.Application(middlewares=[protection], client_max_size=LARGEST_FORM)
    health = Health(status)
    application.router.add_get(HEALTH, health.show)
    application.router.add_get(METRICS, Metrics(health, store, entrance.readers()).show)
    application.router.add_get("/", console.show_overview)
    application.router.add_get("/login", console.show_login)
    application.router.add_post("/login", console.log_in)
    application.router.add_post("/logout", console.log_out)
    for name in STILLS:
        application.router.add_get(f"/{name}", console.show_still)
    return application


class Console:
    """The pages."""

    def __init__(
        self, sessions: Sessions, powers: Powers, status: StatusSource, pages: Pages
    ) -> None:
        self._sessions = sessions
        self._powers = powers
        self._directory = powers.directory
        self._status = status
        self._pages = pages

    async def show_overview(self, request: web.Request) -> web.StreamResponse:
        """The state of the house, for those who are logged in; how to get in, for others."""
        session = await self._sessions.of(request)
        if session is None or not await self._is_still_responsible(session):
            return self._pages.show("welcome", self._speaking(request), http_status=401)
        status, speaking = await self._status.gather(), self._speaking(request)
        room_names = {room.room_id: room.name for room in self._directory.rooms()}
        return self._pages.show(
            "overview",
            speaking,
            institution=self._directory.community.community.name,
            visitor=self._name(session),
            form_token=self._sessions.form_token(session),
            house=status,
            rooms=status.meeting_rooms,
            rulings=rulings(status, speaking),
            waiting=waiting(status, room_names, speaking),
        )

    async def show_login(self, request: web.Request) -> web.StreamResponse:
        """A page with a button: programs that look at links in advance use up nothing."""
        cookie, form_token = self._sessions.visitor(request)
        token = request.query.get("token", "")
        response = self._pages.show(
            "login", self._speaking(request), token=token[:500], form_token=form_token
        )
        self._sessions.remember_visitor(response, cookie)
        return response

    async def log_in(self, request: web.Request) -> web.StreamResponse:
        """Use up the link."""
        form = await _read_form(request)
        if not self._sessions.is_form_of_visitor(request, form.get("form", "")):
            raise web.HTTPForbidden
        response = _to_the_overview()
        if await self._sessions.enter(form.get("token", ""), response):
            return response
        if await self._sessions.of(request) is not None:  # they have come by it before
            return response
        return self._pages.show("used", self._speaking(request), http_status=403)

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        """End the log-in."""
        session = await self._sessions.of(request)
        if session is None:
            return _to_the_overview()
        form = await _read_form(request)
        if not self._sessions.is_form_of(session, form.get("form", "")):
            raise web.HTTPForbidden
        response = _to_the_overview()
        await self._sessions.leave(session, response)
        return response

    async def show_still(self, request: web.Request) -> web.StreamResponse:
        """The style sheet and the picture: what is the same for everybody."""
        name = request.path.removeprefix("/")
        headers = {"Cache-Control": "max-age=300"}
        return web.Response(
            text=self._pages.stills[name], content_type=STILLS[name], headers=headers
        )

    async def show_error(self, request: web.Request, status: int) -> web.Response:
        """What went wrong, without its inside."""
        return self._pages.show("error", self._speaking(request), http_status=status, code=status)

    async def _is_still_responsible(self, session: Session) -> bool:
        """Whether they would be given a link now, too; a log-in lasts for hours."""
        try:
            return await self._powers.may_command(session.user_id)
        except TryLater:
            return False

    def _speaking(self, request: web.Request) -> Speaking:
        timezone = ZoneInfo(self._directory.community.community.timezone)
        return Speaking(language_of(request.headers.get("Accept-Language", "")), timezone)

    def _name(self, session: Session) -> str:
        localpart = session.user_id.removeprefix("@").split(":", 1)[0]
        staff = self._directory.community.staff
        listed = next((member.name for member in staff if member.id == localpart), None)
        room = self._directory.room_by_key(STAFF)
        return listed or self._directory.name(room.room_id if room else "", session.user_id)


async def _read_form(request: web.Request) -> dict[str, str]:
    """The fields of a form of ours. Raises HTTPBadRequest for anything else."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPBadRequest
    try:
        form = await request.post()
    except (ValueError, LookupError) as unreadable:  # not in the charset it claims
        raise web.HTTPBadRequest from unreadable
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _to_the_overview() -> web.Response:
    return web.Response(status=303, headers={"Location": "/"})
