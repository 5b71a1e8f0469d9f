"""Personal e-mail addresses, disguised ones too («ivanova собака mail точка ru»)."""

import re
from collections.abc import Collection, Iterator

from policies.personal.found import Found
from policies.words import words_of

_PROVIDER = (
    r"(?:e?-?mail|мейл|мэйл|маил|майл|yandex|яндекс|ya|gmail|гмейл|гмэйл|гмаил|джимейл|rambler|рамблер"
    r"|bk|бк|list|лист|inbox|инбокс|icloud|айклауд|outlook|hotmail|yahoo|protonmail|proton|vk|internet)"
)
_SIGN = re.compile(
    r"\s?(?:@|[(\[{](?:at|эт|собака|собачка|@)[)\]}]|\b(?:собака|собачка)\b|\bэт\b(?=\s?(?:"
    r"mail|yandex|ya|gmail|rambler|bk|list|inbox|мейл|маил|яндекс|гмейл|джимейл|рамблер)))\s?"
    rf"(?:[a-zа-я0-9-]{{1,63}}(?:\s?(?:\.|\bточка\b)\s?[a-zа-я0-9-]{{2,63}}){{1,4}}|{_PROVIDER}(?:\s(?:ru|ру|com|ком))?\b)"
)
_NAME = re.compile(r"[a-zа-я0-9._+\-]")
_SHORTEST_NAME, _LONGEST_NAME = 2, 64
_PARTS = re.compile(r"[a-zа-я]+")
_POINT = re.compile(r"\s?(?:\.|\bточка\b)\s?")
_SPELLED_SIGN = re.compile(r"@|[(\[{]\w+[)\]}]|собач?ка")
_INSTITUTION = frozenset(words_of("mailboxes")["office"])
_STATE = words_of("mailboxes")["state"]


def mailboxes(
    text: str, domains: Collection[str], own: Collection[str] = frozenset()
) -> Iterator[Found]:
    """Mailboxes of people in a text (lower case): none of the institution's `domains`, of the
    state, or with a name that is an office's (info@, sad24@), or one of `own`."""
    for sign in _SIGN.finditer(text):
        start = _name_begins(text, sign.start())
        name = text[start : sign.start()]
        if len(name.strip(".-+")) < _SHORTEST_NAME:
            continue
        domain = _POINT.sub(".", _SPELLED_SIGN.sub("", sign[0])).strip()
        if _spelled(sign[0]) and not _is_spelled_mailbox(name, domain):
            continue
        if f"{name}@{domain}" in own or _within(domain, domains) or _within(domain, _STATE):
            continue
        if _INSTITUTION.isdisjoint(_PARTS.findall(name)):
            yield Found("email", start, sign.end())


def _name_begins(text: str, end: int) -> int:
    for start in range(end, max(0, end - _LONGEST_NAME), -1):
        if not _NAME.match(text[start - 1]):
            return start
    return max(0, end - _LONGEST_NAME)


def _spelled(sign: str) -> bool:
    return "@" not in sign


def _is_spelled_mailbox(name: str, domain: str) -> bool:
    """A dog is a dog where neither the name nor the domain is a mailbox's."""
    return name.isascii() or re.match(_PROVIDER, domain) is not None


def _within(domain: str, domains: Collection[str]) -> bool:
    return any(domain == each or domain.endswith(f".{each}") for each in domains)
