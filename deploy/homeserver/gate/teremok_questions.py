"""Asks over HTTP connections that stay open, inside Synapse.

Synapse's own client takes several milliseconds of its processor for each question, which is a
tenth of what it takes to send a message. This one knows what the gate needs and nothing else:
one request and one response with a length at a time, over a connection that is used again.
https://www.rfc-editor.org/rfc/rfc9112
"""

from typing import NamedTuple, cast
from urllib.parse import urlsplit

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import ConnectionLost
from twisted.internet.protocol import Factory, Protocol
from twisted.python.failure import Failure

LARGEST_ANSWER = 1024 * 1024
"""Bytes; the answer to any question is much smaller."""

_HEAD_ENDS = b"\r\n\r\n"
_KEPT_CONNECTIONS = 16


class Answer(NamedTuple):
    """The status and the body of a response."""

    status: int
    body: bytes


class NoAnswer(Exception):
    """What came is no response that we understand."""


class Questions:
    """Questions to one server; `url` begins with http:// and its path with all their paths."""

    def __init__(self, url: str, authorization: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname is None:
            raise ValueError(f"{url} is no http address")
        self._endpoint = HostnameEndpoint(reactor, parts.hostname, parts.port or 80)
        self._path = parts.path
        self._headers = (
            f"Host: {parts.netloc}\r\n"
            f"Authorization: {authorization}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._idle: list[_Connection] = []

    async def ask(self, path: str, body: bytes) -> Answer:
        """POST; raises NoAnswer, and what Twisted raises where nobody answers.

        It can be cancelled: the connection is given up then.
        """
        head = f"POST {self._path}/{path} HTTP/1.1\r\n{self._headers}"
        request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body
        while self._idle:
            try:
                return cast("Answer", await self._idle.pop().ask(request))
            except ConnectionLost:
                continue  # it was closed while nothing was asked
        connection: _Connection = await self._endpoint.connect(Factory.forProtocol(_Connection))
        connection.questions = self
        return cast("Answer", await connection.ask(request))

    def is_free(self, connection: "_Connection") -> bool:
        """Keep a connection for the next question; False: there are enough."""
        if len(self._idle) >= _KEPT_CONNECTIONS:
            return False
        self._idle.append(connection)
        return True

    def is_gone(self, connection: "_Connection") -> None:
        """It was closed."""
        if connection in self._idle:
            self._idle.remove(connection)


class _Connection(Protocol):
    """Named as Twisted wants it."""

    questions: Questions

    def __init__(self) -> None:
        self._waiting: Deferred[Answer] | None = None
        self._received = b""

    def ask(self, request: bytes) -> "Deferred[Answer]":
        waiting: Deferred[Answer] = Deferred(lambda _: self._give_up())
        self._waiting, self._received = waiting, b""
        self.transport.write(request)
        return waiting

    def connectionMade(self) -> None:  # noqa: N802
        self.transport.setTcpNoDelay(True)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._received += data
        if self._waiting is None:
            self.transport.abortConnection()  # nothing was asked
            return
        try:
            answer = _answer(self._received)
        except ValueError as wrong:
            self._end(Failure(NoAnswer(str(wrong))))
            self.transport.abortConnection()
            return
        if answer is None:
            return
        waiting, self._waiting = self._waiting, None
        stays = b"connection: close" not in self._received.split(_HEAD_ENDS, 1)[0].lower()
        if not stays or not self.questions.is_free(self):
            self.transport.loseConnection()
        waiting.callback(answer)

    def connectionLost(self, reason: Failure) -> None:  # noqa: N802
        self.questions.is_gone(self)
        self._end(Failure(ConnectionLost()))

    def _give_up(self) -> None:
        self._waiting = None
        self.transport.abortConnection()

    def _end(self, failure: Failure) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.errback(failure)


def _answer(received: bytes) -> Answer | None:
    """The response, None while it is not whole; raises ValueError where it is none."""
    if len(received) > LARGEST_ANSWER:
        raise ValueError("the answer is too large")
    head, ends, body = received.partition(_HEAD_ENDS)
    if not ends:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    protocol, _, rest = first.partition(" ")
    if not protocol.startswith("HTTP/1.") or "content-length" not in headers:
        raise ValueError("the answer is no response with a length")
    length = int(headers["content-length"])
    if len(body) < length:
        return None
    return Answer(int(rest[:3]), body[:length])
