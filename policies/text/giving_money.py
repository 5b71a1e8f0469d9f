"""Whether it is money that is given, where the verb could be about anything («сдать»)."""

from policies.text.morphology import is_infinitive, is_means, is_of_which, is_thing
from policies.text.neighbours import Neighbours
from policies.text.reading import Reading
from policies.text.refusing import WHO
from policies.text.sums import units
from policies.text.sums_asked_for import is_for_something, is_official, is_outstanding
from policies.text.vocabulary import Hit

_MEANS = frozenset(
    {"средства", "сумму", "суммы", "остаток", "остатки", "часть", "половину", "треть", "хвосты"}
)
"""What is given where money is, without being called so."""

_WHERE_TO = frozenset({"карту", "номеру"})
_OF_WHAT = frozenset({"сбор", "переводом", "тысячи", "тысяча"})
"""What may be of other things than money: «сбор подписей», «переводом детей»."""

_WOULD = frozenset({'"скинулись бы"', '"скинулся бы"'})
_WITH_MONEY = frozenset(
    {"деньгами", "рублем", "рублями", "рубликами", "копейкой", "копейками", "копеечкой", "сотней"}
    | {"тысячей", "тыщей", "суммой", "переводом", "переводами", "налом", "наличкой"}
    | {"наличными", "группой", "садом", "садиком", "классом", "компанией", "сбером"}
)
"""With what, or as what, people do chip in."""
_OF_MONEY = frozenset({"денег", "средств", "взносов", "взноса", "налички", "долгов", "остатков"})

_HELP = 5
"""How far behind it is told what one is to help to do, in words."""

_SOMEBODY = frozenset({"кого", "кого-нибудь", "какого", "какую", "какой", "чей", "чью", "что"})
"""Who or what is to be named, and nothing given: «скиньте кого знаете»."""

_FOR = frozenset(
    {"сдаем", "сдавайте", "сдайте", "сдавать", "сдать", "собираем", "собираю", "скидываем"}
)
"""Verbs of giving that with «на» hardly mean anything but money."""

_POLITE = frozenset(
    {"пожалуйста", "плиз", "плз", "пж", "пжл", "кто-нибудь", "кто-то", "еще", "раз"}
)


def gives_money(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether it is money that is to be given, by verbs that could be about anything."""
    if hit.tag in {"giving", "handing"} and _asks_for_details(reading, hit):
        return False
    if reading.words[hit.last].form in _WHERE_TO:  # «пошли на карту сокровищ»
        return any(around.near(tag, hit, 3, 3, together=True) for tag in ("sum", "to me"))
    to_them = hit.tag in {"handing", "paying"} or not around.near("card", hit)
    if hit.tag != "loan" and to_them and is_official(hit, around):
        return False
    if hit.tag == "giving" and (_lets(reading, hit, around) or _prices(hit, around)):
        return False
    named = around.near("money", hit) or around.near("card", hit)
    if around.follows("thing", hit, 3, without=("на", "за")) and not _gives_a_sum(hit, around):
        named = named and any(around.near(tag, hit, 2, 2) for tag in ("money", "card", "sum"))
        if not named:
            return False
    if (
        around.precedes("thing", hit, 1)
        and not (named or around.near("share", hit))
        and not around.accompanies("thing", hit, ("на", "за"), 1)
    ):
        return False
    match hit.tag:
        case "gathering":
            occasion = named and is_for_something(hit, around, "occasion")
            return occasion or is_for_something(hit, around, "purpose")
        case "dues":
            reminded = around.near("reminder", hit) or (
                around.near("sum", hit) and around.near("urging", hit)
            )
            reminded = reminded and not around.about("told", hit)
            return reminded and is_for_something(hit, around, "purpose", "occasion")
        case "contribution" | "collecting" if around.about("trading", hit):
            return False  # «предоплата 500», «принимаю заказы»
        case "collecting":
            given = around.has("share") or around.near("cash", hit, 4, 4)
            return given or is_for_something(hit, around, "purpose")
        case "reminding":
            if not around.near("sum", hit, 8, 8):
                return False
            purposes = any(
                around.accompanies(tag, hit, ("на", "за", "по"), 6)
                for tag in ("purpose", "occasion")
            )
            return purposes and not around.near("thing", hit, 6, 6, together=True)
        case "loan":
            named = around.near("sum", hit) or around.near("slang", hit)
            return named and around.near("plea", hit, 14)
        case "contribution":
            asked = any(around.near(tag, hit) for tag in ("asking", "card", "purpose", "occasion"))
            return (asked and around.near("sum", hit, 3, 6)) or is_for_something(
                hit, around, "purpose", "occasion"
            )
        case "missing":
            return around.near("money", hit) or is_outstanding(hit, around)
        case "owing one" if not around.precedes("who", hit, WHO):
            return False
        case "giving" | "owing" | "owing one":
            if named or around.near("sum", hit):
                return True
            purposes = is_for_something(hit, around, "purpose", "occasion")
            if "оплат" in hit.entry and any(
                around.follows(tag, hit, 2, without=()) for tag in ("purpose", "occasion")
            ):
                return True
            if "долж" in hit.entry and around.accompanies("purpose", hit, ("по",), 4):
                return True
            if purposes or (hit.tag == "giving" and _is_for_anything(reading, hit, around)):
                return not _has_an_object(reading, hit)
            return False
        case "handing":
            near = any(
                around.near(tag, hit, 5, 5, together=True) for tag in ("money", "sum", "card")
            )
            near = near or (
                around.near("payment", hit, 2, 2, together=True) and around.near("sum", hit, 10, 4)
            )
            return near and (not around.about("told", hit) or around.near("share", hit))
    if around.near("card", hit) or around.near("share", hit):
        return True
    if around.near("to me", hit, 0, 8) and around.near("sum", hit):
        return any(around.accompanies(tag, hit, ("за",), 4) for tag in ("purpose", "occasion"))
    return around.near("asking", hit) and around.near("sum", hit) and around.near("each", hit)


def _gives_a_sum(hit: Hit, around: Neighbours) -> bool:
    """«Сдаёте мне 450, дети и взрослые одинаково»: what is named behind a sum is not given."""
    return any(
        around.follows("sum", hit, far, without=())
        and not around.follows("thing", hit, far, without=())
        for far in (1, 2)
    )


def is_of_else(reading: Reading, hit: Hit) -> bool:
    """Whether something else is collected, transferred or counted («закроем сбор подписей», «нужны
    две тысячи шишек»), or one is to help by doing («помогите на дорогу собрать сумку»)."""
    words = reading.words
    behind = words[hit.last + 1 : hit.last + 1 + _HELP]
    if words[hit.first].form == "помогите":
        return any(
            word.sentence == words[hit.last].sentence and is_infinitive(word.form)
            for word in behind
        )
    if hit.entry in _WOULD:  # «скинулись бы теплом»
        return bool(behind) and _is_shared_else(reading, hit.last)
    if words[hit.last].form not in _OF_WHAT or not behind or not reading.adjoins(hit.last):
        return False
    form = behind[0].form
    return form not in _OF_MONEY and form not in units() and is_of_which(form)


def _is_shared_else(reading: Reading, last: int) -> bool:
    """Whether it is with something else that people chip in: «скинемся теплом»."""
    form = reading.words[last + 1].form
    return reading.adjoins(last) and form not in _WITH_MONEY and is_means(form)


def chips_in_else(reading: Reading, hit: Hit) -> bool:
    """«Давайте скинемся идеями»."""
    return hit.last + 1 < len(reading.words) and _is_shared_else(reading, hit.last)


def _lets(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether homes are let for rent: «сдаём однушку, 17 тысяч»."""
    if not around.near("dwelling", hit, 3, 6):
        return False
    collected = any(around.near(tag, hit) for tag in ("share", "card", "cash", "each"))
    return reading.words[hit.first].form.startswith("сда") and not collected


def _has_an_object(reading: Reading, hit: Hit) -> bool:
    """Whether it is something else that is given: «на концерт сдать фонограмму»."""
    after = hit.last + 1
    if after >= len(reading.words) or not reading.adjoins(hit.last):
        return False
    form = reading.words[after].form
    return form in _SOMEBODY or (form not in _MEANS and is_thing(form))


def _prices(hit: Hit, around: Neighbours) -> bool:
    """Whether goods are priced, and no money is collected: «400 за литр, собираю утром»."""
    return around.about("priced", hit) and not any(
        around.near(tag, hit) for tag in ("card", "cash")
    )


def _is_for_anything(reading: Reading, hit: Hit, around: Neighbours) -> bool:
    """Whether «на» and a thing follow at once: «сдаём на что-нибудь» is said of money, unless
    things are carried there («на конкурс») or it is a place («на стадион»)."""
    words = reading.words
    after = hit.last + 2
    if words[hit.first].form not in _FOR or after >= len(words) or words[after - 1].form != "на":
        return False
    if not (reading.adjoins(hit.last) and reading.adjoins(after - 1)):
        return False
    if around.near("where to", hit, 0, 3) or around.near("thing", hit, 4, 4, together=True):
        return False
    return is_thing(words[after].form)


def _asks_for_details(reading: Reading, hit: Hit) -> bool:
    """Whether it is the number to pay to that is asked for: «скиньте, пожалуйста, реквизиты»."""
    following = reading.words[hit.last + 1 : hit.last + 4]
    forms = [word.form for word in following if word.form not in _POLITE]
    return bool(forms) and (forms[0] in {"реквизиты", "номер"} or forms[:2] == ["мне", "реквизиты"])
