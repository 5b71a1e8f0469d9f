"""Words of which letters are hidden: «бл*ть», «х@й», «п1здец», «е...ный».

What is written is compared with the words that it may stand for; only those are given whose
visible letters all stand where they are seen.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

_MAY_BE = {
    "0": "о", "1": "ил", "3": "зеэ", "4": "ча", "6": "бо", "7": "т", "8": "в", "9": "яд", "@": "ая",
    "$": "с", "a": "а", "b": "бвь", "c": "сц", "d": "д", "e": "е", "f": "ф", "g": "дг", "h": "нх",
    "i": "ийу", "j": "йж", "k": "к", "l": "л", "m": "м", "n": "пнл", "o": "о", "p": "рп", "r": "гя",
    "s": "с", "t": "т", "u": "иуйц", "v": "ву", "w": "шщ", "x": "х", "y": "у", "z": "з", "і": "ий",
    "ї": "и", "є": "е", "ў": "у", "қ": "к", "ҳ": "х", "ү": "у", "ө": "о", "ə": "е", "ә": "а",
}  # fmt: skip
_SEEN = re.compile("[а-я]+")
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

    def __init__(self, words: Iterable[str], usual: Container[str] | None = None) -> None:
        self._usual = usual
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in words:
            by_length[len(word)].append(word)
        self._of_length = {length: _Column(several) for length, several in by_length.items()}

    def meant(self, written: str) -> str | None:
        """A word that a masked one (lower case, ё as е) may stand for.

        A sign in place of a letter hides that one; several in a row hide about as many.
        """
        if not 2 < len(written) <= _LONGEST:
            return None
        if not _RUN.search(written):
            return self._letter_by_letter(written)
        return self._by_what_is_seen(written)

    def _letter_by_letter(self, written: str) -> str | None:
        column = self._of_length.get(len(written))
        seen = [*_SEEN.finditer(written)]
        if column is None or not seen or sum(map(str.isalpha, written)) < _LEAST_SEEN:
            return None
        longest = max(seen, key=lambda letters: len(letters[0]))
        begins_masked = not written[0].isalnum()
        for word in column.having(longest[0], longest.start()):
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
        for missing in range(max(1, hidden - _MISCOUNTED), hidden + _MISCOUNTED + 1):
            length = seen + missing
            column = self._of_length.get(length)
            if column is None or length > seen * _OF_USUAL:
                continue
            for word in column.between(head[0], tail[-1]):
                if length > seen * _OF_OTHERS and not self._is_usual(word):
                    continue
                if (
                    word.startswith(head)
                    and word.endswith(tail)
                    and _follow(between, word, len(head))
                ):
                    return word
        return None

    def _is_usual(self, word: str) -> bool:
        return self._usual is None or word in self._usual


class _Column:
    """Words of one length, one below the other: the whole is one string, since as many of their own
    would take ten times as much memory."""

    def __init__(self, words: Iterable[str]) -> None:
        several = sorted(set(words), key=lambda word: (word[0], word[-1], word))
        self._length = len(several[0])
        self._all = "".join(several)

    def having(self, letters: str, place: int) -> Iterator[str]:
        """The words that have these letters at that place."""
        length, everything = self._length, self._all
        at = everything.find(letters)
        while at >= 0:
            if at % length == place:
                yield everything[at - place : at - place + length]
            at = everything.find(letters, at + 1)

    def between(self, first: str, last: str) -> Iterator[str]:
        """The words that begin with this letter and end with that one."""
        length, everything = self._length, self._all
        lines = range(0, len(everything), length)

        def ends(line: int) -> tuple[str, str]:
            return everything[line], everything[line + length - 1]

        wanted = (first, last)
        begin = bisect_left(lines, wanted, key=ends)
        for line in lines[begin : bisect_right(lines, wanted, lo=begin, key=ends)]:
            yield everything[line : line + length]


def _may_be(written: str, letter: str) -> bool:
    return written == letter or letter in _MAY_BE.get(written, "") or not written.isalnum()


def _follow(parts: list[str], word: str, at: int) -> bool:
    for part in parts:
        at = word.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
