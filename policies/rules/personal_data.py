"""Personal data: fires on phones, cards, documents, home addresses, birth dates, mailboxes."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.personal.addresses import addresses, may_tell_address
from policies.personal.birth_dates import birth_dates, spoken_birth_dates
from policies.personal.cards import cards
from policies.personal.documents import documents
from policies.personal.found import Found, digits_of, masked
from policies.personal.mailboxes import mailboxes
from policies.personal.neighbourhoods import neighbourhoods
from policies.personal.numbers import insured, taxpayers
from policies.personal.phones import LIKE_DIGIT, SEPARATOR, local_phones, phones
from policies.personal.spoken_flats import spoken_flats
from policies.personal.spoken_numbers import NUMERALS, spoken_phones
from policies.rules.rule import Detector, Rule
from policies.text.morphology import is_name
from policies.text.reading import Reading
from policies.verdict import Evidence

Kind = Literal["phone", "card", "passport", "snils", "inn", "address", "birth_date", "email"]
KINDS: tuple[Kind, ...] = (
    "phone", "card", "passport", "snils", "inn", "address", "birth_date", "email",
)  # fmt: skip

_LONGEST_QUOTE = 100
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"\d[а-я]{3}|[а-я]{3}\d")
"""Numbers may be written so in part: «9ноль6»."""
_DIGITS_OF_PHONE = 5
"""A short phone number has as many."""
_DIGITS_OF_DATE = 3
"""The shortest date has as many: «5 мая 20 года»."""
_TEN_DIGITS = re.compile(rf"\d(?:{SEPARATOR}{LIKE_DIGIT}){{9}}")
_SIX_DIGITS = re.compile(r"\d{3}[ -]?\d{3}")
_READ_FOR_DATES = 2_000
"""Characters of a post that are searched for what is said in words."""


class PersonalData(FileModel):
    """Which `kinds` of data are meant, all by default: ``phone``, ``card``, ``passport`` (birth
    certificates too), ``snils``, ``inn``, ``address``, ``birth_date``, ``email``.

    `own` are phone numbers and mailboxes that anybody may tell, such as the office's; the
    mailboxes of the institution's own domains need not be listed. With `organisations` the ИНН of
    organisations (ten digits) fires, too.
    """

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)] = KINDS
    own: tuple[Annotated[str, Field(min_length=5, max_length=100)], ...] = ()
    organisations: bool = False


def detector(parameters: PersonalData) -> Detector:
    """Evidence: which kind of data, and what was written, with its digits hidden."""
    kinds = frozenset(parameters.kinds)
    own_phones = frozenset(digits_of(each)[-10:] for each in parameters.own if "@" not in each)
    own_mailboxes = frozenset(each.lower() for each in parameters.own if "@" in each)

    def pieces(reading: Reading, context: Context) -> Iterator[Found]:
        lower = reading.lower
        if _DIGIT.search(lower) or _may_be_mailbox(lower):
            for begin, part in neighbourhoods(lower):
                text = reading.text[begin : begin + len(part)]
                for kind, start, end in pieces_of(reading, context, text, part):
                    yield Found(kind, begin + start, begin + end)
        if _may_be_spoken_date(lower):
            written = reading.post.written_at.astimezone(context.timezone).date()
            yield from spoken_birth_dates(lower[:_READ_FOR_DATES], written, is_name)
        if "квартир" in lower:
            yield from spoken_flats(lower[:_READ_FOR_DATES])
        # With a nine every mobile number begins.
        if ("9" in lower or "девя" in lower) and (
            not NUMERALS.isdisjoint(reading.forms) or _GLUED.search(lower)
        ):
            yield from spoken_phones(reading)

    def pieces_of(reading: Reading, context: Context, text: str, lower: str) -> Iterator[Found]:
        digits = len(_DIGIT.findall(lower))
        if digits >= _DIGITS_OF_PHONE:
            if _TEN_DIGITS.search(lower):
                yield from phones(lower, own_phones)
                yield from cards(lower)
                yield from insured(lower)
                yield from taxpayers(lower, parameters.organisations)
            yield from local_phones(lower, own_phones)
            if _SIX_DIGITS.search(lower):
                yield from documents(lower)
        if digits >= _DIGITS_OF_DATE:
            written = reading.post.written_at.astimezone(context.timezone).date()
            yield from birth_dates(lower, written, is_name)
        if may_tell_address(reading):
            yield from addresses(text, lower)
        if _may_be_mailbox(lower):
            yield from mailboxes(lower, context.domains, own_mailboxes)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        if not _may_be_data(reading.lower):
            return None  # most posts
        for piece in pieces(reading, context):
            kind = "passport" if piece.kind == "birth_certificate" else piece.kind
            if kind in kinds:
                written = reading.text[piece.start : piece.end]
                return {
                    "kind": piece.kind,
                    "found": masked(piece.kind, written)[:_LONGEST_QUOTE],
                }
        return None

    return findings


def _may_be_data(lower: str) -> bool:
    """Whether a post has anything without which there is nothing of this kind in it."""
    return (
        _DIGIT.search(lower) is not None
        or "квартир" in lower
        or "девя" in lower
        or _may_be_mailbox(lower)
        or _may_be_spoken_date(lower)
    )


def _may_be_mailbox(lower: str) -> bool:
    """Whether there is a sign, or a word, of the middle of a mailbox."""
    if "@" in lower or "соба" in lower:
        return True
    if "at" in lower and ("at)" in lower or "at]" in lower or "at}" in lower):
        return True
    return "эт" in lower and ("эт)" in lower or "эт]" in lower or "эт}" in lower or " эт " in lower)


def _may_be_spoken_date(lower: str) -> bool:
    return "две тысяч" in lower or "родил" in lower or "рожден" in lower


RULE = Rule("personal_data", PersonalData, detector)
