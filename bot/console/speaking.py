"""How the console speaks: the visitor's language, times, sizes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal
from babel.units import format_unit

from rooms.language import LANGUAGES, say, say_many

UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")


@dataclass(frozen=True, slots=True)
class Speaking:
    """Words in one language, times in one time zone."""

    language: str
    timezone: ZoneInfo

    def say(self, text: str, **values: object) -> str:
        """A text of ours."""
        return say(self.language, text, **values)

    def say_many(self, one: str, many: str, count: int) -> str:
        """A text of ours with a number."""
        return say_many(self.language, one, many, count)

    def time(self, at: int) -> str:
        """A time in milliseconds, as day and minute."""
        moment = datetime.fromtimestamp(at / 1000, UTC)
        return str(
            format_datetime(moment, "d MMM, HH:mm", tzinfo=self.timezone, locale=self.language)
        )

    def number(self, value: int) -> str:
        """A number with its thousands apart."""
        return str(format_decimal(value, locale=self.language))

    def size(self, value: int) -> str:
        """Bytes, in the unit that is read best."""
        amount, unit = float(value), 0
        while amount >= 1000 and unit < len(UNITS) - 1:
            amount, unit = amount / 1000, unit + 1
        rounded = round(amount, 1) if unit else int(amount)
        return str(
            format_unit(rounded, f"digital-{UNITS[unit]}", length="short", locale=self.language)
        )


def language_of(accept: str) -> str:
    """Russian, or English for those whose browser prefers it. `accept` is Accept-Language."""
    best, best_weight = LANGUAGES[0], 0.0
    for part in accept[:500].split(","):
        tag, _, parameters = part.partition(";")
        language = tag.strip().lower().split("-", 1)[0]
        weight = _weight(parameters)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
