"""What a column is about, by its header: Russian and English, in many spellings."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from rooms.roster.photo_headers import is_only_about_photos, is_photo_consent
from rooms.roster.spelling import fold


class Subject(StrEnum):
    """Whom a column is about; the guardians that are relations have the same names there."""

    CHILD = "child"
    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    GUARDIAN = "guardian"
    PARENT = "parent"
    REPRESENTATIVE = "representative"


class Attribute(StrEnum):
    """What a column says of them."""

    FULL_NAME = "full name"
    SURNAME = "surname"
    NAME = "name"
    PATRONYMIC = "patronymic"
    BIRTH_DATE = "birth date"
    GROUP = "group"
    PHONE = "phone"
    RELATION = "relation"
    LANGUAGE = "language"
    BLOCKED = "blocked"
    PHOTO_CONSENT = "photo consent"


NAME_PARTS = frozenset({Attribute.SURNAME, Attribute.NAME, Attribute.PATRONYMIC})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means; no subject: that shows by the columns around it.

    `number` tells several of one kind apart («Родитель 2»); `given_first` is for English headers,
    under which people write the given name first.
    """

    subject: Subject | None
    attributes: frozenset[Attribute]
    number: int | None = None
    given_first: bool = False


_SUBJECTS: dict[Subject, str] = {
    Subject.CHILD: (
        "ребенок ребенка ребенку ребенке дети детей воспитанник воспитанника воспитанников"
        " воспитанники воспитанница обучающийся обучающегося обучающихся ученик ученика учеников"
        " малыш малыша child childs children kid pupil student"
    ),
    Subject.MOTHER: "мама мамы маме маму мать матери мамин мамина mother mothers mom moms mum mums",
    Subject.FATHER: "папа папы папе папу отец отца отцу папин папина father fathers dad dads",
    Subject.GRANDMOTHER: "бабушка бабушки бабушке grandmother grandmothers grandma",
    Subject.GRANDFATHER: "дедушка дедушки дедушке grandfather grandfathers grandpa",
    Subject.GUARDIAN: "опекун опекуна опекуну попечитель попечителя",
    Subject.PARENT: (
        "родитель родителя родителю родители родителей родителям родственник родственника"
        " родственники родителях parent parents"
    ),
    Subject.REPRESENTATIVE: (
        "представитель представителя представителю представители представителей представителям"
        " guardian guardians representative взрослый взрослого"
    ),
}
_ATTRIBUTES: dict[Attribute, str] = {
    Attribute.FULL_NAME: "фио fullname",
    Attribute.SURNAME: "фамилия фамилии фамилию фам surname lastname",
    Attribute.NAME: "имя имени name firstname",
    Attribute.PATRONYMIC: "отчество отчества отч patronymic",
    Attribute.BIRTH_DATE: "рождения рожд рождение др днр birth born birthday birthdate dob",
    Attribute.GROUP: "группа группы группе гр group",
    Attribute.PHONE: (
        "телефон телефона телефоны телефонов тел тлф моб мобильный мобильного сотовый сот phone"
        " phones mobile tel telephone cell"
    ),
    Attribute.RELATION: "родство родства родстве приходится relation relationship",
    Attribute.LANGUAGE: "язык языка языке language lang",
    Attribute.BLOCKED: "blocked custody",
}
_FILLERS = """
и или сведения информация сведений the of s to a о об по для на за в с у к от n no номер номера
номеров number numbers данные контакт контакта контакты контактный контактные контактного контактов
личный личного основной основного дополнительный дополнительные доп рабочий рабочего раб домашний
дом связи связь полностью полное законный законного законные законных законному один одного одна
лицо лица contact legal full details степень степени кем ребенку дата даты date день число месяц год
года г дд мм гг гггг dd mm yy yyyy чч форма формат код садика детского сада сад которую посещает
название наименование возрастная общения родной general main work home whatsapp вайбер viber ватсап
telegram max макс мессенджер messenger список перечень указать укажите пожалуйста выбрать списка см
например первый первого второй второго й ый го ой 1й 2й st nd rd first second last given family
middle preferred spoken
"""
_ORDINALS = {"первый": 1, "первого": 1, "1й": 1, "второй": 2, "второго": 2, "2й": 2}
_BLOCKED = re.compile(
    r"не (сообщ|выдав|отдав|говор|писать|допуск|пуск)|огранич|запрет|запрещ|"
    r"\b(block|restrict|custody|no contact|do not)"
)
_NOT_BLOCKED = re.compile(r"здоров|питан|пищ|еда|мед|аллерг|диет|физ|двиг|health|food|diet|allerg")
_ENGLISH = re.compile(r"[a-z]")
_PAIRS = (
    (r"\b(last|family) name\b", "surname"),
    (r"\b(first|given) name\b", "firstname"),
    (r"\bmiddle name\b", "patronymic"),
    (r"\bfull name\b", "fullname"),
    (r"\bф\W{0,2}и\W{0,2}о\b", "фио"),
    (r"\bд\W{1,2}р\b", "др"),
    (r"\bд\W{1,2}рожд\w*", "рождения"),
    (r"\bкем (он|она)?\s*приходится\b", "родство"),
    (r"\b(степень|характер) родства\b", "родство"),
)


def _by_word(words: dict[Subject, str] | dict[Attribute, str]) -> dict[str, str]:
    return {word: name for name, listed in words.items() for word in listed.split()}


_SUBJECT_OF = _by_word(_SUBJECTS)
_ATTRIBUTE_OF = _by_word(_ATTRIBUTES)
_FILLER_WORDS = frozenset(_FILLERS.split())
_KNOWN = [word for word in {*_SUBJECT_OF, *_ATTRIBUTE_OF} if len(word) >= 5]


def meaning_of(header: str) -> Meaning | None:
    """What the header of a column means; None: nothing that a roster needs, or unknown."""
    text = fold(header)
    if not text or len(text) > 150:
        return None
    if is_photo_consent(text):
        return Meaning(Subject.CHILD, frozenset({Attribute.PHOTO_CONSENT}))
    return _blocked(text) or _known(text) or _known(re.sub(r"\([^()]*\)?", " ", text))


def _blocked(text: str) -> Meaning | None:
    """A custody block must not be overlooked: its words count whatever stands around them."""
    if not _BLOCKED.search(text) or _NOT_BLOCKED.search(text) or is_only_about_photos(text):
        return None
    subjects = _subjects(re.findall(r"[^\W\d_]+", text)) - {Subject.CHILD}
    subject = next(iter(subjects)) if len(subjects) == 1 else None
    if subject in (Subject.PARENT, Subject.REPRESENTATIVE) and not re.search(r"\d", text):
        subject = None
    return Meaning(subject, frozenset({Attribute.BLOCKED}), _number(text))


def _known(text: str) -> Meaning | None:
    for pattern, word in _PAIRS:
        text = re.sub(pattern, word, text)
    words = [_meant(word) for word in re.findall(r"[^\W\d_]+", text)]
    if not words or None in words:
        return None
    known = [word for word in words if word]
    subjects = _subjects(known)
    attributes = frozenset(Attribute(_ATTRIBUTE_OF[w]) for w in known if w in _ATTRIBUTE_OF)
    if not subjects and not attributes:
        return _contacts(known)
    return _together(subjects, attributes, _number(text), bool(_ENGLISH.search(text)))


def _together(
    subjects: set[Subject], attributes: frozenset[Attribute], number: int | None, english: bool
) -> Meaning | None:
    if Attribute.RELATION in attributes or len(subjects) > 1:
        subjects = subjects - {Subject.CHILD}  # «Кем приходится ребёнку», «ФИО родителя ребёнка»
    subject = _only(subjects)
    if {Attribute.NAME, Attribute.SURNAME} <= attributes:
        attributes = attributes - NAME_PARTS | {Attribute.FULL_NAME}
    elif {Attribute.NAME, Attribute.PATRONYMIC} <= attributes:
        attributes = attributes - {Attribute.PATRONYMIC}
    if not attributes:
        attributes = frozenset({Attribute.FULL_NAME})
    if english and subject is not None and attributes == {Attribute.NAME}:
        attributes = frozenset({Attribute.FULL_NAME})
    if subject not in (None, Subject.CHILD) and attributes & {
        Attribute.BIRTH_DATE,
        Attribute.GROUP,
    }:
        return None
    return Meaning(subject, attributes, number, english)


def _only(subjects: set[Subject]) -> Subject | None:
    """«Родители: мать» is the mother; «Родители (мать, отец)» may be either."""
    if len(subjects) < 2:
        return next(iter(subjects), None)
    told = subjects - {Subject.PARENT, Subject.REPRESENTATIVE}
    is_one = len(told) == 1 and Subject.GUARDIAN not in told
    return next(iter(told)) if is_one else Subject.PARENT


def _contacts(words: list[str]) -> Meaning | None:
    """«Контакты» alone are phones; other words without a subject say nothing."""
    if any(word.startswith(("контакт", "contact")) for word in words):
        return Meaning(None, frozenset({Attribute.PHONE}))
    return None


def _subjects(words: list[str]) -> set[Subject]:
    return {Subject(_SUBJECT_OF[word]) for word in words if word in _SUBJECT_OF}


@lru_cache(4096)  # every row is asked whether it is one of headers
def _meant(word: str) -> str | None:
    """The known word, also with a letter wrong; "" for one that changes nothing."""
    if word in _SUBJECT_OF or word in _ATTRIBUTE_OF:
        return word
    if word in _FILLER_WORDS:
        return word if word.startswith(("контакт", "contact")) else ""
    if len(word) >= 5:
        return next(iter(get_close_matches(word, _KNOWN, n=1, cutoff=0.85)), None)
    return None


def _number(text: str) -> int | None:
    for word in re.findall(r"[^\W_]+", text):
        if word in _ORDINALS:
            return _ORDINALS[word]
    digits = re.findall(r"\d+", text)
    return int(digits[0]) if digits and len(digits[0]) == 1 else None
