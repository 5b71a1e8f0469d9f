"""docs/year.md does what it says."""

import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from rooms.community import Community
from rooms.files.yaml_file import load_text
from rooms.year.plan import make_year_plan
from rooms.year.words import plan_words

PAGE = Path("docs/year.md").read_text("utf-8")
BEFORE = """\
community: {name: Детский сад № 24, slug: sad24}
staff: [{id: zav, name: Валентина Буцкая, role: head}]
groups:
  - {key: junior, name: Лучики}
  - {key: middle, name: Ёжики}
  - {key: senior, name: Сказка}
"""


def test_the_file_of_the_page_gives_the_plan_of_the_page() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    before, after = (load_text(each, Path("community.yaml"), Community) for each in (BEFORE, text))
    words = list(plan_words(make_year_plan(before, after, (), 2027), {}, "ru"))
    assert words
    assert "\n".join(words) in PAGE


def test_every_command_of_the_page_is_one() -> None:
    lines = re.findall(r"^\$ teremok (.+)$", PAGE, re.MULTILINE)
    assert len(lines) >= 5
    for line in lines:
        words = line.split()
        shown = CliRunner().invoke(main, [*words[:2], "--help"])
        assert shown.exit_code == 0, line
        for option in re.findall(r"--[a-z-]+", line):
            assert option in shown.output
