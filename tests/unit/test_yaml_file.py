"""What people read when a file of theirs is wrong."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator
from yaml.nodes import Node

from policies.file_model import FileModel, mistake_at
from rooms.files.yaml_file import LARGEST, FileProblem, load
from rooms.files.yaml_tree import read_tree


class Animal(FileModel):
    name: str = Field(min_length=2)
    legs: int = Field(default=4, ge=0)
    color: Literal["grey", "brown"] = "grey"
    friends: tuple[str, ...] = ()


class House(FileModel):
    address: str
    tall: bool = False
    animals: tuple[Animal, ...] = ()

    @model_validator(mode="after")
    def _friends_live_here(self) -> "House":
        names = {animal.name for animal in self.animals}
        for index, animal in enumerate(self.animals):
            for place, friend in enumerate(animal.friends):
                if friend not in names:
                    at = ("animals", index, "friends", place)
                    raise mistake_at(at, "“{name}” does not live here.", name=friend)
        return self


class Lenient(BaseModel):
    model_config = ConfigDict(extra="forbid")
    address: str

    @model_validator(mode="after")
    def _not_nowhere(self) -> "Lenient":
        if self.address == "nowhere":
            raise ValueError("Nobody lives nowhere.")
        return self


def problem(folder: Path, content: str | bytes, model: type[BaseModel] = House) -> FileProblem:
    path = folder / "house.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileProblem) as caught:
        load(path, model)
    return caught.value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("address: [a\n", "2:1: A comma or the closing bracket “]” is missing here."),
        ("address: {a: 1\n", "2:1: A comma or the closing brace “}” is missing here."),
        ("address: a: b", "1:11: A colon is not expected here"),
        ("address: a\n\ttall: true", "2:1: This character cannot stand here"),
        ("address: 'a", "1:12: The file ends too early"),
        ("address: a\n- b", "2:1: A key is expected here"),
        ('address: "\\q"', "1:11: Nobody knows this “\\…” in the text"),
        ("address: a\n---\naddress: b", "2:1: Only one document fits"),
        ("address: @a", "1:10: This character cannot stand here"),
        ("address: a\ntall: true\naddress: b", "3:1: The key “address” is here twice; it is"),
        ("address: a\nhight: 1", "2:1: Nobody knows the key “hight” here; the keys are"),
        ("address: a\nanimal: []", "2:1: Nobody knows the key “animal” here; perhaps “animals”"),
        ("tall: true", "1:1: The key “address” is missing here."),
        ("address: a\nanimals:\n  - legs: 2", "3:5: The key “name” is missing here."),
        ("address: [a]", "1:10: Text is expected here, but there is a list."),
        ("address:", "1:9: Text is expected here, but there is nothing."),
        ("address: true", "1:10: Text is expected here, but there is true or false."),
        ("address: a\nanimals: Mouse", "2:10: A list is expected here, but there is “Mouse”."),
        ("address: a\nanimals: [Mouse]", "2:11: Keys with values are expected here, but"),
        ("address: a\ntall: often", "2:7: true or false is expected here, but there is “often”"),
        ("address: a\nanimals: [{name: Mouse, legs: two}]", "2:31: A whole number is expected"),
        ("address: a\nanimals: [{name: Mouse, legs: 2.5}]", "2:31: A whole number is expected"),
        ("address: a\nanimals: [{name: Mouse, legs: -1}]", "2:31: This must be at least 0."),
        ("address: a\nanimals: [{name: M}]", "2:18: This text is too short: at least 2"),
        (
            "address: a\nanimals:\n  - name: Mouse\n    color: gray",
            "4:12: Expected here is one of: grey, brown. Perhaps “grey” is meant?",
        ),
        (
            "address: a\nanimals:\n  - name: Mouse\n    friends:\n      - Frog",
            "5:9: “Frog” does not live here.",
        ),
        ("address: &here a\ntall: *here", "2:7: References (*here) are not used"),
        ("address: !!python/object:os.system {}", "1:10: Tags (!…) are not used in this file."),
        ("address: !secret a", "1:10: Tags (!…) are not used in this file."),
        ("[a]: b", "1:1: A key must be a single word or text."),
        ("- a\n- b", "1:1: The file must consist of keys with values."),
        ("just words", "1:1: The file must consist of keys with values."),
        ("", "1:1: The file is empty."),
        ("# only a remark\n", "1:1: The file is empty."),
        ("address: a\nb: \x07", "2:4: There is an invisible control character here."),
        ("[" * 100_000, "1:41: This is nested too deeply."),
        ("a: " + "{a: " * 5000, "This is nested too deeply."),
        (b"address: a\nb: \xcf\xf0", "2:4: This is not UTF-8 text"),
        (b"\xff\xfea\x00", "1:1: This is not UTF-8 text"),
        (b"x" * (LARGEST + 1), "house.yaml: The file is too large: at most 1024 KB."),
    ],
)
def test_a_problem_is_said_with_its_place_in_plain_words(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    wrong = problem(tmp_path, content)
    assert str(wrong).startswith("house.yaml:")
    assert said in str(wrong)
    assert "\n" not in str(wrong)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("adress: a", "house.yaml:1:1: Ключа «adress» здесь быть не может; возможно, имелось в"),
        ("address: [a]", "house.yaml:1:10: Здесь ожидается текст, а написано: список."),
        ("tall: true", "house.yaml:1:1: Здесь не хватает ключа «address»."),
        ("address: 'a", "house.yaml:1:12: Файл обрывается"),
    ],
)
def test_the_same_in_russian(tmp_path: Path, content: str, said: str) -> None:
    assert problem(tmp_path, content).words("ru").startswith(said)


def test_the_first_problem_in_the_file_is_told(tmp_path: Path) -> None:
    wrong = problem(tmp_path, "address: a\nanimals:\n  - {name: Mouse, legs: x}\ntall: often")
    assert (wrong.line, wrong.column) == (3, 25)


def test_any_model_can_be_read(tmp_path: Path) -> None:
    assert str(problem(tmp_path, "address: nowhere", Lenient)) == (
        "house.yaml:1:1: Nobody lives nowhere."
    )
    assert "Nobody knows the key “b”" in str(problem(tmp_path, "address: a\nb: 1", Lenient))


def test_a_file_that_is_not_there_or_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"There is no file .*missing\.yaml"):
        load(tmp_path / "missing.yaml", House)
    with pytest.raises(FileProblem, match="This is not a file"):
        load(tmp_path, House)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileProblem, match="This is not a file"):
        load(tmp_path / "pipe", House)


def test_values_mean_what_people_think_they_mean(tmp_path: Path) -> None:
    path = tmp_path / "house.yaml"
    path.write_text(
        "address: 3.10\nanimals:\n  - {name: 20:00}\n  - {name: no, friends: [007, 20:00]}\n"
        "  - {name: 007}\n",
        encoding="utf-8-sig",
    )
    house = load(path, House)
    assert house.address == "3.10"
    assert [animal.name for animal in house.animals] == ["20:00", "no", "007"]
    assert house.animals[1].friends == ("007", "20:00")


@given(st.text(max_size=60) | st.text("ab:-[]{}'\"#&*!|>% \n\t?,", max_size=60))
def test_no_content_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(FileProblem):
        load(path, House)


def test_a_mapping_with_many_mistakes_is_not_searched_again_for_each() -> None:
    searched = []

    class Watched(list[tuple[Node, Node]]):
        def __iter__(self) -> Iterator[tuple[Node, Node]]:
            searched.append(self)
            return super().__iter__()

    tree = read_tree("".join(f"key{n}: {n}\n" for n in range(9)))
    assert tree.root is not None
    tree.root.value = Watched(tree.root.value)
    assert [tree.place((f"key{n}",), of_key=True) for n in range(9)] == [
        (n + 1, 1) for n in range(9)
    ]
    assert not tree.has(("key9",))
    assert len(searched) == 1
