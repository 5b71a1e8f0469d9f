"""Mistakes that people make in community.yaml: each made in a file that is right."""

from dataclasses import dataclass
from pathlib import Path

from tests.support.pictures import PNG

RIGHT = """\
community: {name: Детский сад № 24, slug: sad24, avatar: pictures/house.png, sites: [sad24.ru]}
staff:
  - {id: zav, name: Валентина, role: head}
  - {id: anna, name: Анна, roles: [educator, duty]}
  - {id: logoped, name: Ольга, role: specialist}
  - {id: kazna, name: Пётр, role: treasurer}
buildings:
  - {key: north, name: Северный корпус}
  - {key: north-two, name: Второй этаж, parent: north}
  - {key: south, name: Южный корпус, order: 1}
rooms:
  staff: {name: Сотрудники, powers: {educator: 0}}
  lounge:
  announcements: {name: Объявления, alias: news}
groups:
  - key: ladybirds
    name: Божьи коровки
    building: north-two
    staff: [anna, logoped]
    rules: Пишем вежливо.
    retention_days: 365
    join: invited
    history: shared
  - key: hedgehogs
    name: Ёжики
    building: south
    staff: [kazna]
    adopt: "#ежи:sad.example"
projects:
  - key: garden
    name: Огород на окне
    starts: 2026-03-01
    ends: 2026-05-31
    members: [anna]
private: {retention_days: 90, observers: [deputy]}
"""


@dataclass(frozen=True)
class Broken:
    """`right` becomes `wrong`; `place` and `words` are what is said; a schema tells it, or not."""

    right: str
    wrong: str
    place: tuple[int, int]
    words: str
    schema_tells: bool = False

    @property
    def text(self) -> str:
        assert self.right in RIGHT, self.right
        return RIGHT.replace(self.right, self.wrong, 1)


BROKEN = [
    Broken("sites: [sad24.ru]", "sites: [сад]", (1, 86), "домен"),
    Broken("key: hedgehogs", "key: ladybirds", (24, 10), "Группа с ключом «ladybirds» уже есть"),
    Broken("key: south", "key: north", (10, 11), "Здание с ключом «north» уже есть"),
    Broken("key: garden", "key: ladybirds", (30, 10), "Ключ «ladybirds» уже занят"),
    Broken("key: garden", "key: lounge", (30, 10), "Ключ «lounge» уже занят"),
    Broken("key: hedgehogs", "key: staff", (24, 10), "Ключ «staff» занят", True),
    Broken("role: head", "role: haed", (3, 38), "имелось в виду «head»", True),
    Broken("[educator, duty]", "[educator, cook]", (4, 46), "head, deputy, educator", True),
    Broken("role: head", "role: head, roles: [duty]", (3, 51), "что-то одно"),
    Broken("powers: {educator: 0}", "powers: {educater: 0}", (12, 38), "«educator»", True),
    Broken("powers: {educator: 0}", "powers: {educator: 100}", (12, 48), "не больше 99", True),
    Broken("    staff: [kazna]\n", "", (6, 10), "«kazna» не попадает ни в одну комнату"),
    Broken("[anna, logoped]", "[anna]", (5, 10), "«logoped» не попадает ни в одну комнату"),
    Broken("Северный корпус}", "Северный корпус, parent: north-two}", (8, 49), "по кругу"),
    Broken("order: 1}", "parent: south}", (10, 46), "по кругу: south → south"),
    Broken("building: south", "building: sout", (26, 15), "имелось в виду «south»"),
    Broken("parent: north", "parent: west", (9, 49), "Здания «west» нет"),
    Broken("alias: news", "alias: sad24-ladybirds", (14, 44), "адресом «sad24-ladybirds» уже"),
    Broken("alias: news", "alias: sad24", (14, 44), "адресом «sad24» уже"),
    Broken("alias: news", "alias: Новости", (14, 44), "строчные латинские буквы", True),
    Broken("ends: 2026-05-31", "ends: 2026-02-01", (33, 11), "раньше, чем начинается (2026-03-01)"),
    Broken("ends: 2026-05-31", "ends: 31 мая", (33, 11), "дата вида 2026-09-01", True),
    Broken("starts: 2026-03-01", "starts: 86400", (32, 13), "дата вида 2026-09-01", True),
    Broken("starts: 2026-03-01", 'starts: "86400"', (32, 13), "дата вида 2026-09-01", True),
    Broken("order: 1", "order: 1e999", (10, 45), "число вне всяких границ", True),
    Broken("starts: 2026-03-01", "starts: 20260301", (32, 13), "дата вида 2026-09-01", True),
    Broken("members: [anna]", "members: [ann]", (34, 15), "имелось в виду «anna»"),
    Broken("members: [anna]", "members: [anna, anna]", (34, 21), "указан дважды"),
    Broken("house.png", "none.png", (1, 58), "Картинки «none.png» нет"),
    Broken("house.png", "text.png", (1, 58), "«text.png» — не картинка"),
    Broken("house.png", "cut.png", (1, 58), "«cut.png» — не картинка"),
    Broken("house.png", "large.png", (1, 58), "слишком велика: не больше 2 МБ"),
    Broken("pictures/house.png", "../house.png", (1, 58), "рядом с этим файлом"),
    Broken("pictures/house.png", "pictures", (1, 58), "«pictures» — не файл"),
    Broken("join: invited", "join: everybody", (22, 11), "invited, space", True),
    Broken("history: shared", "history: all", (23, 14), "shared, invited, joined", True),
    Broken("retention_days: 365", "retention_days: 0", (21, 21), "не меньше 1", True),
    Broken("retention_days: 365", "retention_days: год", (21, 21), "целое число", True),
    Broken("Пишем вежливо.", '"\\u202eПишем"', (20, 12), "Невидимые символы"),
    Broken('adopt: "#ежи:sad.example"', "adopt: ежи", (28, 12), "«#имя:сервер»", True),
    Broken("order: 1", "order: первый", (10, 45), "целое число", True),
    Broken("lounge:", "loungge:", (13, 3), "«lounge»", True),
    Broken("observers: [deputy]", "observers: [parent]", (35, 43), "head, deputy", True),
    Broken("slug: sad24", "slag: sad24", (1, 37), "«slug»", True),
]


def write(folder: Path, text: str) -> Path:
    """The file with pictures beside it: one that is one, and some that are not."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "house.png").write_bytes(PNG)
    (pictures / "text.png").write_text("Это не картинка")
    (pictures / "cut.png").write_bytes(PNG[:-30])
    (pictures / "large.png").write_bytes(PNG + bytes(2 * 1024 * 1024))
    path = folder / "community.yaml"
    path.write_text(text, "utf-8")
    return path
