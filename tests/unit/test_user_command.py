"""What ``teremok user add`` makes of somebody who has an account already."""

from pathlib import Path

import pytest

from bot.cli.user import _account
from bot.house import House, HouseProblem
from bot.house_settings import Ports
from rooms.storage.accounts import Account
from tests.support.houses import COMMUNITY

OLGA = Account("@olga:sad.test", "Ольга", "admin", 1)
VERA = Account("@vera:sad.test", "Вера", "admin", 1)
FORMER = Account("@inna:sad.test", "Инна", "head", 1)
ONCE_LISTED = {FORMER.user_id}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.create(
        tmp_path / "дом", "sad.test", Ports(homeserver=18008, console=18009, sandbox=18010)
    )


@pytest.mark.parametrize(
    ("person", "name", "role", "becomes"),
    [
        ("olga", None, None, ("Ольга", "admin")),
        ("olga", "Оля", None, ("Оля", "admin")),
        ("olga", None, "head", ("Ольга", "head")),
        ("anna", None, None, ("Анна Сергеевна", "educator")),
        ("inna", None, None, ("inna", "educator")),
        ("nina", None, None, ("nina", "educator")),
    ],
)
def test_a_new_password_changes_neither_name_nor_role(
    house: House, person: str, name: str | None, role: str | None, becomes: tuple[str, str]
) -> None:
    known = ([OLGA, VERA, FORMER], ONCE_LISTED)
    account = _account(house, COMMUNITY, known, person, name, role)
    assert (account.name, account.role) == becomes


def test_the_last_administrator_stays_one(house: House) -> None:
    known = ([OLGA, FORMER], ONCE_LISTED)
    with pytest.raises(HouseProblem, match="last administrator"):
        _account(house, COMMUNITY, known, "olga", None, "educator")
    assert _account(house, COMMUNITY, known, "olga", None, None).role == "admin"
