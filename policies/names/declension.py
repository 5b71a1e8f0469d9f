"""Case forms of names, made by the rules for nouns and for surnames that are adjectives.

The dictionary declines known words only, and too slowly for a roster of 1,500 children; names
follow few patterns, the foreign ones too.
"""

from collections.abc import Iterator
from enum import IntFlag


class Case(IntFlag):
    """Which cases a form may be."""

    NOMINATIVE = 1
    GENITIVE = 2
    DATIVE = 4
    ACCUSATIVE = 8
    INSTRUMENTAL = 16
    PREPOSITIONAL = 32


Form = tuple[str, Case]

_ORDER = tuple(Case)
_HUSHING = "жшчщц"
_VELAR = "гкхжшчщ"
_VOWELS = "аеёиоуыэюя"
_IRREGULAR_STEMS = {"лев": "льв", "павел": "павл", "пётр": "петр", "петр": "петр"}
_POSSESSIVE_ENDINGS = ("", "а", "о", "ы", "у", "ой", "ого", "ому", "ым", "ом", "ых", "ыми")


def declined(name: str, feminine: bool) -> Iterator[Form]:
    """The forms of a given name (lower case), the dictionary form among them; a form may come
    several times, with a case each. Feminine names that end in a consonant stay as they are."""
    return _in_order(_given(name, feminine))


def declined_surname(surname: str, feminine: bool | None) -> Iterator[Form]:
    """The same of a surname in the form that the child has; None: boy or girl, nobody knows."""
    if feminine is None:
        yield from declined_surname(surname, surname.endswith(("а", "я")))
    elif surname.endswith(("ова", "ева", "ёва", "ина", "ына")) and feminine:
        yield from _in_order(_with(surname[:-1], "а", "ой", "ой", "у", "ой", "ой"))
    elif surname.endswith(("ая", "яя")) and feminine:
        yield from _in_order(_with(surname[:-2], "ая", "ой", "ой", "ую", "ой", "ой"))
    elif surname.endswith(("ов", "ев", "ёв", "ин", "ын")) and not feminine:
        yield from _in_order(_with(surname, "", "а", "у", "а", "ым", "е"))
    elif surname.endswith(("ский", "цкий", "кий", "ой", "ый")) and not feminine:
        instrumental = "ым" if surname.endswith("ый") else "им"
        if surname.endswith("ой"):
            instrumental = "ым"
        endings = (surname[-2:], "ого", "ому", "ого", instrumental, "ом")
        yield from _in_order(_with(surname[:-2], *endings))
    elif surname.endswith(("их", "ых", "ко", "о", "е", "и", "у", "ю", "э")):
        yield surname, ~Case(0)
    else:
        yield from _in_order(_given(surname, feminine))


def possessives(name: str) -> tuple[str, ...]:
    """Мишин, Мишина, Мишину…: whose something is; none for names that do not end in а or я."""
    if not name.endswith(("а", "я")):
        return ()
    stem = name[:-2] + "ьи" if name.endswith("ья") else name[:-1] + "и"
    return tuple(f"{stem}н{ending}" for ending in _POSSESSIVE_ENDINGS)


def family(surname: str) -> tuple[str, ...]:
    """Соколовы, Соколовых…: all who have the surname."""
    singular = surname[:-1] if surname.endswith(("ова", "ева", "ёва", "ина")) else surname
    if singular.endswith(("ов", "ев", "ёв", "ин")):
        return tuple(singular + ending for ending in ("ы", "ых", "ым", "ыми"))
    if surname.endswith(("ский", "цкий", "ская", "цкая")):
        return tuple(surname[:-2] + ending for ending in ("ие", "их", "им", "ими"))
    return ()


def _in_order(forms: tuple[str, ...]) -> Iterator[Form]:
    several = [form.split("|") for form in forms]
    for case, each in zip(_ORDER, several, strict=True):
        for form in each:
            yield form, case


def _with(stem: str, *endings: str) -> tuple[str, ...]:
    return tuple("|".join(stem + each for each in ending.split("|")) for ending in endings)


def _given(name: str, feminine: bool) -> tuple[str, ...]:
    stem, last = name[:-1], name[-1:]
    if last == "а":
        genitive = "и" if stem[-1:] in _VELAR else "ы"
        instrumental = "ей|ой" if stem[-1:] in _HUSHING else "ой|ою"
        return _with(stem, "а", genitive, "е", "у", instrumental, "е")
    if name.endswith("ия"):
        return _with(stem, "я", "и", "и", "ю", "ей", "и")
    if last == "я":
        return _with(stem, "я", "и", "е", "ю", "ей", "е")
    if last == "ь":
        if feminine:
            return _with(stem, "ь", "и", "и", "ь", "ью", "и")
        return _with(stem, "ь", "я", "ю", "я", "ем", "е")
    if last == "й":
        return _with(stem, "й", "я", "ю", "я", "ем", "и" if stem.endswith("и") else "е")
    if last in _VOWELS or feminine:
        return (name,) * len(_ORDER)
    stem = _IRREGULAR_STEMS.get(name) or _without_fleeting_vowel(name)
    oblique = _with(stem, "а", "у", "а", "ем|ом" if last in _HUSHING else "ом", "е")
    return (name, *oblique)


def _without_fleeting_vowel(name: str) -> str:
    if name.endswith(("ёк", "ек")) and len(name) > 3:
        return name[:-2] + "ьк"
    if name.endswith("ок") and len(name) > 4:
        return name[:-2] + "к"
    return name
