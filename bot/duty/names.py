"""What those who decide are called."""

from rooms.directory import Directory


def name_of(directory: Directory, user_id: str | None) -> str:
    """The name of the file; of others the localpart. Empty where it was nobody of the staff."""
    if user_id is None or not user_id.startswith("@"):
        return ""
    localpart = user_id[1:].split(":", 1)[0]
    staff = directory.community.staff
    return next((member.name for member in staff if member.id == localpart), localpart)
