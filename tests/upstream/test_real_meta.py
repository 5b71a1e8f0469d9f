"""The real programs to Facebook and Instagram, at a website that lets nobody in.

What else they are tried with is in test_real_messengers.py.
"""

import json
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.house import House
from bot.upstream.installed import open_bridge
from tests.support.closed_site import ClosedSite
from tests.support.life import Life
from tests.support.ports import free_port
from tests.support.upstream_programs import upstream_program
from tests.support.waiting import until
from tests.upstream.test_real_messengers import COOKIES, PROGRAMS, Real

CONFIRM, FRESH, ODD = "хочет подтверждения", "Возьмите в браузере новые", "не смог открыть сайт"
PAGES = {
    "facebook": {
        "/checkpoint/1501092823525282/": (CONFIRM, "fb-checkpoint-required", "confirm"),
        "/privacy/consent/x": (CONFIRM, "fb-consent-required", "confirm"),
        "/challenge/": (CONFIRM, "fb-challenge-required", "confirm"),
        "/accounts/suspended/": (ODD, "fb-account-suspended", "banned"),
        "/login.php": (FRESH, "meta-redirected-to-login", "logged_out"),
    },
    "instagram": {
        "/checkpoint/1501092823525282/": (CONFIRM, "fb-checkpoint-required", "confirm"),
        "/privacy/consent/x": (CONFIRM, "ig-consent-required", "confirm"),
        "/challenge/": (CONFIRM, "ig-challenge-required", "confirm"),
        "/accounts/suspended/": (ODD, "ig-account-suspended", "banned"),
    },
}
"""What a log-in ends with, the bridge's word for an account that was linked before, and ours."""
PLATFORMS = {"instagram": 1, "facebook": 2}


@pytest.fixture(scope="module", params=list(PAGES))
async def closed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Real, ClosedSite]]:
    """The program in a house, and the website to which it comes."""
    network: str = request.param
    program = upstream_program(PROGRAMS.get(network, network))
    folder = tmp_path_factory.mktemp(network)
    site = ClosedSite(folder / "site", f"{network}.com")
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, "SSL_CERT_FILE", str(site.certificate))
        life = await Life.begin(folder / "files")
    made = Real(life, network, program)
    try:
        made.bridge(
            *("add", network, "--program", str(program), "--port", str(free_port())),
            *("--set", f"network.proxy={site.proxy}"),
        )
        yield made, site
    finally:
        await life.house.down()
        site.close()


def test_what_the_website_wants_is_told(closed: tuple[Real, ClosedSite]) -> None:
    real, site = closed
    for page, (words, _, _) in PAGES[real.network].items():
        site.leads_to = page
        cookies = (word for name in COOKIES[real.network] for word in ("--answer", f"{name}=1"))
        flow = ("--flow", real.network)
        done = real.life.house.command("bridge", "login", real.network, *flow, *cookies)
        assert done.returncode == 2
        assert words in done.stderr, (page, done.stderr)
    assert real.overview()["accounts"] == []


async def test_an_account_that_is_let_in_no_more_is_seen_as_what_it_is(
    closed: tuple[Real, ClosedSite],
) -> None:
    real, site = closed
    cookies = dict.fromkeys(COOKIES[real.network], "1")
    site.leads_to = next(iter(PAGES[real.network]))
    await real.is_told_of_an_account(
        json.dumps({"platform": PLATFORMS[real.network], "cookies": cookies})
    )
    installed = open_bridge(House.open(real.life.house.folder), real.network)
    for page, (_, error, condition) in PAGES[real.network].items():
        site.leads_to = page
        installed.start_anew()

        async def is_seen(error: str = error, condition: str = condition) -> bool:
            told: list[dict[str, Any]] = real.overview()["accounts"] or []
            return [(each["error"], each["condition"]) for each in told] == [(error, condition)]

        await until(is_seen, f"{error} after {page}", pause=0.5)
