"""What a terminal may be shown."""


def printable(text: str) -> str:
    """The text without anything that a terminal would obey: names come from outside."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "�" for letter in text)
