"""Which language a text is in (py3langid's model, restricted to what parents write)."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_PLAUSIBLE = (
    "ar", "az", "ba", "be", "bg", "cs", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
    "hu", "hy", "it", "ja", "ka", "kk", "ko", "ky", "lt", "lv", "mn", "nl", "pl", "ps", "pt", "ro",
    "ru", "sr", "tg", "th", "tr", "tt", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
_LONGEST = 400
"""Characters that are looked at; more tell nothing new."""


@cache
def _identifier() -> "LanguageIdentifier":
    """The model without the languages that nobody writes.

    It takes some 60 MB and half a second to load, and most houses never have a text that needs it:
    it is loaded, and all that it is made of imported, for the first.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
    from py3langid.modelio import load_model

    of_features, of_languages, languages, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    meant = [place for place, each in enumerate(languages) if each in _PLAUSIBLE]
    return LanguageIdentifier(
        of_features[:, meant],
        of_languages[meant],
        [languages[place] for place in meant],
        moves,
        outputs,
        norm_probs=True,
        tk_row=rows,
    )


def language_of(text: str) -> tuple[str, float]:
    """The language (ISO 639-1) that a text most probably is in, and how sure that is (0 to 1).

    Some 0.1 ms; a sentence is needed for a sure answer.
    """
    language, sure = _identifier().classify(text[:_LONGEST].lower())
    return str(language), float(sure)
