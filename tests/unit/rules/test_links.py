"""Which links are external, however they are written, and what only looks like one."""

from itertools import product

import pytest
from pydantic import ValidationError

from policies.context import Context
from policies.rules.links import RULE, Links
from policies.text import hosts
from policies.text.hosts import canonical, ends_a_host
from policies.text.reading import Reading
from tests.support.detecting import MOSCOW, ends, examples, find
from tests.support.pathological import pathological
from tests.support.posts import post

EXTERNAL = examples("links/external.txt")
INNOCENT = examples("links/innocent.txt")
ALLOWED = [*Links().allow, "sad24.ru"]
SCHEMES = ("", "https://", "HTTP:// ")
PATHS = ("", "/a/?b=c&d=https%3A%2F%2Fx", ":443")
AROUND = (
    *(("", after) for after in (".", "..", "...", "…", ",", ", срок", "! ", "?", ";", ":", ".Там")),
    *(("", after) for after in ("🙏", "❤️", "\n", " — там", "—там", "(вход)", "[1]", ")))")),
    *(("(", ")"), ("[", "]"), ("«", "»"), ('"', '"'), ("'", "'"), ("*", "*"), ("**", "**")),
    *(("_", "_"), ("`", "`"), ("<", ">"), ("{", "}"), ("~", "~"), ("|", "|")),
    ("через ", " можно"),
)  # fmt: skip
STRANGE = {
    "hosts that are allowed": "a1.mos.ru " * 2000,
    "one allowed host": "mos.ru " * 2857,
    "said dots": "точка " * 3333,
    "endings": "ru " * 6666,
    "mentions": "@abcd " * 3333,
    "schemes": "http:" + "/" * 19_000,
    "brackets": "[.]" * 6666,
    "words that are endings": "дети.дети " * 2000,
}


def test_what_leads_away() -> None:
    assert [text for text in EXTERNAL if find(RULE, text, allow=ALLOWED) is None] == []


def test_what_does_not() -> None:
    assert [text for text in INNOCENT if find(RULE, text, allow=ALLOWED) is not None] == []


def _spellings(host: str) -> list[str]:
    hosts = (host, host.upper(), f"www.{host}")
    return [
        before + scheme + each + path + after
        for scheme, each, path, (before, after) in product(SCHEMES, hosts, PATHS, AROUND)
    ]


@pytest.mark.parametrize("host", ["gosuslugi.ru", "lk.mos.ru", "госуслуги.рф"])
def test_an_allowed_host_is_allowed_however_it_stands_in_a_sentence(host: str) -> None:
    spelled = _spellings(host)
    assert [text for text in spelled if find(RULE, text, allow=ALLOWED) is not None] == []


@pytest.mark.parametrize("host", ["avito.ru", "gosuslugi.ru.com", "садкораблик.рф"])
def test_another_host_is_found_however_it_stands_in_a_sentence(host: str) -> None:
    assert [text for text in _spellings(host) if find(RULE, text, allow=ALLOWED) is None] == []


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("тут: avito.ru/x", {"found": "avito.ru/x", "kind": "address"}),
        ("t.me/+abc", {"found": "t.me/+abc", "kind": "invitation"}),
        ("http://vk.cc/abc", {"found": "http://vk.cc/abc", "kind": "shortener"}),
        ("на авито точка ру", {"found": "авито точка ру", "kind": "address"}),
        ("канал @mamy_sadika", {"found": "@mamy_sadika", "kind": "channel"}),
        ("gosusIugi.ru", {"found": "gosusIugi.ru", "kind": "address", "like": "gosuslugi.ru"}),
        ("mos-ru.com", {"found": "mos-ru.com", "kind": "address", "like": "mos.ru"}),
        ("sad24.ru.to", {"found": "sad24.ru.to", "kind": "address", "like": "sad24.ru"}),
    ],
)
def test_evidence(text: str, evidence: dict[str, str]) -> None:
    assert find(RULE, text, allow=ALLOWED) == evidence


def test_the_allowed_domains_and_the_institutions_own() -> None:
    reading = Reading(post("наши фото на photos.rosinka.example.org и ya.ru"))
    context = Context(MOSCOW, domains=frozenset({"rosinka.example.org"}))
    assert RULE.detector(Links(allow=("ya.ru",)))(reading, context) is None
    assert RULE.detector(Links())(reading, context) == {"found": "ya.ru", "kind": "address"}
    elsewhere = RULE.detector(Links(allow=("ya.ru",)))(reading, Context(MOSCOW))
    assert elsewhere == {"found": "photos.rosinka.example.org", "kind": "address"}


@pytest.mark.parametrize(
    "domain", ["https://mos.ru", "mos", "mos.ru/news", "", 7, "утром.приходите"]
)
def test_domains_that_are_none(domain: object) -> None:
    with pytest.raises(ValidationError, match="A domain such as"):
        Links.model_validate({"allow": [domain]})


def test_a_domain_may_be_written_in_any_way() -> None:
    assert Links.model_validate({"allow": ["Mos.RU", "xn--c1aapkosapc.xn--p1ai"]}).allow == (
        "mos.ru",
        "госуслуги.рф",
    )


@pytest.mark.parametrize(("name", "text"), [*pathological().items(), *STRANGE.items()])
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)


def test_what_is_longer_than_any_host_is_not_kept() -> None:
    before = hosts._kept_canonical.cache_info().currsize
    giant = "а" * 20_000
    assert canonical(f"{giant}.RU") == f"{giant}.ru"
    assert not ends_a_host(giant)
    assert hosts._kept_canonical.cache_info().currsize == before
