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
from policies.text.hosts import Address, canonical, endings, registered, resembled, within
from policies.text.reading import Reading
from policies.text.vocabulary import Vocabulary
from policies.verdict import Evidence
from policies.words import words_of

_DOMAIN = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63}){1,5}")
_MENTION = re.compile(r"(?<![\w@.+-])@([a-z]\w{3,31}(?:\.\w{1,31})?)(?![\w:@]|[.-]\w)")
_CHANNEL_NAME = re.compile(r"bot\b|channel|kanal|shop|chat|market|store|news|sale|_official")
_GROUP_OF_VK = re.compile(r"(?<!\w)[@*\[]?(?:club|public)\d{3,}")


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
    """The first channel by its name: @name where a channel is spoken of, not where a person is
    addressed."""
    if "@" in reading.lower:
        sentences: frozenset[int] | None = None
        for found in _MENTION.finditer(reading.lower):
            if _CHANNEL_NAME.search(found[1]):
                return found[0]
            if sentences is None:
                hits = _channel_words().find(reading)
                sentences = frozenset(reading.words[hit.first].sentence for hit in hits)
            if sentences and _sentence(reading, found.end()) in sentences:
                return found[0]
    if "club" in reading.lower or "public" in reading.lower:
        group = _GROUP_OF_VK.search(reading.lower)
        return group[0] if group else None
    return None


def _sentence(reading: Reading, position: int) -> int:
    """Which sentence a position is in, counted as in the words."""
    after = bisect_left(reading.words, position, key=lambda word: word.start)
    return reading.words[after - 1].sentence


@cache
def _channel_words() -> Vocabulary:
    return Vocabulary({"channel": words_of("addresses")["channel"]})


RULE = Rule("links", Links, detector)
