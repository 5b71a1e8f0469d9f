"""Words and phrases in all their forms, found in one pass."""

from collections.abc import Mapping
from threading import Thread

import pytest

from policies.text import lexicon as lexicon_module
from policies.text.lexicon import Answer, Known, Question, lexicon
from policies.text.reading import Reading
from policies.text.vocabulary import Hit, Vocabulary
from tests.support.posts import post


def found(text: str, *entries: str) -> list[str]:
    """What of a text the entries find, in order."""
    reading = Reading(post(text))
    hits = Vocabulary({"tag": entries}).find(reading)
    return [reading.quote(hit.first, hit.last) for hit in hits]


@pytest.mark.parametrize(
    ("text", "entry", "quotes"),
    [
        ("Продаём коляску, продам и велосипед", "продать", ["продам"]),
        ("Продам коляску, могу продать", "=продам", ["Продам"]),
        ("Скидки! Скидочки!", "скид*", ["Скидки", "Скидочки"]),
        ("переведите на карту", "=на =карту", ["на карту"]),
        ("Карту на стену повесили", "=на =карту", []),
        ("карту", "=на =карту", []),
        ("На мою карту", "=на =мою =карту", ["На мою карту"]),
        ("принимаю новые заказы", "принимать ... заказ", ["принимаю новые заказы"]),
        ("принимаю заказы", "принимать ... заказ", ["принимаю заказы"]),
        ("принимаю с утра и до вечера заказы", "принимать ... заказ", []),
        ("не сдали мы ещё деньги", "=не =сдали ... деньги", ["не сдали мы ещё деньги"]),
        ("с нашим общим праздником", "=с ... =праздником", ["с нашим общим праздником"]),
        ("с мамой с праздником", "=с ... =праздником", ["с праздником"]),  # the nearest
        ("с мамой и папой на праздником", "=с ... =праздником", []),
        ("праздником", "=с ... =праздником", []),
        ("что он мне сказал", "что ... сказать ... мне", []),
        ("что он сказал всем и мне", "что ... сказать ... мне", ["что он сказал всем и мне"]),
        ("на на карту", "=на =карту", ["на карту"]),
        ("", "=на =карту", []),
        ("Пошла вон отсюда", '"пошла вон"', ["Пошла вон"]),
        ("пошли вон", '"пошла вон"', []),
        ("пошла она вон", '"пошла ... вон"', ["пошла она вон"]),
        ("жили при СССР весело", '"при ссср"', ["при СССР"]),
        ("кафе закрыто при ср", '"при ссср"', []),
    ],
)
def test_what_an_entry_finds(text: str, entry: str, quotes: list[str]) -> None:
    assert found(text, entry) == quotes


def test_hits_come_by_where_they_begin() -> None:
    reading = Reading(post("скиньте на карту сбербанка"))
    vocabulary = Vocabulary({"bank": ("сбербанк", "карта"), "card": ("=на =карту",)})
    assert vocabulary.find(reading) == (
        Hit("card", "=на =карту", 1, 2),
        Hit("bank", "карта", 2, 2),
        Hit("bank", "сбербанк", 3, 3),
    )


def test_a_stem_has_three_letters_at_least() -> None:
    with pytest.raises(ValueError, match="at least 3 letters"):
        Vocabulary({"tag": ("ск*",)})


def test_words_are_found_whether_the_list_or_the_post_was_there_first() -> None:
    reading = Reading(post("продам коляску, и санки"))
    for entry in ("продать", "коляска", "санк*"):
        assert len(Vocabulary({"tag": (entry,)}).find(reading)) == 1


def test_of_lists_that_are_gone_nothing_is_known() -> None:
    vocabulary = Vocabulary({"tag": ("продать",)})
    form = Reading(post("продам"))
    assert vocabulary.find(form)
    before = len(lexicon()["продам"].answers)
    del vocabulary
    Vocabulary({"tag": ("купить",)})
    assert len(lexicon()["продам"].answers) == before - 1


def test_what_is_asked_in_another_thread_meanwhile_is_known_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Question[int]] = []
    others = [Thread(target=lambda: asked.append(Question(lambda _form, _lexemes: 2)))]

    class Slow(Known):
        def __init__(self, questions: Mapping[int, Answer]) -> None:
            super().__init__(questions)
            if others:
                threads.append(others.pop())
                threads[0].start()
                threads[0].join(0.2)  # it may have to wait for us

    threads: list[Thread] = []
    monkeypatch.setattr(lexicon_module, "Known", Slow)
    asked.append(Question(lambda _form, _lexemes: 1))
    threads[0].join()
    known = dict(lexicon()["коляска"].answers)
    assert sorted(known[each.number] for each in asked) == [1, 2]
