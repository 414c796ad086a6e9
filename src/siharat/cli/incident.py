"""``siharat incident``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from siharat.admin import road
from siharat.admin.commands.history import MOST_ROWS
from siharat.cli import files, history_file, screen
from siharat.cli.history_file import Found
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.evaluate.bringing import mapping
from siharat.evaluate.bringing.spool import Spool
from siharat.kernel import SystemClock
from siharat.people import stations
from siharat.settings import Settings

MOST_WORDS = 12


@click.group()
def incident() -> None:
    """The incidents of the time before Siharat."""


@incident.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--station", required=True, help="Whose they were, such as 63.72.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), metavar="FILE.toml",
              help="Which column is what; what it leaves out is guessed from the headings.")
@click.option("--dry-run", is_flag=True, help="Only look: what would be taken, and what is wrong.")
def bring_in(file: Path, station: str, mapping_file: Path | None, dry_run: bool) -> None:
    """Bring in history from a spreadsheet (CSV, also .gz): all of it or, when a row is wrong, nothing."""
    settings = screen.settings()
    zone = road.read(settings, zone_of, station)
    said = mapping.read(files.contents(mapping_file, 1).decode("utf-8-sig"), str(mapping_file)) if mapping_file \
        else mapping.Mapping()
    with tempfile.TemporaryDirectory() as folder, screen.progress("Reading") as steps:
        spool = Spool(Path(folder) / "spool")
        found = history_file.read_into(spool, file, said, zone, SystemClock().now(), steps)
        show(found, len(spool))
        history_file.refuse_faults(file, found)
        if dry_run:
            click.echo("A dry run: nothing was stored.")
            return
        new = store(settings, station, file, found, spool, steps)
        spool.close()
    click.echo(f"Stored {new} incidents" + (f"; {found.incidents - new} were there already." if
                                            found.incidents > new else "."))


def zone_of(tx: Tx, station: str) -> str:
    zone: str = stations.get(tx, station).timezone
    return zone


def show(found: Found, incidents: int) -> None:
    """What was understood, so that a wrong guess is seen before it counts."""
    found.incidents = incidents
    for field, column in found.columns.items():
        click.echo(f"  {field:<12} {column if isinstance(column, str) else ' + '.join(column)}")
    repeated = found.rows - found.incidents - found.faulty
    click.echo(f"{found.rows} rows, {found.incidents} incidents, times of {found.zone}" + (
        f"; {repeated} rows are further units of an incident, or there twice." if repeated else "."))
    words = sorted(found.unknown.items(), key=lambda item: -item[1])
    if words:
        listed = ", ".join(f"{word!r} {count}×" for word, count in words[:MOST_WORDS])
        click.echo(f"Dispositions that nobody knows stay unknown ([dispositions] in the mapping names them): {listed}"
                   + (f" and {len(words) - MOST_WORDS} more." if len(words) > MOST_WORDS else "."))


def store(settings: Settings, station: str, file: Path, found: Found, spool: Spool, steps: Steps) -> int:
    while not road.write(settings, "history clear", {"station": station}):
        steps.now("Clearing away an import that was broken off")
    made = road.write(settings, "history begin", {"station": station, "source": file.name[:120],
                                                  "digest": found.digest, "moments": found.moments})
    steps.now("Storing")
    stored = 0
    for rows in spool.batches(MOST_ROWS):
        road.write(settings, "history add", {"import_id": made, "rows": rows})
        stored += len(rows)
        steps.at(stored, found.incidents)
    new: int = road.write(settings, "history complete", {"import_id": made})
    return new
