"""community.yaml: the institution, its staff, its rooms and the chats plumbed into them.

The model only says what the file may contain; `rooms.yaml_file` reads it and puts every problem
at its line. Problems that concern several entries carry the path of the entry to blame.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from policies.file_model import FileModel, mistake, nearest
from rooms.language import LANGUAGES

Role = Literal["head", "educator", "admin"]
"""What somebody of the staff is; head and admin are in every room and may moderate."""

RESERVED_KEYS = frozenset({"space", "staff"})
"""Keys of the rooms that every community has; no group may be called so."""

BOT_LOCALPART = "teremok"
"""The bot's own account, which nobody of the staff can have; ghosts begin with it and ``_``."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _refuse_unprintable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise mistake("Line breaks and invisible characters are not allowed here.")
    return text


def _refuse_odd_key(key: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]+", key):
        raise mistake("Only small Latin letters, digits, “-” and “_” are allowed here.")
    return key


def _refuse_reserved_key(key: str) -> str:
    if key in RESERVED_KEYS:
        raise mistake("The key “{key}” belongs to a room of the house.", key=key)
    return key


def _refuse_odd_account(localpart: str) -> str:
    if not re.fullmatch(r"[a-z0-9._-]+", localpart):
        raise mistake("Only small Latin letters, digits, “.”, “-” and “_” are allowed here.")
    if localpart == BOT_LOCALPART or localpart.startswith((f"{BOT_LOCALPART}_", "_")):
        raise mistake("The id “{id}” belongs to Teremok itself.", id=localpart)
    if localpart.isdigit():
        # Synapse keeps such ids for guests (handlers/register.py, check_username).
        raise mistake("An id needs at least one letter.")
    return localpart


def _refuse_unknown_timezone(name: str) -> str:
    known = available_timezones()
    if name in known:
        return name
    if meant := nearest(name, sorted(known)):
        raise mistake("There is no time zone “{name}”; is “{meant}” meant?", name=name, meant=meant)
    raise mistake("There is no time zone “{name}”; write it like Europe/Moscow.", name=name)


def _refuse_unknown_language(language: str) -> str:
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        text = "Teremok does not speak “{language}” yet; it speaks {known}."
        raise mistake(text, language=language, known=known)
    return language


Printable = AfterValidator(_refuse_unprintable)
Key = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_refuse_odd_key)]
GroupKey = Annotated[Key, AfterValidator(_refuse_reserved_key)]
StaffId = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_refuse_odd_account)]
Name = Annotated[str, Field(min_length=1, max_length=100), Printable]
Topic = Annotated[str, Field(max_length=1000), Printable]
Timezone = Annotated[str, AfterValidator(_refuse_unknown_timezone)]
Language = Annotated[str, AfterValidator(_refuse_unknown_language)]


class Part(FileModel):
    """A part of the file; the spaces around a text do not count."""

    model_config = ConfigDict(str_strip_whitespace=True)


class Institution(Part):
    """The kindergarten: `slug` begins every alias, `timezone` is an IANA name."""

    name: Name
    slug: Key
    timezone: Timezone = "Europe/Moscow"
    language: Language = "ru"


class StaffMember(Part):
    """Somebody of the staff; `id` is the localpart of their account."""

    id: StaffId
    name: Name
    role: Role = "educator"
    language: Language | None = None


class RoomSettings(Part):
    """How a room is called; an empty topic stands for the usual one of its kind."""

    name: Name
    topic: Topic = ""


class HouseRooms(Part):
    """The rooms that every community has."""

    staff: RoomSettings


class ChatLink(Part):
    """A chat in a messenger that is plumbed into a group's room; `id` is the network's own."""

    network: Key
    id: Annotated[str, Field(min_length=1, max_length=200), Printable]


class Group(Part):
    """A kindergarten group: its room, its educators (ids of staff), its parents' chats."""

    key: GroupKey
    name: Name
    topic: Topic = ""
    staff: Annotated[tuple[StaffId, ...], Field(max_length=100)] = ()
    chats: Annotated[tuple[ChatLink, ...], Field(max_length=20)] = ()


class Community(Part):
    """The whole of community.yaml."""

    community: Institution
    staff: Annotated[tuple[StaffMember, ...], Field(max_length=2000)] = ()
    rooms: HouseRooms
    groups: Annotated[tuple[Group, ...], Field(max_length=500)] = ()

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        problems = [
            *self._doubled_staff(),
            *self._doubled_groups(),
            *self._doubled_chats(),
            *self._strange_group_staff(),
        ]
        if problems:
            raise ValidationError.from_exception_data(type(self).__name__, problems)
        return self

    def _doubled_staff(self) -> Iterable[InitErrorDetails]:
        for index in _repeated([member.id for member in self.staff]):
            text = "There is already a staff member with the id “{id}”."
            yield _problem(("staff", index, "id"), text, id=self.staff[index].id)

    def _doubled_groups(self) -> Iterable[InitErrorDetails]:
        for index in _repeated([group.key for group in self.groups]):
            text = "There is already a group with the key “{key}”."
            yield _problem(("groups", index, "key"), text, key=self.groups[index].key)

    def _doubled_chats(self) -> Iterable[InitErrorDetails]:
        places = [(g, c) for g, group in enumerate(self.groups) for c in range(len(group.chats))]
        for index in _repeated([self.groups[g].chats[c] for g, c in places]):
            g, c = places[index]
            link = self.groups[g].chats[c]
            text = "The chat “{chat}” of {network} is already plumbed into a room."
            place = ("groups", g, "chats", c, "id")
            yield _problem(place, text, chat=link.id, network=link.network)

    def _strange_group_staff(self) -> Iterable[InitErrorDetails]:
        known = [member.id for member in self.staff]
        for g, group in enumerate(self.groups):
            repeated = _repeated(group.staff)
            for s, member in enumerate(group.staff):
                place = ("groups", g, "staff", s)
                if member not in known:
                    meant = nearest(member, known)
                    text = "“{id}” is not among the staff; is “{meant}” meant?"
                    if meant is None:
                        text = "“{id}” is not among the staff."
                    yield _problem(place, text, id=member, meant=meant or "")
                elif s in repeated:
                    yield _problem(place, "“{id}” is named twice in this group.", id=member)


def _repeated(values: Sequence[Hashable]) -> list[int]:
    """Where a value stands that was there before."""
    first = {value: index for index, value in reversed(list(enumerate(values)))}
    return [index for index, value in enumerate(values) if first[value] != index]


def _problem(place: tuple[str | int, ...], text: str, **values: str) -> InitErrorDetails:
    return InitErrorDetails(type=mistake(text, **values), loc=place, input=None)
