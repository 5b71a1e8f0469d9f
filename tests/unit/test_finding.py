"""Whoever is called by a part of the name is suggested."""

import pytest

from bot.desk.finding import Someone, find_person
from bot.house import HouseProblem

LENA = Someone("@teremok_sandbox_lena:t", "Лена, мама Миши", network="sandbox", person="lena")
ANNA = Someone("@anna:t", "Анна Сергеевна")
ANNA_TOO = Someone("@anna2:t", "Анна Петровна")


def test_the_first_word_of_a_name_is_enough_for_a_hint() -> None:
    with pytest.raises(HouseProblem, match="perhaps “teremok_sandbox_lena”"):
        find_person("лена", [LENA, ANNA])


def test_of_two_nobody_is_guessed_by_the_first_word() -> None:
    with pytest.raises(HouseProblem, match="of the staff there are: anna, anna2"):
        find_person("Анна", [ANNA, ANNA_TOO])
