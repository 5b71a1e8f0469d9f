"""Addresses that are spelled so that programs do not see them: the dot in words, in brackets or
between spaces, or left out."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from policies.text.hosts import Address, canonical, endings, ends_a_host
from policies.text.lexemes import Lexemes
from policies.text.lexicon import Question
from policies.text.morphology import is_word
from policies.text.reading import Reading
from policies.words import words_of

_SAID_DOTS = frozenset({"точка", "тчк", "dot", "дот"})
_OTHER_DOTS = frozenset("。．｡․·•∙⋅﹒")
_AROUND_A_DOT = " \t()[]{}<>*_-|\"'"
_GAP = 5
"""The longest that stands between a name and its ending, in characters."""

_SAID_ENDINGS = frozenset(
    {"ru", "ру", "рф", "com", "ком", "net", "org", "орг", "su", "me", "ме", "ми"}
)
_SURE_ENDINGS = frozenset({"ru", "ру", "рф", "com", "net", "org", "su"})
"""Before these a dot may be anything; before other endings it has to be said or bracketed."""

_COMMON_ENDINGS = frozenset(
    {
        "online", "site", "store", "shop", "club", "xyz", "top", "info", "pro", "life", "website",
        "space", "fun", "app", "link", "live", "biz", "digital", "world", "center", "today",
        "click", "market", "school", "kids", "art", "bet", "win", "vip", "icu", "ink", "team",
        "group", "email", "cc", "io", "me", "ws", "tv", "to", "by", "kz", "ua", "uz",
    }
)  # fmt: skip
"""Before these a name of Latin letters and a dot with a space before it make an address."""

_MESSENGERS = frozenset({"t", "т", "wa", "ва", "vk", "вк"})
_MESSENGER_ENDINGS = frozenset({"me", "ме", "com", "ком", "cc"})
_MAIL_SIGNS = frozenset({"собака", "собачка"})
_GLUED = re.compile(r"(?P<name>[\w-]+?)[-_]?(?:точка|тчк)[-_]?(?P<ending>ру|ru|ком|com|рф|орг|org)")
_SPELT_ENDING = re.compile(r"\. ?(?:r u|р у|р ф|c o m)(?!\w)")
_SPELT_NAME = re.compile(r"(?:(?<!\w)\w ){2,}\Z")
"""«a v i t o . r u»"""
_PATH = re.compile(r" ?/ ?(?=\w*(?:\d|[a-z][A-Z]))[\w-]{4,}", re.ASCII)
"""Behind a host: what no word looks like."""

_FEW = 3
_NAME = 63


def disguised(reading: Reading) -> Iterator[Address]:
    """Every address of which a dot is not simply written as one; e-mail addresses are none."""
    for ending in _SPELT_ENDING.finditer(reading.lower):
        name = _SPELT_NAME.search(reading.lower[max(0, ending.start() - _NAME) : ending.start()])
        if name:
            written = name[0] + ending[0]
            yield Address(written, canonical(written.replace(" ", "")))
    for at, _ in signs(reading):
        word = reading.words[at]
        if at and ends_a_host(word.form):
            label = _label_before(reading, at)
            if label is not None and not _is_mail(reading, first := _beginning(reading, label)):
                yield _joined(reading, first, at)
        elif "точка" in word.form and (glued := _GLUED.fullmatch(_written(reading, at))):
            yield Address(reading.quote(at, at), canonical(f"{glued['name']}.{glued['ending']}"))
        elif word.form == "тме" and _after(reading, at) == "/":
            yield Address(reading.quote(at, at), "t.me")


def may_be_in(reading: Reading) -> bool:
    """Whether there may be one: nearly always there is none."""
    return bool(signs(reading)) or _SPELT_ENDING.search(reading.lower) is not None


def signs(reading: Reading) -> Sequence[tuple[int, bool]]:
    """The words with which addresses end, disguised or not, by their places (True: as they are
    spelled), and those with a dot or a whole address in them."""
    return reading.answers(_signs())


@cache
def _signs() -> Question[bool]:
    def answer(form: str, _: Lexemes) -> bool | None:
        if form in endings():
            return True
        return False if "точка" in form or form == "тме" or ends_a_host(form) else None

    return Question(answer)


def _label_before(reading: Reading, ending: int) -> int | None:
    """The word before the disguised dot that stands before a word; None: there is none."""
    label = _said(reading, ending)
    if label is not None:
        form = reading.words[ending].form
        if form == "онлайн":  # «торговая точка онлайн»
            return label if reading.words[label].form.isascii() else None
        return label if form.isascii() or form in _SAID_ENDINGS or not is_word(form) else None
    gap = _gap(reading, ending)
    if len(gap) > _GAP or gap == ".":
        return None
    return ending - 1 if _is_bracketed(gap) or _is_implied(reading, gap, ending) else None


def _said(reading: Reading, ending: int) -> int | None:
    """The word before «точка» before this word."""
    if ending < 2 or reading.words[ending - 1].form not in _SAID_DOTS:
        return None
    gaps = (_gap(reading, ending - 1), _gap(reading, ending))
    return None if any(gap.strip(_AROUND_A_DOT) or len(gap) > _GAP for gap in gaps) else ending - 2


def _is_bracketed(gap: str) -> bool:
    return gap in _OTHER_DOTS or (gap.strip(_AROUND_A_DOT) == "." and gap.strip() != ".")


def _is_implied(reading: Reading, gap: str, ending: int) -> bool:
    """Whether a space, a comma or a dot with spaces stands for the dot of an address."""
    label, form = reading.words[ending - 1].form, reading.words[ending].form
    if label in _MESSENGERS and form in _MESSENGER_ENDINGS:
        return _after(reading, ending) == "/"  # t me/name
    if " ." in gap and label.isascii() and _PATH.match(reading.text, reading.words[ending].end):
        return not label.isdecimal()  # «youtu . be / Xz83k»
    if form in _COMMON_ENDINGS and label.isascii() and not label.isdecimal() and len(label) > _FEW:
        return gap in {" . ", " ."} or (gap == ". " and "-" in label)
    if form not in _SURE_ENDINGS or label in _SAID_DOTS or label.isdecimal() or "\n" in gap:
        return False
    if gap.isspace():
        if ending > 1 and _written(reading, ending - 2) in {"www", "ввв"}:
            return True
        return form in {"ru", "com"} and label.isascii() and label not in _providers()
    if form == "рф" and not label.isascii():  # «в законе. РФ…» is a new sentence
        return gap.strip() == "." and reading.text[reading.words[ending].start].islower()
    stands_for_it = gap.strip() in {".", ",", "*"} or unicodedata.category(gap[0]) == "So"
    return stands_for_it and (label.isascii() or form in {"ру", "ru"})


def _beginning(reading: Reading, last: int) -> int:
    """The first word of the name that ends with this word: names have dots of their own."""
    while last > 0:
        said = _said(reading, last)
        if said is not None:
            last = said
        elif (gap := _gap(reading, last)) in {".", "_"} or _is_bracketed(gap):
            last -= 1
        else:
            break
    return last


def _is_mail(reading: Reading, first: int) -> bool:
    if first == 0:
        return False
    return reading.words[first - 1].form in _MAIL_SIGNS or "@" in _gap(reading, first)


def _joined(reading: Reading, first: int, last: int) -> Address:
    labels = (_written(reading, at) for at in range(first, last + 1))
    host = ".".join(label for label in labels if label not in _SAID_DOTS)
    return Address(reading.quote(first, last), canonical(host))


def _written(reading: Reading, at: int) -> str:
    return reading.lower[reading.words[at].start : reading.words[at].end]


def _gap(reading: Reading, at: int) -> str:
    """What stands between a word and the one before."""
    return reading.lower[reading.words[at - 1].end : reading.words[at].start]


def _after(reading: Reading, at: int) -> str:
    """The first character after a word that is no space."""
    end = reading.words[at].end
    return reading.lower[end : end + _GAP].lstrip()[:1]


@cache
def _providers() -> frozenset[str]:
    return frozenset(words_of("addresses")["providers"])
