"""What is a person's own number, address or date, and what only looks like one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from stdnum import luhn

from policies.context import Context
from policies.personal.numbers import is_snils
from policies.rules.personal_data import RULE, PersonalData
from policies.text.reading import Reading
from tests.support.detecting import MOSCOW, ends, find
from tests.support.pathological import pathological
from tests.support.posts import post

PERSONAL = """
мой номер 8-912-34-567-89 звоните
8(916)5550142 Марина
+7 916 555 01 42
позвоните по 8 916-555 01.42
916 555-01-42 звоните
звоните 9165550142
тел.89165550142
тел: 8 (495) 555-19-84, Ирина
домашний 555-19-84
+375 29 123-45-67 это белорусский мой
восемь девятьсот шестнадцать пятьсот пятьдесят пять ноль один сорок два
8 девятьсот шестнадцать 555 ноль один 42
девять один шесть пять пять пять ноль один четыре два
8️⃣9️⃣1️⃣6️⃣5️⃣5️⃣5️⃣0️⃣1️⃣4️⃣2️⃣
8916555О142 если что
снилс 112-233-445 95
инн 500100732259
паспорт 4510 123456
паспорт серия 45 10 номер 123456, выдан УВД
45 10 № 123456
загранпаспорт 75 1234567
свидетельство о рождении II-МЮ № 512345
ул. Ленина, д. 5, кв. 12
живём на Гагарина 15, подъезд 2
мы живем на улице Садовой, дом 3
адрес мой: Школьная 7-14
завезите, Мира 8/2 кв 15
приходите в гости, пр-т Победы 20 кв. 5
мой адрес Кирова 12
приезжайте ко мне на Парковую 5
дата рождения Маши 12.05.2020
Варя родилась 3 марта 2021 года
д.р. 12.05.20
Соколов Миша 14.03.2020
Кузнецов Артём Ильич, 5 мая 2019
1. Иванова Мария — 12.04.2020
ivanova.m@mail.ru
пишите на masha_ivanova собака яндекс ру
masha.ivanova(собака)mail.ru
почта: petrov-86 @ gmail . com
e.petrova@stroyinvest.ru рабочая
скиньте на whatsapp 8-903-555-12-34
89265551234 - папа Глеба
номер такси водителя 8 999 123-45-67
+7(926)555-12-34
7 926 555 12 34
телефон врача личный 8 926 555 12 34
8-9-2-6-5-5-5-1-2-3-4
восемь 926 пять пять пять 12 34
номер карты 2200700155551236 сбер
Прописаны по адресу Ленина 45 корп 2 кв 7
кв 56, домофон 56, заходите к нам
дом 7 квартира 15 третий этаж
наберите меня +7 (903)5551234
вот номер мужа 8903 555 12 34 Сергей
ватсап 79035551234
тел. для связи 8-903-555-1234
903.555.12.34 это мой второй
8 903 пять пять пять 12 34
номер мамы Артёма девятьсот три пятьсот пятьдесят пять двенадцать тридцать четыре
wa.me/79035551234
звоните 8 (84722) 2-34-56, бабушка
+38 067 123 45 67
родился малыш 12 июня 2019 г., внесите
д/р Полины: 05.06.2020
Петрова Аня (12.03.2020)
дата рождения: 2020-03-12
подруга живет Комсомольская 15-27
ул Пушкина дом 10 кв 3
пр. Мира, 15, кв. 88 код 88
мкр Солнечный 5-12 забирать после 18
забрать можно у меня на Советской 14
поселок Дружба, улица Новая 7, мы там живём
п-т 4509 № 123456
паспорт мамы 45 09 123456
серия и номер 4509 123456
kate.smirnova@inbox.ru
Мой мейл: sasha89@yandex.ru
ivan.petrov@company.com
почта моя katya_iv собака мейл ру
адрес прописки: г. Тверь, ул. Ленина, д. 3, кв. 5
"""
INNOCENT = """
собрание 15.09.2026 в 18:30
в 8:30 завтрак, в 12:00 обед, в 15:30 полдник
30 15.09.2026
кв 91 10.09.2026
стоимость 950 800 1200 рублей
по 1500 с человека, всего 45 000
закон 273-ФЗ и 152-ФЗ
СанПиН 2.4.3648-20
автобус 916 или 55 маршрутка
заказ 9165550142 на вайлдберриз не пришел
трек 80084412345678
номер заказа 89165550142
дата 25.12.2025 в 16:30 утренник
день рождения садика 12.05.1985
день рождения Маши 14.03.2027 в 15:00
Чуковский родился 31 марта 1882 года
карта 1234 5678 9012 3456
паспорт дорожной безопасности 2025
паспорт группы готов
театр на ул. Ленина, 5
поликлиника на Гагарина 12
площадь 60 кв м
2 кв 2025 года отчет
info@sad24.ru пишите
почта сада sad24@yandex.ru
пишите info@teatr.ru
zapis@poliklinika5.ru
телефон поликлиники 8 (495) 555-19-84
горячая линия 8-800-555-35-35
112 и 103
размер 28-30, рост 110-116
раз два три четыре пять шесть семь восемь девять десять
9 10 11 12 13 14 числа отдыхаем
Приказ № 45 от 12.05.2026
температура 36,6
группа 5, кабинет 12, 3 этаж
счет 2:0, матч 15.10.2026 в 10:00
рамки 10х15, 20 шт по 120 р
договор 123456 от 01.09.2025
ИНН садика 7707083893
1,5 кг муки 3 пачки 250 г
лот 45 10, цена 123456 р
купили 2 пачки бумаги 500 листов, чек на 1250
осталось 5 мест из 25
полис 1234567890123456 пример
https://mos.ru/news/123456789012345
дежурим 10-11, 12-13, 14-15
встреча у дома культуры, Мира 8
собака лает mail не пришел
маршрут 5-7 км, старт в 9-30
ждем на улице Победы 10, кафе Лакомка
на Лесной у 14 дома яма
Миша не придет 14.03.2026
ученик 2020 года рождения
дети 2019-2020 г.р.
Группа создана 01.09.2023
утренник перенесли с 20.12.2025 на 24.12.2025
Прием заявлений до 01.02.2026, приказ от 12.01.2025 № 15
Лицензия 77 01 123456
школа 1234, корпус 2, кабинет 305
меню 12.10-16.10
кубики 4 на 4, коробка 30х40
взнос 2500, 2500, 3000 итого 8000
заявка 1234567890 принята
до 12 лет, 9-10 класс, 15 человек
звонок в 9:00, урок 30 мин
9 мая 2026 парад в 10.00
оплата 9000 + 9000 + 1500
в 2026 году 247 рабочих дней
размеры 903х555 мм, 12 штук, 34 крепежа
телефон доверия 8-800-2000-122
телефон охраны на вахте 8 (495) 555-44-33
карта «Тройка» не срабатывает
снилс копию сдать до 20.12.2026
копия паспорта и ИНН в папку
расписание 8.30-9.00, 9.10-9.40, 9.50-10.20
ОГРН 1027700132195, ИНН 7707083893, КПП 773601001
сайт сада sad24.ru, почта info@sad24.ru
набор 24 цвета, 36 листов, А4 160 г/м
12.06 и 13.06 не работаем
кв 3 этажа 5? что за схема эвакуации
музей на Советской 14, сбор в 10
выезжаем от дома 14 в 9:15
группы 3-4 лет, 4-5 лет, 5-6 лет
штрихкод 4607012345678
договор № 12345678901 от 12.05.2025
наш дом культуры ул. Мира 15
стадион Труд, улица Спортивная 2, начало в 11
лото 90 бочонков 24 карточки
номер группы 903, пароль 555-12
Татьяна дежурит 12.03, Оля 13.03, Света 14.03
школа № 1234 ул. Лесная 8 приглашает
Встречаемся у метро, выход 3, дом 15
сдали 15 человек по 1200, итого 18 000 руб 00 коп
постановление 373 от 15.05.2020
"""
STRANGE = {
    "mobile numbers without an end": "8 916 555 01 4 " * 1_300,
    "landlines that are none": "8 (495) 555-19-841 " * 1_000,
    "numbers of nowhere": "+1 234 567 890 " * 1_300,
    "nines": "9 9 9 9 9 9 9 9 9a " * 1_000,
    "cards that are none": "4276 3800 5555 0120 " * 1_000,
    "dates": "12.05.2020 " * 1_800,
    "births without a date": "родился " * 2_500,
    "streets without a house": "улица " * 3_300,
    "houses without a street": "дом 1 " * 3_300,
    "entrances": "1 этаж 2 этаж " * 1_300,
    "passports without a number": "паспорт 45 10 " * 1_400,
    "spoken numbers": "девять два " * 1_800,
    "dogs": "собака " * 2_800,
    "mailboxes of offices": "info@a.ru " * 2_000,
}


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(PERSONAL))
def test_personal_data(text: str) -> None:
    assert find(RULE, text) is not None


@pytest.mark.parametrize("text", lines(INNOCENT))
def test_what_only_looks_like_it(text: str) -> None:
    detect = RULE.detector(PersonalData())
    context = Context(MOSCOW, domains=frozenset({"sad24.ru"}))
    assert detect(Reading(post(text, roles=("parent",))), context) is None


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("звоните 8-912-34-567-89", {"kind": "phone", "found": "•-•••-••-•••-••"}),
        ("карта 4276 3800 5555 0122", None),
        ("карта 2200 7001 5555 1236", {"kind": "card", "found": "•••• •••• •••• ••••"}),
        ("снилс 112-233-445 95", {"kind": "snils", "found": "•••-•••-••• ••"}),
        ("снилс 112-233-445 96", None),
        ("инн 500100732259", {"kind": "inn", "found": "•" * 12}),
        ("инн 500100732258", None),
        ("паспорт 4510 123456", {"kind": "passport", "found": "•••• ••••••"}),
        ("Лесная 14 кв 52", {"kind": "address", "found": "•• кв ••"}),
        ("родилась 03.03.2021", {"kind": "birth_date", "found": "••.••.••••"}),
        ("пишите masha@mail.ru", {"kind": "email", "found": "m•••@mail.ru"}),
    ],
)
def test_evidence_does_not_tell_it_again(text: str, evidence: dict[str, str] | None) -> None:
    assert find(RULE, text) == evidence


def test_two_leniencies() -> None:
    """A landline at VALID leniency; a mobile number that STRICT_GROUPING misses."""
    assert find(RULE, "30 15.09.2026") is None
    assert find(RULE, "8-912-34-567-89") is not None


def test_the_offices_own_numbers() -> None:
    own = ["+7 495 555-19-84", "8 (916) 555-01-42", "director@example.com"]
    for text in ("звоните 8 (495) 555 19 84", "дежурный 89165550142", "Director@Example.com"):
        assert find(RULE, text) is not None
        assert find(RULE, text, own=own) is None
    assert find(RULE, "8 916 555 01 43", own=own) is not None


def test_only_some_kinds() -> None:
    assert find(RULE, "8 916 555 01 42", kinds=["card"]) is None
    both = find(RULE, "8 916 555 01 42, кв 5 дом 3, Лесная 14 кв 52", kinds=["address"])
    assert both is not None
    assert both["kind"] == "address"
    with pytest.raises(ValidationError):
        PersonalData.model_validate({"kinds": []})


def test_organisations_have_numbers_too() -> None:
    assert find(RULE, "ИНН 7707083893") is None
    assert find(RULE, "ИНН 7707083893", organisations=True) == {"kind": "inn", "found": "•" * 10}


def test_mailboxes_of_the_institution() -> None:
    detect = RULE.detector(PersonalData())
    reading = Reading(post("пишите petrova@group.sad24.ru"))
    assert detect(reading, Context(MOSCOW, domains=frozenset({"sad24.ru"}))) is None
    assert detect(reading, Context(MOSCOW)) is not None


def test_a_birthday_to_come_is_no_birth_date() -> None:
    """It is judged by when it was written."""
    text = "день рождения Маши 14.03.2026 в 15:00"
    before = post(text, at=datetime(2026, 3, 1, tzinfo=UTC))
    later = post(text, at=datetime(2031, 3, 1, tzinfo=UTC))
    assert find(RULE, before) is None
    assert find(RULE, later) is not None


@given(st.from_regex(r"220[0-4][0-9]{11}", fullmatch=True))
def test_every_card_has_a_check_digit(digits: str) -> None:
    right = digits + luhn.calc_check_digit(digits)
    wrong = digits + str((int(right[-1]) + 1) % 10)
    assert find(RULE, f"сбер {right[:4]} {right[4:8]} {right[8:12]} {right[12:]}") is not None
    assert find(RULE, f"сбер {wrong}", kinds=["card"]) is None


@given(st.integers(min_value=1_001_999, max_value=999_999_999))
def test_one_of_a_hundred_endings_is_a_snils(number: int) -> None:
    assert sum(is_snils(f"{number:09}{ending:02}") for ending in range(100)) == 1


@pytest.mark.parametrize(("name", "text"), [*pathological().items(), *STRANGE.items()])
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)


def test_a_number_at_the_end_of_a_long_text_is_found() -> None:
    assert find(RULE, "Добрый вечер, родители. " * 800 + "Мой номер 8 916 555 01 42") is not None
