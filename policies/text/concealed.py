"""Words that are written so that no list finds them: «д у р а», «пиз дец», «х@й», «бл...ь»."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from marisa_trie import Trie

from policies.text.folding import folded
from policies.text.lexicon import Question
from policies.text.masking import MaskedWords
from policies.text.morphology import is_word
from policies.text.reading import Reading, Word

_LITTLE_WORDS = "авикосуя"
_WORDS_OF_TWO = frozenset(
    {
        "не", "на", "по", "за", "из", "от", "до", "во", "со", "ко", "ну", "да", "ли", "же", "бы",
        "то", "мы", "вы", "ты", "он", "их", "им", "ей", "ее", "уж", "об", "ни", "но", "ах", "ох",
        "эй", "ой", "ай", "ух", "эх", "ад", "яд", "ум", "ус", "юг", "як", "ил", "та", "те", "ту",
        "си", "ре", "ми", "фа", "ля", "ха", "хи", "хо", "хе", "бе", "ме", "му", "ку", "щи", "чу",
    }
)  # fmt: skip
"""The dictionary knows many abbreviations beside them."""
_TWO = 2
_LONGEST_CUT = 9
_WIDEST_GAP = 3
"""Signs between two pieces of a word, at most."""
_LONGEST_MASKED = 40
_MOST_LOOKED_AT = 50
"""So many words of a post are looked at closely: a limit to what a post of signs can cost."""
_TOO_SHORT = frozenset({"мля", "нах", "пох", "епт", "ебт"})
"""Words of which a letter less leaves nothing to know them by."""
_GENTLE = re.compile(r"[.,!?/\-–—'’…]+")
"""Signs that stand between two words without a space often enough."""
_DIVIDING = re.compile(r"[.,/_–—-]+")
_STRUCK = re.compile("[\u0300-\u036f]+")
_NARROW = re.compile(r"(?<=\S)\s(?=\S)|\w[^\w\s]\w|_")
_WIDE = re.compile(r"(?<=\S)\s{2,}(?=\S)")

Place = tuple[int, int]
"""Where something stands in `Reading.text`: its first character and the one after it."""


class Concealed:
    """Words (every form of each; lower case, ё as е) to be found in disguise.

    `spelled` says of a word put together from single letters whether it is one of them, `veiled`
    of a chunk of letters and signs; without them the words themselves decide.
    """

    def __init__(
        self,
        words: Iterable[str],
        *,
        spelled: Callable[[str], bool] | None = None,
        veiled: Callable[[str], bool] | None = None,
        divided: Iterable[str] = (),
        usual: Container[str] | None = None,
    ) -> None:
        several = [word for word in words if len(word) > 2]
        # Tries: as sets of strings they would take megabytes.
        self._words: Container[str] = Trie(several)
        masked = MaskedWords((word for word in several if word not in _TOO_SHORT), usual)
        self._is_masked = _masking(masked, veiled)
        self._spelled = spelled or self._words.__contains__
        fragments: Container[str] = Trie(_fragments(divided))
        self._fragments = Question(lambda form, _: form in fragments or None)

    def may_be_in(self, reading: Reading) -> bool:
        """Whether anything is written as if it were a disguise: in few posts something is."""
        return bool(
            reading.veiled
            or reading.spelled
            or reading.hyphened
            or reading.answers(self._fragments)
        )

    def find(self, reading: Reading) -> Iterator[Place]:
        """Where they stand, by the kind of disguise."""
        if not self.may_be_in(reading):
            return iter(())
        return chain(self._in_pieces(reading), self._in_letters(reading), self._masks(reading))

    def _in_pieces(self, reading: Reading) -> Iterator[Place]:
        """In two or three pieces, of which one at least is no word by itself."""
        for place, _ in reading.answers(self._fragments)[:_MOST_LOOKED_AT]:
            for first, last in ((-1, 1), (0, 2), (-1, 2), (-2, 1), (0, 3)):
                pieces = slice(max(0, place + first), place + last)
                if "".join(reading.in_order[pieces]) not in self._words:
                    continue
                together = reading.words[pieces]
                if _is_divided(together):
                    yield together[0].start, together[-1].end
        for word in reading.hyphened[:_MOST_LOOKED_AT]:
            if self._is_hyphenated(word.form):
                yield word.start, word.end

    def _is_hyphenated(self, form: str) -> bool:
        if form.replace("-", "") in self._words:
            return True
        return len(form) <= _LONGEST_MASKED and self._is_masked(form)

    def _in_letters(self, reading: Reading) -> Iterator[Place]:
        nothing = set[str]()  # what is written again and again is looked at once
        for run in reading.spelled:
            if run.written in nothing:
                continue
            narrow = _NARROW.search(run.written)
            for written in _WIDE.split(run.written) if narrow else (run.written,):
                begins = run.start + run.written.find(written)
                places = [begins + at for at, sign in enumerate(written) if sign.isalnum()]
                word = folded("".join(reading.lower[place] for place in places))
                spelled = self._spelled_in(word)
                if spelled is None:
                    continue
                if len(word) == len(places):  # no letter was drawn out
                    places = places[slice(*spelled)]
                yield places[0], places[-1] + 1
                break
            else:
                nothing.add(run.written)

    def _spelled_in(self, word: str) -> tuple[int, int] | None:
        """Which letters make the word: little words of one letter may stand before it, any letters
        after it."""
        if word in self._words:
            return 0, len(word)
        if is_word(word):
            return None
        for skipped in range(3):
            if not all(letter in _LITTLE_WORDS for letter in word[:skipped]):
                return None
            ends = range(len(word), len(word) - 3, -1)
            for is_one in (self._words.__contains__, self._spelled):
                for end in ends:
                    if is_one(word[skipped:end]):
                        return skipped, end
        return None

    def _masks(self, reading: Reading) -> Iterator[Place]:
        """With letters hidden behind signs, digits or letters of another alphabet."""
        for chunk in reading.veiled:
            word = _bare(chunk.written)
            if reading.text[chunk.start].isupper() and len(word.rstrip("*")) == 1:
                continue  # somebody's name
            if self._is_masked(word) or self._is_masked(folded(word)):
                yield chunk.start, chunk.start + len(chunk.written)


def _masking(words: MaskedWords, veiled: Callable[[str], bool] | None) -> Callable[[str], bool]:
    """Whether it is one of the words with letters hidden: people use few words with a hyphen, and
    each of them again and again."""

    @lru_cache(maxsize=4096)
    def is_masked(word: str) -> bool:
        if veiled is not None and veiled(word):
            return True
        return _may_be_masked(word) and words.meant(word) is not None

    return is_masked


@lru_cache(maxsize=4096)
def _may_be_masked(word: str) -> bool:
    """Whether it is neither spelled letter by letter nor made of words that stand by themselves:
    asked of the same word for each list of words."""
    pieces = [piece for piece in _DIVIDING.split(word) if piece]
    if len(pieces) > _TWO and max(map(len, pieces)) == 1:
        return False
    pieces = [piece for piece in _GENTLE.split(word) if piece]
    return len(pieces) < _TWO or not all(map(_stands_alone, pieces))


def _bare(written: str) -> str:
    """Without the signs of the sentence after it, and without those that make it bold or strike it
    out."""
    if _STRUCK.search(written):
        written = _STRUCK.sub("", written)
    written = written.rstrip(".,!?…").lstrip("#@+~")
    if written[:1] and written[:1] in "*_~" and written[-1:] == written[:1]:
        written = written.strip(written[0])
    return written


def _is_divided(together: Sequence[Word]) -> bool:
    """Whether words that make another one stand close enough, and not each for itself."""
    written = [word.form for word in together]
    signs = together[-1].end - together[0].start - sum(map(len, written))
    if signs > _WIDEST_GAP * (len(together) - 1):
        return False
    return max(map(len, written)) > 1 and not all(map(_stands_alone, written))


def _stands_alone(piece: str) -> bool:
    """Whether it is a word, or a letter that is one."""
    if len(piece) == 1:
        return piece in _LITTLE_WORDS
    return piece in _WORDS_OF_TWO if len(piece) == _TWO else is_word(piece)


def _fragments(words: Iterable[str]) -> Iterator[str]:
    """What remains of words that are cut in two, if it is no word by itself."""
    for word in words:
        if 2 < len(word) <= _LONGEST_CUT:
            for cut in range(1, len(word)):
                yield from (each for each in (word[:cut], word[cut:]) if not _stands_alone(each))
