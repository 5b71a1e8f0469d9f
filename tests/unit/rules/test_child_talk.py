"""What is talk about a child, and what is only arranged, lost, celebrated or played."""

import pytest

from policies.context import Context
from policies.people import Children
from policies.rules.child_talk import RULE
from policies.text.reading import Reading
from policies.verdict import Evidence
from tests.support.corpus import CHILDREN
from tests.support.detecting import MOSCOW, ends, examples
from tests.support.pathological import pathological
from tests.support.posts import post

DETECT = RULE.detector(RULE.parameters())
ROSTER = Context(MOSCOW, children=Children(CHILDREN))
NOBODY = Context(MOSCOW)

TALK = examples("child_talk/talk.txt")
INNOCENT = examples("child_talk/innocent.txt")
WITHOUT_A_ROSTER = examples("child_talk/without-a-roster.txt")
STRANGE = {
    "names": "Миша " * 4_000,
    "names that do something": "Миша плачет " * 1_600,
    "deeds of nobody": "плачет " * 2_800,
    "beginnings of phrases": "закатывает не " * 1_400,
    "somebody behind a deed": "я плакал Миша " * 1_400,
    "kin": "мама Миши " * 2_000,
    "topics": "Миша: " * 3_300,
    "what others feel": "моя боится Миши " * 1_250,
    "what nobody can do": "Мише не подойдёшь " * 1_100,
    "called out again": "опять Миша! " * 1_600,
    "what somebody is like": "Миша добрый тише всех " * 900,
    "what somebody said": "Миша сказал, что она " * 950,
    "later clauses": "Миша, листает, " * 1_300,
    "slips": "".join(f"тимафе{chr(1072 + at % 32)}{chr(1072 + at // 32)} " for at in range(1_000)),
    "what somebody saw": "вижу Миша стоит " * 1_200,
    "what is told at home": "сын говорит Миша " * 1_100,
    "who is the measure": "не то что Миша " * 1_300,
    "how it goes": "у Миши с буквами беда " * 900,
    "who it was": "Опять Миша. " * 1_600,
    "family": "у Миши мама грустит " * 1_000,
    "anything": "Мише палец в рот " * 1_100,
}


def found(text: str, context: Context = ROSTER) -> Evidence | None:
    return DETECT(Reading(post(text, roles=("parent",))), context)


def test_talk() -> None:
    assert [text for text in TALK if found(text) is None] == []


def test_no_talk() -> None:
    assert [text for text in INNOCENT if found(text) is not None] == []


def test_names_are_known_without_a_roster() -> None:
    assert [text for text in WITHOUT_A_ROSTER if found(text, NOBODY) is None] == []


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Вчера Миша плакал", {"found": "Миша плакал", "about": "child"}),
        ("опять дерётся ваш Даня", {"found": "дерётся ваш Даня", "about": "child"}),
        ("у Глеба родители разводятся", {"found": "Глеба родители разводятся", "about": "family"}),
        ("Кирилл опять смыл носки", {"found": "Кирилл опять смыл", "about": "child"}),
    ],
)
def test_evidence(text: str, evidence: Evidence) -> None:
    assert found(text) == evidence


@pytest.mark.parametrize(
    "form", ["Миша", "Мишка", "Миши", "Мишу", "Мишей", "Мишаня", "Мишутка", "Михаил", "миша"]
)
def test_every_form_of_a_name(form: str) -> None:
    assert found(f"драка из-за того, что {form} опять дерётся, терпеть нельзя") is not None


def test_staff_and_parents_are_no_children() -> None:
    assert found("Мария Ивановна сегодня плакала от счастья") is None
    assert found("Маша, дети дерутся на площадке") is None
    assert found("тётя Маша на всех кричит") is None


@pytest.mark.parametrize(("name", "text"), [*pathological().items(), *STRANGE.items()])
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
