"""Words of which letters are hidden: «бл*ть», «х@й», «п1здец», «е...ный».

What is written is compared with the words that it may stand for; only those are given whose
visible letters all stand where they are seen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

_MAY_BE = {
    "0": "о", "1": "ил", "3": "зеэ", "4": "ча", "6": "бо", "7": "т", "8": "в", "9": "яд", "@": "ая",
    "$": "с", "a": "а", "b": "бвь", "c": "сц", "d": "д", "e": "е", "f": "ф", "g": "дг", "h": "нх",
    "i": "ийу", "j": "йж", "k": "к", "l": "л", "m": "м", "n": "пнл", "o": "о", "p": "рп", "r": "гя",
    "s": "с", "t": "т", "u": "иуйц", "v": "ву", "w": "шщ", "x": "х", "y": "у", "z": "з", "і": "ий",
    "ї": "и", "є": "е", "ў": "у", "қ": "к", "ҳ": "х", "ү": "у", "ө": "о", "ə": "е", "ә": "а",
}  # fmt: skip
_RUN = re.compile(r"[^\w\s]{2,}|_{2,}|[^\w\s]_|_[^\w\s]")
_LONGEST = 24
_LEAST_SEEN = 2
_OF_USUAL, _OF_OTHERS = 3, 2
"""A word may have so many letters for each that is seen."""
_MISCOUNTED = 2
"""Several signs in a row hide so many letters more or fewer."""


class MaskedWords:
    """Words (lower case, ё as е), compiled to be found with some of their letters hidden.

    Of the `usual` ones among them (none: all) less has to be seen.
    """

    def __init__(self, words: Iterable[str], usual: Iterable[str] = ()) -> None:
        self._usual = frozenset(usual)
        self._by_letter: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        self._by_ends: dict[tuple[str, str], list[str]] = defaultdict(list)
        for word in sorted(set(words)):
            for place, letter in enumerate(word):
                self._by_letter[len(word), place, letter].append(word)
            self._by_ends[word[0], word[-1]].append(word)

    def meant(self, written: str) -> str | None:
        """The word that a masked one (lower case, ё as е) may stand for.

        A sign in place of a letter hides that one; several in a row hide about as many.
        """
        if not 2 < len(written) <= _LONGEST:
            return None
        if not _RUN.search(written):
            return self._letter_by_letter(written)
        return self._by_what_is_seen(written)

    def _letter_by_letter(self, written: str) -> str | None:
        seen = [place for place, letter in enumerate(written) if "а" <= letter <= "я"]
        if not seen or sum(map(str.isalpha, written)) < _LEAST_SEEN:
            return None
        length = len(written)
        alike = (self._by_letter.get((length, place, written[place]), ()) for place in seen)
        begins_masked = not written[0].isalnum()
        for word in min(alike, key=len):
            if all(map(_may_be, written, word)) and (self._is_usual(word) or not begins_masked):
                return word
        return None

    def _by_what_is_seen(self, written: str) -> str | None:
        parts = _RUN.split(written)
        head, *between, tail = parts
        if not head or not tail:
            return None
        hidden = len(written) - sum(map(len, parts))
        seen = sum(map(len, parts))
        if seen < _LEAST_SEEN:
            return None
        for word in self._by_ends.get((head[0], tail[-1]), ()):
            missing = len(word) - seen
            if missing < 1 or abs(hidden - missing) > _MISCOUNTED:
                continue
            if len(word) > seen * (_OF_USUAL if self._is_usual(word) else _OF_OTHERS):
                continue
            if word.startswith(head) and word.endswith(tail) and _follow(between, word, len(head)):
                return word
        return None

    def _is_usual(self, word: str) -> bool:
        return not self._usual or word in self._usual


def _may_be(written: str, letter: str) -> bool:
    return written == letter or letter in _MAY_BE.get(written, "") or not written.isalnum()


def _follow(parts: list[str], word: str, at: int) -> bool:
    for part in parts:
        at = word.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
