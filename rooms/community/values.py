"""The single values of community.yaml, each with what it may be."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from policies.file_model import FileModel, mistake, nearest
from rooms.language import LANGUAGES

Role = Literal["head", "deputy", "educator", "specialist", "treasurer", "duty", "admin"]
"""What somebody of the staff is: see `rooms.wanted.kinds` for where that lets them be."""
Join = Literal["invited", "space"]
History = Literal["shared", "invited", "joined"]
Drift = Literal["repair", "report"]

RESERVED_KEYS = frozenset({"space", "staff"})
"""Keys of the rooms that every community has; no other may be called so."""

BOT_LOCALPART = "teremok"
"""The bot's own account, which nobody of the staff can have; ghosts begin with it and ``_``."""

HIGHEST_POWER = 99
"""The most that the file may give to a role: only the bot has more, and changes what rooms are."""

_CONTROLS = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_UNPRINTABLE = re.compile(rf"[{_CONTROLS}\n\u2028\u2029]")
_UNPRINTABLE_LINES = re.compile(rf"[{_CONTROLS}]")
_ALIAS = r"[a-z0-9._-]+"
_ADOPTED = r"#[^\s:#\x00-\x1f]+:[^\s#]+"


def _refuse_unprintable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise mistake("Line breaks and invisible characters are not allowed here.")
    return text


def _refuse_unprintable_lines(text: str) -> str:
    if _UNPRINTABLE_LINES.search(text):
        raise mistake("Invisible characters are not allowed here.")
    return text


def _refuse_odd_key(key: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]+", key):
        raise mistake("Only small Latin letters, digits, “-” and “_” are allowed here.")
    return key


def _refuse_reserved_key(key: str) -> str:
    if key in RESERVED_KEYS:
        raise mistake("The key “{key}” belongs to a room of the house.", key=key)
    return key


def _refuse_odd_alias(alias: str) -> str:
    if not re.fullmatch(_ALIAS, alias):
        raise mistake("Only small Latin letters, digits, “.”, “-” and “_” are allowed here.")
    return alias


def _refuse_odd_account(localpart: str) -> str:
    _refuse_odd_alias(localpart)
    if localpart == BOT_LOCALPART or localpart.startswith((f"{BOT_LOCALPART}_", "_")):
        raise mistake("The id “{id}” belongs to Teremok itself.", id=localpart)
    if localpart.isdigit():
        # Synapse keeps such ids for guests (handlers/register.py, check_username).
        raise mistake("An id needs at least one letter.")
    return localpart


def _refuse_no_address(alias: str) -> str:
    if not re.fullmatch(_ADOPTED, alias):
        raise mistake("A room's address is written like “#name:server”.")
    return alias


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


def _refuse_no_date(value: object) -> object:
    """pydantic takes numbers for seconds since 1970, also as text."""
    written = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip())
    if written or isinstance(value, date):
        return value
    raise PydanticKnownError("date_type")


def _told(**schema: Any) -> Any:
    """What the JSON Schema says of a value beside its type."""
    return Field(json_schema_extra=schema)


_KEY = r"^[a-z0-9_-]+$"
Printable = AfterValidator(_refuse_unprintable)
Key = Annotated[
    str, Field(min_length=1, max_length=40), AfterValidator(_refuse_odd_key), _told(pattern=_KEY)
]
RoomKey = Annotated[
    Key,
    AfterValidator(_refuse_reserved_key),
    _told(pattern=_KEY, **{"not": {"enum": sorted(RESERVED_KEYS)}}),
]
StaffId = Annotated[
    str,
    Field(min_length=1, max_length=60),
    AfterValidator(_refuse_odd_account),
    _told(pattern=rf"^(?!_|{BOT_LOCALPART}(_|$)|[0-9]+$){_ALIAS}$"),
]
Name = Annotated[str, Field(min_length=1, max_length=100), Printable]
Topic = Annotated[str, Field(max_length=1000), Printable]
Rules = Annotated[str, Field(max_length=8000), AfterValidator(_refuse_unprintable_lines)]
Alias = Annotated[
    str,
    Field(min_length=1, max_length=80),
    AfterValidator(_refuse_odd_alias),
    _told(pattern=rf"^{_ALIAS}$"),
]
AdoptedAlias = Annotated[
    str,
    Field(max_length=255),
    AfterValidator(_refuse_no_address),
    _told(pattern=rf"^{_ADOPTED}$", examples=["#ladybirds:example.org"]),
]
Order = Annotated[int, Field(ge=0, le=9999)]
Day = Annotated[date, BeforeValidator(_refuse_no_date)]
Days = Annotated[int, Field(ge=1, le=3650)]
Power = Annotated[int, Field(ge=0, le=HIGHEST_POWER)]
Timezone = Annotated[str, AfterValidator(_refuse_unknown_timezone)]
Language = Annotated[str, AfterValidator(_refuse_unknown_language), _told(enum=list(LANGUAGES))]


class Part(FileModel):
    """A part of the file; the spaces around a text do not count.

    The words under each key are those of the JSON Schema: English source texts.
    """

    model_config = ConfigDict(str_strip_whitespace=True, use_attribute_docstrings=True)
