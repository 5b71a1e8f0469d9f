"""Words of abuse that nobody here is called: of one's cat, of those who govern, of a thing."""

import re

from policies.abuse.scene import Scene
from policies.names.deed_words import gender, is_thing
from policies.text.grammar import parts_of
from policies.text.morphology import forms, is_verb
from policies.text.vocabulary import Hit

_WHO = frozenset({"какая", "какой", "какие", "за", "кто", "та", "тот", "для"})
"""«какая скотина выкинула кота» asks for somebody."""
_THIS = frozenset({"эта", "этот", "это"})
_THEM = frozenset({"ее", "его", "их"})
_SUCH = frozenset({"таких", "такую", "такого", "обеих", "обоих"})
_OWN = frozenset({"эта", "этот", "моя", "мой", "наша", "наш", "его", "ее"})
_FILLING = frozenset(
    {"совсем", "очень", "просто", "такой", "такая", "такое", "уже", "прям", "прямо", "реально"}
    | {"вообще", "стал", "стала", "был", "была", "у", "нас", "там", "тут", "какой-то", "какая-то"}
)
_WHERE = frozenset({"на", "в", "во", "у"})
_MOST_FILLING = 3
_QUOTES = '«»"“”„'
_QUOTATION = 60
"""The longest way from a word to the quotation marks around it, in characters."""
_OPENED = re.compile(r"(?:[«„“]|(?:^|[\s(])\")[^«»\"“”„]*$")
_CLOSED = re.compile(r"[^«»\"“”„]*[»\"”“]")
_DENIED_REACH = 6
_THEY_SAY = frozenset({"он", "она", "они", "дети", "ребенок"})
_SAY = frozenset(
    {"говорите", "говорить", "говори", "внушайте", "внушать", "твердите", "повторяйте"}
)
_NEAR_ENOUGH = 6
_WE = frozenset({"я", "мы"})
_YOU = frozenset({"ты", "вы"})
_LAST = frozenset(
    {"последний", "последняя", "последние", "полный", "полная", "полные", "распоследний"}
)
_SOMEBODY = ("you", "yours", "staff", "people")


def is_of_a_beast(scene: Scene, hit: Hit) -> bool:
    """«кот у нас скотина», «эта зараза опять в тапки … кому котёнка?»"""
    if scene.form(hit.first) not in scene.words.of_beasts:
        return False
    if scene.form(hit.last + 1) in _THIS and is_thing(scene.form(hit.last + 2)):
        return True  # «вот гадина эта простуда»
    if not scene.around.has("pets"):
        return False
    before = scene.form(hit.first - 1)
    if before in _WHO or scene.near(_SOMEBODY, hit, 6, 6):
        return False
    return before in _OWN or scene.around.near("pets", hit, 5, 8)


def is_for_the_asylum(scene: Scene, hit: Hit) -> bool:
    """«вы из психушки?», «в психушку таких»; not «в районе пациент сбежал из психушки»."""
    if scene.near(("you", "yours"), hit, 6, 4) or scene.around.has("pointed"):
        return True
    if not _SUCH.isdisjoint((scene.form(hit.first - 1), scene.form(hit.last + 1))):
        return True
    if scene.around.has("stage") or scene.around.has("tale"):
        return False
    if any(scene.form(place) in _THEM for place in range(hit.first - 3, hit.first)):
        return True
    spoken_of = scene.near(("staff", "them"), hit, 6, 4)
    return spoken_of and not scene.around.has("escaped")


def is_of_those_above(scene: Scene, hit: Hit) -> bool:
    """«президент с ума сошёл, вы новости смотрели?», «какой дурак придумал зиму»."""
    if scene.around.near("authority", hit, 3, 0):
        return not scene.near(("you", "staff"), hit, 3, 0)
    return scene.form(hit.first - 1) in _WHO and scene.around.near("seasons", hit, 0, 6)


def is_of_a_thing_before(scene: Scene, hit: Hit) -> bool:
    """«вешалка совсем убогая»: the thing is some little words before its quality."""
    place = hit.first - 1
    while place > hit.first - 1 - _MOST_FILLING and scene.form(place) in _FILLING:
        place -= 1
    if scene.form(place - 1) in _WHERE:  # «карусель на площадке»
        place -= 2
    noun = scene.form(place)
    if (
        place == hit.first - 1
        or not scene.around.in_sentence(place, hit)
        or noun in scene.words.persons
    ):
        return False
    if not is_thing(noun) or gender(noun) != gender(scene.form(hit.first)):
        return False
    if any(tag in scene.around.tags_at(place) for tag in _SOMEBODY):
        return False
    return "," not in scene.reading.quote(place, hit.first)


def is_in_quotes(scene: Scene, hit: Hit) -> bool:
    """«Идиот» is a novel; a post that is one quotation altogether is said all the same."""
    text, words = scene.reading.text, scene.reading.words
    before = text[max(0, words[hit.first].start - _QUOTATION) : words[hit.first].start]
    after = text[words[hit.last].end : words[hit.last].end + _QUOTATION]
    return (
        _OPENED.search(before) is not None
        and _CLOSED.match(after) is not None
        and not (text[0] in _QUOTES and text[-1] in _QUOTES)
    )


def is_denied(scene: Scene, hit: Hit) -> bool:
    """«никто не скажет, что вы жадина», «не говорите ребёнку, что он глупый»."""
    if _THEY_SAY.isdisjoint(scene.form(place) for place in range(hit.first - 2, hit.first)):
        is_said = False
    else:
        reach = range(max(0, hit.first - _DENIED_REACH), hit.first)
        is_said = any(
            scene.form(place) == "не" and scene.form(place + 1) in _SAY for place in reach
        )
        is_said = is_said and any(scene.form(place) == "что" for place in reach)
    return is_said or any(
        scene.form(place) == "никто" and scene.form(place + 1) == "не"
        for place in range(max(0, hit.first - _DENIED_REACH), hit.first - 1)
    )


def is_asked_about(scene: Scene, hit: Hit) -> bool:
    """«Кто такой остолоп?»; not «кто такой дурак придумал»."""
    if scene.form(hit.first - 2) != "кто" or scene.form(hit.first - 1) not in _WHAT:
        return False
    return not scene.around.in_sentence(hit.last + 1, hit) or not is_verb(scene.form(hit.last + 1))


_WHAT = frozenset({"такой", "такая", "такие"})


def is_likened(scene: Scene, hit: Hit) -> bool:
    """«я стояла там как последняя дура»."""
    if scene.form(hit.first - 1) not in _LAST or scene.form(hit.first - 2) != "как":
        return False
    return scene.around.near("me", hit, 8, 3)


def is_title(scene: Scene, hit: Hit) -> bool:
    """«спектакль Идиот»: with a capital letter inside of a sentence about a play; «мымра из
    «Служебного романа»»."""
    if scene.form(hit.last + 1) == "из" and hit.last + 2 < len(scene.reading.words):
        return scene.reading.text[scene.reading.words[hit.last + 2].start - 1] in _QUOTES
    if not scene.around.has("stage") or not scene.around.in_sentence(hit.first - 1, hit):
        return False
    return scene.reading.quote(hit.first, hit.first).istitle()


def is_said_now(scene: Scene, hit: Hit) -> bool:
    """«никого не хочу обидеть, но…», «повторяю для идиотов»"""
    if scene.form(hit.first) == "для":
        return True
    return any(scene.form(place) == "но" for place in range(hit.first - 5, hit.first))


def is_counted_in(scene: Scene, hit: Hit) -> bool:
    """«мы с дочкой и клуши»: the one who writes is among them."""
    if hit.tag != "person":
        return False
    for place in range(hit.first - 1, max(-1, hit.first - _NEAR_ENOUGH), -1):
        if not scene.around.in_sentence(place, hit) or not scene.reading.adjoins(place):
            return False
        form = scene.form(place)
        if form in _WE:
            return True
        if form in _YOU or is_verb(form):
            return False
    return False


_FAR_DISGUISE = 5
_FAR_FIGURE = 8
_POSING = frozenset({"представляются", "представляясь", "прикидываются", "прикидываясь"})
_MARKED = ("you", "yours", "staff")


def is_in_disguise(scene: Scene, hit: Hit) -> bool:
    """«Аферисты ходят под видом газовиков»; not «вы, аферисты, под видом взносов…»."""
    form = scene.form
    if form(hit.first) not in scene.words.crooks or any(
        scene.around.near(tag, hit, 2, 3) for tag in _MARKED
    ):
        return False
    behind = range(hit.last + 1, hit.last + 1 + _FAR_DISGUISE)
    for place in behind:
        if not scene.around.in_sentence(place, hit):
            return False
        if form(place) in _POSING:
            return True
        if (form(place), form(place + 1)) == ("под", "видом"):
            return "animate" in parts_of(form(place + 2))
    return False


def is_of_a_figure(scene: Scene, hit: Hit) -> bool:
    """«Баба-яга у нас злая старая карга по сценарию», «какой болван нарисован»."""
    if _PORTRAYED.fullmatch(scene.form(hit.last + 1)) and scene.is_close(hit.last, hit.last + 1):
        return True
    if _PLAYED.search(scene.reading.lower) is None or scene.around.near(
        "staff", hit, _FAR_FIGURE, 4
    ):
        return False
    before = range(max(0, hit.first - _FAR_FIGURE), hit.first)
    return any(
        _FIGURE.fullmatch(scene.form(place)) and scene.around.in_sentence(place, hit)
        for place in before
    )


_PLAYED = re.compile(
    r"(?<![а-я])(?:по (?:сценарию|роли|сюжету|сказке|тексту)|рол[ьи](?![а-я])|сценк|спектакл|пьес"
    r"|инсценировк|(?:игра|сыгра|нарисова|рису|изобража)[а-я]+ (?:её|ее|баб|старух)|костюм|грим)"
)
_PORTRAYED = re.compile(
    r"(?:нарисова|изображ[её]|слепл[её]|вылепл[её]|вылепле|вышит|вырезан|намал[её]ва|склее)н?[аыо]?"
)
_FIGURE = re.compile(
    r"(?:баба-?)?яг[аиуе]|(?:бабка-)?[её]жк[аиуе]|кикимор[аыуе]|ведьм[аыуе]|мачех[аиуе]"
    r"|старух[аиуе]|разбойни(?:к|ки|ца|цы)|зло(?:дей|дейка)|колдунь[яиюе]|кощей|пират|пираты"
)


def is_hired(scene: Scene, hit: Hit) -> bool:
    """«этот клоун на празднике будет в 11», «сколько берёт этот клоун за час»."""
    if hit.tag != "this" or scene.form(hit.last) not in _ENTERTAINERS:
        return False
    around = [scene.form(place) for place in scene.around_of(hit, _FAR_SHOW, _FAR_SHOW)]
    comes = any(map(_APPEARS.fullmatch, around))
    return comes and any(map(_SHOW.match, around))


_FAR_SHOW = 10
_ENTERTAINERS = forms("клоун") | forms("обезьяна") | forms("ведьма") | forms("петух")
_APPEARS = re.compile(
    r"будет|приедет|придет|приезжает|приходит|приходил|приезжал|выступ\w+|пока[жз]\w+|раздает"
    r"|развлека\w+|веселил\w*|проводит|проведет|бер[её]т|стоит|заказ\w+|нанима\w+|нанял\w*"
)
_SHOW = re.compile(
    r"праздник|программ|шоу|аниматор|рождени|утренник|елк|выпускн|фокус|шарик|час(?:$|а$)|игрушк"
    r"|костюм"
)
