"""Personal data: fires on phones, cards, documents, home addresses, birth dates, mailboxes."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from policies.context import Context
from policies.file_model import FileModel
from policies.personal.addresses import addresses
from policies.personal.birth_dates import birth_dates
from policies.personal.documents import documents
from policies.personal.found import Found, digits_of, masked
from policies.personal.mailboxes import mailboxes
from policies.personal.numbers import cards, insured, taxpayers
from policies.personal.phones import phones
from policies.personal.spoken_numbers import spoken_phones
from policies.rules.rule import Detector, Rule
from policies.text.morphology import is_name
from policies.text.reading import Reading
from policies.verdict import Evidence

Kind = Literal["phone", "card", "passport", "snils", "inn", "address", "birth_date", "email"]
KINDS: tuple[Kind, ...] = (
    "phone", "card", "passport", "snils", "inn", "address", "birth_date", "email",
)  # fmt: skip

_LONGEST_QUOTE = 100
_FEWEST_DIGITS = 6  # a short phone number, the shortest date
_DIGITS = re.compile(rf"\d(?:\D*\d){{{_FEWEST_DIGITS - 1}}}")
_FLAT_OR_HOUSE = re.compile(r"\d")
_MAILBOX = re.compile(r"@|соба[кч]|\b(?:at|эт)\b")
_NINE = "девя"  # with which every mobile number begins that is written in words


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
        if _DIGITS.search(lower):
            yield from phones(lower, own_phones)
            yield from cards(lower)
            yield from insured(lower)
            yield from taxpayers(lower, parameters.organisations)
            yield from documents(lower)
            written = reading.post.written_at.astimezone(context.timezone).date()
            yield from birth_dates(lower, written, is_name)
        if _NINE in lower:
            yield from spoken_phones(reading)
        if _FLAT_OR_HOUSE.search(lower):
            yield from addresses(reading.text, lower)
        if _MAILBOX.search(lower):
            yield from mailboxes(lower, context.domains, own_mailboxes)

    def findings(reading: Reading, context: Context) -> Evidence | None:
        for piece in pieces(reading, context):
            kind = "passport" if piece.kind == "birth_certificate" else piece.kind
            if kind in kinds:
                return {
                    "kind": piece.kind,
                    "found": masked(reading.text[piece.start : piece.end])[:_LONGEST_QUOTE],
                }
        return None

    return findings


RULE = Rule("personal_data", PersonalData, detector)
