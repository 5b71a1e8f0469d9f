"""Words of abuse that nobody here is called: of one's cat, of those who govern, of a thing."""

import re

from policies.abuse.words import AbuseWords
from policies.names.deed_words import gender, is_thing
from policies.text.morphology import is_verb
from policies.text.reading import Reading
from policies.text.surroundings import Surroundings
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


def is_of_a_beast(words: AbuseWords, around: Surroundings, hit: Hit) -> bool:
    """«кот у нас скотина», «эта зараза опять в тапки … кому котёнка?»"""
    if around.form(hit.first) not in words.of_beasts:
        return False
    if around.form(hit.last + 1) in _THIS and is_thing(around.form(hit.last + 2)):
        return True  # «вот гадина эта простуда»
    if not around.has("pets"):
        return False
    before = around.form(hit.first - 1)
    if before in _WHO or any(around.near(tag, hit, 6, 6) for tag in _SOMEBODY):
        return False
    return before in _OWN or around.near("pets", hit, 5, 8)


def is_for_the_asylum(around: Surroundings, hit: Hit) -> bool:
    """«вы из психушки?», «в психушку таких»; not «в районе пациент сбежал из психушки»."""
    if any(around.near(tag, hit, 6, 4) for tag in ("you", "yours")) or around.has("pointed"):
        return True
    if not _SUCH.isdisjoint((around.form(hit.first - 1), around.form(hit.last + 1))):
        return True
    if around.has("stage") or around.has("tale"):
        return False
    if any(around.form(place) in _THEM for place in range(hit.first - 3, hit.first)):
        return True
    spoken_of = any(around.near(tag, hit, 6, 4) for tag in ("staff", "them"))
    return spoken_of and not around.has("escaped")


def is_of_those_above(around: Surroundings, hit: Hit) -> bool:
    """«президент с ума сошёл, вы новости смотрели?», «какой дурак придумал зиму»."""
    if around.near("authority", hit, 3, 0):
        return not any(around.near(tag, hit, 3, 0) for tag in ("you", "staff"))
    return around.form(hit.first - 1) in _WHO and around.near("seasons", hit, 0, 6)


def is_of_a_thing_before(
    words: AbuseWords, reading: Reading, around: Surroundings, hit: Hit
) -> bool:
    """«вешалка совсем убогая»: the thing is some little words before its quality."""
    place = hit.first - 1
    while place > hit.first - 1 - _MOST_FILLING and around.form(place) in _FILLING:
        place -= 1
    if around.form(place - 1) in _WHERE:  # «карусель на площадке»
        place -= 2
    noun = around.form(place)
    if place == hit.first - 1 or not around.in_sentence(place, hit) or noun in words.persons:
        return False
    if not is_thing(noun) or gender(noun) != gender(around.form(hit.first)):
        return False
    if any(tag in around.tags_at(place) for tag in _SOMEBODY):
        return False
    return "," not in reading.quote(place, hit.first)


def is_in_quotes(reading: Reading, hit: Hit) -> bool:
    """«Идиот» is a novel; a post that is one quotation altogether is said all the same."""
    text, words = reading.text, reading.words
    before = text[max(0, words[hit.first].start - _QUOTATION) : words[hit.first].start]
    after = text[words[hit.last].end : words[hit.last].end + _QUOTATION]
    return (
        _OPENED.search(before) is not None
        and _CLOSED.match(after) is not None
        and not (text[0] in _QUOTES and text[-1] in _QUOTES)
    )


def is_compared_with(reading: Reading, hit: Hit) -> bool:
    """Whether those above are only what somebody is likened to: «гонору как у министра»."""
    if hit.tag != "authority" or hit.first < 1:
        return False
    before = [word.form for word in reading.words[max(0, hit.first - 2) : hit.first]]
    return before[-1] == "как" or before == ["как", "у"]


def is_denied(around: Surroundings, hit: Hit) -> bool:
    """«никто не скажет, что вы жадина», «не говорите ребёнку, что он глупый»."""
    if _THEY_SAY.isdisjoint(around.form(place) for place in range(hit.first - 2, hit.first)):
        is_said = False
    else:
        reach = range(max(0, hit.first - _DENIED_REACH), hit.first)
        is_said = any(
            around.form(place) == "не" and around.form(place + 1) in _SAY for place in reach
        )
        is_said = is_said and any(around.form(place) == "что" for place in reach)
    return is_said or any(
        around.form(place) == "никто" and around.form(place + 1) == "не"
        for place in range(max(0, hit.first - _DENIED_REACH), hit.first - 1)
    )


def is_likened(around: Surroundings, hit: Hit) -> bool:
    """«я стояла там как последняя дура»."""
    if around.form(hit.first - 1) not in _LAST or around.form(hit.first - 2) != "как":
        return False
    return around.near("me", hit, 8, 3)


def is_title(reading: Reading, around: Surroundings, hit: Hit) -> bool:
    """«спектакль Идиот»: with a capital letter inside of a sentence about a play."""
    if not around.has("stage") or not around.in_sentence(hit.first - 1, hit):
        return False
    return reading.quote(hit.first, hit.first).istitle()


def is_said_now(around: Surroundings, hit: Hit) -> bool:
    """«никого не хочу обидеть, но…», «повторяю для идиотов»"""
    if around.form(hit.first) == "для":
        return True
    return any(around.form(place) == "но" for place in range(hit.first - 5, hit.first))


def is_counted_in(reading: Reading, around: Surroundings, hit: Hit) -> bool:
    """«мы с дочкой и клуши»: the one who writes is among them."""
    if hit.tag != "person":
        return False
    for place in range(hit.first - 1, max(-1, hit.first - _NEAR_ENOUGH), -1):
        if not around.in_sentence(place, hit) or not reading.adjoins(place):
            return False
        form = around.form(place)
        if form in _WE:
            return True
        if form in _YOU or is_verb(form):
            return False
    return False
