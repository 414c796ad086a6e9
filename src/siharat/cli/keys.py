"""``siharat keys``."""

from __future__ import annotations

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.people import resealing


@click.group()
def keys() -> None:
    """The keys that names and numbers are sealed with."""


@keys.command()
def rotate() -> None:
    """Make a new key, and seal every name and number anew with it, beside a running server.

    Old keys stay in the file, for what stands in the log keeps its seal. Copy the file away from this machine
    before you go on: a backup without its keys opens nothing. Broken off, call it again: it goes on.
    """
    settings = screen.settings()
    ring = road.open_keys(settings)
    if road.read(settings, resealing.unfinished):
        click.echo("The last rotation was broken off; going on with it.", err=True)
    else:
        road.write(settings, "ping", {})  # no new key where nothing could be sealed with it
        ring.rotate(road.keys_path(settings))
    click.echo(f"Copy {road.keys_path(settings)} to where your backups of it lie, now.", err=True)
    sealed = 0
    with screen.progress("Sealing anew") as steps:
        for number, which in enumerate(resealing.columns()):
            after: str | int | None = None
            while True:
                done = road.write(settings, "keys reseal", {"newest": ring.newest, "column": number, "after": after})
                sealed += done["sealed"]
                steps.now(f"Sealing anew: {which.table}, {sealed} so far")
                after = done["last"]
                if after is None:
                    break
    click.echo(f"{sealed} boxes sealed anew with key {ring.newest}.")
