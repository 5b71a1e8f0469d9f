"""What is too loud: capital letters, rows of marks, walls of emoji."""

from typing import Any

import pytest
from pydantic import ValidationError

from policies.rules.shouting import RULE
from tests.support.detecting import ends, find

FAMILY, SHRUG, THUMB, FLAG, KEYCAP, HEART = "👨‍👩‍👧‍👦", "🤷🏻‍♀️", "👍🏽", "🇷🇺", "1️⃣", "❤️"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ЗАВТРА ВСЕМ БЫТЬ В БЕЛОМ", {"found": "ЗАВТРА ВСЕМ БЫТЬ В БЕЛОМ", "capitals": 100}),
        ("СКОЛЬКО МОЖНО ЖДАТЬ ответа", {"found": "СКОЛЬКО МОЖНО ЖДАТЬ ответа", "capitals": 73}),
        ("ВНИМАНИЕ, РОДИТЕЛИ! 25.11 в 9:00 СОБРАНИЕ", {"capitals": 96}),
        ("АБВГДЕЖЗИКЛМНОабвгде", {"capitals": 70}),
        ("PLEASE READ THE MESSAGE", {"capitals": 100}),
        ("БАЛАЛАР, ЕРТЕҢ БАҚШАҒА КЕЛМЕЙДІ", {"capitals": 100}),
        ("Кто взял мою кружку!!!!", {"found": "!!!!", "marks": 4}),
        ("да неужели????????", {"found": "????????", "marks": 8}),
        ("что?!?!", {"found": "?!?!", "marks": 4}),
        ("срочно ❗️❗️❗️❗️", {"found": "❗❗❗❗", "marks": 4}),
        ("как так‼️‼️", {"found": "!!!!", "marks": 4}),
        ("правда ли это？！？！", {"marks": 4}),
        ("!!!! снова я", {"marks": 4}),
        ("ура " + "🎉" * 8, {"found": "🎉" * 8, "emoji": 8}),
        ("🎉 🎊 🎈 🎁\n🎂 🥳 🍰 🎀", {"emoji": 8}),
        (FAMILY + SHRUG + THUMB + FLAG + KEYCAP + HEART + ENGLAND + "😀", {"emoji": 8}),
        (SHRUG * 8, {"emoji": 8}),
        ("😂" * 300, {"emoji": 108}),  # as many as are looked at
        ("➖" * 10, {"emoji": 10}),
    ],
)
def test_loud(text: str, found: dict[str, Any]) -> None:
    evidence = find(RULE, text)
    assert evidence is not None
    assert {key: evidence[key] for key in found} == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Завтра всем быть в белом!!!",
        "Почему???",
        "ВАЖНО: ЗАВТРА САНЧАС",  # 18 letters
        "МБДОУ № 24 «РОМАШКА» ждёт вас на утренник",
        "СКОЛЬКО МОЖНО ждать ответа",
        "АБВГДЕЖЗИКЛМНабвгдежз",
        "! ! ! !",
        "!!! да!!!",
        "….. ну что тут скажешь…….",
        "‼️",
        "🎉" * 7,
        "🎉🎉🎉🎉 ура 🎉🎉🎉🎉",
        SHRUG * 7,
        FAMILY + SHRUG + THUMB + FLAG + KEYCAP + HEART + ENGLAND,
        FAMILY * 3,
        FLAG * 7,
        "1️⃣ каша\n2️⃣ чай\n3️⃣ хлеб\n4️⃣ суп\n5️⃣ сок\n6️⃣ рис\n7️⃣ рыба\n8️⃣ кисель",
        "12345678 ########",
        "))))))))))))",
    ],
)
def test_not_loud(text: str) -> None:
    assert find(RULE, text) is None


@pytest.mark.parametrize(
    ("parameters", "text", "fires"),
    [
        ({"capitals": 50}, "СКОЛЬКО МОЖНО ждать ответа", True),
        ({"capitals": 100}, "СКОЛЬКО МОЖНО ЖДАТЬ ответа", False),
        ({"letters": 5}, "СРОЧНО", True),
        ({"letters": 1_000_000}, "ЗАВТРА ВСЕМ БЫТЬ В БЕЛОМ", False),
        ({"marks": 3}, "Почему???", True),
        ({"marks": 1_000_000}, "Почему????", False),
        ({"emoji": 3}, "🎉🎉🎉", True),
        ({"emoji": 1_000_000}, "🎉" * 100, False),
    ],
)
def test_how_loud_is_too_loud_can_be_set(
    parameters: dict[str, Any], text: str, fires: bool
) -> None:
    assert (find(RULE, text, **parameters) is not None) is fires


@pytest.mark.parametrize("wrong", [{"capitals": 0}, {"capitals": 101}, {"emoji": 1}, {"loud": 1}])
def test_parameters_that_are_none(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        RULE.parameters.model_validate(wrong)


PIECES = ["А", "а ", "Ы1", "!", "!!!а", "! ", "😀", "😀 ", "😀" * 7 + "а", "👍🏽\u200d", "\u200d😀"]
PIECES += ["🇷🇺🇷🇺🇷а", "1\ufe0f", "❗\ufe0f", ENGLAND[:-1], "😀" + "\ufe0f" * 5, "🏻"]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(piece: str) -> None:
    ends(RULE, (piece * 20_000)[:20_000])
