"""What the bot may do: ``/bot``, the interface of a connector, with a bearer token.

The bot speaks for people of other places: every call names its `speaker`. It posts under a key,
and the same key again is the same message, whatever crashed in between.
"""

import hmac
from typing import Any

from aiohttp import hdrs, web

from bridges.sandbox.messenger.answers import (
    Handler,
    asked_number,
    asked_wait,
    check_wish,
    in_json,
    named_chat,
    named_message,
    read_wish,
    tell,
)
from bridges.sandbox.messenger.faults import Faults
from bridges.sandbox.messenger.files import serve_file
from bridges.sandbox.messenger.forms import Form
from bridges.sandbox.messenger.happenings import Entry, Person, Posted
from bridges.sandbox.messenger.media import Claim, describe
from bridges.sandbox.messenger.messenger import Messenger
from bridges.sandbox.messenger.problems import Problem
from bridges.sandbox.messenger.wishes import (
    BotEdit,
    BotPost,
    BotReaction,
    BotTyping,
    BySpeaker,
    Speaker,
    Title,
)

_MOST_UPDATES = 500


class Bot:
    """The handlers of ``/bot``, behind the token and the faults."""

    def __init__(self, messenger: Messenger, faults: Faults, token: str) -> None:
        self._messenger = messenger
        self._faults = faults
        self._token = f"Bearer {token}".encode()

    def routes(self) -> list[web.RouteDef]:
        """Where each is reached."""
        chat = "/bot/chats/{chat}"
        message = chat + "/messages/{message}"
        doors = [
            ("GET", "/bot/updates", self.list_updates),
            ("GET", "/bot/media/{file}", self.fetch_file),
            ("PUT", chat, self.name_chat),
            ("POST", chat + "/messages", self.post),
            ("PATCH", message, self.edit),
            ("DELETE", message, self.delete),
            ("POST", message + "/reactions", self.react),
            ("POST", message + "/read", self.read),
            ("POST", chat + "/typing", self.note_typing),
            ("POST", chat + "/members", self.show_member),
            ("DELETE", chat + "/members/{person}", self.remove_member),
        ]
        return [web.route(method, path, self._guard(do)) for method, path, do in doors]

    def _guard(self, handler: Handler) -> Handler:
        is_poll = handler == self.list_updates

        async def guarded(request: web.Request) -> web.StreamResponse:
            given = request.headers.get(hdrs.AUTHORIZATION, "").encode(errors="surrogateescape")
            if not hmac.compare_digest(given, self._token):
                headers = {"WWW-Authenticate": "Bearer"}
                raise Problem(401, "The bot's token is missing or wrong.", headers=headers)
            failure = await self._faults.meet(is_poll)
            answer = await handler(request)
            return answer if failure is None else tell(request, failure)

        return guarded

    async def list_updates(self, request: web.Request) -> web.Response:
        """What people did after an entry of the journal, waiting for it."""
        after, most = asked_number(request, "after"), _MOST_UPDATES
        journal, chats, typing = (
            self._messenger.journal,
            self._messenger.chats,
            self._messenger.typing,
        )

        def look() -> tuple[list[Entry], list[dict[str, Any]]] | None:
            entries = chats.by_people(after, journal.durable, most)
            notices = [
                {"chat": heard.chat, "person": heard.person.model_dump(), "typing": heard.typing}
                for heard in typing.hear()
            ]
            return (entries, notices) if entries or notices else None

        found = await self._messenger.bell.wait_for(look, asked_wait(request))
        entries, notices = found or ([], [])
        updates = [entry.model_dump(exclude_none=True) for entry in entries]
        reached = entries[-1].n if entries else after
        return in_json({"updates": updates, "typing": notices, "next": reached})

    async def fetch_file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a message's file."""
        return serve_file(self._messenger, request.match_info["file"])

    async def name_chat(self, request: web.Request) -> web.Response:
        """Make a chat, or rename it."""
        chat = named_chat(request)
        await self._messenger.name_chat(chat, (await read_wish(request, Title)).title)
        return in_json({"id": chat})

    async def post(self, request: web.Request) -> web.Response:
        """A new message: JSON, or a form of the JSON as `message` and then the `file`."""
        chat = self._messenger.chat(named_chat(request)).id
        if request.content_type.startswith("multipart/"):
            number = await self._post_file(request, chat)
        else:
            wish = await read_wish(request, BotPost)
            number = await self._messenger.post(chat, _message_of(wish), by_bot=True)
        return in_json({"id": str(number)}, status=201)

    async def _post_file(self, request: web.Request, chat: str) -> int:
        form = Form(request, self._messenger.media)
        wish = check_wish(BotPost, (await form.read_field_first("message")).encode())
        posted = _message_of(wish, with_file=True)
        if (chat, wish.key) in self._messenger.chats.keys:
            return await self._messenger.post(chat, posted, by_bot=True)
        try:
            await form.read()
            return await self._messenger.post(chat, _with_file(posted, wish, form), by_bot=True)
        except BaseException:
            form.discard()
            raise

    async def edit(self, request: web.Request) -> web.Response:
        """A new text for one of the bot's messages."""
        chat, number = named_chat(request), named_message(request)
        wish = await read_wish(request, BotEdit)
        speaker = wish.speaker.person()
        await self._messenger.edit(chat, number, speaker, wish.text, wish.html, by_bot=True)
        return in_json({"id": str(number)})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete anybody's message."""
        await self._messenger.delete(named_chat(request), named_message(request), None)
        return in_json({})

    async def react(self, request: web.Request) -> web.Response:
        """Put a speaker's reaction on a message, or take it off."""
        chat, number = named_chat(request), named_message(request)
        wish = await read_wish(request, BotReaction)
        person = wish.speaker.person()
        await self._messenger.react(chat, number, person, wish.emoji, wish.removed, by_bot=True)
        return in_json({})

    async def read(self, request: web.Request) -> web.Response:
        """A speaker has read up to and including a message."""
        chat, number = named_chat(request), named_message(request)
        speaker = (await read_wish(request, BySpeaker)).speaker.person()
        await self._messenger.read(chat, number, speaker, by_bot=True)
        return in_json({})

    async def note_typing(self, request: web.Request) -> web.Response:
        """A speaker is writing, or has stopped."""
        chat, wish = named_chat(request), await read_wish(request, BotTyping)
        self._messenger.note_typing(chat, wish.speaker.person(), wish.typing, by_bot=True)
        return in_json({})

    async def show_member(self, request: web.Request) -> web.Response:
        """Show a speaker as a member of the chat."""
        chat, speaker = named_chat(request), (await read_wish(request, Speaker)).person()
        await self._messenger.change_member(chat, speaker, joined=True, by_bot=True)
        return in_json({"id": speaker.id}, status=201)

    async def remove_member(self, request: web.Request) -> web.Response:
        """Remove anybody from the chat; who is not there is no error."""
        chat, person = named_chat(request), request.match_info["person"]
        name = self._messenger.chat(chat).members.get(person, person)
        gone = Person(id=person, name=name)
        await self._messenger.change_member(chat, gone, joined=False, by_bot=True)
        return in_json({})


def _message_of(wish: BotPost, with_file: bool = False) -> Posted:
    if not wish.text.strip() and wish.location is None and not with_file:
        raise Problem(400, "A message needs some text.")
    return Posted(
        person=wish.speaker.person(),
        text=wish.text,
        html=wish.html,
        location=wish.location.place() if wish.location else None,
        reply_to=int(wish.reply_to) if wish.reply_to else None,
        key=wish.key,
    )


def _with_file(posted: Posted, wish: BotPost, form: Form) -> Posted:
    if form.kept is None or wish.file is None:
        raise Problem(400, "The form has no file.")
    claim = Claim(**wish.file.model_dump())
    return posted.model_copy(update={"media": describe(form.kept, claim)})
