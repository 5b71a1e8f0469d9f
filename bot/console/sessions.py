"""Who is logged in to the console: a signed cookie, and the link that they came in by."""

import hmac
import secrets
from dataclasses import dataclass

from aiohttp import web
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.console.links import hash_of
from rooms.clock import Clock
from rooms.storage import accounts
from rooms.storage.database import Store

HOURS = 12
"""How long a log-in lasts."""
COOKIE = "teremok-console"
FORM_COOKIE = "teremok-form"
"""Ties the log-in form to the browser that asked for it; there is no session yet."""
LONGEST_TOKEN = 500


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's log-in; `id` is the hash of the link's token."""

    id: str
    user_id: str


class Sessions:
    """Log-ins and the tokens of forms.

    A log-in is good while its cookie's signature is, its link is remembered as used in the last
    HOURS, and nobody has logged out with it.
    """

    def __init__(self, store: Store, key: str, clock: Clock, *, secure: bool) -> None:
        self._store = store
        self._clock = clock
        self._secure = secure
        self._cookies = URLSafeTimedSerializer(key, salt="console session")
        self._forms = URLSafeTimedSerializer(key, salt="console form")

    async def of(self, request: web.Request) -> Session | None:
        """Who sent this request."""
        cookie = request.cookies.get(COOKIE, "")
        session_id = self._read(self._cookies, cookie)
        if session_id is None:
            return None
        used_after = self._clock.now_ms() - HOURS * 3_600_000
        async with self._store.reading() as connection:
            user_id = await accounts.console_session(connection, session_id, used_after)
        return Session(session_id, user_id) if user_id else None

    async def enter(self, token: str, response: web.StreamResponse) -> bool:
        """Log in with a link's token, once; False where it is not good, or no more."""
        if not 0 < len(token) <= LONGEST_TOKEN:
            return False
        session_id = hash_of(token)
        async with self._store.transaction() as connection:
            user_id = await accounts.use_console_link(connection, session_id, self._clock.now_ms())
        if user_id is None:
            return False
        self._set(response, COOKIE, self._cookies.dumps(session_id))
        self._drop(response, FORM_COOKIE)
        return True

    async def leave(self, session: Session, response: web.StreamResponse) -> None:
        """Log out: the cookie is good no more, not even a copy of it."""
        async with self._store.transaction() as connection:
            await accounts.end_console_session(connection, session.id)
        self._drop(response, COOKIE)

    def form_token(self, session: Session) -> str:
        """What a form must bring back to be believed."""
        return self._token(session.id)

    def is_form_of(self, session: Session, form_token: str) -> bool:
        """Whether a form was made for this log-in."""
        return self._matches(session.id, form_token)

    def visitor(self, request: web.Request) -> tuple[str, str]:
        """For somebody not logged in: the value of FORM_COOKIE and the form's token."""
        known = self._read(self._forms, request.cookies.get(FORM_COOKIE, ""))
        nonce = known or secrets.token_urlsafe(16)
        return self._forms.dumps(nonce), self._token(nonce)

    def remember_visitor(self, response: web.StreamResponse, cookie: str) -> None:
        """Set FORM_COOKIE."""
        self._set(response, FORM_COOKIE, cookie)

    def is_form_of_visitor(self, request: web.Request, form_token: str) -> bool:
        """Whether a form was made for this browser."""
        nonce = self._read(self._forms, request.cookies.get(FORM_COOKIE, ""))
        return nonce is not None and self._matches(nonce, form_token)

    def _token(self, bound_to: str) -> str:
        return str(self._forms.dumps(f"form {bound_to}"))

    def _matches(self, bound_to: str, form_token: str) -> bool:
        signed = self._read(self._forms, form_token)
        expected = f"form {bound_to}"
        return signed is not None and hmac.compare_digest(signed.encode(), expected.encode())

    @staticmethod
    def _read(serializer: URLSafeTimedSerializer, signed: str) -> str | None:
        try:
            value = serializer.loads(signed[: 2 * LONGEST_TOKEN], max_age=HOURS * 3600)
        except BadSignature:
            return None
        return value if isinstance(value, str) else None

    def _set(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(
            name,
            value,
            max_age=HOURS * 3600,
            path="/",
            httponly=True,
            samesite="Strict",
            secure=self._secure,
        )

    def _drop(self, response: web.StreamResponse, name: str) -> None:
        response.del_cookie(name, path="/", httponly=True, samesite="Strict", secure=self._secure)
