"""What word lists hold of which most is never looked at: in a tenth of the memory that Python's own
tuples and dictionaries take."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from marisa_trie import Trie


class Strings:
    """Strings in their order, each of which is made again when it is asked for."""

    def __init__(self, several: Sequence[str]) -> None:
        self._trie = Trie(several)
        self._keys = array("I", map(self._trie.__getitem__, several))

    def __getitem__(self, place: int) -> str:
        written: str = self._trie.restore_key(self._keys[place])
        return written


class Groups:
    """For numbers (keys) several others each, in their order."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(pairs)
        self._keys = array("I", [key for key, _ in ordered])
        self._others = array("I", [other for _, other in ordered])
        self._is_key = bytearray(self._keys[-1] + 1 if ordered else 0)
        """At once for each number whether it is a key: mostly that is all that is asked."""
        for key in self._keys:
            self._is_key[key] = True

    def __contains__(self, key: int) -> bool:
        return key < len(self._is_key) and self._is_key[key] == 1

    def __getitem__(self, key: int) -> Sequence[int]:
        return self._others[bisect_left(self._keys, key) : bisect_right(self._keys, key)]
