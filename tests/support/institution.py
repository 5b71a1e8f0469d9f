"""A large institution to make: 3 buildings, 60 groups, 150 people."""

from pathlib import Path
from typing import Any

import yaml

from rooms.community import Community

BUILDINGS, GROUPS, STAFF = 3, 60, 150
HEADS, ADMINISTRATORS = 1, 3


def large(slug: str, groups: int = GROUPS, staff: int = STAFF) -> dict[str, Any]:
    """The content of its community.yaml; people's ids begin with the slug, nobody is shared.

    Every group has two educators of its own and a specialist who is in several groups.
    """
    leading = HEADS + ADMINISTRATORS
    people = [
        {"id": f"{slug}-p{n}", "name": f"Сотрудник {n}", "role": _role(n)} for n in range(staff)
    ]
    educators = [person["id"] for person in people[leading:]]
    specialists = educators[2 * groups :] or educators
    return {
        "community": {"name": f"Детский сад {slug}", "slug": slug},
        "staff": people,
        "rooms": {"staff": {"name": "Сотрудники"}},
        "groups": [
            {
                "key": f"g{n}",
                "name": f"Группа {n}",
                "staff": sorted(
                    {
                        educators[2 * n % len(educators)],
                        educators[(2 * n + 1) % len(educators)],
                        specialists[n % len(specialists)],
                    }
                ),
            }
            for n in range(groups)
        ],
    }


def _role(number: int) -> str:
    if number < HEADS:
        return "head"
    return "admin" if number < HEADS + ADMINISTRATORS else "educator"


def community(slug: str, groups: int = GROUPS, staff: int = STAFF) -> Community:
    """The same, read."""
    return Community.model_validate(large(slug, groups, staff))


def write(path: Path, slug: str) -> None:
    """Write it as somebody would."""
    path.write_text(yaml.safe_dump(large(slug), allow_unicode=True, sort_keys=False))
