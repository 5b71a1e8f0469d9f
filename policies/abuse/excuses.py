"""Words of abuse that nobody here is called: of one's cat, of those who govern, of a thing."""

from policies.abuse.words import AbuseWords
from policies.names.deed_words import gender, is_thing
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
