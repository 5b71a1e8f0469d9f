"""Which language a text is in (py3langid's model, restricted to what parents write)."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_PLAUSIBLE = (
    "ar", "az", "ba", "be", "bg", "cs", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi",
    "hu", "hy", "it", "ja", "ka", "kk", "ko", "ky", "lt", "lv", "mn", "nl", "pl", "ps", "pt", "ro",
    "ru", "sr", "tg", "th", "tr", "tt", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
_LONGEST = 400
"""Characters that are looked at; more tell nothing new."""


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_PLAUSIBLE)
    return identifier


def load_languages() -> None:
    """Load the model (a second or two), so that no post has to wait for it."""
    _identifier()


def language_of(text: str) -> tuple[str, float]:
    """The language (ISO 639-1) that a text most probably is in, and how sure that is (0 to 1).

    Some 0.1 ms; a sentence is needed for a sure answer.
    """
    language, sure = _identifier().classify(text[:_LONGEST].lower())
    return str(language), float(sure)
