"""Words of which letters are hidden, by what is left to be seen."""

import pytest

from policies.text.masking import MaskedWords

WORDS = MaskedWords(("заяц", "зайчиха", "волк", "ёжик".replace("ё", "е")))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("з*яц", "заяц"),
        ("з@яц", "заяц"),
        ("3аяц", "заяц"),
        ("в0лк", "волк"),
        ("вoлк", "волк"),  # a Latin o
        ("в**к", "волк"),
        ("в***к", "волк"),
        ("в...к", "волк"),
        ("з***ч**а", "зайчиха"),
        ("ежuк", "ежик"),
        ("волк", "волк"),
        ("в*ук", None),
        ("****", None),
        ("*о**", None),
        ("в***", None),
        ("***к", None),
        ("в*к", None),
        ("", None),
        ("в*********************к", None),
        ("8олк", "волк"),
        ("5олк", None),
    ],
)
def test_what_is_meant(written: str, meant: str | None) -> None:
    assert WORDS.meant(written) == meant


def test_a_mask_that_is_too_long_stands_for_nothing() -> None:
    assert WORDS.meant("в" + "*" * 10_000 + "к") is None
