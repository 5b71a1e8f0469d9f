"""Personal e-mail addresses, disguised ones too («ivanova собака mail точка ru»)."""

import re
from collections.abc import Collection, Iterator

from policies.personal.found import Found

_PROVIDER = (
    r"(?:e?-?mail|мейл|мэйл|маил|майл|yandex|яндекс|ya|gmail|гмейл|гмэйл|гмаил|джимейл|rambler|рамблер"
    r"|bk|бк|list|лист|inbox|инбокс|icloud|айклауд|outlook|hotmail|yahoo|protonmail|proton|vk|internet)"
)
_SIGN = re.compile(
    r"\s?(?:@|[(\[{](?:at|эт|собака|собачка|@)[)\]}]|\b(?:собака|собачка)\b)\s?"
    rf"(?:[a-zа-я0-9-]{{1,63}}(?:\s?(?:\.|\bточка\b)\s?[a-zа-я0-9-]{{2,63}}){{1,4}}|{_PROVIDER}(?:\s(?:ru|ру|com|ком))?\b)"
)
_NAME = re.compile(r"[a-zа-я0-9._+\-]{0,64}\Z")
_LONGEST_NAME = 64
_PARTS = re.compile(r"[a-zа-я]+")
_POINT = re.compile(r"\s?(?:\.|\bточка\b)\s?")
_SPELLED_SIGN = re.compile(r"@|[(\[{]\w+[)\]}]|собач?ка")
_INSTITUTION = frozenset(
    [
        "info",
        "mail",
        "office",
        "admin",
        "administrator",
        "administration",
        "adm",
        "sad",
        "sadik",
        "detsad",
        "detskiysad",
        "ds",
        "dou",
        "mdou",
        "mbdou",
        "madou",
        "gbdou",
        "mkdou",
        "gbou",
        "mbou",
        "mkou",
        "gkou",
        "sosh",
        "shkola",
        "school",
        "lyceum",
        "licey",
        "gimnaziya",
        "gimnazia",
        "kindergarten",
        "edu",
        "education",
        "obr",
        "obrazovanie",
        "reception",
        "priem",
        "priemnaya",
        "secretary",
        "sekretar",
        "secretariat",
        "kanc",
        "buh",
        "buhgalter",
        "buhgalteria",
        "bux",
        "zapis",
        "registratura",
        "reg",
        "poliklinika",
        "polyclinic",
        "hospital",
        "bolnica",
        "gp",
        "dgp",
        "support",
        "help",
        "helpdesk",
        "hotline",
        "contact",
        "contacts",
        "order",
        "orders",
        "zakaz",
        "zakazy",
        "shop",
        "sales",
        "sale",
        "hr",
        "job",
        "pr",
        "press",
        "noreply",
        "no",
        "reply",
        "service",
        "feedback",
        "mfc",
        "uk",
        "zhkh",
        "tszh",
        "dispetcher",
        "dep",
        "upr",
        "uprava",
        "theatre",
        "teatr",
        "museum",
        "muzej",
        "muzey",
        "kassa",
        "bilet",
        "bilety",
        "tickets",
        "group",
        "gruppa",
        "zayavka",
        "zayavki",
        "obrashchenie",
        "gosuslugi",
        "метод",
        "сад",
        "садик",
        "детсад",
    ]
)
_STATE = ("gov.ru", "mos.ru", "edu.ru", "mosreg.ru", "gosuslugi.ru", "spb.ru", "government.ru")


def mailboxes(
    text: str, domains: Collection[str], own: Collection[str] = frozenset()
) -> Iterator[Found]:
    """Mailboxes of people in a text (lower case): none of the institution's `domains`, of the
    state, or with a name that is an office's (info@, sad24@), or one of `own`."""
    for sign in _SIGN.finditer(text):
        start = max(0, sign.start() - _LONGEST_NAME)
        name = _NAME.search(text, start, sign.start())
        if name is None or len(name[0].strip(".-+")) < 2:
            continue
        domain = _POINT.sub(".", _SPELLED_SIGN.sub("", sign[0])).strip()
        if _spelled(sign[0]) and not _is_spelled_mailbox(name[0], domain):
            continue
        if f"{name[0]}@{domain}" in own or _within(domain, domains) or _within(domain, _STATE):
            continue
        if _INSTITUTION.isdisjoint(_PARTS.findall(name[0])):
            yield Found("email", name.start(), sign.end())


def _spelled(sign: str) -> bool:
    return "@" not in sign


def _is_spelled_mailbox(name: str, domain: str) -> bool:
    """A dog is a dog where neither the name nor the domain is a mailbox's."""
    return name.isascii() or re.match(_PROVIDER, domain) is not None


def _within(domain: str, domains: Collection[str]) -> bool:
    return any(domain == each or domain.endswith(f".{each}") for each in domains)
