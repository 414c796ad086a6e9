"""``siharat station``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec
from sqlalchemy import text

from siharat.admin import road
from siharat.cli import files, screen
from siharat.db import Tx
from siharat.kernel import Problem
from siharat.people import areas as outlines
from siharat.people import stations
from siharat.succeed import settings, settings_file

SHOWN = "take a file of `siharat station export`"
AREAS = text("SELECT station, count(*) AS areas FROM area GROUP BY station")


@click.group()
def station() -> None:
    """The stations and their areas."""


@station.command()
@click.option("--code", required=True, help="Such as 63.72; officers and presses belong to it for ever.")
@click.option("--name", required=True, help="As people call it: Polres Banjarbaru.")
@click.option("--parent", help="The code of the station above it.")
@click.option("--area", "areas", multiple=True, type=click.Path(path_type=Path), metavar="FILE.geojson",
              help="Every polygon of the file is its area; may be given several times.")
@click.option("--timezone", default="Asia/Makassar", show_default=True,
              help="WIB is Asia/Jakarta, WIT Asia/Jayapura.")
@click.option("--far", is_flag=True, help="Its area really lies far from all others.")
def add(code: str, name: str, parent: str | None, areas: tuple[Path, ...], timezone: str, far: bool) -> None:
    """Add a station, with the area that it polices."""
    found = [area for path in areas for area in read_area(path)]
    road.write(screen.settings(), "station add", {
        "code": code, "name": name, "parent": parent, "timezone": timezone, "far": far,
        "areas": msgspec.to_builtins(found)})
    if found:
        click.echo(f"Added {code} {name}. Areas: {len(found)}, {outlines.described(found)}.")
    else:
        click.echo(f"Added {code} {name}, without an area: it rings only for presses that no area covers, or from its "
                   "own citizens.")


@station.command()
@click.option("--code", required=True, help="It stays, for ever.")
@click.option("--name", required=True, help="The new one.")
def rename(code: str, name: str) -> None:
    """Give a station another name: everything shows it at once, what is long closed too."""
    road.write(screen.settings(), "station rename", {"code": code, "name": name})
    click.echo(f"{code} is called {name} now.")


@station.command()
@click.option("--code", required=True, help="The station that ends.")
@click.option("--to", required=True, help="The station that takes its place: its area rings there.")
@click.option("--reason", required=True, help="Why; it is read for years.")
@click.option("--leave", is_flag=True, help="Its officers leave, instead of going to the other station.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def close(code: str, to: str, reason: str, leave: bool, dry_run: bool) -> None:
    """Close a station. Refused while an incident is at work there; undone within thirty days by `reopen`."""
    _end("station close", {"code": code, "to": to, "reason": reason, "leave": leave, "dry_run": dry_run})


@station.command()
@click.option("--code", required=True, help="The station that ends.")
@click.option("--to", required=True, help="The station that it becomes a part of.")
@click.option("--reason", required=True, help="Why; it is read for years.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def merge(code: str, to: str, reason: str, dry_run: bool) -> None:
    """Merge a station into another, in one step: area, officers, phones and open incidents go along."""
    _end("station merge", {"code": code, "to": to, "reason": reason, "dry_run": dry_run})


def _end(command: str, said: dict[str, Any]) -> None:
    found = road.write(screen.settings(), command, said)
    click.echo(f"{'Would go' if said['dry_run'] else 'Went'} from {found['name']} to {found['to']}: "
               f"{found['areas']} areas, {found['officers']} officers with {found['devices']} devices, "
               f"{len(found['open'])} open incidents, {found['reports']} reports, {found['citizens']} citizens, "
               f"{len(found['below'])} stations below. {found['drills']} planned drills end.")


@station.command()
@click.option("--code", required=True, help="A station that was closed or merged within thirty days.")
def reopen(code: str) -> None:
    """Open a closed station again: its area and those of its officers who are still where they went come back."""
    road.write(screen.settings(), "station reopen", {"code": code})
    click.echo(f"{code} is open again.")


@station.command()
@click.option("--code", required=True, help="Whose settings.")
@click.option("--out", type=click.Path(path_type=Path), help="Into this file; otherwise to standard output.")
def export(code: str, out: Path | None) -> None:
    """A station's settings as one file: name, areas, ladder, rotation, openness, drills. No secret, nobody's name."""
    words = road.read(screen.settings(), settings.export, None, code)
    if out is None:
        click.echo(words.decode(), nl=False)
        return
    try:
        out.write_bytes(words)
    except OSError as error:
        raise files.unreadable(out, str(error.strerror), "choose another place") from error
    click.echo(f"Wrote {out}.")


@station.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--code", required=True, help="The station that takes them over.")
@click.option("--part", "parts", multiple=True, type=click.Choice(settings_file.PARTS),
              help="Only this part; may be given several times.")
@click.option("--apply", is_flag=True, help="Do it. Without, it is only said what would change.")
def import_settings(file: Path, code: str, parts: tuple[str, ...], apply: bool) -> None:
    """Take over settings from a file of `export`. Of another station: its ladder, rotation and drills."""
    read = settings_file.read(road.open_keys(screen.settings()), files.contents(file, outlines.LARGEST_MB, SHOWN))
    found = road.write(screen.settings(), "station import", {
        "code": code, "settings": msgspec.to_builtins(read.settings), "parts": list(parts), "dry_run": not apply})
    if not read.here:
        click.echo("The file was not written by this installation: look where it comes from.", err=True)
    if not found:
        click.echo("Nothing differs.")
        return
    screen.table(("part", "before", "after"), [tuple(each) for each in found])
    click.echo("Done." if apply else "Nothing was changed yet: add --apply.")


def read_area(path: Path) -> list[outlines.Area]:
    document = files.geojson(path)
    try:
        return outlines.polygons(document)
    except Problem as problem:
        raise files.unreadable(path, problem.detail, "save the area as GeoJSON polygons, longitude first, in "
                               "degrees (RFC 7946)") from problem


@station.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_stations(as_json: bool) -> None:
    """Which stations there are."""
    found = road.read(screen.settings(), every)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif found:
        screen.table(("code", "name", "parent", "officers", "areas", "timezone"),
                     [(row["code"], f"{row['name']} (closed)" if row["closed"] else row["name"], row["parent"],
                       row["officers"], row["areas"], row["timezone"]) for row in found])
    else:
        click.echo("No station yet: siharat station add", err=True)


def every(tx: Tx) -> list[dict[str, Any]]:
    areas = {row.station: row.areas for row in tx.all(AREAS)}
    return [{"code": row.code, "name": row.name, "parent": row.parent, "timezone": row.timezone,
             "officers": row.officers, "areas": areas.get(row.code, 0), "closed": row.closed_at is not None}
            for row in stations.every(tx)]
