"""Whether somebody is spoken to, not of: «Маша, во сколько…», «Андрей ты зачем…»."""

from policies.names.describing import describes_thing, forms_of
from policies.text.reading import Reading

_SPOKEN_TO = frozenset({"ты", "тебя", "тебе", "тобой", "спасибо", "слушай", "слушайте"})
_YOURS = frozenset({"ваш", "ваша", "ваше", "ваши"})
_TO_THEIR_FACE = frozenset({"ты", "вы"})
_BEFORE_CALLED = frozenset({"а", "и", "ну", "слушай", "слышь", "привет", "здравствуйте", "спасибо"})


def is_vocative(reading: Reading, first: int, last: int) -> bool:
    """«Маша, во сколько…», «…, Маша?»: somebody is spoken to."""
    words, text = reading.words, reading.text
    after = text[words[last].end : words[last].end + 1]
    starts = first == 0 or words[first - 1].sentence != words[first].sentence
    behind_comma = first > 0 and "," in text[words[first - 1].end : words[first].start]
    if behind_comma and words[first - 1].form in _SPOKEN_TO:
        return True
    if _is_asked(reading, first, last) or _is_told_to_the_face(reading, first):
        return True
    follows = words[last + 1] if last + 1 < len(words) else None
    if follows is None or follows.sentence != words[last].sentence:
        return behind_comma
    if after not in (",", "!"):
        return False
    if follows.form in _YOURS and describes_thing(reading, last + 1):
        return starts
    return (starts or behind_comma) and follows.form not in forms_of("goes on")


def _is_told_to_the_face(reading: Reading, first: int) -> bool:
    """«С такой как вы Марина…», «какая же вы Оля…»: nobody else is «вы»."""
    return (
        first > 0 and reading.words[first - 1].form in _TO_THEIR_FACE and reading.adjoins(first - 1)
    )


def _is_asked(reading: Reading, first: int, last: int) -> bool:
    """«Андрей ты зачем…», «Марина вы бы…»: without a comma, at the beginning of a sentence."""
    words = reading.words
    follows = words[last + 1] if last + 1 < len(words) else None
    if follows is None or follows.form not in _TO_THEIR_FACE:
        return False
    if follows.sentence != words[last].sentence or not reading.adjoins(last):
        return False
    return (
        first == 0
        or words[first - 1].sentence != words[first].sentence
        or (words[first - 1].form in _BEFORE_CALLED)
    )
