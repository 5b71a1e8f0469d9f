"""Links: fires on addresses outside of those that are allowed, and on invitations to channels."""

import re
from bisect import bisect_left
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator

from policies.context import Context
from policies.file_model import FileModel, mistake
from policies.rules.rule import Detector, Rule
from policies.text.addresses import addresses
from policies.text.hosts import Address, canonical, endings, resembled, within
from policies.text.reading import Reading, Word
from policies.text.suffixes import registered
from policies.text.vocabulary import Vocabulary
from policies.verdict import Evidence
from policies.words import words_of

_DOMAIN = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63}){1,5}")
_MENTION = re.compile(r"(?<![\w@.+-])@([a-z]\w{3,31}(?:\.\w{1,31})?)(?![\w:@]|[.-]\w)")
_CHANNEL_NAME = re.compile(r"bot\b|channel|kanal|shop|chat|market|store|news|sale|_official")
_GROUP_OF_VK = re.compile(r"(?<!\w)[@*\[]?(?:club|public)\d{3,}")
_BEFORE, _AFTER = 2, 3
"""How far from a word for a channel its name may stand, in words."""


def _domain(written: Any) -> str:
    host = canonical(written) if isinstance(written, str) else ""
    if not _DOMAIN.fullmatch(host) or host.rpartition(".")[2] not in endings():
        raise mistake("A domain such as “mos.ru” is expected here.")
    return host


Domain = Annotated[str, BeforeValidator(_domain)]


class Links(FileModel):
    """`allow` are the domains that links may lead to, with all that is below them; the
    institution's own are always among them."""

    allow: tuple[Domain, ...] = ("gosuslugi.ru", "госуслуги.рф", "mos.ru", "mosreg.ru", "gov.ru")


def detector(parameters: Links) -> Detector:
    """Evidence: the link as it was read (`found`), its `kind` (``address``, ``invitation``,
    ``shortener``, ``channel``) and the allowed domain that it looks like (`like`)."""
    allowed = frozenset(parameters.allow)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        for address in addresses(reading):
            if not within(address.host, allowed) and not within(address.host, context.domains):
                return _evidence(address, (*parameters.allow, *sorted(context.domains)))
        channel = _channel(reading)
        return {"found": channel, "kind": "channel"} if channel else None

    return findings


def _evidence(address: Address, allowed: tuple[str, ...]) -> Evidence:
    evidence = {"found": address.written[:100], "kind": _kind(address.host)}
    if like := resembled(address.host, allowed):
        evidence["like"] = like
    return evidence


def _kind(host: str) -> str:
    owner = registered(host)
    for kind in ("invitation", "shortener"):
        if owner in _owners(kind):
            return kind
    return "address"


@cache
def _owners(kind: str) -> frozenset[str]:
    return frozenset(words_of("addresses")[kind])


def _channel(reading: Reading) -> str | None:
    """The first channel by its name: @name close to a word for a channel, not where a person is
    addressed."""
    if "@" in reading.lower:
        near: frozenset[int] | None = None
        for found in _MENTION.finditer(reading.lower):
            if _CHANNEL_NAME.search(found[1]):
                return found[0]
            if near is None:
                near = _near_channel_words(reading)
            if near and bisect_left(reading.words, found.end(), key=_start) - 1 in near:
                return found[0]
    if "club" in reading.lower or "public" in reading.lower:
        group = _GROUP_OF_VK.search(reading.lower)
        return group[0] if group else None
    return None


def _near_channel_words(reading: Reading) -> frozenset[int]:
    """The words that stand close to a word for a channel."""
    return frozenset(
        place
        for hit in _channel_words().find(reading)
        for place in range(
            hit.first - (_BEFORE if hit.tag == "channel" else 0), hit.last + _AFTER + 1
        )
    )


def _start(word: Word) -> int:
    return word.start


@cache
def _channel_words() -> Vocabulary:
    words = words_of("addresses")
    return Vocabulary({tag: words[tag] for tag in ("channel", "before a channel")}, seldom=True)


RULE = Rule("links", Links, detector)
