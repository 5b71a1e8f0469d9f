"""What a word means where it stands: a sign of an offer, one against it, another one, or none."""

from bisect import bisect_left

from policies.offers.signs import speaks_for
from policies.personal.spoken_numbers import NUMERALS
from policies.text.grammar import parts_of
from policies.text.morphology import is_thing, readings_of
from policies.text.reading import Reading
from policies.text.sums import sums_of_money, units
from policies.text.vocabulary import Hit, every_form

_NEW = frozenset({"новый", "новая", "новые"})
_HOURS = frozenset({"часов", "часа", "часам", "часах"})
_ROSES = frozenset({"роза", "розы", "розе", "розу", "розой"})
_NAMES = frozenset({"варю"})
_BESIDE_WHAT = frozenset({"у", "под", "над", "возле", "около", "перед"})
_IN_WHAT = _BESIDE_WHAT | {"в", "во", "к", "ко", "при"}
"""Before a thing they say where something else is: «у окна», «на коляске», «к парте»."""
_WHERE = _BESIDE_WHAT | {"на", "рядом"}
_PLACED = ("ах", "ях", "е")
_NOT_PLACED = "ье"
"""How things end that something is on, and «на платье», for which something may be, too."""
_CONTACTS = frozenset({"контакт", "контакты", "телефон", "номер"})
"""Before a craftsman they are handed on to who has asked for them."""
_WONDERS_WHO = frozenset({"кто", "как", "где"})
"""Before a deed they wonder, or let others see: «как пекут хлеб»."""
_VOTES = frozenset({'"я за"', '"мы за"'})
_NOT_VOTED_FOR = frozenset(
    {"нее", "него", "них", "вас", "тебя", "месяц", "час", "день", "неделю", "год", "вечер"}
)
_WHO_BUYS = ("кому", "покупател", "хозя")
_WITH_WHOM = ("ом", "ем", "ами", "ой")
_TO_WHOM = ("у", "ю", "е", "ам", "ям")
_ADDRESSED = frozenset(
    {"пишите", "напишите", "звоните", "позвоните", "скажите", "передайте", "спасибо", "отдайте"}
)
"""Before a craftsman they tell to whom one is to turn, who is spoken of."""
_OWN = frozenset({"свои", "свой", "своя", "свое"})
_BRING = frozenset(
    {"берем", "берите", "возьмите", "приносим", "приносите", "принесите", "несем", "несите"}
    | {"захватите", "надеваем", "наденьте", "обувь", "наденем", "одеваем", "одеть", "надеть"}
)
"""What is one's own is brought, and no produce of one's own."""
_LEFT = "остал"
_AS_WHAT = ("ом", "ем", "ой", "ей")
_NOW = frozenset(
    {"теперь", "сейчас", "работаю", "тружусь", "подрабатываю", "стала", "стал", "устроилась"}
    | {"устроился"}
)
_BESIDE_NOW = _NOW | {"тут", "здесь", "уже", "сама", "сам", "же", "ведь", "и"}
"""Between «я» and what one works as, or right behind: «я теперь уже риелтором»."""
_TAKE = frozenset({"заберите", "забирайте", "забирай", "берите", "кому"})
_WANTED = frozenset({"надо", "нужно", "нужен", "нужна", "нужны"})
_NEAR = 10
"""How far from its price it may be told what a thing lacks, in words."""
_TRANSFERS = ("перевож", "перевод")
_MOVED = frozenset({"в", "во", "за", "через", "из", "вам", "тебе", "ему", "ей", "им", "деньги"})
_LANGUAGE = ("ский", "ского")
_INFINITIVE = ("ть", "ти", "ться")
_IN_ORDER_TO = frozenset({"чтоб", "чтобы"})
_IN_THE_COUNTRY = frozenset(
    {"интернет", "дом", "воздух", "клуб", "туалет", "магазин", "стиль", "кот", "связь", "жизнь"}
)
"""What is rustic and no harvest: «интернет деревенский»."""
_WHEN = frozenset(
    {
        "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье",
        "завтра", "сегодня", "неделю", "утро", "вечер", "выходные",
    }
)  # fmt: skip
"""What duties are exchanged for: «меняю на пятницу дежурство»."""
_EXCHANGED = ("меня", "обменя", "обмен", "поменя")
_PLACES = frozenset(
    {"сад", "садик", "садика", "сада", "садике", "саду", "ясли", "яслях", "подготовительную"}
    | {"подготовительной", "старшую", "среднюю", "младшую", "группу", "смену", "дежурство"}
)
_APART = frozenset(
    {"одной", "одному", "штучно", "поштучно", "отдельно", "раздельно", "частям", "розницу", "штуке"}
)
_OPENING = frozenset('«„“"')
_NOTICES = ("объявлени", "надпис", "табличк", "листов", "вывеск", "бумажк", "реклам", "плакат")
_JOURNEYS = every_form(
    ("город", "область", "страна", "море", "озеро", "река", "остров", "храм", "усадьба", "музей")
) | every_form(("монастырь", "гора", "каньон", "европа", "кольцо", "золотой", "святой", "север"))
_TIME = ("минут", "час", "полчас", "секунд")
_CLEANED = ("мыть", "вымы", "помы", "отмы", "проветр", "утепл", "закле", "укра", "закры")
"""What is done to windows of glass, not to free hours."""
_OPENED = ('"открыл', '"запуст')
_WE = frozenset({"мы", "я", "мужем", "сестрой", "подругой", "братом"})
_RECRUITS = ("набира", "добира")
_GROUPS = ("групп", "класс", "курс", "поток", "команд", "секци", "кружок", "заказ", "студи")
"""What is taken in, or taken on: pupils in a group, orders."""
_IN_THE_SHOP = '"в магазине"'
_OUR_SHOP = '"у нас в'
_TRAINED = frozenset({"лоток", "горшок", "команды"})
"""What a pet knows that is parted with."""
_LABELS = frozenset({"бирка", "этикетка", "ценник"})
_DISCOUNTS = ("скид", "дешевле", "подешевле", "минус")
_BEFORE = 3
_REACH = 4
"""So many words behind show what a word means."""
_HUNDREDS = ("сот", "ста", "тысяч", "тысячи", "тысячу")


def read_rightly(reading: Reading, hit: Hit) -> Hit:
    """The sign that it is: «мы открыли студию» is said by who runs it, «я массажист» by who lives
    by it; who hires somebody names no single deed, so «нужна швея, чтобы ушить платье» is a need.
    """
    match hit.tag:
        case "business" | "services" if _is_what_one_is(reading, hit):
            return hit._replace(tag="crafts")
        case "sold" if hit.entry.startswith(_OPENED):
            before = reading.in_order[max(0, hit.first - _BEFORE) : hit.first]
            return hit if _WE.isdisjoint(before) else hit._replace(tag="we opened")
        case "hires":
            behind = _behind(reading, hit)
            is_deed = behind.endswith(_INFINITIVE) and reading.adjoins(hit.last)
            return hit._replace(tag="needs") if is_deed or behind in _IN_ORDER_TO else hit
    return hit


def _is_what_one_is(reading: Reading, hit: Hit) -> bool:
    """«Я массажист», «я тут риелтором теперь»; not «я вчера с логопедом говорила»."""
    parts = parts_of(reading.words[hit.first].form)
    if "animate" not in parts:
        return False
    if "nominative" in parts:
        return _before(reading, hit) == "я"
    before = reading.in_order[max(0, hit.first - _REACH) : hit.first]
    if "я" not in before or not reading.words[hit.first].form.endswith(_AS_WHAT):
        return False
    between = before[before.index("я") + 1 :]
    tells = not _NOW.isdisjoint(between) or _behind(reading, hit) in _NOW
    return tells and _BESIDE_NOW.issuperset(between)


def is_something_else(reading: Reading, hit: Hit) -> bool:
    """Whether a word is no sign of an offer, or against one, where it stands: «Варю», «Дед Мороз»,
    «кто печёт?», «у окна», «вместо каши»."""
    if not speaks_for(hit):
        return is_excused(reading, hit)
    words = reading.words
    word, before = words[hit.first], _before(reading, hit)
    if before == "у" and hit.first > 1 and words[hit.first - 2].form == "б":  # «б/у»
        return False
    match hit.tag:
        case "call" | "writes":  # «не покупайте»
            return before == "не"
        case "sells" if word.form == "меняю" and _behind(reading, hit) in _WHEN:
            return True
        case "sells" if word.form.startswith(_EXCHANGED):
            return _names_a_place(reading, hit)
        case "sells" if _is_on_a_notice(reading, hit):
            return True
        case "sells":
            return _tells_time(reading, hit)
        case "travel" if word.form == "тур":
            return not _is_journey(_behind(reading, hit))
        case "gives":
            return _repays(reading, hit)
        case "opening" if hit.entry.startswith('"окна'):
            far = words[hit.last + 1 : hit.last + 1 + _REACH]
            return any(
                each.sentence == word.sentence and each.form.startswith(_CLEANED) for each in far
            )
        case "recruits" if hit.first == hit.last and word.form.startswith(_RECRUITS):
            return _is_no_group(_behind(reading, hit))
        case "recruits" if word.form == "старт":  # «старт в субботу в 11»
            then = words[hit.last + 1 : hit.last + 3]
            return bool(then) and then[0].form == "в" and then[-1].form[0].isdecimal()
        case "own shop":  # «в наш магазин завезли»
            return before in _IN_WHAT
        case "living" if word.form == "режем":  # «торт режем в субботу»
            return bool(before) and is_thing(before)
        case "living" if hit.entry.startswith(_OUR_SHOP):  # «у нас в магазине на углу»
            return _behind(reading, hit) in _WHERE
        case "condition" if word.form in _NEW:  # «новый тренер»
            behind = _behind(reading, hit)
            return bool(behind) and "animate" in parts_of(behind)
        case "trade" if word.form.startswith(_TRANSFERS):
            return _is_no_translation(reading, hit)
        case "trade" | "home trade":
            return word.form in _NAMES and reading.text[word.start].isupper()
        case "relation":
            return _behind(reading, hit).startswith("мороз")
        case "does":
            return before in _WONDERS_WHO
        case "services" if word.form.startswith("смен") and is_thing(_behind(reading, hit)):
            return reading.adjoins(hit.last)  # «смену одежды»
        case "services":
            return before in _BESIDE_WHAT or before in _CONTACTS
        case "business" if before in _ADDRESSED:  # «пишите юристу, он отзывчивый»
            return word.form.endswith(_TO_WHOM)
        case "business" if before in {"с", "со"}:  # «встреча с кондитером»
            return word.form.endswith(_WITH_WHOM)
        case "promotion" if word.form in _OWN:  # «берём туфли свои»
            sentence = {each.form for each in words if each.sentence == word.sentence}
            return not _BRING.isdisjoint(sentence)
        case "goods" if before == "на":
            return word.form.endswith(_PLACED) and not word.form.endswith(_NOT_PLACED)
        case "goods" if word.form in _HOURS:
            return True
        case "goods" if word.form in _ROSES and hit.first:  # «мама Розы»
            same = word.sentence == words[hit.first - 1].sentence
            return same and reading.text[word.start].isupper()
        case "goods" if before == "от":  # «от стула не оторвёт»
            return True
        case "goods" if _is_called_so(reading, hit):
            return True
        case "goods" | "stall" | "business":
            return before in _IN_WHAT or (hit.tag == "business" and before == "из")
        case "harvest" if hit.first == hit.last and word.form.startswith("деревенск"):
            return not {before, _behind(reading, hit)}.isdisjoint(_IN_THE_COUNTRY)
        case "cheap" if word.form == "вместо":
            following = reading.in_order[hit.last + 1 : hit.last + 3]
            return not any(form[0].isdecimal() or form.endswith(_HUNDREDS) for form in following)
    return False


def _names_a_place(reading: Reading, hit: Hit) -> bool:
    """«Меняем ясли на ваш садик»: places in kindergartens are exchanged."""
    sentence = reading.words[hit.first].sentence
    behind = reading.words[hit.last + 1 : hit.last + _NEAR]
    return any(each.sentence == sentence and each.form in _PLACES for each in behind)


def _is_on_a_notice(reading: Reading, hit: Hit) -> bool:
    """«Объявление «продам гараж» сорвите»: what somebody else has written is quoted."""
    start = reading.words[hit.first].start
    opened = reading.text[max(0, start - 1) : start] in _OPENING
    return opened and _before(reading, hit).startswith(_NOTICES)


def _is_journey(form: str) -> bool:
    """«Тур по Грузии», «по озёрам»; not «тур по шкафчикам провела»."""
    if form in _JOURNEYS:
        return True
    return any({"Geox"} & reading.tag.grammemes for reading in readings_of(form))


def is_excused(reading: Reading, hit: Hit) -> bool:
    """Whether a word that weighs against an offer does not where it stands: «я за месяц похудела»,
    «скидка для нашего сада»."""
    word = reading.words[hit.first]
    match hit.tag:
        case "decides" if hit.entry in _VOTES:
            return _behind(reading, hit) in _NOT_VOTED_FOR
        case "advice" if word.form == "знаете":  # «Знаете, я раньше тоже …»
            begins = not hit.first or reading.words[hit.first - 1].sentence != word.sentence
            return begins and reading.text.startswith(",", word.end)
        case "advice" if word.form == "знает":
            return _before(reading, hit) in _TRAINED
        case "unwanted":  # «по одной не продаю»
            return _before(reading, hit) in _APART
        case "seeks":  # «ищу, кому нужно»
            return _behind(reading, hit).startswith(_WHO_BUYS)
        case "kindergarten":
            return _is_of_discount(reading, hit) or _is_for_taking(reading, hit)
        case "told" if word.form.startswith("виде"):  # «шуба, моль не видела»
            return _before(reading, hit) == "не"
        case "told" if word.form == "висит":
            return _before(reading, hit) in _LABELS
        case "asking":  # «а так живой, ещё поездит»
            return not all(reading.adjoins(at) for at in range(hit.first, hit.last))
        case "told" | "speaks of" if _is_for_taking(reading, hit):
            return True
        case "told" if word.form.startswith(_LEFT):  # «остались 104 и 116, по 1100, забирайте»
            return _is_near_taking(reading, hit)
        case "told" if hit.entry == _IN_THE_SHOP:  # «2500, в магазине 4000»
            return _behind(reading, hit)[:1].isdecimal()
    return False


def _is_called_so(reading: Reading, hit: Hit) -> bool:
    """Whether somebody is called an animal: «няня корова ленивая»."""
    before = _before(reading, hit)
    if not before or not reading.adjoins(hit.first - 1):
        return False
    return all(
        parts_of(form) >= {"animate", "nominative"}
        for form in (before, reading.words[hit.first].form)
    )


def _is_for_taking(reading: Reading, hit: Hit) -> bool:
    """Whether it is told of what can be had at once: «чехол потеряли, 2500 забирайте»."""
    begin, end = hit.first - _NEAR, hit.last + _NEAR
    forms = reading.in_order
    if _TAKE.isdisjoint(forms[max(0, begin) : end + 1]):
        return False
    sums = reading.once(sums_of_money)
    near = sums[bisect_left(sums, (begin, 0)) : bisect_left(sums, (end, 0))]
    return any(
        last + 1 < len(forms)
        and reading.adjoins(last)
        and forms[last + 1] in _TAKE
        and (forms[last + 1] != "кому" or not _WANTED.isdisjoint(forms[last + 2 : last + 3]))
        for _, last in near
    )


def _is_near_taking(reading: Reading, hit: Hit) -> bool:
    """Whether what is left has a price, and is to be taken."""
    begin, end = hit.first - _NEAR, hit.last + _NEAR
    if _TAKE.isdisjoint(reading.in_order[max(0, begin) : end + 1]):
        return False
    sums = reading.once(sums_of_money)
    return bisect_left(sums, (begin, 0)) < bisect_left(sums, (end, 0))


def _before(reading: Reading, hit: Hit) -> str:
    """The word before, or nothing."""
    return reading.words[hit.first - 1].form if hit.first else ""


def _behind(reading: Reading, hit: Hit) -> str:
    """The word behind, or nothing."""
    return reading.words[hit.last + 1].form if hit.last + 1 < len(reading.words) else ""


def _is_no_group(form: str) -> bool:
    """Whether it is a thing that one takes or gains: «набираю воду», «набираю вес»."""
    return bool(form) and is_thing(form) and not any(group in form for group in _GROUPS)


def _repays(reading: Reading, hit: Hit) -> bool:
    """Whether it is money that is given back: «отдам 100 рублей за кофе»."""
    forms = reading.in_order[hit.last + 1 : hit.last + 1 + _BEFORE]
    if len(forms) < _BEFORE or not (forms[0].isdecimal() or forms[0] in NUMERALS):
        return False
    return forms[1] in units() and forms[2] == "за"


def _is_of_discount(reading: Reading, hit: Hit) -> bool:
    """Whether it is said for whom it is cheaper: «скидка для нашего сада», «садику дешевле»."""
    before = reading.words[max(0, hit.first - _BEFORE) : hit.first]
    sentence = reading.words[hit.first].sentence
    return any(each.sentence == sentence and each.form.startswith(_DISCOUNTS) for each in before)


def _tells_time(reading: Reading, hit: Hit) -> bool:
    """Whether it is minutes for or before which something is given: «отдам за 5 минут до звонка»,
    «уступлю место за десять минут до начала»."""
    forms = reading.in_order[hit.first + 1 : hit.last + 1 + _REACH]
    if "за" not in forms:
        return False
    at = hit.first + 2 + forms.index("за")
    counted = reading.in_order[at : at + 2]
    while counted and (counted[0].isdecimal() or counted[0] in NUMERALS):
        counted = counted[1:]
    return bool(counted) and counted[0].startswith(_TIME)


def _is_no_translation(reading: Reading, hit: Hit) -> bool:
    """«Перевожу в текст», «перевожу вам», «перевожу на карту»; not «перевожу на английский»."""
    behind = reading.in_order[hit.last + 1 : hit.last + 3]
    if behind[:1] == ["на"]:
        return not behind[-1].endswith(_LANGUAGE)
    return not _MOVED.isdisjoint(behind[:1])
