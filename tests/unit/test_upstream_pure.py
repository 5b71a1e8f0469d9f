"""What the driver of the upstream bridges decides without asking anybody."""

from dataclasses import replace
from pathlib import Path

import pytest

from bridges.upstream.answers import State
from bridges.upstream.descriptor import Limits, known_networks, read_descriptor
from bridges.upstream.making_up import after_sent, instead, rest_of, size
from bridges.upstream.powers import powers_with_bridge, powers_without_bridge
from bridges.upstream.problems import sentence_of
from bridges.upstream.state_words import words_of
from bridges.upstream.states import Condition, Seen, condition_of, settled
from bridges.upstream.statuses import Outcome, status_of
from bridges.upstream.telling import why_it_stays
from rooms.files.yaml_file import FileProblem
from rooms.storage.events import ArchivedEvent
from rooms.storage.upstream import KeptState
from rooms.upstream_users import UpstreamUsers

MINUTE = 60_000
CUT = " [long message cut off]"
DAY = 24 * 60 * MINUTE
ALICE = ArchivedEvent(
    "$1", "!r:t", "@anna:t", "Анна", 1, "m.room.message", None, "text", "hello", {}
)


# --- descriptions of networks ---------------------------------------------------------------------


@pytest.mark.parametrize("network", known_networks())
def test_every_description_can_be_read(network: str) -> None:
    descriptor = read_descriptor(network)
    assert descriptor.network == network
    assert descriptor.username_template.endswith("{{.}}")


def test_ghosts_and_bots_of_different_networks_are_told_apart() -> None:
    known = [read_descriptor(network) for network in known_networks()]
    assert len({each.bot for each in known}) == len(known)
    assert len({each.ghost_prefix for each in known}) == len(known)
    assert len({each.port for each in known}) == len(known)


@pytest.mark.parametrize(
    ("network", "asked", "is_group", "is_invite"),
    [
        ("whatsapp", "120363041234567890@g.us", True, False),
        ("whatsapp", "4915112345@s.whatsapp.net", False, False),
        ("whatsapp", "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv", False, True),
        ("telegram", "channel:1234", True, False),
        ("telegram", "chat:12", True, False),
        ("telegram", "user:12", False, False),
        ("telegram", "https://t.me/+AbCdEfGh1234", False, True),
        ("telegram", "https://t.me/joinchat/AbCdEfGh1234", False, True),
        ("irc", "local:#ladybirds", True, False),
        ("irc", "local:maria", False, False),
        ("facebook", "7123456789012345", True, False),
    ],
)
def test_ids_and_invitations_are_told_apart(
    network: str, asked: str, is_group: bool, is_invite: bool
) -> None:
    descriptor = read_descriptor(network)
    assert (descriptor.is_group(asked), descriptor.is_invite(asked)) == (is_group, is_invite)


def test_a_mistake_in_an_own_description_is_told_with_its_place(tmp_path: Path) -> None:
    own = tmp_path / "signal.yaml"
    own.write_text("network: signal\ntitle: Signal\nport: 1\nchats: {group: '['}\n")
    with pytest.raises(FileProblem, match=r"signal\.yaml:"):
        read_descriptor(str(own))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("canary: {identifier: '{telephone}'}", "{telephone}"),
        ("canary: {command: 'ping {'}", "braces"),
        ("invites: {pattern: x, joined: x, join: 'join {link}'}", "{link}"),
        ("chats: {group: '(?P<id>.+)', join: 'join {place}'}", "{place}"),
    ],
)
def test_a_command_that_names_what_nobody_knows_is_told(
    tmp_path: Path, part: str, words: str
) -> None:
    own = tmp_path / "signal.yaml"
    chats = "" if part.startswith("chats") else "chats: {group: '.+'}\n"
    own.write_text(
        "network: signal\ntitle: Signal\nbinary: mautrix-signal\nport: 29328\nprefix: '!signal'\n"
        f"bot: signalbot\nghosts: signal_{{id}}\n{chats}{part}\n"
    )
    with pytest.raises(FileProblem) as problem:
        read_descriptor(str(own))
    assert words in problem.value.words("en")


# --- whose users ----------------------------------------------------------------------------------


def test_only_users_of_this_homeserver_with_a_bridges_prefix_are_ghosts() -> None:
    users = UpstreamUsers(prefixes=("irc_",), bots=("ircbot",))
    assert users.is_ghost("@irc_local_maria:t", "t")
    assert not users.is_ghost("@irc_local_maria:elsewhere", "t")
    assert not users.is_ghost("@ircbot:t", "t")
    assert users.has("@ircbot:t", "t")
    assert not UpstreamUsers().is_ghost("@irc_local_maria:t", "t")


# --- states ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("network", "event", "error", "condition"),
    [
        ("whatsapp", "CONNECTED", "", Condition.CONNECTED),
        ("whatsapp", "TRANSIENT_DISCONNECT", "wa-phone-offline", Condition.PHONE),
        ("whatsapp", "BAD_CREDENTIALS", "wa-logged-out", Condition.LOGGED_OUT),
        ("whatsapp", "UNKNOWN_ERROR", "wa-client-outdated", Condition.OUTDATED),
        ("whatsapp", "TRANSIENT_DISCONNECT", "wa-temporary-ban", Condition.BANNED),
        ("telegram", "BAD_CREDENTIALS", "tg-no-auth", Condition.LOGGED_OUT),
        ("facebook", "BAD_CREDENTIALS", "meta-cookie-removed", Condition.LOGGED_OUT),
        ("facebook", "BAD_CREDENTIALS", "fb-checkpoint-required", Condition.CONFIRM),
        ("instagram", "BAD_CREDENTIALS", "ig-account-suspended", Condition.BANNED),
        ("telegram", "TRANSIENT_DISCONNECT", "", Condition.DEGRADED),
        ("irc", "CONNECTING", "", Condition.CONNECTING),
        ("irc", "SOMETHING_NEW", "", Condition.CONNECTING),
    ],
)
def test_what_a_bridge_says_becomes_one_condition(
    network: str, event: str, error: str, condition: Condition
) -> None:
    state = State(state_event=event, error=error)
    assert condition_of(read_descriptor(network), state) is condition


def _told(conditions: list[tuple[int, Condition]]) -> list[tuple[int, Condition]]:
    """What people are told, and when, of conditions seen at these times."""
    kept: KeptState | None = None
    told = []
    for at, condition in conditions:
        seen = Seen("irc", "login:a", "A", condition)
        kept, words = settled(kept, seen, at, MINUTE)
        if words is not None:
            told.append((at, words))
    return told


def test_nobody_is_told_that_all_is_well_from_the_beginning() -> None:
    assert _told([(0, Condition.CONNECTED), (MINUTE, Condition.CONNECTED)]) == []


def test_a_trouble_that_passes_within_a_minute_is_not_told() -> None:
    assert (
        _told([(0, Condition.CONNECTED), (1, Condition.DEGRADED), (2, Condition.CONNECTED)]) == []
    )


def test_a_trouble_is_told_once_and_its_end_too() -> None:
    seen = [(0, Condition.CONNECTED)]
    seen += [(at, Condition.LOGGED_OUT) for at in range(1, 9)]
    seen += [(at, Condition.CONNECTED) for at in range(9, 12)]
    assert _told(seen) == [(1, Condition.LOGGED_OUT), (9, Condition.CONNECTED)]


def test_a_lasting_trouble_is_told_again_every_day() -> None:
    seen = [(hour * DAY // 24, Condition.DEGRADED) for hour in range(50)]
    assert [at // DAY for at, _ in _told(seen)] == [0, 1, 2]


def test_attempts_to_come_back_are_not_told_as_a_new_trouble() -> None:
    seen = [
        (0, Condition.LOGGED_OUT),
        (1, Condition.CONNECTING),
        (2 * MINUTE, Condition.CONNECTING),
    ]
    assert _told(seen) == [(0, Condition.LOGGED_OUT)]


@pytest.mark.parametrize("condition", list(Condition))
@pytest.mark.parametrize("subject", ["", "login:1", "chat:x"])
def test_every_condition_has_words_in_both_languages(condition: Condition, subject: str) -> None:
    kept = KeptState("irc", subject, "A", condition, "", 0)
    russian, english = (words_of(language, condition, kept, "IRC") for language in ("ru", "en"))
    assert russian != english
    assert "{" not in russian + english


# --- what became of an event ----------------------------------------------------------------------


def _status(connected: bool = True, **content: str) -> tuple[Outcome, str]:
    about = {"rel_type": "m.reference", "event_id": "$1"}
    event = {
        "type": "com.beeper.message_send_status",
        "content": {"m.relates_to": about, **content},
    }
    status = status_of(event, "Telegram", connected=connected)
    assert status is not None
    return status.outcome, status.reason.words("en")


def test_recorded_statuses_are_understood() -> None:
    failed = {"status": "FAIL_RETRIABLE", "reason": "m.event_not_handled"}
    assert _status(status="SUCCESS")[0] is Outcome.SENT
    assert _status(status="PENDING")[0] is Outcome.PENDING
    away = _status(**failed, internal_error="waitSession: connection dead")
    assert away[0] is Outcome.AWAY
    disconnected = "Could not send because client is disconnected"
    assert _status(**failed, internal_error=disconnected)[0] is Outcome.AWAY
    ignored = _status(**failed, internal_error="ignoring reaction event from relayed user")
    assert ignored[0] is Outcome.IGNORED
    forbidden = _status(**failed, internal_error="rpc error code 403: MESSAGE_DELETE_FORBIDDEN")
    assert forbidden == (Outcome.REFUSED, "the account is not an administrator of the chat")
    caption = _status(**failed, internal_error="rpc error code 400: MEDIA_CAPTION_TOO_LONG")
    assert caption == (Outcome.REFUSED, "the text is too long for Telegram")
    recording = _status(**failed, internal_error="voice message too long: up to 60s")
    assert recording == (Outcome.REFUSED, "the recording is too long for Telegram")
    often = _status(**failed, internal_error="the message has been edited too many times")
    assert often == (Outcome.REFUSED, "it has been changed too often for Telegram")
    strange = _status(**failed, internal_error="failed to generate a thumbnail")
    assert strange[1].startswith("the bridge says"), "nothing of a rate"
    uncertain = _status(**failed, internal_error="timeout waiting for echo message")
    assert uncertain[0] is Outcome.REFUSED
    too_old = {"status": "FAIL_RETRIABLE", "reason": "m.event_too_old"}
    no_echo = _status(**too_old, internal_error="remote echo timed out")
    assert no_echo[0] is Outcome.REFUSED, "sent again, it might stand there twice"
    assert "may have arrived" in no_echo[1]


def test_a_failure_without_a_reason_counts_as_away_only_when_the_account_is() -> None:
    failed = {"status": "FAIL_RETRIABLE", "internal_error": "whatever"}
    assert _status(connected=False, **failed)[0] is Outcome.AWAY
    assert _status(connected=True, **failed)[0] is Outcome.REFUSED


@pytest.mark.parametrize(
    "content",
    [None, {}, {"m.relates_to": 1}, {"m.relates_to": {"event_id": 5}}, {"status": []}],
)
def test_a_status_that_is_none_is_nothing(content: object) -> None:
    event = {"type": "com.beeper.message_send_status", "content": content}
    assert status_of(event, "T", connected=True) is None


# --- making up for what is left out ---------------------------------------------------------------


@pytest.mark.parametrize("unit", ["utf16", "characters", "bytes"])
def test_no_word_of_a_long_text_is_lost(unit: str) -> None:
    words = [f"слово{number}🐞" for number in range(600)]
    text = " ".join(words)
    limits = Limits(text=1000, unit=unit)  # type: ignore[arg-type]
    rest = rest_of(text, limits, "Анна")
    assert all(size(part, unit) <= 1000 for part in rest)
    said = set(" ".join(rest).split())
    # The bridge itself writes the author's name before it and “ [long message cut off]” after it.
    end = next(n for n in range(len(text), 0, -1) if size(f"Анна: {text[:n]}{CUT}", unit) <= 1000)
    carried = text[:end].split()[:-1]
    assert set(words) <= said | set(carried)


def test_a_short_text_is_left_alone() -> None:
    assert rest_of("hello", Limits(text=4096, unit="utf16"), "Анна") == []


def test_a_place_on_the_map_gets_its_author_where_the_bridge_drops_it() -> None:
    place = replace(ALICE, kind="location", text="")
    telegram, whatsapp = read_descriptor("telegram"), read_descriptor("whatsapp")
    assert [s.content["body"] for s in after_sent(telegram, place, "en", relayed=True)] == [
        "☝️ (this place on the map)"
    ]
    assert list(after_sent(telegram, place, "en", relayed=False)) == []
    assert list(after_sent(whatsapp, place, "en", relayed=True)) == []


@pytest.mark.parametrize(
    ("relayed", "caption"), [(True, ""), (True, "At noon"), (False, "At noon")]
)
def test_what_stands_under_a_photo_is_said_where_the_bridge_drops_it(
    relayed: bool, caption: str
) -> None:
    photo = replace(ALICE, kind="photo", text=caption)
    [said] = after_sent(read_descriptor("instagram"), photo, "en", relayed=relayed)
    assert said.content["body"] == f"☝️ (this photo) {caption}".strip()
    assert list(after_sent(read_descriptor("facebook"), photo, "en", relayed=relayed)) == []


def test_a_sound_that_is_no_voice_message_has_an_author_too() -> None:
    song = replace(ALICE, kind="file", text="", content={"msgtype": "m.audio"})
    [said] = after_sent(read_descriptor("whatsapp"), song, "en", relayed=True)
    assert said.content["body"] == "☝️ (this file)"
    paper = replace(song, content={"msgtype": "m.file"})
    changed = replace(song, kind="edit")
    for other in (paper, changed):
        assert list(after_sent(read_descriptor("whatsapp"), other, "en", relayed=True)) == []


@pytest.mark.parametrize(
    ("network", "sender", "days", "words"),
    [
        ("facebook", "@facebook_7:t", 0, "only its author"),
        ("facebook", "@anna:t", 0, None),
        ("whatsapp", "@whatsapp_7:t", 1, None),
        ("whatsapp", "@whatsapp_7:t", 3, "after 48 hours"),
        ("telegram", "@telegram_7:t", 300, None),
    ],
)
def test_what_a_messenger_does_not_delete_without_a_word_is_known(
    network: str, sender: str, days: int, words: str | None
) -> None:
    deleted = replace(ALICE, sender=sender)
    redaction = replace(ALICE, kind="redaction", sent_at=ALICE.sent_at + days * DAY)
    why = why_it_stays(read_descriptor(network), deleted, redaction)
    assert (why is None) if words is None else (why and words in why[0].words("en"))


def test_a_poll_goes_out_as_numbered_text_under_its_own_id() -> None:
    poll = replace(ALICE, type="m.poll.start", kind="poll", text="When?\n• Monday\n• Tuesday")
    [said] = instead(read_descriptor("telegram"), poll, "en", relayed=True)
    assert said.event_id == "$1"
    hint = "To vote, answer this message with the number."
    assert said.content["body"] == f"📊 When?\n1. Monday\n2. Tuesday\n{hint}"


def test_a_place_goes_out_as_an_address_where_the_network_has_none() -> None:
    content = {"msgtype": "m.location", "geo_uri": "geo:55.7,37.61"}
    place = replace(ALICE, kind="location", text="Zoo", content=content)
    [said] = instead(read_descriptor("facebook"), place, "en", relayed=True)
    address = "https://www.openstreetmap.org/?mlat=55.70000&mlon=37.61000"
    assert said.content["body"] == f"📍 Zoo {address}"


def test_where_a_network_knows_no_lines_each_is_said_by_itself() -> None:
    said = instead(read_descriptor("irc"), replace(ALICE, text="one\n\ntwo"), "en", relayed=True)
    assert [each.content["body"] for each in said] == ["one", "two"]
    assert said[0].event_id == "$1"


def test_nothing_is_cut_off_where_a_text_would_take_too_many_parts() -> None:
    irc = read_descriptor("irc")
    said = instead(irc, replace(ALICE, text="\n".join("a" * 20)), "en", relayed=True)
    assert len(said) == 20
    assert instead(irc, replace(ALICE, text="\n".join("a" * 21)), "en", relayed=True) == []


def test_a_line_that_looks_like_a_command_is_told_from_one() -> None:
    [said] = instead(
        read_descriptor("telegram"), replace(ALICE, text="!tg is fun"), "en", relayed=True
    )
    assert not said.content["body"].startswith("!tg")
    assert said.content["body"].endswith("!tg is fun")


def test_what_cannot_be_said_otherwise_is_not() -> None:
    assert (
        instead(read_descriptor("telegram"), replace(ALICE, kind="photo"), "en", relayed=True) == []
    )


# --- powers, problems -----------------------------------------------------------------------------


def test_the_bridges_bot_gets_what_it_needs_and_nothing_of_ours() -> None:
    before = {"users": {"@teremok:t": 100}, "events": {"m.room.name": 0}, "invite": 100, "ban": 50}
    after = powers_with_bridge(before, "@ircbot:t")
    assert after["users"] == {"@teremok:t": 100, "@ircbot:t": 50}
    assert after["events"]["m.bridge"] == 50
    assert after["events"]["m.room.name"] == 100
    assert after["invite"] == 50
    assert powers_without_bridge(after, "@ircbot:t")["users"] == before["users"]
    assert before["users"] == {"@teremok:t": 100}


def test_known_errors_become_sentences_of_their_own() -> None:
    dial = "failed to dial whatsapp web websocket: no such host"
    assert "no way to its servers" in sentence_of("M_UNKNOWN", "Internal error", dial).words("en")
    number = "rpc error code 400: PHONE_NUMBER_INVALID"
    assert "+79161234567" in sentence_of("M_UNKNOWN", "", number).words("ru")
    confirm = sentence_of("FI.MAU.META_CHECKPOINT_ERROR", "Checkpoint required", "")
    assert "confirmed" in confirm.words("en")
    unopened = sentence_of("M_UNKNOWN", "Internal error logging in", "")
    assert "teremok bridge logs" in unopened.words("ru")
    odd = sentence_of("M_ODD", "some\nlong\nwords", "").words("en")
    assert odd == "The bridge refused: some long words"
