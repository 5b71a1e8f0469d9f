"""Texts of 20,000 characters that a careless pattern would never finish with."""

from collections.abc import Mapping
from itertools import cycle, islice

CHARACTERS = 20_000

_PIECES = {
    "one letter": "а",
    "one letter with spaces": "а ",
    "words of one letter": "х у й ",
    "digits": "1",
    "digits with spaces": "2202 2002 ",
    "digits with hyphens": "8-912-34-",
    "card-like numbers": "2202200200000000 ",
    "dots": ".",
    "letters and dots": "а.",
    "hosts": "aa.ru.",
    "at signs": "@",
    "mailboxes": "a@a.a",
    "emoji": "😀",
    "emoji of parts": "👩\u200d👩\u200d👧",
    "combining marks": "а\u0301\u0302\u0303",
    "Zalgo": "х\u0335\u0336\u0337у\u0338\u0321\u0322й\u0327\u0328\u0316",
    "mixed alphabets": "хyй",
    "beginnings of addresses": "http://",
    "shorteners": "t.me/+a ",
    "nested quotes": "«",
    "nested brackets": "((",
    "answered quotations": "> ",
    "capitals": "АБВГД ",
    "marks": "?!",
    "stars": "п*",
    "hyphens": "а-",
    "apostrophes": "o'",
    "lines": "\n",
    "tabs and spaces": " \t",
    "invisible letters": "а\u200b",
    "names": "Соколов Михаил ",
    "diminutives": "Миша Маша ",
    "sums": "500 руб ",
    "beginnings of phrases": "кто может перевести ",
    "prefixes": "перешлите всем ",
    "thanks": "спасибо ",
    "letters that grow": "İ",
    "ligatures": "ﷺ",
    "Latin": "the quick ",
}

SAMPLE = (
    "Уважаемые родители! Завтра, 24 ноября, в 10:30 у нас утренник. Ждём Мишу, Алису и Розу "
    "к 9 часам; костюмы «снежинок» принесите сегодня. Кто будет фотографировать? "
)


def pathological() -> Mapping[str, str]:
    """The texts by what is odd about them, and an ordinary one of that length."""
    texts = {name: _long(piece) for name, piece in _PIECES.items()}
    texts["one giant word"] = _long("абвгдежзиклмнопрст")
    texts["another word each"] = "".join(
        islice((f"{_word(number)} " for number in range(CHARACTERS)), CHARACTERS // 6 + 1)
    )[:CHARACTERS]
    texts["an ordinary text"] = _long(SAMPLE)
    # What almost matches is worse than what does: patterns begin anew at every place.
    return texts | {f"{name}, then other": text[:-2] + "ж☂" for name, text in texts.items()}


def _long(piece: str) -> str:
    return "".join(islice(cycle(piece), CHARACTERS))


def _word(number: int) -> str:
    letters = "оанитервсл"
    return "".join(letters[int(digit)] for digit in f"{number:05}")
