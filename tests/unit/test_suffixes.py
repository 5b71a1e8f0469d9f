"""Under which endings of the internet people register names."""

import pytest

from policies.text.suffixes import registered


@pytest.mark.parametrize(
    ("host", "part"),
    [
        ("mos.ru.evil.com", "evil.com"),
        ("evil.com", "evil.com"),
        ("садик.мос.рф", "мос.рф"),
        ("ru", ".ru"),
        ("co.uk", ".co.uk"),
        ("a.b.co.uk", "b.co.uk"),
        ("b.a.kobe.jp", "b.a.kobe.jp"),
        ("a.city.kobe.jp", "city.kobe.jp"),
        ("somebody.github.io", "github.io"),
        ("host.nowhere1", "nowhere1"),
    ],
)
def test_what_of_a_host_is_registered(host: str, part: str) -> None:
    assert registered(host) == part
