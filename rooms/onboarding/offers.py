"""In which messengers the parents of a group can be reached, and which links lead there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rooms.community import Group
from rooms.onboarding.links import MESSENGERS, SANDBOX, account_link, sandbox_link, shared_link
from rooms.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Offer:
    """A messenger for a group; `place` is the sandbox's address, `account` our name elsewhere.

    `shared`: the token goes into the group's chat, as nobody reads what is sent to the account.
    """

    network: str
    account: str
    place: str = ""
    shared: bool = False

    def link(self, token: str) -> str:
        """The personal link with that token."""
        if self.network == SANDBOX:
            return sandbox_link(self.place, self.account, token)
        if self.shared:
            return shared_link(self.network, token)
        return account_link(self.network, self.account, token)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A messenger of the group that is not on the sheet, and why."""

    network: str
    why: Sentence


def offers_of(
    group: Group,
    sandbox_url: str,
    accounts: Mapping[str, str],
    bridged: Collection[str] = (),
) -> tuple[tuple[Offer, ...], tuple[LeftOut, ...]]:
    """The messengers of the group's chats, each once, and those for which there is no link.

    `accounts` are the public names of our accounts, by network; `bridged` the networks whose chats
    an upstream bridge plumbs into the group's room, of which some may be plumbed by command.
    """
    offers: list[Offer] = []
    left_out: list[LeftOut] = []
    first_chats = {chat.network: chat.asked for chat in reversed(group.chats)}
    for network in dict.fromkeys([*(chat.network for chat in group.chats), *sorted(bridged)]):
        if network == SANDBOX:
            offers.append(Offer(network, first_chats[network], sandbox_url))
        elif network in bridged:
            if network in MESSENGERS and MESSENGERS[network].shared:
                offers.append(Offer(network, "", shared=True))
            else:
                left_out.append(LeftOut(network, Sentence(_NOT_SHARED, {"network": network})))
        elif network in accounts:
            offers.append(Offer(network, accounts[network]))
        else:
            left_out.append(LeftOut(network, _why_not(network)))
    return tuple(offers), tuple(left_out)


_NOT_SHARED = (
    "{network} has no links that bring a code into the group's chat. Parents may write it there"
    " themselves: teremok roster token GUARDIAN {network}"
)


def _why_not(network: str) -> Sentence:
    if network not in MESSENGERS:
        return Sentence("{network} has no personal links.", {"network": network})
    return Sentence(
        "teremok.yaml does not say what our account in {network} is called; add it there:"
        " accounts: {{{network}: {example}}}",
        {"network": network, "example": MESSENGERS[network].example},
    )
