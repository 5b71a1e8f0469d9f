"""The links of the hand-out sheet."""

import pytest
from pydantic_core import PydanticCustomError

from bot.house_settings import Accounts, HouseSettings
from rooms.community import ChatLink, Group
from rooms.onboarding.links import MESSENGERS, account_link, checked_account, sandbox_link
from rooms.onboarding.offers import offers_of
from rooms.roster.tokens import new_token
from tests.unit.test_translations import catalogue


def group(*chats: tuple[str, str]) -> Group:
    links = tuple(ChatLink(network=network, id=chat) for network, chat in chats)
    return Group(key="ladybirds", name="Божьи коровки", chats=links)


def test_each_messenger_gets_the_token_in_its_own_way() -> None:
    assert {
        network: account_link(network, checked_account(network, messenger.example), "TOKEN")
        for network, messenger in MESSENGERS.items()
        if messenger.link
    } == {
        "max": "https://max.ru/sad24_bot?start=TOKEN",
        "telegram": "https://t.me/sad24_bot?start=TOKEN",
        "vk": "https://vk.me/sad24?ref=TOKEN",
        "viber": "viber://pa?chatURI=sad24&context=TOKEN",
        "whatsapp": "https://wa.me/79161234567?text=TOKEN",
        "facebook": "https://m.me/sad24?ref=TOKEN",
    }


def test_a_chat_of_the_practice_phone_may_be_called_anything() -> None:
    link = sandbox_link("http://127.0.0.1:8010", "Коровки №1?", "TOKEN")
    assert link == (
        "http://127.0.0.1:8010/#%D0%9A%D0%BE%D1%80%D0%BE%D0%B2%D0%BA%D0%B8%20%E2%84%961%3F"
        "?start=TOKEN"
    )


def test_a_token_fits_into_the_shortest_limit_of_a_messenger() -> None:
    assert len(new_token()) <= 64  # Telegram


def test_accounts_are_understood_as_people_write_them() -> None:
    settings = HouseSettings.model_validate(
        {
            "server_name": "sad24.test",
            "accounts": {"telegram": "@sad24_bot", "whatsapp": "+7 (916) 123-45-67"},
        }
    )
    assert settings.accounts.telegram == "sad24_bot"
    assert settings.accounts.whatsapp == "79161234567"
    assert Accounts.model_validate({"whatsapp": 79161234567}).whatsapp == "79161234567"


@pytest.mark.parametrize(
    ("network", "account"),
    [
        ("telegram", "бот"),
        ("telegram", "bot?start=x"),
        ("max", "../evil"),
        ("vk", "a b"),
        ("viber", "x&context=y"),
        ("whatsapp", "8-800-sad"),
        ("facebook", ""),
    ],
)
def test_what_can_be_no_account_is_told_with_an_example(network: str, account: str) -> None:
    with pytest.raises(PydanticCustomError, match="write it like"):
        checked_account(network, account)


def test_every_network_with_links_can_have_its_account_in_the_settings() -> None:
    assert set(Accounts.model_fields) == {key for key, each in MESSENGERS.items() if each.link}


def test_each_messenger_stands_once_on_the_sheet_and_the_rest_is_told() -> None:
    wanted = group(
        ("sandbox", "ladybirds"), ("sandbox", "second"), ("max", "1"), ("vk", "2"), ("ok", "3")
    )
    offers, left_out = offers_of(wanted, "http://127.0.0.1:8010", {"max": "sad24_bot"})
    assert [offer.network for offer in offers] == ["sandbox", "max"]
    assert offers[0].link("T") == "http://127.0.0.1:8010/#ladybirds?start=T"
    told = {each.network: each.why.words("ru") for each in left_out}
    assert told["vk"].endswith("допишите: accounts: {vk: sad24}")
    assert "Личных ссылок в ok нет" in told["ok"]


def test_behind_a_bridge_the_code_goes_into_a_chat_of_ones_own_choice() -> None:
    wanted = group(("whatsapp", "1@g.us"))
    offers, left_out = offers_of(wanted, "", {"telegram": "sad24_bot"}, {"whatsapp", "telegram"})
    assert [offer.link("T") for offer in offers] == [
        "https://wa.me/?text=T",
        "https://t.me/share/url?url=T",
    ]
    assert left_out == ()
    _, left_out = offers_of(wanted, "", {}, {"irc", "facebook"})
    assert [each.network for each in left_out] == ["whatsapp", "facebook", "irc"]
    assert "teremok roster token GUARDIAN irc" in left_out[2].why.words("ru")


def test_every_messenger_has_its_name_in_russian() -> None:
    known = catalogue()
    foreign = {"MAX", "Telegram", "Viber", "WhatsApp", "Messenger"}
    names = {messenger.name for messenger in MESSENGERS.values()}
    assert all(known.get(name) for name in names - foreign)
