"""Why a year cannot be changed as it was asked for."""

from rooms.sentence import Sentence


class YearProblem(Exception):
    """`sentence` says so to people."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text, values)
        self.sentence = Sentence(text, values)
