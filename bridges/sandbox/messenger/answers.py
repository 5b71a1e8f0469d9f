"""Around every request: reading bodies, and answering in JSON whatever happens."""

import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import ClientError, web
from pydantic import BaseModel, TypeAdapter, ValidationError

from bridges.sandbox.messenger.journal import JournalBroken
from bridges.sandbox.messenger.mistakes import SENTENCES, explain, must_be_a_number
from bridges.sandbox.messenger.problems import Problem
from bridges.sandbox.messenger.wishes import ChatId, PersonId
from rooms.language import say

log = logging.getLogger(__name__)

LARGEST_BODY = 640 * 1024
"""Bytes: the longest text and HTML of the bot, where each character is written as six."""
LONGEST_WAIT = 60.0
"""Seconds for which an answer may wait for news."""
Model = TypeVar("Model", bound=BaseModel)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]*)?", re.IGNORECASE)
_PERSON_ID: TypeAdapter[str] = TypeAdapter(PersonId)
_CHAT_ID: TypeAdapter[str] = TypeAdapter(ChatId)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "no-store",
}


async def add_safe_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer that brings none of its own."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


def in_json(
    content: object, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """An answer whose letters can be read as they are."""
    text = json.dumps(content, ensure_ascii=False)
    return web.json_response(text=text, status=status, headers=headers)


@web.middleware
async def answer_in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is told as ``{"error": …}``, with no word of the inside."""
    try:
        return await handler(request)
    except Problem as problem:
        return tell(request, problem)
    except web.HTTPException as problem:
        return tell(request, _said_by_framework(problem))
    except (ClientError, ConnectionError):
        return tell(request, Problem(400, "The request broke off."))
    except JournalBroken:
        return tell(request, Problem(507, "The messenger cannot keep anything just now."))
    except Exception:
        log.exception("a request to %s failed", request.match_info.route.resource)
        return tell(request, Problem(500, "Something went wrong inside the messenger."))


@web.middleware
async def refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page of another site that is open in the same browser must neither read nor write here."""
    if not _OWN_HOST.fullmatch(request.host):
        # A site whose name was turned to this machine (DNS rebinding).
        raise Problem(421, "This is opened as localhost or 127.0.0.1 only.")
    origin = request.headers.get("Origin")
    is_writing = request.method not in ("GET", "HEAD")
    if is_writing and origin is not None and origin.partition("://")[2] != request.host:
        raise Problem(403, "This page belongs to another site.")
    return await handler(request)


def tell(request: web.Request, problem: Problem) -> web.Response:
    """The problem as an answer, in Russian where the browser asks for it."""
    wanted = request.headers.get("Accept-Language", "")
    language = "ru" if wanted.strip().lower().startswith("ru") else "en"
    words = say(language, problem.text, **problem.values)
    return in_json({"error": words}, status=problem.status, headers=problem.headers)


def _said_by_framework(problem: web.HTTPException) -> Problem:
    match problem.status:
        case 404:
            return Problem(404, "There is nothing at this address.")
        case 405:
            allowed = problem.headers.get("Allow", "")
            return Problem(405, "This cannot be done here.", headers={"Allow": allowed})
        case 413:
            return Problem(413, "This is too long: at most {limit} KB.", limit=LARGEST_BODY >> 10)
    return Problem(problem.status, "This request cannot be understood.")


async def read_wish(request: web.Request, model: type[Model]) -> Model:
    """The JSON body as the model; Problem 400 or 413 where it is none."""
    return check_wish(model, await request.read())


def check_wish(model: type[Model], body: bytes) -> Model:
    """JSON as the model; Problem 400 where it is none."""
    try:
        return model.model_validate_json(body)
    except ValidationError as invalid:
        raise explain(invalid) from None


def asked_number(request: web.Request, name: str, default: int = 0) -> int:
    """A number of the query, 0 or more; Problem 400 where it is none."""
    value = request.query.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise must_be_a_number(name)
    return int(value)


def asked_wait(request: web.Request) -> float:
    """For how many seconds the answer may wait for news."""
    return min(float(asked_number(request, "wait")), LONGEST_WAIT)


def asked_person(request: web.Request) -> str:
    """Who asks, as the query says with ``from``; Problem 400 where it does not."""
    return _check(_PERSON_ID, request.query.get("from"), "from")


def named_chat(request: web.Request) -> str:
    """The chat of the path; Problem 400 where this can be no chat's id."""
    return _check(_CHAT_ID, request.match_info["chat"], "chat")


def named_message(request: web.Request) -> int:
    """The message of the path; 0, which no message has, where it is no number."""
    name = request.match_info["message"]
    return int(name) if name.isascii() and name.isdigit() and len(name) <= 18 else 0


def _check(kind: TypeAdapter[str], value: Any, where: str) -> str:
    if value is None:
        raise Problem(400, SENTENCES["missing"], where=where)
    try:
        return kind.validate_python(value)
    except ValidationError as invalid:
        raise explain(invalid, where) from None
