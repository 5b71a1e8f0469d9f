"""What only the formatted text of a message shows is judged; what it says again is not."""

import pytest

from rooms.post_words import with_hidden_words


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("Важно: **завтра**, *выходной* ~~нет~~ `код` ***всё*** __так__ _и_",
         "<p>Важно: <strong>завтра</strong>, <em>выходной</em> <del>нет</del> <code>код</code>"
         " <em><strong>всё</strong></em> <strong>так</strong> <em>и</em></p>"),
        ("Список:\n\n- молоко\n- **хлеб**, соль\n",
         "<p>Список:</p>\n<ul>\n<li>молоко</li>\n<li><strong>хлеб</strong>, соль</li>\n</ul>\n"),
        ("3. раз\n4. два", '<ol start="3">\n<li>раз</li>\n<li>два</li>\n</ol>\n'),
        ("да\nда", "да<br>да"),
        ("[сюда](https://mos.ru/a?b=1&c=2), <https://mos.ru> и https://mos.ru/x",
         '<a href="https://mos.ru/a?b=1&amp;c=2">сюда</a>, <a href="https://mos.ru">https://mos.ru'
         '</a> и <a href="https://mos.ru/x">https://mos.ru/x</a>'),
        ("> раз два\n> три\n\nответ",
         "<blockquote>\n<p>раз два<br />\nтри</p>\n</blockquote>\n<p>ответ</p>\n"),
        ("> раз два\n> три", "<blockquote>\n<p>раз два\nтри</p>\n</blockquote>\n"),
        ("Анна Петровна: привет 👋🏽",
         '<a href="https://matrix.to/#/@anna:s">Анна Петровна</a>: привет 👋🏽'),
        ("[Анна](https://matrix.to/#/@anna:s), привет",
         '<a href="https://matrix.to/#/@anna:s">Анна</a>, привет'),
        ('```python\nа_б = "<тег>"\n```',
         '<pre><code class="language-python">а_б = &quot;&lt;тег&gt;&quot;\n</code></pre>\n'),
        ("# День\n\n:кот: <u>тут</u>\n\n---\n| а | б |\n|---|---|",
         '<h1>День</h1>\n<p><img data-mx-emoticon src="mxc://a/b" alt=":кот:" title=":кот:">'
         " <u>тут</u></p><hr /><table><tr><th>а</th><th>б</th></tr></table>"),
        ("секрет", "<span data-mx-spoiler>секрет</span>"),
        ("1\\. «Д&Д» — да", "1. «Д&amp;Д» — да"),
        ("* новое", "* <b>новое</b>"),
    ],
)  # fmt: skip
def test_what_is_said_in_both_forms_is_read_once(text: str, formatted: str) -> None:
    assert with_hidden_words(text, formatted) == text


@pytest.mark.parametrize(
    ("formatted", "more"),
    [
        ("<p>Продам</p><p>коляску</p>", "Продам\nколяску"),
        ("про<b>дам</b> ко<!-- -->ляску&#33;", "продам коляску!"),
        ("<p>Доброе утро!</p><h2>Продам</h2>", "Продам"),
        ("<span data-mx-spoiler='продам'>коляску</span>", "продам коляску"),
        ("<img src=x alt='продам'>", "продам"),
        ("<mx-reply>Продам", "Продам"),
        ("<!-- продам -->", "продам"),
        ("<style><!--</style>Про<b>дам</b>-->", "Продам"),
        ('<b title="</style>Продам', "Продам"),
        ("<?Продам?>", "Продам"),
        ("утро! Доброе", "утро! Доброе"),
        ("<p>Доброе утро!</p>" * 2, "Доброе утро!"),
        ("<a href=https://t.me/x>утро!</a>", "https://t.me/x"),
        ('<a title=">" href="https://t.me/x">утро!</a>', "https://t.me/x"),
        ('<a/href="https://t.me/x">утро!</a>', "https://t.me/x"),
        ('<a data-href="https://mos.ru" href="https://t.me/x">утро!</a>', "https://t.me/x"),
        ("<a\nhref = 'https://t.me/x'>утро!</a>", "https://t.me/x"),
    ],
)
def test_what_only_the_formatted_form_shows_is_read(formatted: str, more: str) -> None:
    assert with_hidden_words("Доброе утро!", formatted) == f"Доброе утро!\n{more}"


@pytest.mark.parametrize(
    ("text", "formatted"),
    [("t.m*e/x", "t.me/x"), ("про*дам", "продам"), ("ivan", "@ivan"), ("про дам", "продам")],
)
def test_words_that_are_only_alike_are_others(text: str, formatted: str) -> None:
    assert with_hidden_words(text, formatted) == f"{text}\n{formatted}"


def test_no_number_of_links_hides_another() -> None:
    many = "".join(f'<a href="https://mos.ru/{n}">.</a>' for n in range(60))
    assert "https://t.me/x" in with_hidden_words(".", f'{many}<a href="https://t.me/x">.</a>')


@pytest.mark.parametrize(
    "formatted",
    [
        "<a " * 20_000, "<!--" * 15_000, "<a b='" * 10_000, "<a b='x' " * 7_000, "<" + "a" * 60_000,
        "<a " + "= " * 30_000, "<a x" + " " * 60_000, "<p>а б в" * 8_000, "<![" * 20_000,
        "<p>" + "".join(f"<b a{n}>" for n in range(600)) + "<p>x" * 10_000,
    ],
)  # fmt: skip
def test_strange_markup_takes_no_time(formatted: str) -> None:
    with_hidden_words("а б " * 8_000, formatted)
    with_hidden_words(formatted, "<b>а</b>")
