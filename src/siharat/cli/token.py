"""``siharat token``: one token on standard output, and nothing else."""

from __future__ import annotations

import click

from siharat.admin import road
from siharat.cli import screen


@click.group()
def token() -> None:
    """A key for one phone or program. Whoever has it is that person: hand it over with care."""


@token.command()
@click.option("--nrp", required=True, help="The officer's number.")
def officer(nrp: str) -> None:
    """A bearer token for an officer."""
    click.echo(road.write(screen.settings(), "token officer", {"nrp": nrp}))


@token.command()
@click.option("--phone", required=True, help="+62812…, or 0812…")
@click.option("--name", default="Warga", show_default=True, help="Only for a citizen who is made now.")
def citizen(phone: str, name: str) -> None:
    """A bearer token for a citizen, who is made if unknown."""
    click.echo(road.write(screen.settings(), "token citizen", {"phone": phone, "name": name}))
