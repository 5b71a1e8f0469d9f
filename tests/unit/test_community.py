"""What may be in community.yaml, and what is said of what may not."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from rooms.community import (
    Building,
    ChatLink,
    Community,
    ConnectedRoom,
    Group,
    HouseRooms,
    Institution,
    PrivateRoomSettings,
    Project,
    RolePowers,
    RoomSettings,
    StaffMember,
)
from rooms.files.yaml_file import FileProblem, load

PAGE = (Path(__file__).parents[2] / "docs" / "community.md").read_text("utf-8")
SAMPLE = Path("rooms/defaults/community.yaml")
TEXT = SAMPLE.read_text("utf-8")


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "community.yaml"
    path.write_text(text, "utf-8")
    return path


def problem(tmp_path: Path, text: str) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        load(write(tmp_path, text), Community)
    return caught.value


def test_the_sample_is_a_kindergarten_with_three_groups_to_practise_in() -> None:
    sample = load(SAMPLE, Community)
    assert sample.community.language == "ru"
    assert [group.key for group in sample.groups] == ["ladybirds", "hedgehogs", "swallows"]
    assert all(chat.network == "sandbox" for group in sample.groups for chat in group.chats)
    assert "head" in {member.role for member in sample.staff}


def test_the_page_s_example_is_read(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert block
    read = load(write(tmp_path, block[1]), Community)
    assert read.community == Institution(
        name="Детский сад № 24", slug="sad24", timezone="Europe/Moscow", language="ru"
    )
    assert read.staff[2] == StaffMember(
        id="igor", name="Игорь Павлович", role="admin", language="en"
    )
    assert read.rooms.staff == RoomSettings(name="Сотрудники", topic="Рабочие вопросы")
    assert read.groups[0].chats == (ChatLink(network="sandbox", id="ladybirds"),)
    assert read.groups[1].staff == ()


def test_every_key_is_explained_on_the_page() -> None:
    models: tuple[type[BaseModel], ...] = (
        *(Community, Institution, StaffMember, HouseRooms, RoomSettings, Building, Group),
        *(ConnectedRoom, ChatLink, Project, PrivateRoomSettings, RolePowers),
    )
    for model in models:
        for name in model.model_fields:
            assert f"`{name}`" in PAGE, name


@pytest.mark.parametrize(
    ("right", "wrong", "place", "words"),
    [
        ("staff: [olga]", "staff: [ol]", (57, 13), "имелось в виду «olga»"),
        ("staff: [olga]", "staff: [olga, olga]", (57, 19), "«olga» в этой группе указан дважды"),
        ("id: olga", "id: anna", (30, 10), "Сотрудник с id «anna» уже есть"),
        ("id: olga", "id: teremok", (30, 10), "занято самим Теремком"),
        ("id: olga", "id: teremok_sandbox_1", (30, 10), "занято самим Теремком"),
        ("id: olga", "id: Ольга", (30, 10), "строчные латинские буквы"),
        ("id: olga", "id: '123'", (30, 10), "хотя бы одна буква"),
        ("key: swallows", "key: ladybirds", (61, 10), "Группа с ключом «ladybirds» уже есть"),
        ("key: swallows", "key: staff", (61, 10), "Ключ «staff» занят"),
        ("key: swallows", "key: Ласточки", (61, 10), "строчные латинские буквы"),
        ("id: swallows", "id: hedgehogs", (66, 32), "Чат «hedgehogs» сети sandbox уже соединён"),
        ("Europe/Moscow", "Europe/Moskow", (13, 13), "имелся в виду «Europe/Moscow»"),
        ("language: ru", "language: fr", (14, 13), "«fr» Теремок пока не говорит"),
        ("role: head", "role: boss", (27, 53), "head, deputy, educator"),
        ("name: Сотрудники", "name: ''", (37, 11), "слишком коротк"),
        ("name: Ёжики", 'name: "Ё\\njики"', (56, 11), "Переносы строк"),
        ("name: Ёжики", "colour: red", (56, 5), "colour"),
    ],
)
def test_a_mistake_is_said_at_its_place(
    tmp_path: Path, right: str, wrong: str, place: tuple[int, int], words: str
) -> None:
    assert right in TEXT
    said = problem(tmp_path, TEXT.replace(right, wrong, 1))
    assert ((said.line, said.column), words in said.words("ru")) == (place, True), said.words("ru")


def test_a_chat_named_by_a_number_is_the_number_as_it_was_written(tmp_path: Path) -> None:
    path = write(tmp_path, TEXT.replace("id: swallows", "id: -1001234567890"))
    assert load(path, Community).groups[2].chats[0].id == "-1001234567890"


@pytest.mark.parametrize(("what", "many"), [("name", 101), ("topic", 1001)])
def test_what_is_too_long_for_a_room_is_refused(tmp_path: Path, what: str, many: int) -> None:
    text = TEXT.replace("name: Ёжики", f"{what}: {'ё' * many}")
    assert "at most" in str(problem(tmp_path, text))
