"""``siharat log``."""

from __future__ import annotations

from pathlib import Path

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.evaluate import seals, settled
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
        settings = screen.settings()
        lines, broken = road.read(settings, walk, station, steps)
        sealed, unsealed = road.read(settings, check_seals, station, settings.folder)
        strange = road.read(settings, check_settled, station)
    for flaw in broken:
        click.echo(f"BROKEN: station {flaw.station}, line {flaw.position} "
                   f"({rfc3339(flaw.position // 1_000)}): {flaw.why}.")
    for code, day, why in unsealed:
        click.echo(f"BROKEN: station {code}, seal of {day}: {why}.")
    for code, start, until in strange:
        click.echo(f"BROKEN: station {code}, what evaluations read of the incidents opened from {rfc3339(start)} to "
                   f"{rfc3339(until)} is not what the book says.")
    if broken or unsealed or strange:
        raise click.exceptions.Exit(1)
    click.echo(f"The chain holds: {lines} lines" + (f", and {sealed} daily seals fit it." if sealed else "."))


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


def check_seals(tx: Tx, station: str | None, folder: Path) -> tuple[int, list[tuple[str, str, str]]]:
    """How many days are sealed, and of each station the first whose seal does not fit."""
    count, broken = 0, []
    for row in stations.every(tx):
        if station in (None, row.code):
            try:
                flaw = seals.broken(tx, row.code, seals.kept(folder, row.code))
            except (ValueError, TypeError, OSError) as error:
                flaw = ("an unknown day", f"the file of seals in the data folder is damaged ({error})")
            if flaw:
                broken.append((row.code, *flaw))
            count += len(seals.of_station(tx, row.code))
    return count, broken


def check_settled(tx: Tx, station: str | None) -> list[tuple[str, int, int]]:
    """Of each station the first block of settled incidents that does not follow from the book."""
    found = [(row.code, settled.differs(tx, row.code)) for row in stations.every(tx) if station in (None, row.code)]
    return [(code, *differs) for code, differs in found if differs]
