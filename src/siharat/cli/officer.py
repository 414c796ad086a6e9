"""``siharat officer``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
import msgspec

from siharat.admin import road
from siharat.cli import roster, screen
from siharat.db import Tx
from siharat.people import officers, stations
from siharat.people.roles import ROLES


@click.group()
def officer() -> None:
    """The officers of a station."""


@officer.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--station", required=True, help="The code of their station.")
def import_officers(file: Path, station: str) -> None:
    """Add the officers of a spreadsheet (.csv or .xlsx), or bring them up to date: all, or none.

    The first row names the columns: nrp, name, rank, phone, polsek (or nrp, nama, pangkat, no hp, polsek;
    phone and polsek may be missing). Known officers are found by their NRP; who is not in the list stays.
    """
    with screen.progress(f"Reading {file.name}") as steps:
        found = roster.read(file, steps)
        steps.now(f"Storing {len(found)} officers")
        tally = road.write(screen.settings(), "officer import",
                           {"station": station, "officers": msgspec.to_builtins(found)})
    many = "1 officer" if len(found) == 1 else f"{len(found)} officers"
    click.echo(f"{many}: {tally['added']} new, {tally['changed']} changed, "
               f"{tally['same']} as before.")


@officer.command()
@click.option("--nrp", required=True, help="The officer's number.")
@click.option("--role", type=click.Choice(list(ROLES)), help="Give them this role; see `docs/roles.md`.")
def enrol(nrp: str, role: str | None) -> None:
    """A one-time code with which an officer signs in for the first time, or on a new phone.

    The code alone stands on standard output. Once a station has an administrator, codes come from the command
    centre's page, printed as slips to cut; this command is for the first one, and for who lost every way in.
    """
    made = road.write(screen.settings(), "officer enrol", {"nrp": nrp, "role": role})
    until = datetime.fromtimestamp(made["expires_at"] / 1_000).astimezone()
    click.echo(f"{made['name']}, {made['station']}, {made['role']}. Open /petugas/daftar on the phone, and type the "
               f"NRP and this code. It works once, until {until:%d.%m.%Y %H.%M}.", err=True)
    click.echo(made["code"])


@officer.command("list")
@click.option("--station", help="Only those of this station.")
def list_officers(station: str | None) -> None:
    """Who is there. No phone numbers: they stay sealed."""
    found = road.read(screen.settings(), every, station)
    if found:
        screen.table(("nrp", "rank", "name", "station", "polsek", "role", "phone"), found)
    else:
        click.echo("No officer yet: siharat officer import", err=True)


def every(tx: Tx, station: str | None) -> list[tuple[str, ...]]:
    codes = [stations.get(tx, station).code] if station else [row.code for row in stations.every(tx)]
    return [(row.nrp, row.rank, tx.keys.unseal(row.name, "officer.name"), row.station, row.polsek, row.role,
             "yes" if row.phone else "–") for code in codes for row in officers.of_station(tx, code)]
