"""The signs of an offer and what weighs against one: words by section, and how much each weighs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter

from policies.text.morphology import first_person
from policies.text.vocabulary import Hit, Vocabulary
from policies.words import words_of

WEIGHTS: Mapping[str, int] = {
    "sells": 4, "gives": 2, "on sale": 3, "sold": 2, "lets": 4, "orders": 3, "recruits": 3,
    "crafts": 3, "trade": 3, "our trade": 2, "we craft": 2, "deeds": 1, "does": 1, "relation": 1,
    "offers": 2, "goods": 1, "services": 1, "business": 2, "price": 1, "cheap": 2,
    "condition": 1, "size": 1, "promotion": 1, "discount": 2, "writes": 1, "call": 1,
    "earnings": 2, "finance": 3, "travel": 2, "english": 2,
    "advice": -4, "seeks": -3, "asking": -1, "told": -2, "collects": -3, "chain": -4,
    "kindergarten": -2, "unwanted": -4,
    "opening": 4, "represents": 4, "recommends": 3, "disclaims": 3, "rides": 3, "living": 3,
    "hires": 4, "stall": 2, "cancelled": -3, "outrage": -4, "public": -4, "refers": -1,
    "showing": -3, "delegate": -2, "made": 1, "needs": -4,
    "harvest": 2, "keeps": 2, "delivers": 1, "places": -1,
    "asks whom": 2, "could": 1,
    "consumes": -3, "decides": -3, "offices": -3, "plays": -3, "speaks of": -2, "gift": -4,
    "comes": -3, "home trade": 2, "own shop": 3, "we opened": 4, "new members": 2,
}  # fmt: skip
"""How much a section of words weighs for an offer."""

TWICE = frozenset(
    {"promotion", "call", "earnings", "travel", "english", "condition", "business", "finance"}
    | {"home trade"}
)
"""The sections that weigh twice when two of their words are found; so do goods with services."""

WARES = frozenset({"goods", "services", "business"})
NAMED = WARES | {"size", "stall", "relation", "price", "finance", "travel"}
"""What is named by who speaks of it, too: «повезу к ветеринару», «в ларьке нет хлеба»."""
PRAISES = frozenset({"promotion", "discount", "cheap", "recruits"})
ANSWERED = frozenset({"writes", "call"})
THINGLESS = frozenset({"gives", "discount", "price"})
THIN = frozenset({"promotion", "relation", *ANSWERED})
DONE = frozenset({"trade", "home trade", "deeds"})
SPOKEN_OF = (
    WARES
    | ANSWERED
    | {"size", "stall", "relation", "price", "condition", "promotion", "does", "discount"}
)
"""What anybody speaks of, praises and asks others to do: alone it is hardly an offer."""
PRICED = frozenset({"goods", "services", "price", "size"})
"""What is priced by who has bought it, too."""
MADE = frozenset({"we craft", "deeds", "made"})
SHARED = MADE | {"on sale", "sold", "offers", "our trade", "delivers", "could"}
"""What the group does together or one does for it, too: «печём блины», «приглашаем на праздник»,
«нарисую плакат»."""

AT_OFFICES = frozenset({"earnings", "own shop", "hires"})
"""What is offered where the state and the shops do what they do: «мой магазин на вб»."""

ANSWERS = frozenset({"crafts", "trade", "home trade", "our trade", "living", "represents"})
"""What follows the question whether somebody is needed, where that only introduces an offer."""

_first = attrgetter("first")


def speaks_for(hit: Hit) -> bool:
    """Whether a word is a sign of an offer, and not against one."""
    return WEIGHTS[hit.tag] > 0


def apart(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The longest of hits that share a word, by where they begin: «ищем сотрудников» is found,
    «ищем» in it is not."""
    last = -1
    for hit in hits:  # they come by their place
        if hit.first <= last:
            break
        last = hit.last
    else:
        return hits
    taken: set[int] = set()
    longest = []
    for hit in sorted(hits, key=_rank):
        words = range(hit.first, hit.last + 1)
        if taken.isdisjoint(words):
            taken.update(words)
            longest.append(hit)
    return sorted(longest, key=_first)


def _rank(hit: Hit) -> tuple[int, int]:
    return hit.first - hit.last, -abs(WEIGHTS[hit.tag])


@cache
def vocabulary() -> Vocabulary:
    """The words of all sections in `WEIGHTS`."""
    words = words_of("advertising") | words_of("praises") | words_of("crafts")
    listed = words | words_of("wares") | words_of("earnings") | words_of("no_offers")
    entries = {tag: listed[tag] for tag in listed if tag in WEIGHTS}
    entries["lets"] = (*words["lets"], *_lets(words["letting"], words["homes"]))
    entries["hires"] = (*listed["hires"], *_hires(listed["hiring"], listed["jobs"]))
    entries["new members"] = (
        *_looks_for(listed["looking for"], listed["members"], listed["joined"]),
    )
    entries["trade"] = _spoken(words["trades"], "sing")
    entries["trade"] += _spoken(words["trades of one"], "sing")
    entries["home trade"] = _spoken(words["trades at home"], "sing")
    entries["our trade"] = _spoken(words["trades"] + words["trades at home"], "plur")
    entries["asks whom"] = (
        *words["asks whom"],
        *(f"=кому ... ={verb}" for verb in words["deeds"]),
    )
    entries["could"] = tuple(f"=могу ={verb}" for verb in words["deeds"])
    entries["deeds"] = (*_spoken(words["deeds"], "sing"), *_spoken(words["deeds"], "plur"))
    return Vocabulary(entries)


def _spoken(verbs: tuple[str, ...], number: str) -> tuple[str, ...]:
    """Verbs, some with what is done before or behind («колоть =дрова»: «колю берёзовые дрова»,
    «дрова колю»), as people say them of themselves."""
    return tuple(
        entry
        for lemma, _, what in (verb.partition(" ") for verb in verbs)
        for form in first_person(lemma, number)
        for entry in ((f"={form} ... {what}", f"{what} ={form}") if what else (f"={form}",))
    )


def _hires(verbs: tuple[str, ...], jobs: tuple[str, ...]) -> Iterator[str]:
    """«Требуется продавец», «ищем в пекарню кассира»."""
    return (f"{verb} ... {job}" for verb in verbs for job in jobs)


def _looks_for(
    verbs: tuple[str, ...], members: tuple[str, ...], joined: tuple[str, ...]
) -> Iterator[str]:
    """«Ищем двух девочек в младшую команду»."""
    return (f"{verb} ... {who} ... {what}" for verb in verbs for who in members for what in joined)


def _lets(verbs: tuple[str, ...], homes: tuple[str, ...]) -> Iterator[str]:
    """«Сдам квартиру» and «квартиру сдам»."""
    for home in homes:
        for verb in verbs:
            yield f"{verb} ... {home}"
            yield f"{home} ... {verb}"
