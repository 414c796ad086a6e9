"""``siharat init``."""

from __future__ import annotations

import click

from siharat.admin import road
from siharat.cli import screen


@click.command()
def init() -> None:
    """Create the data folder, the keys and the database. Doing it again does no harm: it brings the
    database up to the version of the program."""
    settings = screen.settings()
    with screen.progress("Preparing the database"):
        new = road.init(settings)
    where = settings.database_url.partition("@")[2] or settings.database_url  # never its password
    click.echo(f"{'Created' if new else 'Up to date'}: {where}")
    if new:
        click.echo(f"Keys: {road.keys_path(settings)}. Copy them now to a place that is not this machine: "
                   "without them no name in the database can be read.")
