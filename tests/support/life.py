"""A whole house with people in it: staff at their clients, parents at their phones."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.element import Element
from tests.support.house import RunningHouse
from tests.support.phone import Phone
from tests.support.waiting import until

GROUPS = ("ladybirds", "hedgehogs", "swallows", "fireflies")
SECOND_CHAT = "hedgehogs-vk"
"""Plumbed into the room of the hedgehogs beside its first chat."""
COMMUNITY = {
    "community": {"name": "Детский сад № 24", "slug": "sad24", "timezone": "Europe/Moscow"},
    "staff": [
        {"id": "valentina", "name": "Валентина Петровна", "role": "head"},
        {"id": "anna", "name": "Анна Сергеевна", "role": "educator"},
        {"id": "olga", "name": "Ольга Николаевна", "role": "educator"},
    ],
    "rooms": {"staff": {"name": "Сотрудники", "topic": "Рабочие вопросы"}},
    "groups": [
        {
            "key": key,
            "name": f"Группа {key}",
            "staff": ["anna"] if key != "fireflies" else ["anna", "olga"],
            "chats": [
                {"network": "sandbox", "id": chat}
                for chat in ([key, SECOND_CHAT] if key == "hedgehogs" else [key])
            ],
        }
        for key in GROUPS
    ],
}
_IN_FORCE = re.compile(r"The regulation in force has")


@dataclass
class Life:
    """The house, its rooms by key, and who is logged in."""

    house: RunningHouse
    valentina: Element
    anna: Element
    rooms: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def begin(
        cls,
        folder: Path,
        prepare: Callable[[Path], None] | None = None,
        institution: Mapping[str, Any] = COMMUNITY,
    ) -> "Life":
        """Start a house whose regulation forbids nothing; `prepare` makes its folder before."""
        folder.mkdir(parents=True)
        community, regulation = folder / "ours.yaml", folder / "rules.yaml"
        community.write_text(yaml.safe_dump(dict(institution), allow_unicode=True))
        regulation.write_text("clauses: []\n")
        house = RunningHouse(folder / "house")
        if prepare is not None:
            prepare(house.folder)
        try:
            await house.up("--community", str(community), "--regulation", str(regulation))
            valentina = await Element.log_in(house, "valentina")
            life = cls(house, valentina, await Element.log_in(house, "anna"))
            for key in GROUPS:
                life.rooms[key] = await house.room(valentina.token, f"sad24-{key}")
            return life
        except BaseException:
            await house.down()
            raise

    def parent(self, chat: str, person: str, name: str) -> Phone:
        """Somebody with the phone."""
        return Phone(self.house, chat, person, name)

    def listed(self, *words: str) -> list[dict[str, Any]]:
        """What a `teremok … --json` command lists."""
        done = self.house.command(*words, "--json")
        assert done.returncode == 0, done.stderr
        rows: list[dict[str, Any]] = yaml.safe_load(done.stdout)
        return rows

    def daemon_log(self) -> str:
        """What the daemon has written."""
        return (self.house.folder / "logs" / "daemon.log").read_text()

    async def put_in_force(self, *clauses: dict[str, Any], **settings: Any) -> None:
        """Change the regulation, and wait until it is taken up; `settings` beside the clauses."""
        text = yaml.safe_dump({"clauses": list(clauses), **settings}, allow_unicode=True)
        if text == (self.house.folder / "regulation.yaml").read_text():
            return
        before = self._taken_up()
        self.write_regulation(text)

        async def look() -> bool:
            return self._taken_up() > before

        await until(look, "the new regulation in force")

    def write_regulation(self, text: str) -> None:
        """Save the file as an editor does."""
        (self.house.folder / "regulation.yaml").write_text(text)

    def _taken_up(self) -> int:
        return len(_IN_FORCE.findall(self.daemon_log()))
