"""Which links are external, however they are written, and what only looks like one."""

import pytest
from pydantic import ValidationError

from policies.context import Context
from policies.rules.links import RULE, Links
from policies.text.reading import Reading
from tests.support.detecting import MOSCOW, ends, find
from tests.support.pathological import pathological
from tests.support.posts import post

EXTERNAL = """
смотрите тут https://www.avito.ru/items/123
AVITO.RU смотрите
Почитайте на Deti.Mail.Ru
ищите на wildberries.ru артикул 123
(https://clck.ru/3abc)
«https://rutube.ru/video/1»
[мультик](https://kinopoisk.ru/film/1)
ссылка:https://disk.yandex.ru/d/abc
мультик youtu.be/dQw4w9WgXcQ
опрос forms.gle/abcd123
смотри на shop.online
наша страница www.detki
ftp://files.example.org/a.zip
роутер http://192.0.2.14/wifi
https://t.me/+AbCdEf
вступайте chat.whatsapp.com/AbC123
invite.viber.com/?g2=AQB
tg://resolve?domain=abc
whatsapp://send?text=hi
https://max.ru/join/aB12cD
u.to/abc
детсад-радуга.рф
http://xn--80ak6aa92e.com
xn--80aswg.xn--p1ai
садик24.рус
наш сайт садик.дети
на сайте нашсадик.онлайн
авито точка ру, там дешевле
зайдите на avito точка ru
авито тчк ру
bit точка ly слэш abc
disk точка yandex точка ru
t точка ме / mamy7
чат t(точка)me/abc
авитоточкару
avito-точка-ru
avito[.]ru
avito (точка) ру
hxxps://sale-kids[.]ru
hxxp://sale.example.com/x
h**ps://example.com
хттп://сайт.ру
https  : // ok . ru / group / 5531
avito . ru
авито . ру
avito. ru
авито.ру
avito,ru
avito*ru
vk。com/club
avito﹒ru
t . me/mamochki
t me/mamochki
vk com/sadik12
тме/mamochki
тэ точка мэ слэш мамочки
a v i t o . r u
avito🔹ru
mos.ru@evil.ru/x
т.ме/мамочки
www avito ru
wildberries ru там
наш сайт sadik24 ru
gosusIugi.ru подтвердите вход
g0suslugi.ru
gоsuslugi.ru
gosusluqi.ru
gosuslugi.ru.evil.com
https://gosuslugi.ru@evil.com/login
mos-ru.com
mosru.info
госуслуги-вход.рф
госуслуги.com
sad24-ru.com
https://sad24.ru.phish.net
подписывайтесь на наш канал @mamy_sadika
@mamy_sadika — подписывайтесь
запись в инстаграме: @lash_dina
наш бот @sadik_bot
вступайте @kids_chat
группа вк club1234567
"""
INNOCENT = """
https://www.gosuslugi.ru/10600/1
GOSUSLUGI.RU
gosuslugi точка ru
на госуслуги.ру оформите
госуслуги.рф
lk.gosuslugi.ru/notification
esia.gosuslugi.ru/login?to=https://lk.gosuslugi.ru/x
школа.mos.ru
https://login.school.mos.ru:443/a?b=c.com
docs.edu.gov.ru/document
https://edu.gov.ru.
сайт sad24.ru/news
News.Sad24.Ru
моя почта ivanova@mail.ru
ivan.petrov@yandex.ru пишите
petrova.anna+sad@bk.ru
ivanova собака mail ru
maria точка petrova собака yandex точка ru
сообщение от @anna:sad24.ru
@olga_ivanova вы завтра дежурите
@Мария посмотрите пожалуйста
отправила report.doc и список.xlsx
меню.pdf, IMG_2034.jpg, отчет_2025.docx
архив праздник.zip и видео утренник.mov
завтра.приходите
Приходите завтра.Спасибо
утром.Дети ждут
утром.дети ждут
на улице.дети гуляют
ok.Завтра будем
завтра.Online не будет
в 9.ру
почта a@mail.ru/b@mail.ru
т.е. в 10.30, т.к. 3.5 часа, и т.д., и т.п.
П.С. не забудьте, P.S. тоже
г.Москва, ул.Ленина, д.5
англ.рус.яз
5.kg и 10.mm
версия 2.0.1 вышла 10.05.2025
в законе . РФ большая
Конституция.РФ
точка на карте, розовая точка. Ру и Лу
это точка сбора у ворот
дома.нет никого
снег.ком
Программа Word.Excel на вахте
Wi-Fi, ну...net так net
vk и ватсап не работают
@anna_petrova запись на среду есть? ссылку скиньте
канал Карусель детям вечером можно? а вы, @olga, за?
"""
ALLOWED = [*Links().allow, "sad24.ru"]
STRANGE = {
    "hosts that are allowed": "a1.mos.ru " * 2000,
    "one allowed host": "mos.ru " * 2857,
    "said dots": "точка " * 3333,
    "endings": "ru " * 6666,
    "mentions": "@abcd " * 3333,
    "schemes": "http:" + "/" * 19_000,
    "brackets": "[.]" * 6666,
    "words that are endings": "дети.дети " * 2000,
}


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(EXTERNAL))
def test_what_leads_away(text: str) -> None:
    assert find(RULE, text, allow=ALLOWED) is not None


@pytest.mark.parametrize("text", lines(INNOCENT))
def test_what_does_not(text: str) -> None:
    assert find(RULE, text, allow=ALLOWED) is None


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("тут: avito.ru/x", {"found": "avito.ru/x", "kind": "address"}),
        ("t.me/+abc", {"found": "t.me/+abc", "kind": "invitation"}),
        ("http://vk.cc/abc", {"found": "http://vk.cc/abc", "kind": "shortener"}),
        ("на авито точка ру", {"found": "авито точка ру", "kind": "address"}),
        ("канал @mamy_sadika", {"found": "@mamy_sadika", "kind": "channel"}),
        ("gosusIugi.ru", {"found": "gosusIugi.ru", "kind": "address", "like": "gosuslugi.ru"}),
        ("mos-ru.com", {"found": "mos-ru.com", "kind": "address", "like": "mos.ru"}),
        ("sad24.ru.to", {"found": "sad24.ru.to", "kind": "address", "like": "sad24.ru"}),
    ],
)
def test_evidence(text: str, evidence: dict[str, str]) -> None:
    assert find(RULE, text, allow=ALLOWED) == evidence


def test_the_allowed_domains_and_the_institutions_own() -> None:
    reading = Reading(post("наши фото на photos.rosinka.example.org и ya.ru"))
    context = Context(MOSCOW, domains=frozenset({"rosinka.example.org"}))
    assert RULE.detector(Links(allow=("ya.ru",)))(reading, context) is None
    assert RULE.detector(Links())(reading, context) == {"found": "ya.ru", "kind": "address"}
    elsewhere = RULE.detector(Links(allow=("ya.ru",)))(reading, Context(MOSCOW))
    assert elsewhere == {"found": "photos.rosinka.example.org", "kind": "address"}


@pytest.mark.parametrize(
    "domain", ["https://mos.ru", "mos", "mos.ru/news", "", 7, "утром.приходите"]
)
def test_domains_that_are_none(domain: object) -> None:
    with pytest.raises(ValidationError, match="A domain such as"):
        Links.model_validate({"allow": [domain]})


def test_a_domain_may_be_written_in_any_way() -> None:
    assert Links.model_validate({"allow": ["Mos.RU", "xn--c1aapkosapc.xn--p1ai"]}).allow == (
        "mos.ru",
        "госуслуги.рф",
    )


@pytest.mark.parametrize(("name", "text"), [*pathological().items(), *STRANGE.items()])
def test_long_texts_are_read_soon(name: str, text: str) -> None:
    ends(RULE, text)
