"""For whom a page is made: the language, the time zone, and how things are called there."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from rooms.language import say, say_many

_UNITS = ((1024**3, "{number} GB"), (1024**2, "{number} MB"), (1024, "{number} KB"))


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a page."""

    institution: str
    room: str
    zone: ZoneInfo
    language: str

    def say(self, text: str, /, **values: object) -> str:
        """The text in the reader's language."""
        return say(self.language, text, **values)

    def posts(self, count: int) -> str:
        """So many posts."""
        return say_many(self.language, "{count} message", "{count} messages", count)

    def files(self, count: int) -> str:
        """So many files."""
        return say_many(self.language, "{count} file", "{count} files", count)

    def day(self, day: date) -> str:
        """A day with its weekday."""
        return format_date(day, "d MMMM y, EEEE", locale=self.language)

    def month(self, day: date) -> str:
        """A month and year, as a heading."""
        words = format_date(day, "LLLL y", locale=self.language)
        return words[:1].upper() + words[1:]

    def moment(self, at: datetime) -> str:
        """A day and time."""
        return format_datetime(at, "d MMMM y, HH:mm", tzinfo=self.zone, locale=self.language)

    def clock(self, at: datetime) -> str:
        """A time of day."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def size(self, size: int) -> str:
        """A size in words; nothing where it is unknown."""
        if size <= 0:
            return ""
        for unit, words in _UNITS:
            if size >= unit:
                number = format_decimal(size / unit, "#,##0.#", locale=self.language)
                return self.say(words, number=number)
        return self.say("{number} bytes", number=size)
