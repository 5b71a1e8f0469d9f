"""What somebody wrote, as others may look at it: without names, numbers and addresses of people."""

import re
from collections.abc import Collection

from policies.text.morphology import analyzer, plain
from rooms.roster.masking import masked_name, masked_phone

_NUMBER = re.compile(r"\+?\d(?:[ ().\-]{0,2}\d){4,}")
_DIGIT = re.compile(r"[+\d]")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_ENDS = ".!?…\n"
_PERSONAL = ("Name", "Surn", "Patr")


def masked_text(text: str, names: Collection[str] = ()) -> str:
    """The text with the first letters of names and the last two digits of long numbers.

    Names are what the dictionary knows as such, what has a capital within a sentence and is in no
    dictionary, and every form of the given `names` (lower case, ё as е).
    """
    text = _MAIL.sub("…@…", text)
    text = _NUMBER.sub(lambda found: masked_phone("".join(_DIGIT.findall(found[0]))), text)
    return _WORD.sub(lambda found: _masked_word(found, names), text)


def _masked_word(found: re.Match[str], names: Collection[str]) -> str:
    word, before = found[0], found.string[: found.start()].rstrip()[-1:]
    readings = analyzer().parse(plain(word))
    if any(plain(reading.normal_form) in names for reading in readings):
        return masked_name(word)
    personal = [any(mark in reading.tag for mark in _PERSONAL) for reading in readings]
    is_known = any(reading.is_known for reading in readings)
    capital = word[0].isupper()
    if is_known and (all(personal) or (capital and any(personal))):
        return masked_name(word)
    within = before != "" and before not in _SENTENCE_ENDS
    written_as_name = capital and within and not (word.isupper() and len(word) > 1)
    return masked_name(word) if written_as_name and not is_known else word
