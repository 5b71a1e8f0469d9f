"""Links in the texts of an export."""

from rooms.archive.export.pages import _linked


def test_addresses_become_links_and_everything_else_is_escaped() -> None:
    linked = _linked("Смотри <b> https://mos.ru/?a=1&b=2,\nтам")
    address = "https://mos.ru/?a=1&amp;b=2"
    assert f'<a href="{address}" rel="nofollow noopener noreferrer" target="_blank">' in linked
    assert "Смотри &lt;b&gt; <a" in linked
    assert linked.endswith("</a>,\nтам")


def test_a_word_without_end_holds_nothing_up() -> None:
    dots = "." * 60_000 + "<a."
    linked = _linked(f"www.mos.ru {dots} www.mos.ru")
    assert linked.count("<a href") == 2
    assert "." * 60_000 + "&lt;a." in linked
