"""The gate: Synapse asks it before a person's event is accepted.

It speaks the protocol of synapse-http-antispam: 200 lets the event pass, 403 refuses it with the
body as the error that the sender's client gets. What may appear is answered from memory; only
what may not touches the database. When anything goes wrong inside, the event passes: it is
judged again when it is heard in the room.
"""

import asyncio
import hmac
import json
import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

from bridges.enforcement.enforce import Enforcement
from bridges.enforcement.origin import InRoom
from policies.post import Post
from policies.verdict import Action, Finding, Verdict
from rooms.clock import Clock
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.language import say
from rooms.posts import post_of_event, written_at_of
from rooms.refusal import refusal_reason
from rooms.storage import queue
from rooms.storage.database import Store

log = logging.getLogger(__name__)

LARGEST_QUESTION = 1024 * 1024
"""Bytes: an event has at most 65,536, and JSON may write each of them as six."""

DECISION_SECONDS = 4.0
"""How long keeping a decision may take: less than Synapse waits for us, so that no decision is
kept of a post that has passed meanwhile."""

_WAITS = frozenset({Action.HOLD, Action.ASK})
_STRINGS = ("event_id", "room_id", "sender", "type")


class BadQuestion(Exception):
    """A request that Synapse would not send, with the status and the error code to answer."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code


class Gate:
    """Judges what people write before it appears; `token` is what Synapse shows of itself, and
    `notice` is called for each event that passes."""

    def __init__(
        self,
        directory: Directory,
        judge: Judge,
        store: Store,
        wake: Callable[[Iterable[str]], None],
        token: str,
        notice: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._directory = directory
        self._store = store
        self._wake = wake
        self._notice = notice
        self._clock = clock
        self._enforcement = Enforcement(judge, clock)
        self._authorization = f"Bearer {token}".encode()
        self._keeping: set[asyncio.Task[None]] = set()

    def add_routes(self, application: web.Application) -> None:
        """Answer Synapse under ``/gate`` (its module's `base_url` ends so)."""
        application.router.add_post("/gate/check_event_for_spam", self._handle)

    async def _handle(self, request: web.Request) -> web.Response:
        try:
            self._check_authorization(request)
            event = _event(await _body(request))
        except BadQuestion as bad:
            return web.json_response({"errcode": bad.code, "error": str(bad)}, status=bad.status)
        try:
            refused = await self._refusal(event)
        except Exception as problem:
            # Nothing of the event: its text is in the values, and may be in the error's words.
            where = "".join(traceback.format_tb(problem.__traceback__)[-1:]).strip()
            log.error("The gate lets a post pass: %s %s", type(problem).__name__, where)
            return web.json_response({})
        if refused is None:
            self._notice()
            return web.json_response({})
        return web.json_response(_error(*refused), status=403)

    def _check_authorization(self, request: web.Request) -> None:
        # Never 403, which means a refusal: a wrong token must not silence the kindergarten.
        shown = request.headers.get("Authorization")
        if shown is None:
            raise BadQuestion(401, "M_MISSING_TOKEN", "The gate needs a token.")
        if not hmac.compare_digest(shown.encode(errors="surrogateescape"), self._authorization):
            raise BadQuestion(401, "M_UNKNOWN_TOKEN", "The gate does not know this token.")

    async def _refusal(self, event: Mapping[str, Any]) -> tuple[Post, Finding] | None:
        """The post and the finding that forbids it; None: it may pass."""
        if self._directory.is_ghost(event["sender"]):
            # Other parents have seen it already, and a bridge would drop it in silence: what
            # ghosts say is judged when it is in the room.
            return None
        post = post_of_event(event, self._directory)
        if post is None:
            return None
        verdict = self._enforcement.judge(post)
        if verdict.decisive is None:
            return None
        if verdict.lets_through:
            return None  # it is noted when it is in the room
        if verdict.action in _WAITS and not self._directory.may_write(post):
            # Synapse refuses it, which asks us first; the bot would say it with its own power.
            return None
        origin = InRoom(
            room=event["room_id"],
            type=event["type"],
            content=event["content"],
            is_edit=post.is_edit,
            roles=tuple(sorted(post.author.roles)),
        )
        await self._keep_in_time(post, verdict, origin)
        return post, verdict.decisive

    async def _keep_in_time(self, post: Post, verdict: Verdict, origin: InRoom) -> None:
        # A task of its own: a statement that waits for a lock does not end when it is cancelled.
        keeping = asyncio.create_task(self._keep(post, verdict, origin))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        await asyncio.wait([keeping], timeout=DECISION_SECONDS)
        if not keeping.done():
            keeping.cancel()
            raise TimeoutError
        keeping.result()

    async def _keep(self, post: Post, verdict: Verdict, origin: InRoom) -> None:
        """Keep the decision, and what follows from it: once."""
        async with self._store.transaction() as connection:
            tasks = await self._enforcement.enforce(connection, post, verdict, origin)
            await queue.add_many(connection, tasks, self._clock.now_ms())
        self._wake({task.lane for task in tasks})


def _error(post: Post, finding: Finding) -> dict[str, str]:
    """What the sender's client gets; keys of our own are passed on by Synapse."""
    language = post.author.language
    reason = refusal_reason(language, finding)
    if finding.action in _WAITS:
        waits = say(language, "The post is kept and waits: do not send it again.")
        reason = f"{waits} {reason}"
    return {
        "errcode": "M_FORBIDDEN",
        "error": reason,
        "ru.teremok.clause": finding.clause,
        "ru.teremok.rule": finding.rule,
    }


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > LARGEST_QUESTION:
            raise BadQuestion(413, "M_TOO_LARGE", "This is larger than any event.")
    return bytes(body)


def _event(body: bytes) -> Mapping[str, Any]:
    try:
        question = json.loads(body)
    except (ValueError, RecursionError):
        raise BadQuestion(400, "M_NOT_JSON", "This is not JSON.") from None
    event = question.get("event") if isinstance(question, dict) else None
    if not isinstance(event, dict):
        raise BadQuestion(400, "M_BAD_JSON", "The key “event” with an event is missing.")
    for key in _STRINGS:
        if not isinstance(event.get(key), str):
            raise BadQuestion(400, "M_BAD_JSON", f"The event's “{key}” must be text.")
    if not isinstance(event.get("content"), dict):
        raise BadQuestion(400, "M_BAD_JSON", "The event's “content” must be an object.")
    if written_at_of(event) is None:
        raise BadQuestion(400, "M_BAD_JSON", "The event's “origin_server_ts” must be a time.")
    return event
