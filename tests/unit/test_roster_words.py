"""How people write names, dates, phones, groups and column titles, and what is meant by it."""

from datetime import date, datetime, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, format_number, parse

from rooms.roster.columns import Columns, SameMeaning, columns_of
from rooms.roster.dates import birth_date
from rooms.roster.group_names import GroupNames
from rooms.roster.headers import Attribute, Meaning, Subject, meaning_of
from rooms.roster.languages import language_of
from rooms.roster.model import RELATIONS
from rooms.roster.names import FullName, split_name, tidy_name
from rooms.roster.people import people_in
from rooms.roster.phones import find_phones
from rooms.roster.relations import relation_of
from rooms.roster.restrictions import restriction
from rooms.roster.tables.table import Value, cell_name
from rooms.sentence import Sentence
from tests.support.roster_groups import GROUPS, TODAY

FIRST_DAY = date(1899, 12, 30)


def name_of(text: str) -> FullName | Sentence:
    return split_name(tidy_name(text))


@pytest.mark.parametrize(
    ("text", "surname", "name", "patronymic"),
    [
        ("Иванов Пётр Сергеевич", "Иванов", "Пётр", "Сергеевич"),
        ("  ИВАНОВ   пётр\nсергеевич ", "Иванов", "Пётр", "Сергеевич"),
        ("Пётр Сергеевич Иванов", "Иванов", "Пётр", "Сергеевич"),
        ("Ким Софья", "Ким", "Софья", ""),
        ("Абрамович Роман Аркадьевич", "Абрамович", "Роман", "Аркадьевич"),
        ("Абрамович Роман", "Абрамович", "Роман", ""),
        ("Римская – Корсакова Анна-Ия Ильинична", "Римская-Корсакова", "Анна-Ия", "Ильинична"),
        ("Гарсиа Лопес Мария Ивановна", "Гарсиа Лопес", "Мария", "Ивановна"),
        ("Алиев Тимур Рустам оглы", "Алиев", "Тимур", "Рустам оглы"),
        ("АЛИЕВА ЛЕЙЛА РУСТАМ КЫЗЫ", "Алиева", "Лейла", "Рустам кызы"),
        ("Cидоров Aлексей", "Сидоров", "Алексей", ""),
        ("О'Коннор Патрик", "О'Коннор", "Патрик", ""),
        ("Иванов, Пётр Сергеевич", "Иванов", "Пётр", "Сергеевич"),
        ("Иванов Иван Иванович\u00a0", "Иванов", "Иван", "Иванович"),
    ],
)  # fmt: skip
def test_a_full_name_has_its_parts(text: str, surname: str, name: str, patronymic: str) -> None:
    assert name_of(text) == FullName(surname, name, patronymic)


@pytest.mark.parametrize(
    "text", ["Пётр", "Иванов П.С.", "Иванов Пётр 5", "Иванов Пётр (болен)", "?", "Анна Вера Ия Яна"]
)  # fmt: skip
def test_what_is_no_full_name_is_doubtful(text: str) -> None:
    assert isinstance(name_of(text), Sentence)


LETTERS = st.text("абвгдеёжзиклмнопрстуфхцчшщэюя", min_size=2, max_size=12).map(str.capitalize)


@given(LETTERS, LETTERS, LETTERS)
def test_three_words_are_surname_name_patronymic(one: str, two: str, three: str) -> None:
    assume(not f"{two}а".lower().endswith(("вна", "чна")))  # that is a patronymic itself
    patronymic = f"{three}ович"
    found = name_of(f"{one}ский {two}а {patronymic}")
    assert found == FullName(f"{one}ский", f"{two}а", patronymic)


@given(st.text())
def test_any_text_is_a_name_or_a_doubt(text: str) -> None:
    assert isinstance(name_of(text), (FullName, Sentence))
    people_in(text)
    restriction(text)
    meaning_of(text)
    language_of(text)


@pytest.mark.parametrize(
    "value",
    [
        "05.03.2020", "5.3.20", "5.3.2020", "05/03/2020", "5-3-2020", "2020-03-05", "2020.03.05",
        "5 марта 2020 г.", "5 марта 2020г", "5 МАРТА 2020 ГОДА", "«5» марта 2020 г.",
        "5 мар 2020", "5 мар. 20", "March 5, 2020", "5 March 2020", "5 Mar 2020",
        "05.03.2020 г.", "05.03.2020г.", "05.03.2020 0:00:00", "2020-03-05 00:00",
        "2020-03-05T00:00:00", " 05 . 03 . 2020 ", "05 03 2020", "43895", "43895,0",
        43895, 43895.0, date(2020, 3, 5), datetime.fromisoformat("2020-03-05T12:30"),
    ],
)  # fmt: skip
def test_a_date_is_that_day_however_it_is_written(value: Value) -> None:
    assert birth_date(value, FIRST_DAY, TODAY) == date(2020, 3, 5)


@pytest.mark.parametrize(
    "value",
    ["31.02.2020", "5/25/2020", "00.03.2020", "5 мартобря 2020", "март 2020", "2020", 2020, 5,
     "вчера", True, time(3, 5), 1e300, float("nan"), "5.3.1988", "01.01.2030", "5.3"],
)  # fmt: skip
def test_what_is_no_birth_date_of_a_child_is_doubtful(value: Value) -> None:
    assert isinstance(birth_date(value, FIRST_DAY, TODAY), Sentence)


@pytest.mark.parametrize("value", [None, "", "-", " — ".strip(), "  "])
def test_nothing_is_no_date(value: Value) -> None:
    assert not isinstance(birth_date(value, FIRST_DAY, TODAY), date)


@given(st.dates(date(2017, 9, 2), TODAY))
def test_every_day_is_read_in_every_form(day: date) -> None:
    for form in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y"):
        assert birth_date(day.strftime(form), FIRST_DAY, TODAY) == day
    assert birth_date((day - FIRST_DAY).days, FIRST_DAY, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "+79161234567", "79161234567", "89161234567", "9161234567", "8 (916) 123-45-67",
        "8-916-123-45-67", "+7 916 123 45 67", "8.916.123.45.67", "(916)1234567",
        "8 916 123-45-67 (мама)", "тел. 89161234567", "8 916 123 45 67 после 18:00",
        "8,9161234567E+10", "8.9161234567E+10", "7,9161234567e10", "79161234567.0",
        "79161234567,00", '="89161234567"', "'89161234567", "8\u00a0916\u00a0123\u00a045\u00a067",
        "8‑916‑123‑45‑67", "89161234567, +7 (916) 123-45-67", "89161234567\n79161234567",
    ],
)  # fmt: skip
def test_a_phone_is_that_number_however_it_is_written(text: str) -> None:
    found = find_phones(text)
    assert (found.phones, found.problem) == (("+79161234567",), None)


@pytest.mark.parametrize(
    "text",
    ["8916123456", "891612345678", "2-34-56", "123-45-67", "00000000000", "8,91612E+10", "8,9E+10",
     "89161234567, 123-45-67", "7916123456E1", "89161234567 891612345"],
)  # fmt: skip
def test_what_is_no_phone_is_doubtful(text: str) -> None:
    assert find_phones(text).problem is not None


FORMS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
NUMBERS = st.integers(9_000_000_000, 9_999_999_999).map(lambda number: f"+7{number}")


@given(st.lists(NUMBERS, min_size=1, max_size=3, unique=True), st.sampled_from(FORMS))
def test_every_mobile_number_is_read_back(numbers: list[str], form: int) -> None:
    for separator in (", ", "; ", "\n", " / ", " и ", "; дом. ", " "):
        text = separator.join(format_number(parse(number), form) for number in numbers)
        assert find_phones(text).phones == tuple(numbers), text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Божьи коровки", "ladybirds"), ("«Божьи коровки»", "ladybirds"),
        ("БОЖЬИ КОРОВКИ", "ladybirds"), ("божьи  коровки гр.", "ladybirds"),
        ('Группа "Божьи коровки"', "ladybirds"), ("ladybirds", "ladybirds"),
        ("LadyBirds", "ladybirds"), ("Божьи-коровки", "ladybirds"), ("гр. ежики", "hedgehogs"),
        ("Ёжики (младшая)", "hedgehogs"), ("Старшая группа «Ёжики»", "hedgehogs"),
        ("„Ёжики“", "hedgehogs"), ("Eжики", "hedgehogs"), ("Белочки", None), ("", None),
        ("«Ёжики» и «Божьи коровки»", None), ("Группа", None),
    ],
)  # fmt: skip
def test_a_group_is_known_by_what_people_call_it(text: str, key: str | None) -> None:
    assert GroupNames(GROUPS).find(text) == key


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Список детей группы «Ёжики» на 2026/2027 учебный год", "hedgehogs"),
        ("Группа: Божьи коровки", "ladybirds"), ("ЁЖИКИ", "hedgehogs"),
        ("Детский сад «Ёжики»", None), ("Группы «Ёжики» и «Божьи коровки»", None),
        ("Детский сад «Божьи коровки», группа «Ёжики»", "hedgehogs"),
    ],
)  # fmt: skip
def test_a_title_announces_a_group(title: str, key: str | None) -> None:
    assert GroupNames(GROUPS).find_announced(title) == key


def test_two_groups_of_one_name_are_told_apart_by_their_keys_only() -> None:
    twins = [type(GROUPS[0])("a", "Пчёлки"), type(GROUPS[0])("b", "Пчелки")]
    names = GroupNames(twins)
    assert (names.find("пчёлки"), names.find("b")) == (None, "b")


C, M, F, P, R = (
    Subject.CHILD,
    Subject.MOTHER,
    Subject.FATHER,
    Subject.PARENT,
    Subject.REPRESENTATIVE,
)
FULL, PHONE = Attribute.FULL_NAME, Attribute.PHONE


@pytest.mark.parametrize(
    ("header", "subject", "attribute"),
    [
        ("ФИО ребёнка", C, FULL), ("Ф.И.О.", None, FULL), ("Ф. И. О. воспитанника", C, FULL),
        ("Фамилия, имя, отчество", None, FULL), ("Фамилия", None, Attribute.SURNAME),
        ("Имя, отчество", None, Attribute.NAME),
        ("Отчество (при наличии)", None, Attribute.PATRONYMIC),
        ("Дата рожд.", None, Attribute.BIRTH_DATE), ("д.р.", None, Attribute.BIRTH_DATE),
        ("Дата рождения (дд.мм.гггг)", None, Attribute.BIRTH_DATE),
        ("Группа", None, Attribute.GROUP), ("Мама", M, FULL), ("Мать (ФИО)", M, FULL),
        ("Тел. мамы", M, PHONE), ("Телефон", None, PHONE),
        ("Моб. телефон отца", F, PHONE), ("Кем приходится ребёнку", None, Attribute.RELATION),
        ("Степень родства", None, Attribute.RELATION), ("Законный представитель", R, FULL),
        ("ФИО родителя (законного представителя)", P, FULL), ("Родители (мать, отец)", P, FULL),
        ("Язык общения", None, Attribute.LANGUAGE), ("Не сообщать", None, Attribute.BLOCKED),
        ("Ограничение", None, Attribute.BLOCKED),
        ("Кому запрещено выдавать", None, Attribute.BLOCKED),
        ("Папа: не сообщать", F, Attribute.BLOCKED), ("Child's name", C, FULL),
        ("Last name", None, Attribute.SURNAME), ("Mother's phone", M, PHONE),
        ("Телефн", None, PHONE),
        ("Фамиля ребенка", C, Attribute.SURNAME),
    ],
)  # fmt: skip
def test_a_column_title_means(header: str, subject: Subject | None, attribute: Attribute) -> None:
    meaning = meaning_of(header)
    assert meaning is not None
    assert (meaning.subject, set(meaning.attributes)) == (subject, {attribute})


@pytest.mark.parametrize(
    "header",
    ["№ п/п", "Адрес", "Группа здоровья", "Группа крови", "Телефон врача", "Место работы мамы",
     "Свидетельство о рождении", "Место рождения", "Дата поступления", "Примечание", "Пол",
     "Ограничения по здоровью", "Дата рождения мамы", "Возраст", "", "Ребёнок-инвалид"],
)  # fmt: skip
def test_other_columns_mean_nothing(header: str) -> None:
    assert meaning_of(header) is None


def arranged(*headers: str) -> Columns | SameMeaning | None:
    meanings: dict[int, Meaning] = {}
    for column, header in enumerate(headers, 1):
        if meaning := meaning_of(header):
            meanings[column] = meaning
    return columns_of(meanings)


def phones_of(*headers: str) -> dict[str, list[int]]:
    columns = arranged(*headers)
    assert isinstance(columns, Columns)
    found = {block.subject.value: block.phones for block in columns.guardians}
    return found | {"family": columns.family.phones}


def test_a_phone_belongs_to_the_guardian_before_it() -> None:
    assert phones_of("ФИО", "Мама", "Телефон", "Папа", "Телефон") == {
        "mother": [3], "father": [5], "family": [],
    }  # fmt: skip
    assert phones_of("ФИО", "Мама", "Телефон", "Доп. телефон")["mother"] == [3, 4]


def test_a_phone_after_both_parents_is_of_neither() -> None:
    assert phones_of("ФИО", "Мама", "Папа", "Телефон")["family"] == [4]
    assert phones_of("ФИО", "Телефон", "Мама", "Папа")["family"] == [2]
    assert phones_of("ФИО", "Мама", "Тел. мамы", "Папа", "Тел. папы", "Телефон")["family"] == [6]


@pytest.mark.parametrize(
    ("headers", "first", "second"),
    [
        (("ФИО", "Группа", "Группа"), 2, 3),
        (("ФИО", "Мама", "Дата рождения", "Мать"), 2, 4),
        (("Фамилия", "Имя", "ФИО ребёнка"), 1, 3),
        (("ФИО ребёнка", "ФИО"), 1, 2),
        (("ФИО", "Мама", "Язык мамы", "Язык мамы"), 3, 4),
    ],
)
def test_two_columns_of_one_meaning_are_found(
    headers: tuple[str, ...], first: int, second: int
) -> None:
    assert arranged(*headers) == SameMeaning(first, second)


@pytest.mark.parametrize(
    ("text", "everybody", "relations"),
    [
        ("да", True, ()), ("+", True, ()), ("Запрет", True, ()), ("не сообщать", True, ()),
        ("нет", False, ()), ("-", False, ()), ("", False, ()), ("нет ограничений", False, ()),
        ("папе", False, ("father",)), ("Не сообщать отцу!", False, ("father",)),
        ("отцу и бабушке", False, ("father", "grandmother")), ("father", False, ("father",)),
        ("по решению суда отцу не выдавать", False, ("father",)),
    ],
)  # fmt: skip
def test_a_custody_block_names_whom_it_is_about(
    text: str, everybody: bool, relations: tuple[str, ...]
) -> None:
    found = restriction(text)
    assert found is not None
    assert (found.everybody, found.relations) == (everybody, relations)


@pytest.mark.parametrize(
    "text", ["только маме", "сообщать отцу", "кроме мамы", "спросить у заведующей", "Иванову П.П."]
)
def test_a_custody_block_is_never_guessed(text: str) -> None:
    assert restriction(text) is None


@pytest.mark.parametrize(
    ("word", "relation"),
    [("мама", "mother"), ("Мать", "mother"), ("папа", "father"), ("ОТЕЦ", "father"),
     ("бабушка", "grandmother"), ("дедушка", "grandfather"), ("опекун", "guardian"),
     ("законный представитель", "guardian"), ("приёмная мать", "guardian"), ("тётя", "other"),
     ("отчим", "other"), ("крёстная мать", "other"), ("Mother", "mother"), ("мвма", None)],
)  # fmt: skip
def test_a_word_for_a_relation(word: str, relation: str | None) -> None:
    assert relation_of(word) == relation


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_has_its_own_word(relation: str) -> None:
    assert relation_of(relation) == relation


@pytest.mark.parametrize(
    ("text", "code"),
    [("русский", "ru"), ("рус.", "ru"), ("RU", "ru"), ("Татарский", "tt"), ("English", "en"),
     ("киргизский", "ky"), ("uz", "uz"), ("птичий", None)],
)  # fmt: skip
def test_a_language_is_known_by_its_name(text: str, code: str | None) -> None:
    assert language_of(text) == code


def test_cells_are_called_as_spreadsheet_programs_call_them() -> None:
    names = [cell_name(7, column) for column in (1, 3, 26, 27, 52, 53, 702, 703)]
    assert names == ["A7", "C7", "Z7", "AA7", "AZ7", "BA7", "ZZ7", "AAA7"]
