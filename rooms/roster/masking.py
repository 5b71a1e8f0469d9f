"""Personal data as others may look at them over one's shoulder: И… П…, +7•••••••67, 2020."""

from dataclasses import replace

from rooms.roster.model import Child, Guardian

_DOT = "•"
_SHOWN_DIGITS = 2


def masked_name(name: str) -> str:
    """The first letter of each word."""
    return " ".join(f"{word[0]}…" for word in name.split())


def masked_phone(phone: str) -> str:
    """The beginning of the country's code and the last two digits."""
    return phone[:2] + _DOT * max(len(phone) - 2 - _SHOWN_DIGITS, 0) + phone[-_SHOWN_DIGITS:]


def masked_guardian(guardian: Guardian) -> Guardian:
    """The same without what tells who it is."""
    phones = tuple(masked_phone(phone) for phone in guardian.phones)
    return replace(guardian, name=masked_name(guardian.name), phones=phones)


def masked(child: Child) -> Child:
    """The same without what tells who it is; the birth date is told apart, by `masked_birth`."""
    return replace(
        child,
        surname=masked_name(child.surname),
        name=masked_name(child.name),
        patronymic=masked_name(child.patronymic),
        guardians=tuple(masked_guardian(guardian) for guardian in child.guardians),
    )


def masked_birth(child: Child) -> str | None:
    """The year alone."""
    return f"{child.birth_date.year:04}" if child.birth_date else None
