"""``siharat evaluate``."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from siharat.admin import road
from siharat.cli import files, screen
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.evaluate import actions, export, seals
from siharat.evaluate.actions import Question, Walk
from siharat.evaluate.cases import Cases
from siharat.evaluate.papers import KINDS
from siharat.evaluate.papers.words import Language
from siharat.evaluate.rules import Targets
from siharat.evaluate.seals import Seal
from siharat.kernel import Problem

EXPORT = "export"
LARGEST_EXPORT_MB = 400
SOFTWARE = f"siharat {version('siharat')}"


@click.group(invoke_without_command=True)
@click.option("--station", help="Its code, such as 63.72.")
@click.option("--from", "first", metavar="DATE", help="The first day, such as 2026-10-01.")
@click.option("--to", "last", metavar="DATE", help="The last day; it belongs to the period.")
@click.option("--format", "kind", type=click.Choice([*KINDS, EXPORT]), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Left out: standard output.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Of pdf and xlsx.")
@click.pass_context
def evaluate(context: click.Context, station: str | None, first: str | None, last: str | None, kind: str,
             out: Path | None, language: Language) -> None:
    """What a station achieved: every figure with its denominator and its range."""
    if context.invoked_subcommand:
        return
    if station is None or first is None or last is None:
        raise click.UsageError("Say which --station, --from which day and --to which day.")
    settings = screen.settings()
    targets = Targets.read(settings.answer_within, settings.arrive_within)
    with screen.progress("Reading the book") as steps:
        asked, cases, sealed = road.read(settings, walked, station, first, last, targets, steps)
        steps.now("Counting")
        if kind == EXPORT:
            keys = road.open_keys(settings)
            paper = export.export_of(cases, asked, SOFTWARE, keys, sealed)
            click.echo(f"Signed with the key {seals.public_key(keys)}; tell it to the reader by another way.", err=True)
        else:
            paper = KINDS[kind].write(cases, asked, SOFTWARE, language)
    if out is None:
        click.echo(paper, nl=False)
        return
    try:
        out.write_bytes(paper)
    except OSError as error:
        raise Problem(503, "disk", f"{out} cannot be written: {error.strerror or error}. Check the folder, its "
                      "rights and the disk.") from error
    click.echo(f"{len(cases)} incidents, {out}.", err=True)


@evaluate.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="The station's key, as its administrator told you.")
def verify(file: Path, key: str | None) -> None:
    """Check a signed export and compute its figures again, with the station's program or without. Exit code 1 with
    what was changed."""
    text = files.contents(file, LARGEST_EXPORT_MB)
    try:
        with screen.progress("Checking"):
            found = export.check(text, key)
    except Problem as problem:
        if problem.code != "export_broken":
            raise
        click.echo(f"BROKEN: {problem.detail}")
        raise click.exceptions.Exit(1) from problem
    header = found.header
    click.echo(f"It holds: {header['name']}, {header['from']} to {header['to']}, {header['cases']} incidents, "
               f"{len(found.seals)} daily seals, made by {header['software']}; every figure was computed again and is "
               f"the same.\nSigned with the key {found.key}" + ("." if key else ": compare it with the station's."))


def walked(tx: Tx, station: str, first: str, last: str, targets: Targets, steps: Steps,
           ) -> tuple[Question, Cases, list[Seal]]:
    asked = actions.question(tx, station, first, last, {}, targets)
    walk = Walk(asked)
    while not walk.over:
        walk.take(walk.read(tx))
        steps.at(walk.cases, None)
    days = asked.period
    sealed = seals.of_station(tx, station, days.first.isoformat(), days.last.isoformat())
    return asked, walk.done(), sealed
