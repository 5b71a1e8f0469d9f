"""Posts to judge before the first real one: of every sort, and with the commonest words.

None is in another language than the one that is spoken: which one it is, is told by a model that
takes 60 MB, and most houses never need it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, product
from pathlib import Path

from policies.post import Author, Media, Place, Post, PostKind

LANGUAGE = "ru"
_EVERYDAY = Path(__file__).with_suffix(".txt")
"""One a line; together they have four fifths of what people say in such chats."""
_TEXTS = (
    "Собираем по 500 рублей на подарки, переводите мне на карту по номеру +7 916 123-45-67",
    "Мой телефон 8 (916) 765 43 21, паспорт 4509 123456, СНИЛС 112-233-445 95, почта a@b.ru",
    "Живём на улице Ленина, дом 5, квартира 12, сын родился 3.04.2020",
    "Продам коляску, почти новая, недорого, пишите в личку: https://example.com/kolyaska",
    "Подруга делает торты на заказ, вступайте: t.me/torty и chat.whatsapp.com/AbCdEf, скидка 20%",
    "У Миши Соколова ветрянка, врач поставил диагноз вчера, температура 38,5",
    "Миша опять дрался и кусал Машу на прогулке, у него дома совсем не занимаются ребёнком",
    "Согласна с Оксаной, все правильно сказала",
    "СНИЛС ребёнка нужен был? Вот 125-721-284 41",
    "Надю рвёт, дозвонитесь кто-нибудь до Смирновых",
    "А Даня плакса, на каждом утреннике ревёт у стенки",
    "Мама Егора, у ребёнка 37,8 и болит живот, ждём вас",
    "Говорят, Матвея из старшей группы усыновили, вы знали?",
    "Варя пишется через «А» или Варвара в грамоту писать? Печатаю сейчас",
    "Полину вообще кто-нибудь воспитывает? Толкнула мальчика с горки и смеётся",
    "Хомяка в живом уголке назвали Кирюшей. Он кусается, пальцы в клетку просим не совать",
    "mos-ru.info тут якобы очередь в школу показывают",
    "Голосуйте за нашу партию на выборах президента, хватит это терпеть",
    "Девочки, срочно!! Перешлите всем мамам: возле садиков ездит серый фургон без номеров!!!!",
    "ПОЧЕМУ НИКТО НЕ ОТВЕЧАЕТ В ЧАТЕ УЖЕ ЦЕЛЫЙ ЧАС, СКОЛЬКО МОЖНО ЖДАТЬ!!!",
    "Вы дура, а воспитательница ваша тупая корова, совсем обалдели там",
    "х у й вам, 6лядь, а не утренник",
    "Спасибо большое! С праздником вас, здоровья и терпения 🌸🌸🌸",
    "+", "Да", "👍", "ага, поняла)))", "",
)  # fmt: skip
_FILES = (
    (PostKind.PHOTO, Media("image/jpeg", "photo.jpg", 250_000, content_type="image/jpeg")),
    (PostKind.VOICE, Media("audio/ogg", "voice.ogg", 90_000, seconds=30.0)),
    (PostKind.VIDEO, Media("video/mp4", "film.mp4", 9_000_000, seconds=12.0, round=True)),
    (PostKind.FILE, Media("application/pdf", "menu.pdf", 80_000, content_type="application/pdf")),
    (PostKind.FILE, Media("application/pdf", "menu.pdf.exe", 80_000)),
)
_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""In Moscow."""


def practice() -> Iterator[Post]:
    """Posts with which something is wrong by a parent and an educator, in a group's room and in
    the staff's own, some with files; then everyday ones of a parent.

    Those come last since what is known of words is asked anew whenever a list is made, and some
    are made for what is seldom.
    """
    written = [(PostKind.TEXT, None, text) for text in _TEXTS]
    sent = [(carries, media, "Вот как мы сегодня гуляли") for carries, media in _FILES]
    for role, room in product(("parent", "educator"), ("group", "staff")):
        for carries, media, text in chain(written, sent):
            yield _post(role, room, text, carries, media)
    for text in _EVERYDAY.read_text(encoding="utf-8").splitlines():
        yield _post("parent", "group", text)


def _post(
    role: str,
    room: str,
    text: str,
    carries: PostKind = PostKind.TEXT,
    media: Media | None = None,
) -> Post:
    author = Author(f"practice/{role}", "Анна Сергеевна", frozenset({role}))
    place = Place("practice", room, "Практика")
    return Post("practice", author, place, _NOON, carries, text, media=media)
