"""Names of people as they stand in lists: three columns or one cell, in any case and order."""

import re
from dataclasses import dataclass

from rooms.roster.spelling import cyrillic, tidy
from rooms.sentence import Sentence

_PATRONYMIC = re.compile(
    r".*(вич|вна|ична|инична|ьич|кызы|гызы|оглы|оглу|улы|уулу|vich|vna|ovich|ovna)$", re.IGNORECASE
)
_BORN_OF = frozenset({"оглы", "оглу", "кызы", "гызы", "улы", "уулу", "кизи", "ogly", "kyzy"})
"""Words that make a patronymic of the name before them."""
_SMALL = _BORN_OF | {"фон", "де", "да", "ди", "ван", "дер", "бен", "ибн", "von", "van", "de", "da"}
"""Words of a name that stay small."""
_NAME = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
_REMARK = re.compile(
    r"\b(лиш[её]н|умер|розыск|развед[её]н|развод|одиноч|неизвест|не указан|сведени|см\b|суд\b)",
    re.IGNORECASE,
)
LONGEST = 100
"""Characters of one part of a name."""


@dataclass(frozen=True, slots=True)
class FullName:
    """The parts of a name; the patronymic may be empty."""

    surname: str
    name: str
    patronymic: str = ""


def tidy_name(text: str) -> str:
    """A name without odd spaces; ИВАНОВ and иванов become Иванов, Римский – Корсаков one word."""
    text = re.sub(r"\s*[-\u2010-\u2015]\s*", "-", cyrillic(tidy(text)))
    text = re.sub(r"(?<=\w\.)(?=[^\W\d_])", " ", text).replace(" .", ".")
    return " ".join(_cased(word) for word in text.strip(" ,;").split())


def name_problem(text: str) -> Sentence | None:
    """Why this cannot be a part of somebody's name; None: it can."""
    if len(text) > LONGEST:
        return Sentence("This is too long for a name.")
    if _REMARK.search(text):
        return Sentence("There is a remark here where a name is expected.")
    if not all(_NAME.fullmatch(word) for word in text.split()):
        return Sentence("A name is expected here, with nothing but letters.")
    return None


def split_name(text: str, given_first: bool = False) -> FullName | Sentence:
    """A tidy full name in its parts, or why it cannot be told apart.

    Russian lists have the surname first; a patronymic shows where a name has another order.
    `given_first` is for two words of which the given name is the first, as in English lists.
    """
    if problem := name_problem(text.replace(",", " ")):
        return problem
    if "," in text:
        surname, _, rest = (part.strip() for part in text.partition(","))
        return _rest_after(surname, rest.replace(",", " ").split())
    words = text.split()
    if any(word.endswith(".") for word in words):
        return Sentence("The full name of the child is expected here, without initials.")
    if len(words) < 2:
        return Sentence("The surname and the name of the child are expected here.")
    patronymic_at = _patronymic_at(words)
    if patronymic_at is not None:
        return _around(words, patronymic_at)
    if len(words) == 2:
        surname, name = reversed(words) if given_first else words
        return FullName(surname, name)
    if len(words) == 3 and not given_first:
        return FullName(*words)
    return Sentence(
        "It cannot be told which of these words is the surname and which is the name: write them"
        " in columns of their own."
    )


def split_given(text: str) -> tuple[str, str]:
    """A cell with the name, and perhaps the patronymic after it."""
    words = text.split()
    at = _patronymic_at(["", *words])
    if at is None or at == 1:
        return text, ""
    at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def female(full_name: str) -> bool | None:
    """Whether a patronymic shows a woman (True) or a man (False); None: it does not tell."""
    for word in full_name.casefold().split():
        if re.fullmatch(r"\w+(овна|евна|ична|кызы|гызы)|кызы|гызы", word):
            return True
        if re.fullmatch(r"\w+(ович|евич|ьич|кич|мич|нич)|оглы|оглу|улы|уулу", word):
            return False
    return None


def _cased(word: str) -> str:
    if word.casefold() in _SMALL:
        return word.casefold()
    if len(word) > 1 and (word.isupper() or word.islower()):
        return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return word


def _patronymic_at(words: list[str]) -> int | None:
    """Where the patronymic begins; «Рустам оглы» are two words of it.

    No name begins with it, and of two words the second may be a surname such as Абрамович.
    """
    for index in range(1, len(words)):
        if words[index + 1 : index + 2] and words[index + 1].casefold() in _BORN_OF:
            return index
        if len(words) > 2 and _PATRONYMIC.fullmatch(words[index]):
            return index
    return None


def _around(words: list[str], at: int) -> FullName | Sentence:
    end = at + 1
    if end < len(words) and words[end].casefold() in _BORN_OF:
        end += 1
    before, patronymic, after = words[:at], " ".join(words[at:end]), words[end:]
    if after and len(before) == 1:  # Пётр Сергеевич Иванов
        return FullName(" ".join(after), before[0], patronymic)
    if not after and len(before) >= 2:  # Гарсиа Лопес Мария Ивановна
        return FullName(" ".join(before[:-1]), before[-1], patronymic)
    return Sentence("The surname, the name and the patronymic are expected here.")


def _rest_after(surname: str, rest: list[str]) -> FullName | Sentence:
    if not surname or not rest:
        return Sentence("The surname and the name of the child are expected here.")
    name, patronymic = split_given(" ".join(rest))
    return FullName(surname, name, patronymic)
