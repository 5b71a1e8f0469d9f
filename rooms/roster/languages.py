"""Languages as people write them: русский, рус., татарский, English, uz."""

from functools import cache

from babel import Locale

from rooms.roster.spelling import fold

_ALSO = {"рус": "ru", "русс": "ru", "англ": "en", "тат": "tt", "узб": "uz", "тадж": "tg"}
_ALSO |= {"кирг": "ky", "кыргызский": "ky", "арм": "hy", "азерб": "az", "укр": "uk", "каз": "kk"}


def language_of(text: str) -> str | None:
    """The ISO 639 code of a language's name or code; None: nobody knows it."""
    return _languages().get(fold(text).strip(" ."))


@cache
def _languages() -> dict[str, str]:
    known = {
        fold(name): code
        for names in (Locale("en").languages, Locale("ru").languages)
        for code, name in names.items()
        if len(code) in (2, 3)
    }
    return known | {code: code for code in known.values()} | _ALSO
