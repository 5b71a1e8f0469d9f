"""``python -m deploy.homeserver`` installs the homeserver, or brings it up to the lock file."""

import sys

from deploy.homeserver.environment import InstallationFailed, install, is_installed


def main() -> int:
    """Install it, with one line a package; the exit code is 1 when it cannot be done."""
    if is_installed():
        return 0

    def show(package: str, number: int, count: int) -> None:
        sys.stdout.write(f"  homeserver: {package} ({number}/{count})\n")
        sys.stdout.flush()

    try:
        install(show)
    except InstallationFailed as failed:
        sys.stderr.write(f"The homeserver cannot be installed: {failed}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
