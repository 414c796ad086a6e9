"""``siharat source``: other systems that may raise an alarm at a station."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.db import Tx
from siharat.exchange import sources
from siharat.people import stations


@click.group()
def source() -> None:
    """Other systems that may raise an alarm, each with a secret of its own. They read nothing."""


@source.command()
@click.option("--station", required=True, help="Its code: whose phones ring, whatever place the message names.")
@click.option("--name", required=True, help="Which system it is: officers read it.")
def add(station: str, name: str) -> None:
    """Let another system in, and print its secret: this once, and nothing else on standard output."""
    made = road.write(screen.settings(), "source add", {"station": station, "name": name})
    click.echo(f"Its address is /api/v1/sources/{made['id']}/alarms. Give it the secret; it is not shown again.",
               err=True)
    click.echo(made["secret"])


@source.command("list")
@click.option("--station", required=True)
def list_sources(station: str) -> None:
    """Which systems may raise an alarm, and how many they have."""
    rows = road.read(screen.settings(), _listed, station)
    if not rows:
        click.echo(f"No other system may raise an alarm at {station}.")
        return
    screen.table(("source", "name", "since", "state", "incidents"), rows)


def _listed(tx: Tx, station: str) -> list[tuple[Any, ...]]:
    stations.get(tx, station)
    return [(row.id, row.name, datetime.fromtimestamp(row.made_at / 1_000, UTC).strftime("%Y-%m-%d"),
             "on" if row.off_at is None else "switched off", row.incidents) for row in sources.of_station(tx, station)]


@source.command()
@click.option("--id", "source_id", required=True, help="As `source list` shows it.")
def off(source_id: str) -> None:
    """Refuse it from now on, for ever: a new secret is a new source."""
    road.write(screen.settings(), "source off", {"source": source_id})
    click.echo("Switched off.")
