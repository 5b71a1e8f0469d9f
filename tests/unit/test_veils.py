"""Where words may be hidden in a post: what is looked at more closely."""

import pytest

from policies.text.reading import Reading
from policies.text.veils import Chunk
from tests.support.posts import post


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("Ну з@яц, погоди!", ["з@яц"]),
        ("это з*яц (в0лк)", ["з*яц", "в0лк"]),
        ("вoлк", ["волк"]),  # a Latin o
        ("привет.как дела", ["привет.как"]),
        ("в--к", ["в--к"]),
        ("Завтра в 10 часов, группа «Ёжик»: сбор!", []),
        ("на почту anna@example.org или https://example.org/a_b", []),
        ("кто-то", []),
        ("", []),
    ],
)
def test_words_with_something_else_between_letters(text: str, chunks: list[str]) -> None:
    found = [chunk.written.replace("o", "о") for chunk in Reading(post(text)).veiled]
    assert found == chunks


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("это з а я ц был", ["з а я ц"]),
        ("в.о.л.к", ["в.о.л.к"]),
        ("в-о-л-к", ["в-о-л-к"]),
        ("в_о_л_к", ["в_о_л_к"]),
        ("и в", []),
        ("я и ты", []),
        ("с 3 до 5", []),
        ("", []),
    ],
)
def test_words_letter_by_letter(text: str, chunks: list[str]) -> None:
    assert [chunk.written for chunk in Reading(post(text)).spelled] == chunks


def test_a_chunk_tells_where_it_stands() -> None:
    assert Reading(post("Ну З@яц")).veiled == (Chunk("з@яц", 3),)


def test_not_everything_is_looked_at() -> None:
    many = " ".join(f"з*яц{number}" for number in range(1000))
    assert len(Reading(post(many)).veiled) == 50
