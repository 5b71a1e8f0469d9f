"""A post in another language than the community's: whole sentences, no names, brands, links."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile
from operator import itemgetter
from typing import Annotated

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.rules.rule import Detector, Rule
from policies.text.languages import language_of
from policies.text.lexemes import Lexemes
from policies.text.lexicon import Question
from policies.text.morphology import is_word
from policies.text.reading import Reading, Word
from policies.text.romanized import in_cyrillic
from policies.verdict import Evidence
from policies.words import words_of

RUSSIAN = "ru"
_QUOTED = 80
_NOT_RUSSIAN = re.compile(r"[^\W\d_а-я]")
_LATIN = re.compile(r"[a-z'’ʼ\u00df-\u024f\u0259\u1e00-\u1eff-]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f'’ʼ-]+")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"https?://|www\.|@|^t\.me/|[^\s.]\.[a-z]{2,4}(?:[/,;!?)]|$)")
_MOST_WORDS = 300
"""So many words of a post are looked at: enough to tell its language."""
_IDEOGRAM = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_IDEOGRAM_LETTERS = 3
"""What one of these signs counts for."""
_SOME_STRANGE, _STRANGE, _MOST_STRANGE = 0.3, 0.5, 0.65
"""Shares of a sentence's words that the dictionary does not know: enough where several have
letters that Russian has not, enough for a sure guess, and enough for any guess."""
_ODD = re.compile("[^а-яё'’ʼ-]")
_SURE, _VERY_SURE = 0.5, 0.9
_SHORT = 2
"""Words of so few letters tell nothing."""
_SHORT_LATIN = 3
_UNKNOWN = 2
_OTHER_WORD, _OTHER_LETTERS, _ENOUGH = 2, 4, 6
"""How much a word says that the dictionary does not know, and one with letters that Russian has not
(or of another language's little words): less than three of the first, or one with another, is no
sentence."""
_LEAST_STRANGE = 3
"""So many words of Russian letters alone: two may be a name and a word of abuse."""
_VOWEL = re.compile("[^бвгджзйклмнпрстфхцчшщъь'’ʼ-]")
"""«кнш пжл» is Russian, cut short."""
_LEAST_WORDS = 3
_LITTLE_WORDS = 2
_LEAST_UNSURE = 5
"""So many words that are no names are a sentence, whatever its language."""
_LITTLE_SHARE = 0.25
_ROMANIZED = 0.6


class Language(FileModel):
    """`allowed` are languages (ISO 639-1) that may be used beside the community's; a sentence
    counts from so many `words` and `letters` on."""

    allowed: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = ()
    words: Annotated[int, Field(ge=1, le=100)] = 3
    letters: Annotated[int, Field(ge=5, le=1000)] = 12


def detector(parameters: Language) -> Detector:
    """Evidence: the language (ISO 639-1) and the sentence that is in it."""
    little = {tag: frozenset(words) for tag, words in words_of("language").items()}

    def strangeness(form: str, _: Lexemes) -> int | None:
        """How much a word says that a text is not Russian; one sign may be a whole sentence."""
        if _IDEOGRAM.search(form):
            return _ENOUGH
        if form in little["ukrainian"] or _NOT_RUSSIAN.search(form):
            return _OTHER_LETTERS
        return _OTHER_WORD if len(form) > _SHORT and not is_word(form) else None

    question = Question(strangeness)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        russian = context.language == RUSSIAN
        found = reading.answers(question)
        if russian and not found:
            return None
        if russian and sum([much for _, much in found]) < _ENOUGH:
            return None
        strange = {reading.words[place].form: much for place, much in found}
        if russian and sum(strange.values()) < _ENOUGH:
            return None
        for words in _sentences(reading):
            if russian and sum([strange.get(word.form, 0) for word in words]) < _ENOUGH:
                continue
            said = _Sentence(reading, words, little)
            if sum(map(len, said.words)) < parameters.letters - said.ideograms:
                continue
            if len(words) < parameters.words and not said.ideograms:
                continue
            language = said.foreign() if russian else said.language()
            if language and language not in (context.language, *parameters.allowed):
                return {"language": language, "found": said.text[:_QUOTED]}
        return None

    return findings


def _sentences(reading: Reading) -> list[Sequence[Word]]:
    """The words of each sentence, then all of them; addresses are left out."""
    words = reading.words[:_MOST_WORDS]
    if "." in reading.lower or "@" in reading.lower:
        last = words[-1].end if words else 0
        chunks = takewhile(lambda chunk: chunk.start() < last, _CHUNK.finditer(reading.lower))
        places = [chunk.span() for chunk in chunks if _ADDRESS.search(chunk[0])]
        if places:
            words = tuple(word for word in words if not _is_within(places, word.start))
    by_sentence: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        by_sentence[word.sentence].append(word)
    return [*by_sentence.values(), words] if len(by_sentence) > 1 else list(by_sentence.values())


def _is_within(places: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a character is in one of some places, which come in their order."""
    before = bisect_right(places, at, key=itemgetter(0))
    return before > 0 and at < places[before - 1][1]


class _Sentence:
    """A sentence; `words` are those of letters, lower case."""

    def __init__(
        self, reading: Reading, words: Sequence[Word], little: Mapping[str, frozenset[str]]
    ) -> None:
        self._little = little
        self.text = reading.text[words[0].start : words[-1].end]
        self.words: list[str] = []
        self._names: set[str] = set()
        for place, word in enumerate(words):
            written = reading.text[word.start : word.end]
            if not written.isalpha() and any(letter.isdigit() for letter in written):
                continue
            self.words.append(written.lower())
            if place and written[0].isupper():
                self._names.add(written.lower())
        self.ideograms = len(_IDEOGRAM.findall(self.text)) * _IDEOGRAM_LETTERS

    def language(self) -> str | None:
        """The language, if it is sure."""
        language, sure = language_of(self.text)
        return language if sure >= _VERY_SURE else None

    def foreign(self) -> str | None:
        """The language, if it is not Russian."""
        latin = [word for word in self.words if _LATIN.fullmatch(word)]
        cyrillic = [word for word in self.words if _CYRILLIC.fullmatch(word)]
        in_latin, in_cyrillic_letters = sum(map(len, latin)), sum(map(len, cyrillic))
        others = sum(map(len, self.words)) - in_latin - in_cyrillic_letters
        if others + self.ideograms > in_latin + in_cyrillic_letters:
            return language_of(self.text)[0]
        if in_latin > in_cyrillic_letters:
            return self._latin_language(latin)
        return self._cyrillic_language(cyrillic)

    def _latin_language(self, words: list[str]) -> str | None:
        little = sum(word in self._little["english"] for word in words)
        is_english = little >= _LITTLE_WORDS and little >= len(words) * _LITTLE_SHARE
        if len(words) < _LEAST_WORDS or (_is_romanized(words) and not is_english):
            return None
        language, sure = language_of(self.text)
        if is_english:
            return "en"
        written_small = [word for word in words if len(word) > _SHORT and word not in self._names]
        is_told = sure >= _SURE or len(written_small) >= _LEAST_UNSURE
        return language if language not in ("en", RUSSIAN) and is_told else None

    def _cyrillic_language(self, words: list[str]) -> str | None:
        little = [word for word in words if word in self._little["ukrainian"]]
        told = [word for word in words if len(word) > _SHORT and word not in self._names]
        strange = {word for word in told if not is_word(word) and _VOWEL.search(word)}
        strange |= set(little)
        plain = not little and not any(map(_ODD.search, strange))
        if len(strange) < (_LEAST_STRANGE if plain else _UNKNOWN):
            return None
        share = len(strange) / len(strange.union(told))
        odd = sum(_ODD.search(word) is not None for word in strange)
        if share < (_SOME_STRANGE if odd >= _UNKNOWN else _STRANGE):
            return None
        language, sure = language_of(self.text)
        if language == RUSSIAN:
            return "uk" if len(little) >= _UNKNOWN else None
        is_told = sure >= _VERY_SURE or share >= _MOST_STRANGE or (odd and share >= _STRANGE)
        return language if is_told or len(little) >= _UNKNOWN else None


def _is_romanized(words: list[str]) -> bool:
    """Whether it is Russian in Latin letters («privet vsem»), which have no accents then."""
    if not all(word.isascii() for word in words):
        return False
    told = [word for word in words if len(word) > _SHORT_LATIN] or words
    read = [word for word in told if any(map(is_word, in_cyrillic(word)))]
    return len(read) >= len(told) * _ROMANIZED


RULE = Rule("language", Language, detector, heuristic=True)
