"""The titles of linked guardians, held in memory for the ghosts."""

from rooms.directory import Directory
from rooms.roster.naming import Title, titles
from rooms.storage import contacts, roster
from rooms.storage.database import Store


class GuardianTitles:
    """Who is behind which account; read afresh whenever roster, contacts or language change."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._titles: dict[tuple[str, str], Title] = {}
        self._read: tuple[int, str] | None = None

    async def refresh(self, store: Store) -> bool:
        """Read again what has changed; tells whether anything did. Raises DatabaseAway."""
        language = self._language
        async with store.reading() as connection:
            now = (await roster.revision(connection), language)
            if now == self._read:
                return False
            linked = await contacts.linked(connection)
            children = await roster.present(connection) if linked else []
        self._titles = titles(children, linked, language)
        self._read = now
        return True

    def shown(self, network: str, person: str, name: str) -> str:
        """What to call somebody whom the messenger calls `name`."""
        title = self._titles.get((network, person))
        return title.words(self._language, name) if title else name

    @property
    def _language(self) -> str:
        return self._directory.community.community.language
