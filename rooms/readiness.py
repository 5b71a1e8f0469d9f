"""Having all that judges ready before it does: no post waits for what is made at first use."""

import asyncio
import ctypes
import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from policies.context import Context
from policies.post import Post
from policies.regulation import Regulation
from policies.text.mapped_dictionary import let_pages_go
from policies.text.morphology import forget_forms
from policies.words import words_of
from rooms.judgement import judged
from rooms.practice import LANGUAGE, practice
from rooms.traces import trace

log = logging.getLogger(__name__)

NEW_THINGS = 10_000
"""So many new objects make Python's collector look. What judging leaves is words that it keeps and
no circles: at Python's 700 the rounds take two and a half times as much time, and the long ones,
which come now and then, twenty milliseconds in which nobody is answered."""


async def make_ready(regulation: Regulation, context: Context) -> None:
    """Compile a regulation and what is known of the institution, and judge some posts by them.

    It is done beside what else is to be done. It takes seconds for the first regulation, and far
    less for one that has clauses of another that there is.
    """
    await asyncio.to_thread(_make_ready, regulation, context)


def _make_ready(regulation: Regulation, context: Context) -> None:
    posts = tuple(practice())
    with _for_good():
        context.children.called("")
        context.staff.imitated("")
        context.groups.compile()
        regulation.compiled  # noqa: B018 - it is made here
        regulation.is_emergency(posts[0])
        spoken = replace(context, language=LANGUAGE)
        for post in posts:
            _try(post, regulation, spoken)
        forget_forms()
        words_of.cache_clear()


def _try(post: Post, regulation: Regulation, context: Context) -> None:
    try:
        judged(post, regulation, context)
    except Exception as error:  # a real post of this sort would only be let pass as well
        log.error("A rule fails: %s", trace(error))


@contextmanager
def _for_good() -> Iterator[None]:
    """Python's collector is off meanwhile, and never looks through what was made.

    It would look through all parts of it, again and again while they are made and now and then
    afterwards, and for a tenth of a second each time nobody would be answered. What is given up
    later goes without being looked for, as long as it is in no circle; what others have left in
    one in the meantime goes before. One at a time: the collector is the same for all.
    """
    with _one:
        gc.collect()
        gc.disable()
        try:
            yield
        finally:
            gc.collect()
            gc.freeze()
            gc.set_threshold(NEW_THINGS)
            gc.enable()
            _give_back()


_one = threading.Lock()


def _give_back() -> None:
    """Let the machine have what was needed only for making it; glibc keeps it for later."""
    let_pages_go()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except AttributeError:  # another C library
        return
