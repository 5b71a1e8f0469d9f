"""What Synapse is told in its files; that it obeys is shown by the tests with a real one."""

import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.homeserver import environment
from deploy.homeserver.configuration import write_configuration
from deploy.homeserver.environment import InstallationFailed, install, is_installed
from deploy.homeserver.process import homeserver_environment
from deploy.homeserver.registration import (
    Registration,
    teremok_registration,
)
from deploy.homeserver.settings import Gate, HomeserverSettings


def settings(folder: Path, **changed: Any) -> HomeserverSettings:
    return HomeserverSettings(
        folder=folder,
        server_name="sad24.example.org",
        port=8008,
        registration_secret_path=folder / "registration_secret",
        registration=teremok_registration(
            "sad24.example.org", "http://127.0.0.1:9", "as-secret", "hs-secret"
        ),
        gate=Gate("http://127.0.0.1:9", folder / "gate_token"),
        **changed,
    )


def written(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def test_the_homeserver_talks_to_nobody_outside(tmp_path: Path) -> None:
    write_configuration(settings(tmp_path))
    options = written(tmp_path / "homeserver.yaml")
    (listener,) = options["listeners"]
    assert listener["bind_addresses"] == ["127.0.0.1"]
    assert [resource["names"] for resource in listener["resources"]] == [["client"]]
    assert options["federation_domain_whitelist"] == []
    assert options["trusted_key_servers"] == []
    assert options["report_stats"] is False
    assert options["enable_registration"] is False
    assert options["url_preview_enabled"] is False
    assert options["push"] == {"include_content": False}


def test_rooms_that_say_so_forget_and_no_other(tmp_path: Path) -> None:
    write_configuration(settings(tmp_path))
    assert written(tmp_path / "homeserver.yaml")["retention"] == {"enabled": True}


def test_only_the_owner_can_read_what_the_homeserver_is_told(tmp_path: Path) -> None:
    write_configuration(settings(tmp_path))
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir() if p.is_file()}
    assert set(modes.values()) == {0o600}
    assert "as-secret" not in (tmp_path / "homeserver.yaml").read_text()


def test_writing_it_again_keeps_the_keys(tmp_path: Path) -> None:
    write_configuration(settings(tmp_path))
    names = ("signing.key", "macaroon_secret", "form_secret")
    before = [(tmp_path / name).read_text() for name in names]
    write_configuration(settings(tmp_path))
    assert [(tmp_path / name).read_text() for name in names] == before


def test_a_proxy_in_front_is_believed_only_when_there_is_one(tmp_path: Path) -> None:
    write_configuration(settings(tmp_path, public_url="https://matrix.sad24.example.org"))
    options = written(tmp_path / "homeserver.yaml")
    assert options["public_baseurl"] == "https://matrix.sad24.example.org/"
    assert options["listeners"][0]["x_forwarded"] is True
    write_configuration(settings(tmp_path))
    assert written(tmp_path / "homeserver.yaml")["listeners"][0]["x_forwarded"] is False


def test_another_database_can_be_given(tmp_path: Path) -> None:
    database = {"name": "psycopg2", "args": {"dbname": "synapse"}}
    write_configuration(settings(tmp_path, database=database))
    assert written(tmp_path / "homeserver.yaml")["database"] == database


def test_the_appservice_has_the_ghosts_alone_and_hears_the_bot(tmp_path: Path) -> None:
    write_configuration(settings(tmp_path))
    registration = written(tmp_path / "registration.yaml")
    assert registration["rate_limited"] is False
    assert registration["receive_ephemeral"] is True
    users = registration["namespaces"]["users"]
    ghosts = [user for user in users if user["exclusive"]]
    heard = [user for user in users if not user["exclusive"]]
    assert matching(ghosts, "@teremok_sandbox_masha:sad24.example.org")
    assert not matching(ghosts, "@teremok:sad24.example.org")
    assert matching(heard, "@teremok:sad24.example.org")
    for stranger in (
        "@teremok2:sad24.example.org",
        "@anna:sad24.example.org",
        "@teremok_a:sad24xexample.org",
    ):
        assert not matching(users, stranger)


@pytest.mark.parametrize(
    ("user_id", "unasked"),
    [
        ("@teremok_sandbox_masha:sad24.example.org", True),
        ("@teremok:sad24.example.org", True),
        ("@_teremok_bridge:sad24.example.org", True),
        ("@anna:sad24.example.org", False),
        ("@teremok:evil.example.org", False),
        ("@teremok_a:sad24.example.org.evil", False),
        ("x@teremok:sad24.example.org", False),
    ],
)
def test_the_gate_is_asked_about_people_only(tmp_path: Path, user_id: str, unasked: bool) -> None:
    write_configuration(settings(tmp_path))
    (module,) = written(tmp_path / "homeserver.yaml")["modules"]
    patterns = module["config"]["unasked"]
    assert any(re.fullmatch(pattern, user_id) for pattern in patterns) is unasked


def test_no_proxy_and_no_python_setting_reaches_the_homeserver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("https_proxy", "HTTP_PROXY", "PYTHONHOME", "SYNAPSE_CONFIG_PATH"):
        monkeypatch.setenv(name, "strange")
    assert "strange" not in homeserver_environment().values()


def test_an_installation_that_fails_is_told_in_one_line_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("./no-such-package\n")
    monkeypatch.setattr(environment, "LOCK", lock)
    folder = tmp_path / "environment"
    with pytest.raises(InstallationFailed) as failed:
        install(lambda *_: None, folder)
    assert "\n" not in str(failed.value)
    assert "no-such-package" in str(failed.value)
    assert not is_installed(folder)


def test_an_environment_of_another_lock_file_is_not_taken_for_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("# nothing at all\n")
    monkeypatch.setattr(environment, "LOCK", lock)
    folder = tmp_path / "environment"
    install(lambda *_: None, folder)
    assert is_installed(folder)
    lock.write_text("# another nothing\n")
    assert not is_installed(folder)


def matching(users: list[dict[str, Any]], user_id: str) -> bool:
    return any(re.fullmatch(user["regex"], user_id) for user in users)


def test_the_homeserver_knows_the_bridges_that_there_are(tmp_path: Path) -> None:
    whatsapp = Registration(
        *("whatsapp", "http://127.0.0.1:29318", "wa-as", "wa-hs", "_teremok_whatsapp"),
        exclusive=(r"@whatsapp_.+:sad24\.example\.org",),
    )
    write_configuration(settings(tmp_path, bridges=(whatsapp,)))
    options = written(tmp_path / "homeserver.yaml")
    files = [Path(path) for path in options["app_service_config_files"]]
    assert [written(path)["id"] for path in files] == ["teremok", "whatsapp"]
    unasked = re.compile("|".join(options["modules"][0]["config"]["unasked"]))
    assert unasked.fullmatch("@whatsapp_491234:sad24.example.org")
    assert not unasked.fullmatch("@anna:sad24.example.org")

    write_configuration(settings(tmp_path))
    assert not any(path.exists() for path in files[1:]), "its tokens are gone with the bridge"
