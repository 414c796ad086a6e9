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
                     [(row["code"], row["name"], row["parent"], row["officers"], row["areas"], row["timezone"])
                      for row in found])
    else:
        click.echo("No station yet: siharat station add", err=True)


def every(tx: Tx) -> list[dict[str, Any]]:
    areas = {row.station: row.areas for row in tx.all(AREAS)}
    return [{"code": row.code, "name": row.name, "parent": row.parent, "timezone": row.timezone,
             "officers": row.officers, "areas": areas.get(row.code, 0)} for row in stations.every(tx)]
