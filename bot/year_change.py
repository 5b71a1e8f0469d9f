"""The change of the year of a house: its plan, and the parts that carry it out."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.homeserver import reach_homeserver
from bot.house import House, HouseProblem
from bot.reconciling import apply_lock
from bridges.chat_lane import ANSWER
from policies.file_model import nearest
from rooms.clock import SystemClock
from rooms.community import Community
from rooms.files.yaml_file import FileProblem, load_text, read_text
from rooms.language import say
from rooms.reconcile.apply import Reconciliation
from rooms.roster.comparing import Change
from rooms.roster.model import ReadRoster
from rooms.roster.reading import read_roster
from rooms.storage import rooms, roster, year
from rooms.storage.database import Store
from rooms.storage.queue import Task
from rooms.storage.year import YearChange
from rooms.year.changing import YearChanger
from rooms.year.file_editing import without_groups
from rooms.year.files import YearPlaces
from rooms.year.plan import YearPlan, make_year_plan
from rooms.year.problem import YearProblem
from rooms.year.record import YearRecord
from rooms.year.switching import roster_changes
from rooms.year.undoing import YearUndoer


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the year that is not begun: the plan, the record to begin with, the roster.

    `children` counts those of each old group; `changes` is what the new roster changes;
    `mentioned` are keys that change and of which regulation.yaml speaks.
    """

    plan: YearPlan
    record: YearRecord
    children: Mapping[str, int]
    read: ReadRoster | None
    changes: tuple[Change, ...]
    mentioned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearDesk:
    """What the commands work with."""

    house: House
    store: Store
    changer: YearChanger
    undoer: YearUndoer

    async def pending(self) -> YearChange | None:
        """The change that is neither confirmed nor undone."""
        async with self.store.reading() as connection:
            return await year.pending(connection)

    async def confirm(self) -> None:
        """The change stays; there is no way back."""
        async with self.store.transaction() as connection:
            await year.forget(connection, SystemClock().now_ms())

    async def propose(
        self, kind: str, after: str, roster_path: Path | None, farewell: str | None, now_ms: int
    ) -> Proposal:
        """Compare community.yaml with the text of the new year's.

        Raises HouseProblem, YearProblem, FileProblem, RosterFileProblem.
        """
        path = self.house.community_path
        before = read_text(path)
        old, new = (load_text(text, path, Community) for text in (before, after))
        read = read_roster(roster_path, new.groups) if roster_path else None
        if read is not None and read.problems:
            raise HouseProblem(
                "{count} rows of the new roster are doubtful; to see them:"
                " teremok roster diff {path}",
                count=len(read.problems),
                path=str(roster_path),
            )
        async with self.store.reading() as connection:
            known = await rooms.all_rooms(connection)
            children = await roster.everybody(connection)
        today = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(new.community.timezone))
        plan = make_year_plan(old, new, known, today.year)
        record = YearRecord(
            kind=kind,
            at=now_ms,
            before=before,
            after=after,
            graduates=plan.graduates,
            rekeyed=plan.rekeyed,
            new=tuple(key for key, _ in plan.new),
            farewell=farewell or usual_farewell(new.community.language),
            placed=(),
            children=(),
        )
        present = Counter(one.child.group for one in children if one.left_at is None)
        changes = roster_changes(children, plan, read)
        return Proposal(plan, record, present, read, changes, self._mentioned(plan))

    def _mentioned(self, plan: YearPlan) -> tuple[str, ...]:
        """Keys that mean another group from now on, or none, and stand in the regulation."""
        rules = read_text(self.house.regulation_path)
        changing = [one.was for one in plan.continued if one.was != one.key]
        changing += [graduate.key for graduate in plan.graduates]
        return tuple(
            key for key in changing if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", rules)
        )


@asynccontextmanager
async def year_desk(house: House) -> AsyncIterator[YearDesk]:
    """The desk of a house; the homeserver is not asked yet."""
    folder = house.folder
    places = YearPlaces(
        house.community_path, folder / "exports", house.media_folder, apply_lock(house)
    )
    store = await Store.open(house.database_url)
    try:
        async with reach_homeserver(
            house.homeserver_url, house.bot_id, house.secrets.bot_token, house.server_name
        ) as homeserver:
            applying = Reconciliation(homeserver, store, house.server_name, apply_lock(house))
            parts = (homeserver, store, applying, places)
            yield YearDesk(house, store, YearChanger(*parts), YearUndoer(*parts))
    finally:
        await store.close()


def tell_chat(network: str, chat: str, key: str, text: str) -> Task:
    """The task that has the bot say something in a chat, once."""
    payload = {
        "network": network,
        "chat": chat,
        "key": key,
        "text": text,
        "reply_to": None,
        "post_id": None,
    }
    return Task(f"chat:{network}:{chat}", ANSWER, payload)


def usual_farewell(language: str) -> str:
    """What is said where nobody wrote anything else; ``{name}`` stands for the group."""
    text = (
        "The group “{name}” has finished kindergarten. Thank you for these years, dear children"
        " and parents! This room is closed now: it can be read, but nobody writes here any more."
    )
    return say(language, text, name="{name}")


def opened_year(house: House, file: Path) -> str:
    """The text of the new year's file, checked as if it stood in the house already.

    Raises FileProblem: what it names beside itself, such as pictures, must be in the house.
    """
    text = read_text(file)
    load_text(text, file, Community, alone=True)
    try:
        load_text(text, house.community_path, Community)
    except FileProblem as problem:
        raise FileProblem(file, problem.line, problem.column, problem.problem) from None
    return text


def closed_year(house: House, groups: Sequence[str]) -> str:
    """The text of community.yaml without these groups.

    Raises FileProblem, HouseProblem for a group that there is not, and YearProblem where the
    text cannot be shortened.
    """
    path = house.community_path
    text = read_text(path)
    community = load_text(text, path, Community)
    known = [group.key for group in community.groups]
    for key in groups:
        if key not in known:
            meant = nearest(key, known)
            values = {"group": key[:60], "known": ", ".join(known) or "—", "meant": meant or ""}
            if meant is None:
                raise HouseProblem(
                    "I do not know the group “{group}”, there are: {known}.", **values
                )
            raise HouseProblem(
                "I do not know the group “{group}”, there are: {known}. Perhaps “{meant}” is"
                " meant?",
                **values,
            )
    shorter = without_groups(text, groups)
    staying = tuple(group for group in community.groups if group.key not in groups)
    try:
        rest = load_text(shorter, path, Community)
    except FileProblem:
        rest = community
    if rest != community.model_copy(update={"groups": staying}):
        raise YearProblem(
            "community.yaml cannot be shortened by itself: take the groups that leave out in a"
            " copy, and run: teremok year open COPY"
        )
    return shorter
