"""``siharat webhook``: other systems that are told what happens at a station."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.db import Tx
from siharat.exchange import rules, store
from siharat.kernel.errors import invalid
from siharat.parts import real_post
from siharat.people import stations


@click.group()
def webhook() -> None:
    """Other systems that are told what happens at a station: signed, again until they take it."""


@webhook.command()
@click.option("--station", required=True, help="Its code; a station above others hears of theirs too.")
@click.option("--name", required=True, help="Which system it is, for people.")
@click.option("--url", required=True, help="HTTPS, on the public Internet, or as SIHARAT_WEBHOOK_HOSTS vouches for.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(rules.KINDS), help="As often as needed; all.")
def add(station: str, name: str, url: str, kinds: tuple[str, ...]) -> None:
    """Register an address, and print its secret: this once, and nothing else on standard output."""
    settings = screen.settings()
    try:
        checked = real_post(settings).checked(url)
    except ValueError as error:
        raise invalid("--url", str(error)) from error
    made = road.write(settings, "webhook add", {"station": station, "name": name, "url": checked,
                                                "kinds": list(kinds or rules.KINDS)})
    click.echo(f"Registered as {made['id']}. Give the secret to that system; it is not shown again.", err=True)
    click.echo(made["secret"])


@webhook.command("list")
@click.option("--station", required=True)
def list_webhooks(station: str) -> None:
    """Whom the station tells, and how it goes."""
    rows = road.read(screen.settings(), _listed, station)
    if not rows:
        click.echo(f"{station} tells no other system.")
        return
    screen.table(("webhook", "name", "since", "state", "waiting", "dead"), rows)


def _listed(tx: Tx, station: str) -> list[tuple[Any, ...]]:
    stations.get(tx, station)
    rows = []
    for row in store.of_station(tx, station):
        counts = store.counts(tx, row.id)
        state = (row.off_why or "on").replace("_", " ")
        rows.append((row.id, row.name, datetime.fromtimestamp(row.made_at / 1_000, UTC).strftime("%Y-%m-%d"), state,
                     counts.get("pending", 0), counts.get("dead", 0)))
    return rows


@webhook.command()
@click.option("--id", "webhook_id", required=True, help="As `webhook list` shows it.")
def off(webhook_id: str) -> None:
    """Switch it off: nothing more goes there."""
    road.write(screen.settings(), "webhook off", {"webhook": webhook_id})
    click.echo("Switched off.")


@webhook.command()
@click.option("--id", "webhook_id", required=True, help="As `webhook list` shows it.")
def test(webhook_id: str) -> None:
    """Send it a delivery of nothing. It needs a running server; `webhook list` says how it went."""
    road.write(screen.settings(), "webhook test", {"webhook": webhook_id})
    click.echo("A test is on its way, as soon as a server runs.")
