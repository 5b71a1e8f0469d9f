"""``teremok roster``: children, guardians, and whose account in a messenger it is."""

import click

from bot.cli import words
from bot.cli.roster.accounts import link_account, make_personal_token, unlink_account
from bot.cli.roster.files import diff_roster, export_roster, import_roster
from bot.cli.roster.finding import find_on_roster
from bot.cli.roster.looking import list_roster, show_reach


@click.group(
    help=words("Children and their guardians: from a spreadsheet, and in the messengers.")
    + "\n\n\b\n"
    + words("A look first:  {command}", command="teremok roster import list.xlsx --dry-run")
    + "\n"
    + words("Who is absent: {command}", command="teremok roster reach")
)
def roster() -> None:
    """The group of commands."""


for _command in (
    import_roster,
    diff_roster,
    export_roster,
    list_roster,
    find_on_roster,
    show_reach,
    link_account,
    unlink_account,
    make_personal_token,
):
    roster.add_command(_command)
