"""Emergency words that nothing would ever meet."""

import re
from collections.abc import Iterator

from policies.lint.contradiction import Contradiction
from policies.lint.survey import Survey
from policies.text.morphology import plain
from policies.text.vocabulary import Vocabulary
from policies.verdict import Action

KIND = "emergency_words"
_ELEMENT = re.compile(r"\.\.\.|=?[^\W_]+(?:[-'’ʼ][^\W_]+)*\*?")


def find(survey: Survey) -> Iterator[Contradiction]:
    """Words beside no clause that holds, words that no text can have, and words said twice."""
    if "emergency" not in survey.regulation.model_fields_set:
        return  # those that are built in
    words = survey.regulation.emergency
    holds = any(each.is_enforced and each.clause.action is Action.HOLD for each in survey.working)
    if words and not holds and survey.is_whole:
        text = "No clause holds posts, and these words are looked for in posts that are held."
        yield Contradiction(KIND, ("emergency",), text)
    seen = set()
    for index, word in enumerate(words):
        place, values = ("emergency", index), {"word": word}
        if not _can_be_found(word):
            text = "“{word}” can be found in no post: write words, with spaces between them."
            yield Contradiction(KIND, place, text, values)
        elif plain(word) in seen:
            yield Contradiction(KIND, place, "“{word}” is in this list already.", values)
        seen.add(plain(word))


def _can_be_found(word: str) -> bool:
    elements = word.split()
    if not elements or not all(map(_ELEMENT.fullmatch, elements)) or elements[0] == "...":
        return False
    try:
        Vocabulary({KIND: (word,)})
    except ValueError:
        return False
    return True
