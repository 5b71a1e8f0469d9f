"""What one upstream bridge is like: a file for each network, so that the driver knows none by name.

Those that Teremok brings are in ``bridges/upstream/descriptors``; an operator may give one of
their own for any other bridge on mautrix bridgev2.
"""

import re
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from policies.file_model import FileModel, mistake, mistake_at
from rooms.files.yaml_file import load

FOLDER = Path(__file__).parent / "descriptors"


def _refuse_bad_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        raise mistake("This is not a regular expression.") from None
    return pattern


def _refuse_odd_word(word: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+", word):
        raise mistake("Only small Latin letters and digits are allowed here.")
    return word


_STRANGE = "Nobody knows what “{name}” in braces means here."


def _named(text: str) -> set[str]:
    """What a text names in braces."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        raise mistake("The braces in this text do not fit together.") from None


def _fields(*known: str) -> AfterValidator:
    """That a text names nothing else in braces."""

    def check(text: str) -> str:
        for name in sorted(_named(text) - set(known)):
            raise mistake(_STRANGE, name=f"{{{name}}}")
        return text

    return AfterValidator(check)


Pattern = Annotated[str, Field(max_length=500), AfterValidator(_refuse_bad_pattern)]
Word = Annotated[str, Field(min_length=1, max_length=30), AfterValidator(_refuse_odd_word)]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class _Part(FileModel):
    model_config = ConfigDict(str_strip_whitespace=True, use_attribute_docstrings=True)


class Chats(_Part):
    """How the network's ids of chats look, and how the bridge is told to find them."""

    group: Pattern
    """A group that can be plumbed; its named groups may be used in `join`."""
    private: Pattern | None = None
    """A private chat with the account."""
    own: Pattern | None = None
    """A group that belongs to one log-in only, such as a small group of Telegram."""
    private_belong: bool = False
    """Ids of private chats look like those of groups: what belongs to one log-in is private."""
    sync: Words | None = None
    """The command that makes the bridge know all groups of the account."""
    synced: Pattern | None = None
    """Its answer when it worked."""
    join: Words | None = None
    """The command to enter a chat by its id, with ``{names}`` of the pattern `group`."""
    joined: Pattern | None = None
    """Its answer when it worked."""
    upgrade: Words | None = None
    """The command, said in its room, that turns a group of `own` into one that all can share."""

    @model_validator(mode="after")
    def _refuse_strange_names(self) -> Self:
        for name in sorted(_named(self.join or "") - re.compile(self.group).groupindex.keys()):
            raise mistake_at(("join",), _STRANGE, name=f"{{{name}}}")
        return self


class People(_Part):
    """What the ids of the network's people say; as they stand in the ids of their ghosts."""

    phone: Pattern | None = None
    """An id that is a phone number, without the plus."""
    nameless: Pattern | None = None
    """An id behind which the network hides the phone: who has it is asked for their code."""


class Invites(_Part):
    """Links that invite to a chat."""

    pattern: Pattern
    """What such a link looks like."""
    join: Annotated[Words, _fields("invite")]
    """The command to enter by ``{invite}``."""
    joined: Pattern
    """Its answer when it worked; a group `chat` or `title` says what was entered."""
    resolve: Annotated[Words, _fields("invite")] | None = None
    """The command that says where ``{invite}`` leads, without entering."""
    resolved: Pattern | None = None
    """Its answer, with the groups `chat` and `title`."""


class Limits(_Part):
    """What the network takes."""

    text: Annotated[int, Field(ge=1)] = 65536
    """Characters of a text; `unit` says how they are counted."""
    unit: Literal["utf16", "characters", "bytes"] = "characters"
    """UTF-16 code units, Unicode code points, or bytes of UTF-8."""
    delete_seconds: Annotated[int, Field(ge=0)] | None = None
    """How old a message may be that is to be deleted, where the network says nothing of one that
    is older and stays; left out: of any age, or it says so."""


_ACCOUNT = _fields("login", "phone", "username", "name", "server")


class Canary(_Part):
    """A small question to the network itself, whose answer shows that the bridge is not deaf."""

    identifier: Annotated[Words, _ACCOUNT] | None = None
    """Whom to look up, such as ``{phone}``, ``{username}`` or ``{login}`` of the account."""
    search: Annotated[Words, _ACCOUNT] | None = None
    """Or whom to search for, where looking somebody up does not ask the network."""
    command: Annotated[Words, _ACCOUNT] | None = None
    """Or what to say to the bridge's bot."""
    answer: Pattern = "."
    """What the bot's answer has in it when all is well."""
    seconds: Annotated[int, Field(ge=1, le=600)] = 30
    """How long the answer may take."""


class Quirks(_Part):
    """What the bridge gets wrong, for Teremok to make up for."""

    wordless: tuple[Literal["location", "voice", "photo", "video", "file"], ...] = ()
    """What goes out without a word: neither whose it is nor what is written under it."""
    cuts_long_text: bool = False
    """What is longer than the network takes is cut in silence."""
    one_line: bool = False
    """What has more than one line is refused."""
    deletes_own_only: bool = False
    """Only its author can delete a message, and of others' that stay the bridge says nothing."""
    first_event_relayed: bool = False
    """The first event of the account's owner after a start goes out under a prefix."""
    restart_after_login: bool = False
    """After a new log-in nothing comes in until the bridge is started again."""
    unsure_plumbing: str | None = None
    """A sentence for people: why plumbing may fail with this network."""


class Descriptor(_Part):
    """One upstream bridge."""

    network: Word
    """What community.yaml and the commands call it."""
    title: Words
    """What people call the network."""
    binary: Words
    """The name of the program's file."""
    names: tuple[Words, ...] = ()
    """What the program calls itself, where that is not as its file."""
    image: Words | None = None
    """The container image, without its registry; the registry is a matter of configuration."""
    tested: Words | None = None
    """The version that this description was written for."""
    port: Annotated[int, Field(ge=1, le=65535)]
    """Where it listens by default."""
    prefix: Annotated[str, Field(pattern=r"^![a-z0-9]+$")]
    """How commands to its bot begin."""
    bot: Word
    """The localpart of its bot."""
    ghosts: Annotated[str, Field(pattern=r"^[a-z0-9]+_\{id\}$")]
    """The localparts of its ghosts."""
    flows: tuple[Words, ...] = ()
    """Ways to log in, the best for a kindergarten first."""
    chats: Chats
    """Ids of chats."""
    people: People = People()
    """Ids of people."""
    invites: Invites | None = None
    """Invitations by link, where the network has them."""
    limits: Limits = Limits()
    """What the network takes."""
    canary: Canary | None = None
    """How to find out that the bridge hears nothing though it says that it is connected."""
    states: dict[
        str, Literal["phone", "logged_out", "confirm", "banned", "degraded", "outdated"]
    ] = Field(default_factory=dict)
    """What the network's own error codes mean, where their kind does not say it."""
    quirks: Quirks = Quirks()
    """What the bridge gets wrong."""
    needs: dict[str, Words] = Field(default_factory=dict)
    """Values under `network` that only the operator knows, and what each is."""
    environment: dict[str, Words] = Field(default_factory=dict)
    """What the program is told in its environment."""
    config: dict[str, Any] = Field(default_factory=dict)
    """The section `network` of the bridge's own configuration, where it is not as usual."""
    backfill: dict[str, Any] = Field(default_factory=dict)
    """Its section `backfill`, likewise."""

    @property
    def appservice(self) -> str:
        """The id of its registration; the state keys of its bridge events end so."""
        return self.network

    @property
    def ghost_prefix(self) -> str:
        """How the localparts of its ghosts begin."""
        return self.ghosts.removesuffix("{id}")

    @property
    def username_template(self) -> str:
        """The same as the bridge's configuration has it."""
        return self.ghost_prefix + "{{.}}"

    def bot_id(self, server_name: str) -> str:
        """The Matrix id of its bot."""
        return f"@{self.bot}:{server_name}"

    def state_key(self, server_name: str) -> str:
        """The state key of its state events, such as ``example.org/whatsapp``."""
        return f"{server_name}/{self.appservice}"

    def user_patterns(self, server_name: str) -> tuple[str, ...]:
        """Regular expressions over the user ids that belong to it alone."""
        server = re.escape(server_name)
        return (f"@{re.escape(self.bot)}:{server}", f"@{re.escape(self.ghost_prefix)}.+:{server}")

    def person_of(self, user_id: str) -> str | None:
        """Whose ghost this is: the rest of its localpart; None: nobody's."""
        localpart = user_id.removeprefix("@").split(":", 1)[0]
        return localpart.removeprefix(self.ghost_prefix) if self._is_ghost(localpart) else None

    def _is_ghost(self, localpart: str) -> bool:
        return localpart.startswith(self.ghost_prefix) and localpart != self.ghost_prefix

    def phone_of(self, person: str) -> str | None:
        """The phone (E.164) that somebody's id is."""
        pattern = self.people.phone
        return f"+{person}" if pattern is not None and re.fullmatch(pattern, person) else None

    def is_nameless(self, person: str) -> bool:
        """Whether the network hides whose id this is."""
        pattern = self.people.nameless
        return pattern is not None and re.fullmatch(pattern, person) is not None

    def is_group(self, chat: str, receiver: str = "") -> bool:
        """Whether this is the id of a chat that can be plumbed; `receiver`: see `is_private`."""
        if self.is_private(chat, receiver):
            return False
        return re.fullmatch(self.chats.group, chat) is not None or self.is_own(chat)

    def is_own(self, chat: str) -> bool:
        """Whether this is a group that belongs to one log-in only."""
        return self.chats.own is not None and re.fullmatch(self.chats.own, chat) is not None

    def is_private(self, chat: str, receiver: str = "") -> bool:
        """Whether this is a private chat with the account.

        `receiver` is the log-in that the chat belongs to, empty: it belongs to none.
        """
        if self.chats.private_belong:
            return bool(receiver)
        return self.chats.private is not None and re.fullmatch(self.chats.private, chat) is not None

    def parts_of(self, chat: str) -> dict[str, str]:
        """The named groups of a chat's id."""
        found = re.fullmatch(self.chats.group, chat)
        return {name: value or "" for name, value in found.groupdict().items()} if found else {}

    def is_invite(self, text: str) -> bool:
        """Whether this is a link that invites to a chat."""
        return self.invites is not None and self._invite.fullmatch(text) is not None

    @cached_property
    def _invite(self) -> re.Pattern[str]:
        return re.compile(self.invites.pattern if self.invites else r"(?!)")


def known_networks() -> tuple[str, ...]:
    """The networks whose description Teremok brings."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def read_descriptor(name_or_path: str) -> Descriptor:
    """The description of a network by its name, or that in a file of the operator.

    Raises rooms.files.yaml_file.FileProblem.
    """
    own = FOLDER / f"{name_or_path}.yaml"
    is_known = name_or_path in known_networks()
    return load(own if is_known else Path(name_or_path), Descriptor)
