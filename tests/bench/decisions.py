"""How many posts a second one core judges, with the whole default regulation and a large roster.

No homeserver and no database: this is what the regulation itself takes. Ordinary posts are those
of the corpus with which nothing is wrong (most of them nearly are), then all of them; both without
the shortest, so that their median is 80 characters. The hard ones are the longest that people can
send, made to take as long as possible.
"""

import gc
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from policies.context import Context
from policies.decide import decide
from policies.people import Children, Staff
from policies.post import Post
from policies.regulation import Regulation
from rooms.files.yaml_file import load
from tests.support.corpus import CHILDREN, CONTEXT, read
from tests.support.pathological import pathological
from tests.support.posts import MONDAY_NOON, post

LEAST_A_SECOND, MOST_MILLISECONDS = 5_000, 20.0
MEDIAN_CHARACTERS = 80
NAMES = 1_500
EARLIER, PARENTS, MINUTES_A_DAY = 50, 25, 600
MORNING = MONDAY_NOON.replace(hour=5)
ROUNDS, POSTS = 7, 3_000
TRIES = 5
SHOWN = 12
_ROOT = Path(__file__).parents[2]
CORPUS = _ROOT / "tests" / "fixtures" / "corpus"
DEFAULT = _ROOT / "rooms" / "defaults" / "regulation.yaml"

_GIVEN = (
    "Михаил", "Мария", "Артём", "София", "Даниил", "Алиса", "Тимофей", "Варвара", "Роза", "Лев",
    "Ксения", "Егор", "Полина", "Кирилл", "Глеб", "Надежда", "Александр", "Анна", "Иван", "Ева",
    "Матвей", "Вера", "Фёдор", "Милана", "Тимур", "Амина", "Руслан", "Любовь", "Ярослав", "Майя",
)  # fmt: skip
_SURNAMES = (
    "Соколов", "Кузнецов", "Лебедев", "Новиков", "Павлов", "Волков", "Зайцев", "Орлов", "Белов",
    "Морозов", "Ахметов", "Попов", "Смирнов", "Козлов", "Фёдоров", "Шевченко", "Ким", "Островский",
    "Черных", "Гайдай", "Мамедов", "Саркисян", "Петренко", "Цой", "Дубровин", "Мельник", "Снегирёв",
    "Тихий", "Борода", "Кравец", "Юсупов", "Рябинин", "Голубь", "Воробей", "Мороз", "Заяц",
    "Большаков", "Малышев", "Громов", "Лукьянов", "Сафин", "Хабибуллин", "Евдокимов", "Щукин",
    "Журавлёв", "Ильин", "Назаров", "Быков", "Гусев", "Титов",
)  # fmt: skip


def context() -> Context:
    """A large kindergarten: every given name with every surname, and 150 members of the staff."""
    children = [f"{surname} {given}" for surname in _SURNAMES for given in _GIVEN][: NAMES - 16]
    staff = [f"{given} {surname}а" for given in _GIVEN[:15] for surname in _SURNAMES[:10]]
    return replace(CONTEXT, children=Children((*CHILDREN, *children)), staff=Staff(staff))


def of_corpus(folder: Path = CORPUS, *, innocent: bool) -> list[Post]:
    """The longest posts of the corpus, as many as have the median; `innocent`: only those on which
    nothing ought to fire."""
    labelled = [each for path in sorted(folder.glob("*.jsonl")) for each in read(path)]
    posts = [each.post for each in labelled if not (innocent and each.rules)]
    posts.sort(key=lambda each: len(each.text), reverse=True)
    # The median of the first 2n + 1 is the length of the one in the middle.
    lengths = [len(each.text) for each in posts]
    middle = next(place for place, length in enumerate(lengths) if length <= MEDIAN_CHARACTERS)
    return posts[: 2 * middle + 1]


def cases(posts: Sequence[Post], known: Context, first: int) -> list[tuple[Post, Context]]:
    """A chat by day: a post a minute from one of its parents, each with those before it."""
    step = 7919  # a prime: neighbours have nothing in common
    said = [_said(posts[place * step % len(posts)], place) for place in range(first, first + POSTS)]
    return [
        (one, replace(known, earlier=tuple(said[max(0, place - EARLIER) : place])))
        for place, one in enumerate(said)
    ]


def _said(one: Post, place: int) -> Post:
    days, minutes = divmod(place, MINUTES_A_DAY)
    return replace(
        one,
        id=f"${place}",
        author=replace(one.author, id=f"sandbox/{place % PARENTS}"),
        written_at=MORNING + timedelta(days=days, minutes=minutes),
    )


def a_second(regulation: Regulation, chat: Sequence[tuple[Post, Context]]) -> float:
    """Posts a second of this process's time."""
    started = time.process_time()
    for one, known in chat:
        decide(one, regulation, known)
    return len(chat) / (time.process_time() - started)


def milliseconds(regulation: Regulation, known: Context, text: str) -> float:
    """The middle of some tries with one text; each try reads it anew."""
    taken = []
    for _ in range(TRIES):
        started = time.process_time()
        decide(post(text, roles=("parent",)), regulation, known)
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


async def main() -> None:
    """Measure and print."""
    regulation, known = load(DEFAULT, Regulation), context()
    started = time.process_time()
    decide(post(), regulation, known)
    print(f"compiled in                       {time.process_time() - started:6.1f} s")
    print(f"clauses, names                    {len(regulation.clauses):6}, {NAMES}")
    gc.collect()
    gc.freeze()  # as the daemon does
    for name, innocent in (("ordinary", True), ("all of the corpus", False)):
        posts = of_corpus(innocent=innocent)
        chats = [cases(posts, known, number * POSTS) for number in range(ROUNDS)]
        rates = [a_second(regulation, chat) for chat in chats]
        shown = " ".join(f"{rate:.0f}" for rate in rates)
        middle = statistics.median(rates)
        print(f"posts a second, {name:17} {middle:6.0f}   ({shown}; {len(posts)} different ones)")
    print(f"ordinary posts, at least          {LEAST_A_SECOND:6}")
    hard = {name: milliseconds(regulation, known, text) for name, text in pathological().items()}
    for name, taken in sorted(hard.items(), key=lambda each: -each[1])[:SHOWN]:
        print(f"20,000 characters, {name:36} {taken:6.1f} ms")
    worst = max(hard.values())
    print(
        f"the worst of {len(hard)} hard ones          {worst:6.1f} ms (at most {MOST_MILLISECONDS})"
    )
