"""Keeps the judge informed: of the children and the staff, and at start of what was said lately."""

from collections.abc import Collection
from dataclasses import replace

from policies.people import Staff
from policies.post import Post
from rooms.archive.event import raw_event
from rooms.clock import Clock
from rooms.community import Community
from rooms.directory import Directory
from rooms.judgement import Judge
from rooms.posts import post_of_event
from rooms.readiness import make_ready
from rooms.regulation.context import context_of, pupil_of
from rooms.storage import accounts, crossings, events, roster
from rooms.storage.database import Store
from rooms.storage.events import ArchivedEvent


class Informing:
    """Follows the roster and the accounts, which other processes change, and the community.

    `domains` are the addresses under which the house itself is found.
    """

    def __init__(
        self, judge: Judge, directory: Directory, store: Store, domains: Collection[str] = ()
    ) -> None:
        self._judge = judge
        self._directory = directory
        self._store = store
        self._domains = tuple(domains)
        self._known: tuple[int, tuple[str, ...]] | None = None
        self._community: Community | None = None

    async def start(self, clock: Clock) -> None:
        """Have all ready for the first post. Raises DatabaseAway."""
        await self.refresh()
        await self._remember(clock.now_ms())

    async def refresh(self) -> bool:
        """Read again what has changed; tells whether anything did. Raises DatabaseAway."""
        community = self._directory.community
        async with self._store.reading() as connection:
            revision = await roster.revision(connection)
            staff = tuple(account.name for account in await accounts.listed(connection))
            if self._known == (revision, staff) and self._community is community:
                return False
            pupils = [pupil_of(stored) for stored in await roster.present(connection)]
        context = context_of(community, pupils, self._domains)
        context = replace(context, staff=Staff((*context.staff.names, *staff)))
        await make_ready(self._judge.regulation, context)
        self._judge.acquaint(context)
        self._known, self._community = (revision, staff), community
        return True

    async def _remember(self, now_ms: int) -> None:
        """Note what the archive has of lately, as if it had been judged just now."""
        reach = self._judge.recent.reach
        since = now_ms - int(reach.span.total_seconds() * 1000)
        async with self._store.reading() as connection:
            people = {
                ghost.user_id: f"{ghost.network}/{ghost.person}"
                for ghost in await crossings.all_ghosts(connection)
            }
            for room in self._directory.rooms():
                for event in await events.latest(connection, room.room_id, since, reach.most):
                    if post := self._post(event, people):
                        self._judge.recent.note(post)

    def _post(self, event: ArchivedEvent, people: dict[str, str]) -> Post | None:
        post = post_of_event(raw_event(event), self._directory, mirrored=True, archived=event.media)
        if post is None or event.sender not in people:
            return post
        # As it was judged when it came from the messenger.
        return replace(post, author=replace(post.author, id=people[event.sender]))
