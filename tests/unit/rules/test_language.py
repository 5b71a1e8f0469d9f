"""Posts in another language; names, brands, songs and Russian in Latin letters are none."""

import pytest
from pydantic import ValidationError

from policies.context import Context
from policies.rules.language import RULE
from policies.text.reading import Reading
from tests.support.detecting import MOSCOW, ends, find
from tests.support.pathological import pathological
from tests.support.posts import post

FOUND = """
Завтра дитячий садок не працює, будь ласка заберіть дітей раніше
хто завтра прийде на свято
Чи буде завтра прогулянка
Ертең балабақша жабық болады
балдар кечээ кайда барышты билбейм
Эртага боғча ишламайди
Dear parents, tomorrow the kindergarten will be closed
what time is the concert
Who has the blue jacket? It is not mine
Мен ертен келе алмаймын балам ауырып жатыр
Иртәгә балалар бакчасы эшләми
Sabah uşaq bağçası bağlıdır
Ertaga bolalar bogchasi yopiq
Biz bugun kech qolamiz, iltimos kuting
Здравейте, утре детската градина няма да работи
Hallo, kommt ihr morgen zum Fest?
Bonjour, à quelle heure commence la fête demain?
Hola, a qué hora empieza la fiesta
Çocuklar yarın saat kaçta gelsin
明天几点开始
გამარჯობა როგორ ხართ ყველა
Բարև ձեզ, երեխաս վաղը չի գա
Мы сёння крыху спознімся, прабачце калі ласка
Ман фардо намеоям, кӯдакам бемор аст
Биз эртен келбейбиз, кызым ооруп калды
Hamma ota onalar yiginga kelsin
Буген без соңга калабыз
Балам бүген мәктәпкә килми
Кече биз театрга барып келдик, рахмат сиздерге
Həkim dedi ki, uşaq evdə qalsın
Good evening, is there any news about the trip on Friday?
Уважаемые родители! Ertaga majlis bo'ladi, hammangiz keling
мы завтра не придём, sorry. My son is ill and we stay at home
pozhalusta help, we cannot open the door of the kindergarten
Добры вечар, ці можна заўтра прыйсці пазней
"""

INNOCENT = """
privet vsem zavtra v 9 sobranie
spasibo bolshoe za pomosch
ne mogu pisat po russki klaviatura ne rabotaet
Konechno, my budem v 10
dobroe utro! kto vidел shapku?
Купили Samsung Galaxy Tab A8, дети довольны
Смотрим Paw Patrol и Peppa Pig
Happy birthday!
Happy New Year!
Merry Christmas всем)
ok
Good morning!
Лего Дупло и Magformers
Zara, H&M, Gloria Jeans - смотрели там?
Размер 110, бренд Crocs, цвет navy
https://docs.google.com/forms/d/e/1FAIpQL пройдите опрос
Wi-Fi пароль Sadik24Guest
Ноутбук Lenovo IdeaPad 3 15 IML05
iPhone 13 Pro Max 128 gb
Шамсиддинов, Абдурахманов, Хайруллин завтра дежурят
Гульнара Рашидовна, Айгуль Маратовна и Зульфия принимают документы
превет, скока стоит обед то щас
спс, ща гляну чё там
чета не пойму када утреник то
агу агу мяу мяу гав гав
ля ля ля три рубля
тра-та-та мы везём с собой кота
Бу-бу-бу, бе-бе-бе
Рахмат, апа! Всем спасибо
Ассалам алейкум, завтра садик работает?
Сәлем всем, когда собрание
Манты, лагман, бешбармак и баурсаки на ярмарку
сабантуй и курбан-байрам отмечаем в группе
чак-чак, эчпочмак, кыстыбый принесём
Логопед задал: жу-жу, шу-шу, лю-лю
Учим цвета: red, blue, green, yellow
Песня "Let it go" у кого есть минус?
Танец под Baby Shark
Английский: тема My family, слова mother, father, brother
Какаши оригами бумага 15х15
МБДОУ ДС КВ № 24, ФГОС ДО, ОВЗ, ППК, ТПМПК
ФИО, СНИЛС, ИНН, ОМС
Виталий Кличко приехал
Дед Мороз приедет!
ХОЧУУУУ СПАААТЬ УЖЕЕЕ
Где вайфай, блютуз, айпад, ноут, юсб и хдми кабель
Adobe Acrobat Reader DC скачайте
Zoom Meeting ID 123 456, Passcode 777
Meeting ID: 875 3342 Passcode: qwe123
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(FOUND))
def test_another_language(text: str) -> None:
    assert find(RULE, text) is not None


@pytest.mark.parametrize("text", lines(INNOCENT))
def test_no_other_language(text: str) -> None:
    assert find(RULE, text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dear parents, tomorrow the kindergarten is closed", "en"),
        ("Чи потрібно приносити змінне взуття на понеділок", "uk"),
        ("Ертең балабақша жұмыс істей ме, білесіздер ме?", "kk"),
        ("Ertaga bog'cha soat nechada ochiladi?", "uz"),
        ("请问明天几点集合？", "zh"),
        ("Խնդրում եմ ասեք, ժամը քանիսին է ժողովը", "hy"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    assert find(RULE, text) == {"language": language, "found": text.rstrip("?？")}


def test_one_sentence_of_many_is_enough() -> None:
    text = "Доброе утро всем! Could you please tell me when it starts? Спасибо большое."
    evidence = find(RULE, text)
    assert evidence == {
        "language": "en",
        "found": "Could you please tell me when it starts",
    }


def test_languages_that_are_allowed() -> None:
    text = "Ертең балабақша жұмыс істей ме, білесіздер ме?"
    assert find(RULE, text, allowed=("kk",)) is None
    assert find(RULE, text, allowed=("uz",)) is not None


def test_how_much_is_a_sentence() -> None:
    assert find(RULE, "what is it") is None
    assert find(RULE, "what is it", letters=8) is not None
    assert find(RULE, "Who has the blue jacket", words=6) is None


def test_a_community_of_another_language() -> None:
    detect = RULE.detector(RULE.parameters())
    english = Context(MOSCOW, language="en")
    reading = Reading(post("Dear parents, tomorrow the kindergarten will be closed"))
    assert detect(reading, english) is None
    evidence = detect(Reading(post("Уважаемые родители, завтра детский сад не работает")), english)
    assert evidence is not None
    assert evidence["language"] == "ru"


@pytest.mark.parametrize("wrong", [{"allowed": ["English"]}, {"letters": 1}, {"words": 0}])
def test_parameters_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RULE.parameters.model_validate(wrong)


@pytest.mark.parametrize(("name", "text"), pathological().items())
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
