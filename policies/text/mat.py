"""Which words are mat: the list of words/obscenity.txt, compiled.

A word is obscene when it is a form of a listed one, or when it has one of the roots and the
dictionary does not know it: so «потребляй» and «застрахуйте» are innocent without being listed.
"""

import re
from collections.abc import Collection, Iterable

from marisa_trie import Trie

from policies.text.folding import as_cyrillic
from policies.text.morphology import is_word
from policies.text.romanized import in_cyrillic
from policies.text.vocabulary import every_form
from policies.words import words_of

_PREFIX = (
    "(?<![а-я])(?:не|ни|по|на|до)?(?:вы|до|за|на|недо|не|ни|о|а|у|по|об[ъь]?|от[ъь]?|пере|под[ъь]?"
    "|при|про|ра[зс][ъь]?|с[ъь]|в[ъь]|и[зс][ъь]?|вз[ъь]|дол[бп]о)?(?:"
)
_DOUBLED = re.compile(r"(\w)\1+")
_LEAST_LATIN = 4
_LEAST_SLIP, _LONGEST_SLIP = 6, 24
"""Shorter words are too near to too many others, longer ones are none."""
_MOST_KEPT, _LONGEST_KEPT = 65_536, 40
"""Words of which it is kept whether they are suspect, and the letters of the longest of them."""
_ALPHABET = "абвгдежзийклмнопрстуфхцчшщэюя"
_SHORT_LATIN = frozenset({"хуй", "бля"})
_NAMES_IN_LATIN = frozenset({"манда", "елда", "ебай"})


class Mat:
    """The words, those in `also` with them and those in `allowed` without (in any form).

    `forms` are all forms, `usual` those without verbs of many prefixes; `bitch` are those that are
    other words, too, `names` those that are names, `rootless` those in which no root is seen.
    """

    def __init__(
        self, *, coarse: bool = False, also: Iterable[str] = (), allowed: Iterable[str] = ()
    ) -> None:
        listed = words_of("obscenity")
        verbs = (
            f"={prefix}{verb[1:]}" if verb.startswith("=") else prefix + verb
            for prefix in ("", *listed["prefixes"])
            for verb in listed["verbs"]
        )
        words = (*listed["words"], *verbs, *(listed["coarse"] if coarse else ()), *also)
        self._allowed = every_form((*listed["innocent"], *allowed))
        self.names = every_form(listed["names"])
        self.bitch = every_form(listed["bitch"]) - self._allowed
        self.forms: Collection[str] = Trie((every_form(words) | self.bitch) - self._allowed)
        self.usual: Collection[str] = Trie(every_form(listed["words"]) | self.bitch)
        begins = _PREFIX + "|".join(listed["roots after a prefix"]) + ")"
        self._roots = re.compile("|".join((*listed["roots"], begins)))
        self._hint = re.compile("|".join(listed["hints"]))
        self.rootless = frozenset(
            form
            for form in self.forms
            if not (self.suspects(form) and self.suspects(f"а {form} а"))
        )
        self._foreign = re.compile("|".join(listed["foreign"]))
        self.foreign_hint = re.compile("|".join(listed["foreign hints"]))
        self._kept: dict[str, bool] = {}

    def is_suspect(self, word: str) -> bool:
        """Whether a word has to be looked at closely.

        People use few words, and each of them again and again.
        """
        known = self._kept.get(word)
        if known is None:
            known = word in self.rootless or self.suspects(word)
            if len(word) <= _LONGEST_KEPT:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[word] = known
        return known

    def suspects(self, words: str) -> bool:
        """Whether any of the words, given with spaces between them, has one of the roots."""
        if self._hint.search(words) is None:
            return False
        return any(map(self._roots.search, (words, _DOUBLED.sub(r"\1", words))))

    def has(self, word: str) -> bool:
        """Whether a word in Cyrillic letters (lower case, ё as е) is obscene."""
        if word in self.forms:
            return True
        if word in self._allowed or is_word(word):
            return False
        once = _DOUBLED.sub(r"\1", word)
        if once in self.forms:
            return True
        if not self.suspects(word) or is_word(once):
            return False
        return not (_LEAST_SLIP <= len(word) <= _LONGEST_SLIP and _is_slip(word))

    def has_latin(self, word: str) -> bool:
        """Whether a word in Latin letters (lower case) is obscene, by its sound or its look."""
        if self._foreign.fullmatch(word):
            return True
        return any(
            each in self.forms
            and each not in _NAMES_IN_LATIN
            and (len(each) >= _LEAST_LATIN or each in _SHORT_LATIN)
            for each in (*in_cyrillic(word), as_cyrillic(word))
        )


def _is_slip(word: str) -> bool:
    """Whether a word of the dictionary was meant, and two letters changed places or the first was
    left out."""
    swapped = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
    )
    return any(map(is_word, swapped)) or any(is_word(letter + word) for letter in _ALPHABET)
