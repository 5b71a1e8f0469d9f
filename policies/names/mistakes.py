"""Whether a name is another one with a mistake in it, or a name of its own.

``Буцкоя`` is ``Буцкая`` with a mistake; ``Марина`` is not ``Мария`` with one.
"""

import re
from collections.abc import Iterator
from functools import cache

from rapidfuzz.distance import OSA

from policies.names.letters import spelled
from policies.names.parts import Part, ending, is_patronymic
from policies.text.morphology import is_name, is_surname, is_word, plain
from policies.words import words_of

MOST_MISTAKES = 2
"""Letters in which a part of a name may differ at most."""

_ALIKE = str.maketrans("йэ", "ие")
_DOUBLED = re.compile(r"(.)\1+")
_SURNAME_LIKE = re.compile(
    "(?:[ое]ва?|[иы]на?|[цс]?к(?:ая|ий|ой)|енко|чук|юк|як|[чш]?ян|швили|дзе|оглы|ич|ских|ых|ман"
    "|берг|штейн)$"
)


def mistakes(seen: str, known: str) -> int | None:
    """How many mistakes lead from a known name to the one seen (both Cyrillic, lower case, ё as
    е); None: that is another name."""
    if folded(seen) == folded(known):
        return 0 if is_same(seen, known) else None
    distance = int(OSA.distance(seen, known))
    if distance > _allowed(known) or not _is_misspelled(seen, known):
        return None
    if distance > 1 and (seen[0] != known[0] or seen[-2:] != known[-2:]):
        return None
    return distance


def is_slip(part: Part, known: str) -> bool:
    """Whether a word in Latin letters that sounds nearly so is that name with a mistake."""
    return len(known) >= 5 and all(_is_misspelled(each, known) for each in spelled(part.written))


def is_another_name(word: str) -> bool:
    """Whether a further word of a name is, or looks like, a first name or a surname."""
    return is_name(word) or is_surname(word) or _SURNAME_LIKE.search(word) is not None


def is_same(seen: str, known: str) -> bool:
    """Whether two names that are `folded` to the same are the same: Корнева is not Корнеева."""
    return simple(seen) == simple(known) or not is_surname(seen)


def folded(word: str) -> str:
    """A name without the differences that hardly anybody sees: those of `simple`, doubled
    letters."""
    return _DOUBLED.sub(r"\1", simple(word))


def simple(word: str) -> str:
    """A name without the differences that nobody minds: й, э, soft signs."""
    return word.translate(_ALIKE).replace("ья", "ия").replace("ь", "").replace("ъ", "")


def _allowed(known: str) -> int:
    if len(known) < 4:
        return 0
    # There are too many surnames for two letters to be a mistake.
    long = len(known) >= 8 and (is_patronymic(known) or is_name(known))
    return MOST_MISTAKES if long else 1


def _is_misspelled(seen: str, known: str) -> bool:
    """Whether a word that differs in a letter or two is no name of its own."""
    kind = ending(seen)
    if kind is not None and kind != ending(known):
        return False
    # Fathers' names that differ in one letter are hardly two fathers, and the dictionary has
    # patronymics with mistakes.
    if kind == "patronymic":
        return True
    if is_word(seen) or seen in _further_names():
        return False
    # Surnames that begin otherwise are others, as Луцкая and Буцкая are; none begins with a sign.
    return seen[0] == known[0] or seen[0] in "ьъы" or (len(known) > 5 and is_name(known))


@cache
def _further_names() -> frozenset[str]:
    """Surnames, men's and women's, and first names that the dictionary lacks."""
    found = {plain(word) for several in words_of("surnames").values() for word in several}
    women = {word + "а" for word in found if re.search("(?:[ое]в|[иы]н)$", word)}
    women |= {re.sub("[иыо]й$", "ая", word) for word in found}
    return frozenset(found | women)


def slips(seen: str) -> Iterator[str]:
    """What a word (lower case, ё as е) that the dictionary lacks may be with one letter written as
    it is heard, left out or doubled; its first letter is right."""
    if len(seen) < _FEWEST_LETTERS or not seen.isalpha() or is_word(seen):
        return
    for place in range(1, len(seen)):
        letter, before = seen[place], seen[place - 1]
        for heard in _HEARD.get(letter, ""):
            yield seen[:place] + heard + seen[place + 1 :]
        if letter == before:
            yield seen[:place] + seen[place + 1 :]
        elif letter in _OFTEN_DOUBLED:
            yield seen[:place] + letter + seen[place:]
        if letter not in _VOWELS and before not in _VOWELS:
            yield from (seen[:place] + vowel + seen[place:] for vowel in "аеио")
        yield seen[: place - 1] + letter + before + seen[place + 1 :] if place > 1 else seen


def outline(word: str) -> str:
    """What no slip changes in a word: its first letter, and its consonants as they are heard."""
    return word[:1] + "".join(sorted(set(word.translate(_CONSONANTS))))


_FEWEST_LETTERS = 5
_HEARD = {
    "а": "о", "о": "а", "е": "иэя", "и": "еый", "ы": "и", "я": "еи", "э": "е", "й": "и",
    "б": "п", "п": "б", "в": "ф", "ф": "в", "г": "к", "к": "г", "д": "т", "т": "д", "з": "с",
    "с": "з", "ж": "ш", "ш": "ж",
}  # fmt: skip
_OFTEN_DOUBLED = frozenset("лнмс")
_VOWELS = frozenset("аеиоуыэюя")
_CONSONANTS = str.maketrans("бвгдзж", "пфктсш", "аеиоуыэюяйьъё")
