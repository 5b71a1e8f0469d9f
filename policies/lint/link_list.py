"""Entries of the list of allowed links that let in what is meant to stay out."""

from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.rules.links import Links
from policies.text.hosts import within
from policies.text.suffixes import registered
from policies.words import Words, words_of

_TEXTS = {
    "shortener": "“{domain}” shortens links: whoever allows it allows every address.",
    "invitation": "“{domain}” invites into chats: whoever allows it allows every chat.",
}


def find(survey: Survey) -> Iterator[Contradiction]:
    """Shorteners, messengers, whole endings, and domains that another entry has already."""
    lists = words_of("addresses")
    for each in survey.clauses:
        parameters = each.clause.parameters
        allowed = parameters.allow if isinstance(parameters, Links) else ()
        for index, domain in enumerate(allowed):
            text = _trouble(domain, allowed[:index], lists)
            if text is not None:
                yield Contradiction(
                    "link_list", each.place("with", "allow", index), text, {"domain": domain}
                )


def _trouble(domain: str, before: tuple[str, ...], lists: Words) -> str | None:
    owner = registered(domain)
    if owner.startswith("."):
        return "“{domain}” is nobody's domain: everything that ends so would be allowed."
    for name, text in _TEXTS.items():
        if owner in lists.get(name, ()):
            return text
    if within(domain, before):
        return "“{domain}” is allowed already, by an entry before it."
    return None
