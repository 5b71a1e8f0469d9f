"""docs/rooms.md does what it says."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from rooms.community import Community
from rooms.files.yaml_file import load_text
from rooms.reconcile.changes import Aspect, SetState
from rooms.reconcile.homeserver import UserId
from rooms.wanted.people import people_of
from rooms.wanted.rooms import wanted_rooms

PAGE = Path("docs/rooms.md").read_text("utf-8")


def test_every_file_of_the_page_is_one() -> None:
    texts = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(texts) == 2
    for text in texts:
        assert load_text(text, Path("community.yaml"), Community).community.slug == "sad24"


def test_the_change_of_the_page_is_said_so() -> None:
    text = "community: {name: Сад, slug: sad24}\ngroups: [{key: bugs, name: Божьи коровки}]"
    community = load_text(text, Path("community.yaml"), Community)
    people = people_of(community, (), "sad24.example")
    wanted = wanted_rooms(community, people, "sad24.example", UserId("@teremok:sad24.example"))
    (room,) = (room for room in wanted if room.key == "bugs")
    anna = "@anna:sad24.example"
    change = SetState(room, Aspect.NAME, ("m.room.name", ""), {}, "Коровки!!!", anna)
    assert change.words("ru") in PAGE


def test_the_json_of_the_page_is_json_and_every_command_is_one() -> None:
    (line,) = re.findall(r"^\{.*\}$", PAGE, re.MULTILINE)
    assert list(json.loads(line))[-3:] == ["changes", "failed", "requests"]
    lines = re.findall(r"^\$ teremok (.+)$", PAGE, re.MULTILINE)
    assert len(lines) >= 5
    for command in lines:
        shown = CliRunner().invoke(main, [command.split()[0], "--help"])
        assert shown.exit_code == 0
        assert all(option in shown.output for option in re.findall(r"--[a-z-]+", command))
