"""A large institution to make: 3 buildings, 60 groups, 150 people."""

from pathlib import Path
from typing import Any

import yaml

from rooms.community import Community

BUILDINGS, GROUPS, STAFF, CHILDREN = 3, 60, 150, 1500
LEADING = ("head", "deputy", "admin", "duty")
"""The roles of the first people."""


def large(slug: str, groups: int = GROUPS, staff: int = STAFF) -> dict[str, Any]:
    """The content of its community.yaml; people's ids begin with the slug, nobody is shared.

    Every group has two educators of its own and a specialist who is in several groups.
    """
    ids = [f"{slug}-p{number}" for number in range(staff)]
    educators = ids[len(LEADING) :]
    specialists = educators[2 * groups :] or educators
    roles = dict(zip(ids, LEADING, strict=False)) | dict.fromkeys(
        educators[2 * groups :], "specialist"
    )

    def of_group(number: int) -> list[str]:
        own = (educators[place % len(educators)] for place in (2 * number, 2 * number + 1))
        return sorted({*own, specialists[number % len(specialists)]})

    return {
        "community": {"name": f"Детский сад {slug}", "slug": slug},
        "staff": [
            {"id": one, "name": f"Сотрудник {number}", "role": roles.get(one, "educator")}
            for number, one in enumerate(ids)
        ],
        "buildings": [{"key": f"b{n}", "name": f"Корпус {n}"} for n in range(BUILDINGS)],
        "rooms": {key: {} for key in ("staff", "announcements", "lounge", "library", "duty")},
        "groups": [
            {
                "key": f"g{number}",
                "name": f"Группа {number}",
                "building": f"b{number % BUILDINGS}",
                "staff": of_group(number),
            }
            for number in range(groups)
        ],
    }


def roster(children: int = CHILDREN, groups: int = GROUPS) -> str:
    """The roster of its children, two guardians each, as a spreadsheet program saves it."""
    lines = ["Группа;Фамилия;Имя;Дата рождения;Мама;Телефон мамы;Папа;Телефон папы"]
    for n in range(children):
        family, child = _letters(n), _letters(n * 7 % children)
        born = f"{n % 28 + 1:02}.{n % 12 + 1:02}.{2019 + n % 4}"
        lines.append(
            f"g{n % groups};{family}ов;{child};{born};{family}ова Анна;+7916{n:07};"
            f"{family}ов Пётр;+7925{n:07}"
        )
    return "\n".join(lines) + "\n"


def _letters(number: int) -> str:
    """Another name for each number."""
    syllables = ("ба", "во", "гу", "де", "жи", "зо", "ка", "лу", "ме", "ни")
    return "".join(syllables[int(digit)] for digit in f"{number:04}").capitalize()


def community(slug: str, groups: int = GROUPS, staff: int = STAFF) -> Community:
    """The same, read."""
    return Community.model_validate(large(slug, groups, staff))


def write(path: Path, slug: str) -> None:
    """Write it as somebody would."""
    path.write_text(yaml.safe_dump(large(slug), allow_unicode=True, sort_keys=False))
