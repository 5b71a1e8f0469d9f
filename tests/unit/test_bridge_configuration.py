"""What a bridge is told in its files; that the real programs take it is shown in tests/upstream."""

import asyncio
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.house import House, HouseProblem
from bot.house_settings import Ports
from bot.upstream import installed
from bot.upstream.installed import (
    Installation,
    InstalledBridge,
    ProgramSettings,
    State,
    bridge_folder,
    make_secrets,
    open_bridge,
    write_installation,
)
from bot.upstream.removing import let_be
from bot.upstream.values import check_needs, outside_values, set_values
from bot.upstream.writing import relay_formats
from bridges.upstream.descriptor import known_networks, read_descriptor
from deploy.bridges.configuration import (
    as_yaml,
    bridge_options,
    database_options,
    write_bridge_configuration,
)
from deploy.bridges.log_words import readable, reason
from deploy.bridges.parts import compose_part, systemd_unit
from deploy.bridges.settings import BridgeSettings, Kind, Surroundings, Tokens
from rooms.storage.database import Store
from tests.support.waiting import LIMIT_SECONDS

SERVER = "sad24.example.org"
BOT = f"@teremok:{SERVER}"


def settings(**changed: Any) -> BridgeSettings:
    usual: dict[str, Any] = {
        "kind": Kind("whatsapp", "WhatsApp", "!wa", "whatsappbot", "whatsapp_{{.}}"),
        "tokens": Tokens("as-secret", "hs-secret", "provisioning-secret", "puppet-secret"),
        "surroundings": Surroundings(
            server_name=SERVER,
            homeserver_url="http://127.0.0.1:8008",
            internal_url="http://127.0.0.1:8011",
            owner=BOT,
            blocked=(f"@whatsappbot:{SERVER}", f"@telegrambot:{SERVER}"),
        ),
        "port": 29318,
        "database": Path("/data/bridge.db"),
        "relay_formats": relay_formats("ru"),
    }
    return BridgeSettings(**{**usual, **changed})


def test_only_our_bot_commands_the_bridge_and_everybody_else_is_relayed() -> None:
    assert bridge_options(settings())["bridge"]["permissions"] == {
        "*": "block",
        SERVER: "relay",
        f"@whatsappbot:{SERVER}": "block",
        f"@telegrambot:{SERVER}": "block",
        BOT: "admin",
    }


def test_no_room_appears_unasked_and_nobody_is_put_out_of_ours() -> None:
    bridge = bridge_options(settings())["bridge"]
    assert bridge["bridge_status_notices"] == "none"
    assert bridge["portal_create_filter"]["mode"] == "allow"
    assert bridge["portal_create_filter"]["list"] == []
    assert bridge["kick_matrix_users"] is False
    assert bridge["personal_filtering_spaces"] is False
    assert bridge["split_portals"] is False


def test_what_others_wrote_shows_who_wrote_it() -> None:
    relay = bridge_options(settings())["bridge"]["relay"]
    assert relay["enabled"] is True
    kinds = {"text", "notice", "emote", "file", "image", "audio", "video", "location"}
    assert set(relay["message_formats"]) == {f"m.{kind}" for kind in kinds}
    for text in relay["message_formats"].values():
        assert "{{ .Sender.DisambiguatedName }}" in text


def test_the_bridge_reports_to_us() -> None:
    options = bridge_options(settings())
    assert options["homeserver"]["status_endpoint"] == (
        "http://127.0.0.1:8011/upstream/whatsapp/state"
    )
    assert options["matrix"]["message_status_events"] is True
    assert options["matrix"]["delivery_receipts"] is True
    assert options["provisioning"]["allow_matrix_auth"] is False


def test_only_the_owner_can_read_what_a_bridge_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    write_bridge_configuration(settings(), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert yaml.safe_load(path.read_text()) == bridge_options(settings())


def test_secrets_are_not_shown_where_settings_are() -> None:
    assert "secret" not in repr(settings())


def test_what_an_operator_sets_goes_before_what_we_say() -> None:
    values = {"network": {"api_id": 7}, "logging": {"min_level": "debug"}}
    options = bridge_options(settings(values=values))
    assert options["network"] == {"api_id": 7}
    assert options["logging"]["min_level"] == "debug"
    assert options["logging"]["writers"]


def test_a_folder_with_spaces_and_letters_is_a_good_place_for_the_data() -> None:
    options = database_options(Path("/дом наш/bridge.db"))
    assert options["type"] == "sqlite3-fk-wal"
    assert " " not in options["uri"]
    assert database_options("postgres://u@h/b")["type"] == "postgres"


def test_values_are_set_by_their_path() -> None:
    values = set_values(["network.a.b={c: 1}", "network.a.d=text", "network.a.b.e=[2]"])
    assert values == {"network": {"a": {"b": {"c": 1, "e": [2]}, "d": "text"}}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("network", "--set network.key=value"),
        ("network.=1", "--set network.key=value"),
        ("network=1", "--set network.key=value"),
        ("network..a=1", "--set network.key=value"),
        ("network.a={", "not YAML"),
        ("network.a=!!binary aGk=", "not YAML"),
        ("network.a=&a [*a]", "not YAML"),
        ("network.a={x: {[1]: 2}}", "not YAML"),
        ("network.a=\0", "not YAML"),
        ("network.a=\udcff", "not YAML"),
        ("network.a=" + "[" * 9000, "not YAML"),
        ("bridge.kick_matrix_users=true", "Teremok itself keeps"),
        ("appservice.as_token=x", "Teremok itself keeps"),
    ],
)
def test_what_cannot_be_set_is_refused_in_one_sentence(text: str, words: str) -> None:
    with pytest.raises(HouseProblem) as refused:
        set_values([text])
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_value_means_what_it_looks_like() -> None:
    written = {"day": "2026-01-01", "password": "on", "nick": "no", "time": "1:30", "id": "0x1f"}
    values = set_values([f"network.{key}={value}" for key, value in written.items()])
    assert values["network"] == written
    as_yaml(values)
    told = set_values(["network.api_id=12", "network.tls=true", "network.nobody="])
    assert told["network"] == {"api_id": 12, "tls": True, "nobody": None}


EXAMPLE = {"network": {"networks": {"libera": {}}, "identd": {"address": ":1113"}, "api_id": 1}}


def test_a_key_that_the_program_does_not_know_is_told_with_what_was_meant() -> None:
    given = {"network": {"netwoks": {"local": {"tls": False}}}}
    with pytest.raises(HouseProblem) as refused:
        outside_values(given, given, {"network": EXAMPLE["network"]}, EXAMPLE)
    assert "network.netwoks" in str(refused.value)
    assert "“network.networks" in str(refused.value)


def test_a_value_that_the_program_drops_from_the_file_is_told_in_its_environment() -> None:
    given = {"network": {"identd": {"address": "127.0.0.1:0"}}}
    environment = outside_values(given, given, EXAMPLE, EXAMPLE)
    assert environment == {"TEREMOKBRIDGE_NETWORK__IDENTD__ADDRESS": "127.0.0.1:0"}


def test_a_value_of_another_kind_is_refused() -> None:
    given = {"network": {"api_id": {"a": 1}}}
    with pytest.raises(HouseProblem, match=r"network\.api_id"):
        outside_values(given, given, EXAMPLE, EXAMPLE)


def test_what_a_network_needs_is_asked_for_all_at_once() -> None:
    telegram = read_descriptor("telegram")
    with pytest.raises(HouseProblem) as refused:
        check_needs(telegram, {})
    assert "--set network.api_id=" in str(refused.value)
    assert "--set network.api_hash=" in str(refused.value)
    assert "; --set network.api_hash=… (его хеш, с той же страницы)" in refused.value.words("ru")
    check_needs(telegram, {"network": {"api_id": 1, "api_hash": "x"}})


def test_known_bridges_take_nothing_from_each_other() -> None:
    descriptors = [read_descriptor(name) for name in known_networks()]
    for what in ("network", "port", "prefix", "bot", "ghosts"):
        values = [getattr(descriptor, what) for descriptor in descriptors]
        assert len(set(values)) == len(values), what


def test_the_log_is_read_by_people() -> None:
    line = '{"level":"error","time":"2026-11-22T10:00:00Z","error":"refused","message":"No way"}'
    assert readable(line) == "2026-11-22T10:00:00Z ERROR No way: refused"
    assert readable("panic: oh") == "panic: oh"


def test_why_a_program_ended_is_the_gravest_word() -> None:
    lines = [
        '{"level":"fatal","message":"Failed to start"}',
        '{"level":"error","error":"late","message":"Something"}',
        '{"level":"info","message":"See the docs"}',
    ]
    assert reason(lines) == "Failed to start"
    assert reason(["panic: invalid semver", "goroutine 1 [running]:"]) == "panic: invalid semver"
    assert reason([]) == ""


def test_what_teremok_gives_a_bridge_alone_is_no_reason_of_its_end() -> None:
    told = '{"level":"error","message":"Failed to send MSS event","event_id":"%s","error":"no"}'
    assert reason(["listening", told % "$teremok-1"]) == "listening"
    assert reason([told % "$teremok-1"]) == ""
    assert reason(["listening", told % "$1"]) == "Failed to send MSS event: no"


def test_compose_gets_a_service_without_rights() -> None:
    folder = Path("/data/b: $x")
    part = yaml.safe_load(
        compose_part("bridge", "r/x:v1", "/usr/bin/x", folder, "1000:1001", 512, {"A": "pa$$w"})
    )
    service = part["services"]["bridge"]
    assert service["entrypoint"] == ["/usr/bin/x", "-n", "-c", "/data/b: $$x/config.yaml"]
    place = "/data/b: $$x"
    assert service["volumes"] == [{"type": "bind", "source": place, "target": place}]
    assert service["environment"] == {"A": "pa$$$$w"}
    assert service["user"] == "1000:1001", "else the group is root's"
    assert service["cap_drop"] == ["ALL"]
    assert service["mem_limit"] == "512m"


def test_systemd_gets_a_unit_that_quotes_what_it_must() -> None:
    command = ["/data/a b/x", "-c", "/100%/$c"]
    folder = Path("/data/our 100%")
    unit = systemd_unit("X", command, folder, "sad", 512, {"A": 'say "hi" for $5'})
    assert 'ExecStart="/data/a b/x" "-c" "/100%%/$$c"\n' in unit
    assert 'Environment="A=say \\"hi\\" for $5"\n' in unit
    assert "WorkingDirectory=/data/our 100%%\n" in unit
    assert 'ReadWritePaths="/data/our 100%%"\n' in unit
    assert "User=sad\n" in unit
    assert "MemoryMax=512M\n" in unit


def test_a_start_anew_takes_nothing_back_that_was_written_meanwhile(tmp_path: Path) -> None:
    early = _installed(tmp_path)
    program = early.installation.now.program
    upgraded = State(program=program.model_copy(update={"version": "v2"}))
    early.change(lambda _: {"now": upgraded})
    early.start_anew()
    now = open_bridge(early.house, "irc").installation
    assert (now.now.program.version, now.starts) == ("v2", 1)


async def test_who_writes_at_the_same_moment_takes_nothing_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge, real = _installed(tmp_path), installed.load
    has_read, goes_on = threading.Event(), threading.Event()

    def slowly(path: Path, model: type[Installation]) -> Installation:
        found = real(path, model)
        has_read.set()
        goes_on.wait(LIMIT_SECONDS)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(installed, "load", slowly)
        starting = asyncio.create_task(asyncio.to_thread(bridge.start_anew))
        await asyncio.to_thread(has_read.wait, LIMIT_SECONDS)
    letting_be = asyncio.create_task(asyncio.to_thread(asyncio.run, _let_be(bridge)))
    await asyncio.wait([letting_be], timeout=0.3)  # it waits for the other
    goes_on.set()
    await asyncio.gather(starting, letting_be)
    now = open_bridge(bridge.house, "irc").installation
    assert (now.leaving, now.starts) == (True, 1)


async def _let_be(bridge: InstalledBridge) -> None:
    store = await Store.open(bridge.house.database_url)
    try:
        await let_be(bridge, store, is_whole=True)
    finally:
        await store.close()


def _installed(folder: Path) -> InstalledBridge:
    house = House.create(folder / "house", SERVER, Ports())
    place = bridge_folder(house, "irc")
    make_secrets(place)
    program = ProgramSettings(path="programs/1/mautrix-irc", version="v1")
    write_installation(place, Installation(network="irc", now=State(program=program), port=29341))
    return open_bridge(house, "irc")
