"""Words for people: gettext catalogues, one an area, in ``rooms/locale/<language>/<area>.po``.

Source texts in the code are English; values are named: ``say("ru", "No room {room}.", room=key)``.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("ru", "en")
_CATALOGUES = Path(__file__).parent / "locale"


@cache
def _translations(language: str) -> NullTranslations:
    together = Catalog(locale=language if language in LANGUAGES else None)
    for path in sorted((_CATALOGUES / language).glob("*.po")):
        with path.open("rb") as source:
            for message in read_po(source, locale=language):
                if message.id:
                    together[message.id] = message
    if not len(together):
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return GNUTranslations(compiled)


def say(language: str, text: str, /, **values: object) -> str:
    """The text in that language (English where there is no translation), with its values."""
    translated = _translations(language).gettext(text)
    return translated.format(**_fitting(language, translated, values)) if values else translated


def say_many(language: str, one: str, many: str, count: int, /, **values: object) -> str:
    """The same for a number, which the texts may show as {count}."""
    return _translations(language).ngettext(one, many, count).format(count=count, **values)


def _fitting(language: str, text: str, values: dict[str, object]) -> dict[str, object]:
    """The values as they stand in this text: what the system gives as a `reason` is translated,
    too, and quotation marks within quotation marks are other ones, as Russian wants them.
    """
    fitting = dict(values)
    for name, value in values.items():
        if name == "reason" and str(value):
            fitting[name] = _translations(language).gettext(str(value))
        elif not isinstance(value, str):
            continue
        elif f"«{{{name}}}»" in text:
            fitting[name] = value.replace("«", "„").replace("»", "“")
    return fitting
