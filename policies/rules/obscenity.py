"""Mat and its disguises: masks, spaces between letters, look-alike digits, Latin letters."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from heapq import merge
from itertools import chain

from policies.context import Context
from policies.entry import Entry
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.concealed import Concealed, Place
from policies.text.folding import may_fold, refolded
from policies.text.lexicon import Question
from policies.text.mat import Mat
from policies.text.morphology import is_word
from policies.text.reading import Reading
from policies.text.vocabulary import Vocabulary
from policies.verdict import Evidence
from policies.words import words_of

_QUOTED = 60
_MOST_LOOKED_AT = 50
"""So many words with a root of mat are looked up: a limit to what a post of them can cost."""
_ANY_LATIN = re.compile("[a-z]")
_LATIN_LETTERS = re.compile(r"(?<!\w)[a-z](?:[ .-][a-z]'?){3,8}(?!\w)")
_LATIN = re.compile(r"(?<![\w@/.#])[a-z'*@]{3,20}(?![_@/#]|\.?\w)")
_TRAIL = re.compile(r"([а-я]*)([*#@$%&✱•_]+)")
_BEGUN = re.compile(
    r"долбо|(?:за|на|по|до|ни|о|а|вы|про|у|от|раз|долбо)?(?:ху[йеяюи]?[йняе]?|бля?д?|пи?зд?[а-я]?|хуй"
    r"|еб[а-я]{0,3}|муда|пид[оа]?р?|сук|сцу|г[ао]ндо)"
)
_TOLD_BY_TWO = frozenset({"ху", "бл", "еб", "пз"})
_TOLD_BY_ONE = "хпбе"
_UNSAID = re.compile(
    r"\b(?:(?:ид[иу]|идите|пошел|пошла|пошли)(?: ты| вы)?|посла\w+|шл[ию]\w*|вали\w*|катись"
    r"|како[гв]о|ни|да)\s(?:(?:все|он[аио]?)\s)?(?:(?:на|в)\s?)?"
    r"[*#@$%&]{3,}(?![*#@$%&]*\s?\d)"
)
_SWORN = re.compile(r"(?<![\w*])(?:[её]\*+|[её]б\.{2,3}) (?:твою|вашу|его|их)\b(?!\s\d)")
_BROKEN_OFF = re.compile(r"(?<![\w.])бл(?:\.{2,}|…)(?!\s?\d)")
_COUNTED = re.compile(r"3[.,]14\s?зд")
_DRAWN = re.compile(r"(?:\}\{|\)\(|><|[×✕✖❌])\s?[уy]\s?(?:[ийеюuy]|я\b)\w*")
_HINTS = (
    *((hint, _SWORN) for hint in ("е*", "еб.")),
    *((hint, _BROKEN_OFF) for hint in ("бл..", "бл…")),
    *((hint, _COUNTED) for hint in ("14зд", "14 зд")),
    *((hint, _UNSAID) for hint in ("***", "#", "@")),
    *((hint, _DRAWN) for hint in ("}{", ")(", "><", "×", "✕", "✖", "❌")),
)
_ANY_SIGN = re.compile("[a-z*#@}(><×✕✖❌…]")
_OTHER_HINTS = ("бл.", "еб.", "14зд", "14 зд")
"""Without any of these a text has neither hints nor Latin letters."""
_DIGITS = str.maketrans("03469@$", "озабяас")
_DIGITS_INSIDE = re.compile(r"[а-я]{1,12}[03469@$][а-я]{1,12}(?:[03469@$][а-я]{1,12})?")
_WRITTEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_](?:[^\w\n]{1,3}[^\W\d_](?![^\W_])){2}")
_NEAR_ENOUGH = 80
"""Characters around a word of a long text that tell what it means."""
_MOST_SURROUNDINGS = 8
"""So many of them are read: a limit to what a text of such words can cost."""
_ON_A_BOUGH = frozenset({"на", "по", "без"})


class Obscenity(FileModel):
    """`coarse`: rude words that are not mat («жопа», «херня») count, too; `also` are further
    words that count, in any form, `allowed` words that never do."""

    coarse: bool = False
    also: tuple[Entry, ...] = ()
    allowed: tuple[str, ...] = ()


def detector(parameters: Obscenity) -> Detector:
    """Evidence: the word as it was written."""
    mat = Mat(coarse=parameters.coarse, also=parameters.also, allowed=parameters.allowed)
    listed = words_of("obscenity")
    nature = Vocabulary(
        {"nature": listed["trees and animals"], "boards": listed["boards"]}, seldom=True
    )
    concealed = Concealed(
        mat.forms,
        spelled=mat.has,
        veiled=lambda word: _breaks_off(word) or _has_digits_inside(mat, word),
        divided=mat.usual,
        usual=mat.usual,
    )

    suspect = Question(lambda word, _: mat.is_suspect(word) or None)

    def written(reading: Reading) -> Iterator[Place]:
        suspected = reading.answers(suspect)
        plain = _plain(mat, nature, reading, suspected) if suspected else ()
        return chain(plain, concealed.find(reading))

    def findings(reading: Reading, context: Context) -> Evidence | None:
        signs = _has_signs(reading.lower)
        if not (
            signs or reading.answers(suspect) or concealed.may_be_in(reading) or reading.is_long
        ):
            return None
        places = chain(written(reading), _latin(mat, reading), _unsaid(reading))
        if reading.is_long:
            places = chain(places, _in_between(mat, reading, written))
        found = next(places, None)
        return None if found is None else {"found": reading.text[slice(*found)][:_QUOTED]}

    return findings


def _plain(
    mat: Mat, nature: Vocabulary, reading: Reading, suspects: Iterable[tuple[int, bool]]
) -> Iterator[Place]:
    """Words that are written out, with letters drawn out or look-alikes perhaps."""
    suspected = 0
    for place, _ in suspects:
        word = reading.words[place]
        if word.form in mat.bitch:
            on = place > 0 and reading.words[place - 1].form in _ON_A_BOUGH
            hits = nature.find(reading)
            if on or any(hit.tag == "nature" or word.form.startswith("сучк") for hit in hits):
                continue
        if word.form in mat.names and reading.text[word.start : word.end].istitle():
            continue
        if word.form not in mat.forms:
            if suspected > _MOST_LOOKED_AT or not mat.suspects(word.form):
                continue
            suspected += 1
        if mat.has(word.form) or any(map(mat.has, word.form.split("-"))):
            yield word.start, word.end


def _in_between(
    mat: Mat, reading: Reading, written: Callable[[Reading], Iterator[Place]]
) -> Iterator[Place]:
    """What stands among the words of a long text that no reading has: its surroundings are read
    where a word may be one."""
    lower = reading.lower
    words = set(_WRITTEN.findall(lower)) - reading.forms
    folded = refolded(words) if may_fold(lower) else {}
    together = " ".join(folded.get(word, word) for word in words)
    if "-" in together:
        together += " " + together.replace("-", "")
    suspected = set[str]()
    if mat.suspects(together) or not mat.rootless.isdisjoint(together.split()):
        suspected = {word for word in words if _may_be(mat, folded.get(word, word))}
    places: Iterator[int] = (found.start() for found in _LETTERS.finditer(lower))
    if suspected:
        more = (found.start() for found in _WRITTEN.finditer(lower) if found[0] in suspected)
        places = merge(places, more)
    read, left = -1, _MOST_SURROUNDINGS
    for place in places:
        if place < read:
            continue
        if not left:
            return
        left -= 1
        start, read = max(0, place - _NEAR_ENOUGH), place + _NEAR_ENOUGH
        around = reading.text[start : read + _NEAR_ENOUGH]
        start += len(around) - len(around.lstrip())
        for first, last in written(Reading(replace(reading.post, text=around))):
            yield start + first, start + last


def _may_be(mat: Mat, word: str) -> bool:
    if mat.is_suspect(word):
        return True
    return "-" in word and mat.is_suspect(word.replace("-", ""))


def _latin(mat: Mat, reading: Reading) -> Iterator[Place]:
    """Words in Latin letters only."""
    if not _ANY_LATIN.search(reading.lower):
        return
    for run in _LATIN_LETTERS.finditer(reading.lower):
        spelled = "".join(filter(str.isalpha, run[0]))
        if mat.foreign_hint.search(spelled) and mat.has_latin(spelled):
            yield run.span()
    if not mat.foreign_hint.search(reading.lower):
        return
    for word in _LATIN.finditer(reading.lower):
        if mat.foreign_hint.search(word[0]) and mat.has_latin(word[0]):
            yield word.span()


def _has_signs(lower: str) -> bool:
    """Whether there may be words in Latin letters, or such as are not spelled with letters."""
    return _ANY_SIGN.search(lower) is not None or any(map(lower.__contains__, _OTHER_HINTS))


def _unsaid(reading: Reading) -> Iterator[Place]:
    """Words that are drawn with signs, or that only signs stand for."""
    for hint, pattern in _HINTS:
        if hint in reading.lower and (found := pattern.search(reading.lower)):
            yield found.span()


def _breaks_off(word: str) -> bool:
    """Whether a word of mat begins, and signs stand for the rest."""
    trail = _TRAIL.fullmatch(word)
    if not trail:
        return False
    begun, signs = trail[1], trail[2]
    if len(begun) == 1:
        return begun in _TOLD_BY_ONE and len(signs) > 1
    if len(signs) == 1 and begun not in _TOLD_BY_TWO:
        return False
    return _BEGUN.fullmatch(begun) is not None and not is_word(begun)


def _has_digits_inside(mat: Mat, word: str) -> bool:
    """«пи3дуем», «на6лядовались»: forms that no list has, with a digit for one or two letters."""
    if not _DIGITS_INSIDE.fullmatch(word):
        return False
    spelled = word.translate(_DIGITS)
    return not is_word(spelled) and mat.has(spelled)


RULE = Rule("obscenity", Obscenity, detector)
