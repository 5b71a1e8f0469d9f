"""What the duty room is told of the states of bridges: what happened, and what to do."""

from bridges.upstream.states import Condition
from rooms.language import say
from rooms.storage.upstream import KeptState

_BRIDGE = {
    Condition.CONNECTED: "✅ The bridge to {title} works again.",
    Condition.DOWN: (
        "🔴 The bridge to {title} does not run: nothing goes to or from the parents there. Teremok"
        " starts it again and again; look into its log: teremok bridge logs {network}"
    ),
}
_ELSEWHERE = {
    Condition.DOWN: (
        "🔴 The bridge to {title} does not run: nothing goes to or from the parents there. It is"
        " {managed} that keeps it running: look there how it is, and into its log."
    ),
    Condition.DEAF: (
        "🟠 The account {name} says that it is connected to {title}, but a test got no answer:"
        " messages may be missing; what parents wrote is on the phone. Start the bridge anew, which"
        " {managed} keeps running; if that does not help, log in again: teremok bridge login"
        " {network}"
    ),
}
"""Of bridges that somebody else keeps running."""
_ACCOUNT = {
    Condition.CONNECTED: "✅ The account {name} in {title} is connected again.",
    Condition.CONNECTING: (
        "🟡 The account {name} in {title} has been trying to connect for a while. What is written"
        " meanwhile is sent afterwards. If it lasts, restart the bridge or look at the phone."
    ),
    Condition.DEGRADED: (
        "🟡 The account {name} has lost its connection to {title} ({detail}). The bridge tries to"
        " get it back by itself; what is written meanwhile is sent again then."
    ),
    Condition.PHONE: (
        "🟠 The phone of the account {name} in {title} has been offline for days. Switch it on"
        " and open the app, or {title} will log the bridge out soon."
    ),
    Condition.LOGGED_OUT: (
        "🔴 The account {name} is logged out of {title} ({detail}): nothing goes to or from the"
        " parents there. Log in again: teremok bridge login {network}"
    ),
    Condition.CONFIRM: (
        "🔴 {title} wants its account {name} confirmed ({detail}): nothing goes to or from the"
        " parents there. Open its website in a browser, do what it asks there, then log in again:"
        " teremok bridge login {network}"
    ),
    Condition.BANNED: (
        "🔴 {title} has banned the account {name} ({detail}). Do not log in again and again, that"
        " makes it worse: open the app on the phone, and use “Contact us” there."
    ),
    Condition.OUTDATED: (
        "🔴 {title} takes this version of the bridge no more. Upgrade it: teremok bridge upgrade"
        " {network}"
    ),
    Condition.DEAF: (
        "🟠 The account {name} says that it is connected to {title}, but a test got no answer:"
        " messages may be missing; what parents wrote is on the phone. Teremok starts the bridge"
        " anew by itself. If you do not hear soon that the account is connected again, log in"
        " again: teremok bridge login {network}"
    ),
}
_CHAT = {
    Condition.CONNECTED: "✅ The chat {name} of {title} is plumbed into its room again.",
    Condition.UNPLUMBED: (
        "🔴 The chat {name} of {title} is not plumbed into its room ({detail}). Try it by hand:"
        " teremok bridge plumb {room} {network} {chat}"
    ),
    Condition.LEFT_OVER: (
        "🔴 The chat {name} of {title} does not belong into its room any more, but cannot be parted"
        " from it ({detail}). Teremok tries it again and again."
    ),
}
_NOT_PLUMBED = "🔴 The chat {name} of {title} is not plumbed into its room ({detail})."


REASONS = {
    "fb-account-suspended": "the account is suspended",
    "fb-challenge-required": "it wants to know whether that is you",
    "fb-checkpoint-required": "it wants to know whether that is you",
    "fb-consent-required": "its terms have to be agreed to",
    "ig-account-suspended": "the account is suspended",
    "ig-challenge-required": "it wants to know whether that is you",
    "ig-consent-required": "its terms have to be agreed to",
    "irc-sasl-fail": "the password was not accepted",
    "irc-unknown-network": "this network is not set any more",
    "tg-no-auth": "the session was ended, perhaps on another device",
    "wa-keepalive-timeout": "the messenger does not answer",
    "wa-logged-out": "the linked device was taken off on the phone",
    "wa-main-device-gone": "the phone is not logged in any more",
    "wa-not-logged-in": "the linked device is not there any more",
    "wa-stream-replaced": "another program uses the same linked device",
    "wa-unknown-logout": "the messenger does not say why",
}
"""What codes of the bridges mean: their own words are English, and advise what only they know."""
_OURS = frozenset(REASONS.values())


def words_of(
    language: str,
    condition: Condition,
    kept: KeptState,
    title: str,
    room: str = "",
    managed: str = "teremok",
) -> str:
    """The message for people; `room`: into which a chat can be plumbed by hand, if into any.

    `managed`: see bridges.upstream.provisioning.Bridge.
    """
    kind = kept.subject.split(":", 1)[0]
    texts = {"": _BRIDGE, "chat": _CHAT}.get(kind, _ACCOUNT)
    text = texts.get(condition) or _ACCOUNT[Condition.DEGRADED]
    if kind == "chat" and condition is Condition.UNPLUMBED and not room:
        text = _NOT_PLUMBED
    if managed != "teremok":
        text = _ELSEWHERE.get(condition, text)
    values = {
        "title": title,
        "network": kept.network,
        "name": kept.name or kept.subject.partition(":")[2],
        "detail": _detail(language, kept.detail),
        "chat": kept.subject.partition(":")[2],
        "room": room,
        "managed": managed,
    }
    return say(language, text, **values)


def _detail(language: str, kept: str) -> str:
    if not kept:
        return say(language, "no reason given")
    return say(language, kept) if kept in _OURS else kept
