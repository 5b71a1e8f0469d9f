"""Titles of columns that say whether a child may be shown in pictures."""

import re

_SHOWN = re.compile(
    r"фото(?!граф(?!ир|и[ийюяе])|альбом|рамк|обо)|видео(?!звон|наблюд)|с[ъь]?[её]мк|снима|снимк"
    r"|изображени|photo(?!grapher)|video|picture|filming|images?$"
)
"""The beginnings of words for pictures and for taking them."""
_CONSENTS = re.compile(r"согласи|согласн|разреш|публик|размещ|использ|consent|permi|allow|publi")
_HARMLESS = re.compile(
    r"да|нет|есть|дано|наличи|получен|подписан|можно|на|и|или|в|во|для|с|со|от|по|к|о|об"
    r"|ребен\w*|дет(?:и|ей|ям|ьми|ях|ск\w+)|воспитанник\w*|обучающ\w+|несовершеннолетн\w+"
    r"|родител\w+|законн\w+|представител\w+|мам[аыу]?|пап[аыу]?|участи\w*|проведени\w*|материал\w*"
    r"|сайт\w*|сад\w*|доу|дс|мбдоу|соц\w*|сет[ьияхе]+|интернет\w*|чат\w*|групп\w*|официальн\w+"
    r"|мессенджер\w*|обработк\w*|персональн\w+|данн\w+|общ\w+|стенд\w*|их|его|ее|пд|пдн"
    r"|a|and|or|of|the|to|for|in|on|be|may|is|given|yes|no|child\w*|kids?|parents?|parental|media"
    r"|taking|website|release|shown|s"
)
"""Words that may stand beside; with any other one the column is about something else."""
_OF_CHILD = re.compile(r"ребен|дет|воспитанник|обучающ|child|kid")
_OF_CUSTODY = re.compile(r"сообщ|выдав|отдав|говор|общени|допуск|пуск|custody|contact")


def is_photo_consent(text: str) -> bool:
    """Whether a title (folded) is such as «Согласие на фото и видео»; «Фото ребёнка» is not: below
    it stand pictures."""
    words = re.findall(r"[^\W\d_]+", text)
    shown = [word for word in words if _SHOWN.match(word)]
    consents = [word for word in words if _CONSENTS.match(word)]
    others = [word for word in words if not (_SHOWN.match(word) or _CONSENTS.match(word))]
    if not shown or not all(_HARMLESS.fullmatch(word) for word in others):
        return False
    if {"нет", "no"} & set(words) and not {"да", "yes"} & set(words):
        return False
    return bool(consents) or not any(_OF_CHILD.match(word) for word in others)


def is_only_about_photos(text: str) -> bool:
    """Whether a title such as «Запрет на съёмку» forbids pictures and nothing else: no custody
    block, and no consent, as its «да» would mean the opposite."""
    words = re.findall(r"[^\W\d_]+", text)
    return any(_SHOWN.match(word) for word in words) and not _OF_CUSTODY.search(text)
