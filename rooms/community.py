"""community.yaml: the institution, its staff, its rooms and the chats plumbed into them.

The model only says what the file may contain; `rooms.yaml_file` reads it and puts every problem
at its line. Problems that concern several entries carry the path of the entry to blame.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

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
        raise PydanticCustomError(
            "unprintable", "Line breaks and invisible control characters are not allowed here"
        )
    return text


def _refuse_unknown_timezone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError(
            "timezone",
            "There is no time zone “{name}”; write it like Europe/Moscow",
            {"name": name},
        )
    return name


def _refuse_unknown_language(language: str) -> str:
    if language not in LANGUAGES:
        raise PydanticCustomError(
            "language",
            "Teremok does not speak “{language}” yet; it speaks {known}",
            {"language": language, "known": ", ".join(LANGUAGES)},
        )
    return language


def _refuse_reserved_key(key: str) -> str:
    if key in RESERVED_KEYS:
        raise PydanticCustomError(
            "reserved_key", "The key “{key}” belongs to a room of the house", {"key": key}
        )
    return key


def _refuse_reserved_account(localpart: str) -> str:
    if localpart == BOT_LOCALPART or localpart.startswith((f"{BOT_LOCALPART}_", "_")):
        raise PydanticCustomError(
            "reserved_account", "The id “{id}” belongs to Teremok itself", {"id": localpart}
        )
    if localpart.isdigit():
        # Synapse keeps such ids for guests (handlers/register.py, check_username).
        raise PydanticCustomError("numeric_account", "An id needs at least one letter")
    return localpart


Printable = AfterValidator(_refuse_unprintable)
Name = Annotated[str, Field(min_length=1, max_length=100), Printable]
Topic = Annotated[str, Field(max_length=1000), Printable]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9_-]+$", max_length=40)]
GroupKey = Annotated[
    str, Field(pattern=r"^[a-z0-9_-]+$", max_length=40), AfterValidator(_refuse_reserved_key)
]
StaffId = Annotated[
    str, Field(pattern=r"^[a-z0-9._-]+$", max_length=60), AfterValidator(_refuse_reserved_account)
]
Timezone = Annotated[str, AfterValidator(_refuse_unknown_timezone)]
Language = Annotated[str, AfterValidator(_refuse_unknown_language)]


class Part(BaseModel):
    """A part of the file: frozen; a key that it does not know is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Institution(Part):
    """The kindergarten: `slug` begins every alias, `timezone` is an IANA name."""

    name: Name
    slug: Slug
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

    network: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=30)]
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
            yield _problem(
                ("staff", index, "id"),
                "doubled_staff",
                "There is already a staff member with the id “{id}”",
                id=self.staff[index].id,
            )

    def _doubled_groups(self) -> Iterable[InitErrorDetails]:
        for index in _repeated([group.key for group in self.groups]):
            yield _problem(
                ("groups", index, "key"),
                "doubled_group",
                "There is already a group with the key “{key}”",
                key=self.groups[index].key,
            )

    def _doubled_chats(self) -> Iterable[InitErrorDetails]:
        places = [(g, c) for g, group in enumerate(self.groups) for c in range(len(group.chats))]
        for index in _repeated([self.groups[g].chats[c] for g, c in places]):
            group, chat = places[index]
            link = self.groups[group].chats[chat]
            yield _problem(
                ("groups", group, "chats", chat),
                "doubled_chat",
                "The chat “{chat}” of {network} is already plumbed into a room",
                chat=link.id,
                network=link.network,
            )

    def _strange_group_staff(self) -> Iterable[InitErrorDetails]:
        known = {member.id for member in self.staff}
        for g, group in enumerate(self.groups):
            repeated = set(_repeated(group.staff))
            for s, member in enumerate(group.staff):
                place = ("groups", g, "staff", s)
                if member not in known:
                    words = "“{id}” is not among the staff; known are: {known}"
                    some = ", ".join(sorted(known)[:10]) or "–"
                    yield _problem(place, "unknown_staff", words, id=member, known=some)
                elif s in repeated:
                    words = "“{id}” is named twice in this group"
                    yield _problem(place, "repeated_staff", words, id=member)


def _repeated(values: Sequence[Hashable]) -> list[int]:
    """Where a value stands that was there before."""
    first = {value: index for index, value in reversed(list(enumerate(values)))}
    return [index for index, value in enumerate(values) if first[value] != index]


def _problem(
    place: tuple[str | int, ...], kind: str, words: str, **values: str
) -> InitErrorDetails:
    return InitErrorDetails(
        type=PydanticCustomError(kind, words, values), loc=place, input=next(iter(values.values()))
    )
