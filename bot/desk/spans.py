"""How long something lasts, as people write it: ``2h``, ``30 min``, ``1,5 часа``, ``3 дня``."""

import re
from datetime import timedelta

from bot.house import HouseProblem

LONGEST = timedelta(days=366)
_SPAN = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*([a-zа-яё]+)\.?")
_UNITS = (
    ("minutes", ("m", "min", "mins", "minute", "minutes", "м", "мин"), "минут"),
    ("hours", ("h", "hour", "hours", "ч", "час"), "час"),
    ("days", ("d", "day", "days", "д", "дн", "день", "дня", "дней"), "суток"),
    ("weeks", ("w", "week", "weeks", "н", "нед"), "недел"),
)


def read_span(text: str) -> timedelta:
    """The span that is meant. Raises HouseProblem for what is none, or longer than a year."""
    written = _SPAN.fullmatch(" ".join(text.casefold().split()))
    unit = _unit(written[2]) if written else None
    if written is None or unit is None:
        raise HouseProblem(
            "“{text}” does not say how long. Write it like 30m, 2h or 3d.", text=text[:40]
        )
    span = timedelta(**{unit: float(written[1].replace(",", "."))})
    if not timedelta(minutes=1) <= span <= LONGEST:
        raise HouseProblem("From one minute to one year is possible.")
    return span


def _unit(word: str) -> str | None:
    for unit, words, stem in _UNITS:
        if word in words or word.startswith(stem):
            return unit
    return None
