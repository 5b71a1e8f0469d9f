"""Runs the messenger: ``python -m bridges.sandbox.messenger --folder DIR --port N …``."""

import asyncio
import errno
import fcntl
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import uvloop
from aiohttp import web

from bridges.sandbox.messenger.application import make_application
from bridges.sandbox.messenger.messenger import JournalUnreadable, Messenger

_HOST = "127.0.0.1"
_IDLE = 3600.0
"""Seconds for which an unused connection stays open: longer than any client keeps it, so that
no request runs into a connection that is just being closed."""


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where it is kept.")
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="0: any free port.")
@click.option("--token-file", type=click.Path(path_type=Path), required=True)
def main(folder: Path, port: int, token_file: Path) -> None:
    """Serve the messenger on this machine until SIGTERM; its address is printed once it does."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        token = token_file.read_text(encoding="ascii").strip()
        if not token:
            raise click.ClickException(f"the token file {token_file} is empty")
        with _alone_in(folder):
            sys.exit(uvloop.run(_serve(folder, port, token)))
    except (OSError, ValueError, JournalUnreadable) as problem:
        click.echo(f"sandbox: {problem}", err=True)
        sys.exit(2)


async def _serve(folder: Path, port: int, token: str) -> int:
    messenger = Messenger(folder)
    ended = _hear_signals()
    runner = web.AppRunner(
        make_application(messenger, token),
        access_log=None,
        keepalive_timeout=_IDLE,
        shutdown_timeout=2.0,
    )
    await runner.setup()
    try:
        await _listen(runner, port)
        bound = runner.addresses[0][1]
        click.echo(f"http://{_HOST}:{bound}")
        await _first_of(ended, messenger.journal.broken)
    finally:
        await runner.cleanup()
        await messenger.journal.close()
    if messenger.journal.broken.is_set():
        click.echo("sandbox: the journal cannot be written, see whether the disk is full", err=True)
        return 1
    return 0


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, _HOST, port).start()
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise OSError(f"port {port} is taken") from None
        raise


def _hear_signals() -> asyncio.Event:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    return ended


async def _first_of(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"another messenger is running on {folder}") from None
        yield


if __name__ == "__main__":
    main()
