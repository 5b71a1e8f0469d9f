"""What goes wrong because of what was asked: a status and a sentence for whoever asked."""


class Problem(Exception):
    """An answer that is no success: HTTP status and an English text for `rooms.language.say`."""

    def __init__(
        self, status: int, text: str, *, headers: dict[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.values = values
        self.headers = headers or {}
