"""The file of a year that is over must not be applied: its keys mean other rooms by now."""

from rooms.reconcile.homeserver import HomeserverProblem
from rooms.sentence import Sentence


class OutdatedFile(HomeserverProblem):
    """A program still holds it in its memory, or somebody has put it back by hand."""

    def __init__(self) -> None:
        super().__init__("the file of the year before")
        self.sentence = Sentence(
            "this is the file of another year: only teremok year leads from one to the other"
        )
