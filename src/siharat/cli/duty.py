"""``siharat roster``."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from siharat.admin import road
from siharat.cli import duty_file, screen


@click.group()
def roster() -> None:
    """Who is on duty when."""


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--station", required=True, help="The code of the station.")
@click.option("--start", help="First day of the rotation, such as 2026-12-01; today when left out.")
@click.option("--handover", default="08:00", show_default=True, help="When teams change, by the station's clock.")
@click.option("--hours", default=24, show_default=True, type=click.IntRange(1, 168), help="How long a team stays.")
@click.option("--dry-run", is_flag=True, help="Only look whether everything is right.")
def import_roster(file: Path, station: str, start: str | None, handover: str, hours: int, dry_run: bool) -> None:
    """Take a roster from a spreadsheet (.csv or .xlsx): all of it, or nothing.

    Columns nrp, regu: teams that follow each other in the order of their names, in place of the rotation there was.
    Columns nrp, mulai, selesai: single turns of duty, beside it.
    """
    minutes = _minutes(handover)
    with screen.progress(f"Reading {file.name}") as steps:
        lines = duty_file.read(file)
        steps.now(f"Checking {len(lines)} lines")
        tally = road.write(screen.settings(), "roster import", {
            "station": station, "lines": msgspec.to_builtins(lines), "starts": start, "handover": minutes,
            "hours": hours, "dry_run": dry_run})
    said = f"{tally['members']} officers in {tally['teams']} teams, {tally['turns']} single turns"
    click.echo(f"Everything is right: {said}. Nothing was written." if dry_run else f"Imported: {said}.")


def _minutes(said: str) -> int:
    hour, _, minute = said.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
        raise click.BadParameter(f"{said!r} is no time such as 08:00", param_hint="--handover")
    return int(hour) * 60 + int(minute)
