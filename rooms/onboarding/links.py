"""The links of the hand-out sheet: how each messenger carries a personal token to our account.

Telegram: https://core.telegram.org/bots/features#deep-linking (at most 64 of ``A-Za-z0-9_-``).
MAX: https://dev.max.ru/help/deeplinks (at most 128 characters; from version 2.7 or 2.9 on).
Viber: https://developers.viber.com/docs/tools/deep-links/.
Shared: https://core.telegram.org/widgets/share, https://faq.whatsapp.com/5913398998672934.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from policies.file_model import mistake

SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Messenger:
    """A messenger on the sheet.

    `name` is an English source text; `colour` its usual one, dark enough for white letters;
    `link` has places for the account and the token; `account` says what an account's public name
    looks like there, `example` shows one. `shared` is the link that lets people choose into which
    chat they send the token.
    """

    name: str
    colour: str
    link: str = ""
    account: str = ""
    example: str = ""
    shared: str = ""


MESSENGERS: Mapping[str, Messenger] = {
    SANDBOX: Messenger("Practice phone", "#b5532b"),
    "max": Messenger(
        "MAX", "#5b4fd0", "https://max.ru/{account}?start={token}", r"\w{3,60}", "sad24_bot"
    ),
    "telegram": Messenger(
        "Telegram",
        "#1f7fb8",
        "https://t.me/{account}?start={token}",
        r"[A-Za-z]\w{4,31}",
        "sad24_bot",
        "https://t.me/share/url?url={token}",
    ),
    "vk": Messenger(
        "VK", "#2763c4", "https://vk.me/{account}?ref={token}", r"[\w.]{2,32}", "sad24"
    ),
    "viber": Messenger(
        "Viber",
        "#6f52c4",
        "viber://pa?chatURI={account}&context={token}",
        r"[\w.-]{2,60}",
        "sad24",
    ),
    "whatsapp": Messenger(
        "WhatsApp",
        "#14804a",
        "https://wa.me/{account}?text={token}",
        r"[1-9]\d{6,14}",
        "79161234567",
        "https://wa.me/?text={token}",
    ),
    "facebook": Messenger(
        "Messenger", "#1b62c9", "https://m.me/{account}?ref={token}", r"[\w.]{2,60}", "sad24"
    ),
}
"""The messengers that can be opened with a token. Odnoklassniki has no such links."""


def checked_account(network: str, account: str) -> str:
    """The public name of our account in a network, as the link wants it.

    Raises a mistake where no account can be called so.
    """
    messenger = MESSENGERS[network]
    bare = account.strip().removeprefix("@")
    if network == "whatsapp":
        bare = re.sub(r"[\s()+-]", "", bare)
    if not re.fullmatch(messenger.account, bare, re.ASCII):
        raise mistake(
            "No account in {network} can be called “{account}”; write it like {example}.",
            network=messenger.name,
            account=account,
            example=messenger.example,
        )
    return bare


def account_link(network: str, account: str, token: str) -> str:
    """The link that opens our account in a network and brings it the token."""
    return MESSENGERS[network].link.format(account=account, token=quote(token, safe=""))


def shared_link(network: str, token: str) -> str:
    """The link that brings a token into a chat of one's own choice."""
    return MESSENGERS[network].shared.format(token=quote(token, safe=""))


def sandbox_link(url: str, chat: str, token: str) -> str:
    """The link that opens a chat on the practice phone with ``/start TOKEN`` ready to be sent.

    It all stands behind the ``#``, which a browser keeps to itself.
    """
    return f"{url}/#{quote(chat, safe='')}?start={quote(token, safe='')}"
