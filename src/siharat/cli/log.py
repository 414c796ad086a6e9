"""``siharat log``."""

from __future__ import annotations

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.incident import log as book
from siharat.incident.log import Broken
from siharat.kernel.clock import rfc3339
from siharat.people import stations


@click.group()
def log() -> None:
    """The book in which every step of every incident stands."""


@log.command()
@click.option("--station", help="Only the book of this station.")
def verify(station: str | None) -> None:
    """Has anybody changed, removed or inserted a line? Exit code 0: no; 1: yes, with the first such line."""
    with screen.progress("Verifying") as steps:
        lines, broken = road.read(screen.settings(), walk, station, steps)
    for flaw in broken:
        click.echo(f"BROKEN: station {flaw.station}, line {flaw.position} "
                   f"({rfc3339(flaw.position // 1_000)}): {flaw.why}.")
    if broken:
        raise click.exceptions.Exit(1)
    click.echo(f"The chain holds: {lines} lines.")


def walk(tx: Tx, station: str | None, steps: Steps) -> tuple[int, list[Broken]]:
    if station is not None:
        stations.get(tx, station)
    lines, broken = 0, []
    for found in book.verify(tx, station):
        if isinstance(found, Broken):
            broken.append(found)
        else:
            lines = found
            steps.at(lines, None)
    return lines, broken
