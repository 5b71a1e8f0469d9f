"""Whether a child may be shown in pictures, as a cell says it. What is not clear is never guessed.

Unlike in other columns a dash is a «нет» here: beside a «+» it can mean nothing else.
"""

import re

from rooms.roster.spelling import fold
from rooms.sentence import Sentence

UNCLEAR = Sentence(
    "It is not clear whether this child may be shown in pictures: да or нет is expected."
)

_SAYS_YES = """
да д yes y true истина 1 + ++ v ✓ ✔ ☑ есть имеется согласен согласна согласны даю даем дано дан
дана дал дала дали разрешаю разрешаем разрешен разрешена разрешено разрешили можно получено
подписано подписали подписан сдано сдали сдал сдала agree agreed given granted allowed signed ok
не_против не_возражаю не_возражаем не_возражают не_запрещено не_запрещаю not_against
"""
_SAYS_NO = """
нет н no n false ложь 0 - -- --- ☐ нету против отказ отказано отказались отказался отказалась
запрещено запрещаю запрещаем запретили запрет нельзя отсутствует несогласен несогласна несогласны
возражаю возражаем возражают без without against refuse refused declined forbidden denied none
"""
_YES, _NO = frozenset(_SAYS_YES.split()), frozenset(_SAYS_NO.split())
_NEGATED = frozenset(word for word in _YES if word.isalpha())
"""What a «не», «нет» or “not” before it makes a no."""
_SAYS_NOTHING = """
согласие согласия на фото видео фотосъемку видеосъемку съемку съемки фотосъемки публикацию и мы
я родители мама папа оба consent to photos photo video by parents the is
"""
_ABOUT = frozenset(_SAYS_NOTHING.split())
"""Words that change nothing."""
_WORD = re.compile(r"[^\W_]+|[✓✔☑☐]")
_SIGN = re.compile(r"[-+]+")


def photo_consent(text: str) -> bool | Sentence | None:
    """What a cell of a column such as «Согласие на фото» says; None: nothing; a Sentence: it
    cannot be told."""
    folded = fold(text).strip(" .,;:!()")
    if not folded or folded in {"н/д", "n/a"}:
        return None
    words = _WORD.findall(folded)
    told = [word for word in words if word not in _ABOUT]
    if not words:
        told = _SIGN.findall(folded)
    elif not told and {"согласие", "consent"} & set(words):
        told = ["есть"]
    rest = _SIGN.sub("", _WORD.sub("", folded)).strip(" .,;:!()/")
    said = _said(told)
    return UNCLEAR if said is None or rest else said


def _said(words: list[str]) -> bool | None:
    """What all the words say; None where one of them is unknown, or where they disagree."""
    said: set[bool] = set()
    left = words[::-1]
    while left:
        word = left.pop()
        if left and f"{word}_{left[-1]}" in _YES:
            said.add(True)
            left.pop()
        elif word in {"не", "not"} and left and left[-1] in _NEGATED:
            said.add(False)
            left.pop()
        elif word in _YES or word in _NO:
            said.add(word in _YES)
        else:
            return None
    return said.pop() if len(said) == 1 else None
