"""What people may do: ``/api``, the interface of the phone page and of every outside driver."""

from dataclasses import replace
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from bridges.sandbox.messenger.answers import (
    asked_number,
    asked_person,
    asked_wait,
    in_json,
    named_chat,
    named_message,
    read_wish,
)
from bridges.sandbox.messenger.chats import Chat, Message
from bridges.sandbox.messenger.faults import Faults
from bridges.sandbox.messenger.forms import Form
from bridges.sandbox.messenger.happenings import Person, Posted
from bridges.sandbox.messenger.media import describe
from bridges.sandbox.messenger.messenger import Messenger
from bridges.sandbox.messenger.mistakes import explain
from bridges.sandbox.messenger.problems import Problem
from bridges.sandbox.messenger.views import view_chat, view_message, view_news
from bridges.sandbox.messenger.wishes import (
    ByPerson,
    FaultOrder,
    Newcomer,
    PersonEdit,
    PersonFile,
    PersonPost,
    PersonReaction,
    PersonTyping,
)


class Public:
    """The handlers of ``/api``."""

    def __init__(self, messenger: Messenger, faults: Faults) -> None:
        self._messenger = messenger
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Where each is reached."""
        chat = "/api/chats/{chat}"
        message = chat + "/messages/{message}"
        return [
            web.get("/api/chats", self.list_chats),
            web.get(chat + "/messages", self.list_messages),
            web.get(chat + "/events", self.list_news),
            web.post(chat + "/messages", self.post),
            web.patch(message, self.edit),
            web.delete(message, self.delete),
            web.post(message + "/reactions", self.react),
            web.delete(message + "/reactions", self.take_reaction_off),
            web.post(message + "/read", self.read),
            web.post(chat + "/typing", self.note_typing),
            web.post(chat + "/members", self.join),
            web.delete(chat + "/members/{person}", self.leave),
            web.post("/api/faults", self.order_faults),
        ]

    async def list_chats(self, request: web.Request) -> web.Response:
        """All chats; with ``from`` as that person sees them, with ``wait`` once they changed."""
        reader = asked_person(request) if "from" in request.query else None
        after = asked_number(request, "after")
        journal, chats = self._messenger.journal, self._messenger.chats
        await self._messenger.bell.wait_for(
            lambda: journal.last if journal.last > after else None, asked_wait(request)
        )
        version = journal.last
        views = [view_chat(chat, reader) for chat in chats.by_id.values()]
        await self._messenger.settle()
        return in_json({"chats": views, "version": version})

    async def list_messages(self, request: web.Request) -> web.Response:
        """Messages after an id, oldest first, or the `last` so many (before an id)."""
        chat = self._messenger.chat(named_chat(request))
        after = asked_number(request, "after")
        await self._messenger.bell.wait_for(
            lambda: True if next(reversed(chat.messages), 0) > after else None, asked_wait(request)
        )
        views = [view_message(chat, message) for message in _page_of(chat, after, request)]
        version = chat.version
        await self._messenger.settle()
        return in_json({"messages": views, "version": str(version)})

    async def list_news(self, request: web.Request) -> web.Response:
        """What changed in a chat since the `next` of an earlier answer, waiting for it."""
        chat = self._messenger.chat(named_chat(request))
        after, heard = _cursor(request)
        typing = self._messenger.typing
        await self._messenger.bell.wait_for(
            lambda: True if chat.version > after or typing.version(chat.id) != heard else None,
            asked_wait(request),
        )
        news = view_news(chat, after, typing.now_in(chat.id))
        news["next"] = f"{chat.version}.{typing.version(chat.id)}"
        await self._messenger.settle()
        return in_json(news)

    async def post(self, request: web.Request) -> web.Response:
        """A new message, as JSON or as a form with a file."""
        chat = self._messenger.chat(named_chat(request))
        if request.content_type.startswith("multipart/"):
            number = await self._post_file(request, chat.id)
        else:
            number = await self._post_text(request, chat.id)
        return in_json({"id": str(number)}, status=201)

    async def _post_text(self, request: web.Request, chat: str) -> int:
        wish = await read_wish(request, PersonPost)
        if not wish.text.strip() and wish.location is None:
            raise Problem(400, "A message needs some text.")
        posted = Posted(
            person=Person(id=wish.sender, name=wish.name, phone=wish.phone),
            text=wish.text,
            html=wish.html,
            location=wish.location.place() if wish.location else None,
            reply_to=int(wish.reply_to) if wish.reply_to else None,
        )
        return await self._messenger.post(chat, posted, by_bot=False)

    async def _post_file(self, request: web.Request, chat: str) -> int:
        form = Form(request, self._messenger.media)
        try:
            await form.read()
            return await self._messenger.post(chat, _message_of(form), by_bot=False)
        except BaseException:
            form.discard()
            raise

    async def edit(self, request: web.Request) -> web.Response:
        """A new text for one's own message."""
        chat, number = named_chat(request), named_message(request)
        wish = await read_wish(request, PersonEdit)
        person = self._person(chat, wish)
        await self._messenger.edit(chat, number, person, wish.text, wish.html, by_bot=False)
        return in_json({"id": str(number)})

    async def delete(self, request: web.Request) -> web.Response:
        """Delete one's own message."""
        chat, person = named_chat(request), asked_person(request)
        await self._messenger.delete(chat, named_message(request), self._known(chat, person))
        return in_json({})

    async def react(self, request: web.Request) -> web.Response:
        """Put a reaction on a message."""
        chat, number = named_chat(request), named_message(request)
        wish = await read_wish(request, PersonReaction)
        person = self._person(chat, wish)
        await self._messenger.react(chat, number, person, wish.emoji, removed=False, by_bot=False)
        return in_json({})

    async def take_reaction_off(self, request: web.Request) -> web.Response:
        """Take one's reaction off a message."""
        chat, number = named_chat(request), named_message(request)
        person = self._known(chat, asked_person(request))
        emoji = request.query.get("emoji", "")
        await self._messenger.react(chat, number, person, emoji, removed=True, by_bot=False)
        return in_json({})

    async def read(self, request: web.Request) -> web.Response:
        """A person has read up to and including a message."""
        chat, number = named_chat(request), named_message(request)
        person = self._person(chat, await read_wish(request, ByPerson))
        await self._messenger.read(chat, number, person, by_bot=False)
        return in_json({})

    async def note_typing(self, request: web.Request) -> web.Response:
        """A person is writing, or has stopped."""
        chat = named_chat(request)
        wish = await read_wish(request, PersonTyping)
        self._messenger.note_typing(chat, self._person(chat, wish), wish.typing, by_bot=False)
        return in_json({})

    async def join(self, request: web.Request) -> web.Response:
        """A person comes into a chat."""
        chat = named_chat(request)
        wish = await read_wish(request, Newcomer)
        person = Person(id=wish.id, name=wish.name, phone=wish.phone)
        await self._messenger.change_member(chat, person, joined=True, by_bot=False)
        return in_json({"id": wish.id}, status=201)

    async def leave(self, request: web.Request) -> web.Response:
        """A person leaves a chat."""
        chat, person = named_chat(request), request.match_info["person"]
        if person.startswith("@"):
            raise Problem(403, "This member is of another place and can only leave there.")
        gone = self._known(chat, person)
        await self._messenger.change_member(chat, gone, joined=False, by_bot=False)
        return in_json({})

    async def order_faults(self, request: web.Request) -> web.Response:
        """Misbehave from now on as ordered."""
        order = await read_wish(request, FaultOrder)
        self._faults.obey(order)
        return in_json(order.model_dump())

    def _person(self, chat: str, wish: ByPerson) -> Person:
        if wish.name is not None:
            return Person(id=wish.sender, name=wish.name)
        return self._known(chat, wish.sender)

    def _known(self, chat: str, person: str) -> Person:
        return Person(id=person, name=self._messenger.chat(chat).names.get(person, person))


def _page_of(chat: Chat, after: int, request: web.Request) -> list[Message]:
    last, before = asked_number(request, "last"), asked_number(request, "before")
    page: list[Message] = []
    for message in reversed(chat.messages.values()):
        if message.id <= after or (last and len(page) == last):
            break
        if not before or message.id < before:
            page.append(message)
    page.reverse()
    limit = asked_number(request, "limit")
    return page[:limit] if limit else page


def _cursor(request: web.Request) -> tuple[int, int]:
    entry, _, typing = request.query.get("after", "0.0").partition(".")
    if not (entry + typing).isdecimal() or not entry or len(entry + typing) > 36:
        raise Problem(400, "“after” must be the “next” of an earlier answer.")
    return int(entry), int(typing or 0)


def _message_of(form: Form) -> Posted:
    if form.kept is None or form.claim is None:
        raise Problem(400, "The form has no file.")
    try:
        wish = PersonFile.model_validate({**form.fields})
    except ValidationError as invalid:
        raise explain(invalid) from None
    claim = replace(
        form.claim,
        kind=wish.kind,
        width=wish.width,
        height=wish.height,
        duration_ms=wish.duration_ms,
    )
    fields: dict[str, Any] = {"reply_to": int(wish.reply_to)} if wish.reply_to else {}
    return Posted(
        person=Person(id=wish.sender, name=wish.name, phone=wish.phone),
        text=wish.caption,
        media=describe(form.kept, claim),
        **fields,
    )
