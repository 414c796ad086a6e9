"""``siharat evaluate``."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.evaluate import actions
from siharat.evaluate.actions import Question, Walk
from siharat.evaluate.cases import Cases
from siharat.evaluate.papers import KINDS
from siharat.evaluate.papers.words import Language
from siharat.evaluate.rules import Targets
from siharat.kernel import Problem

SOFTWARE = f"siharat {version('siharat')}"


@click.command()
@click.option("--station", required=True, help="Its code, such as 63.72.")
@click.option("--from", "first", required=True, metavar="DATE", help="The first day, such as 2026-10-01.")
@click.option("--to", "last", required=True, metavar="DATE", help="The last day; it belongs to the period.")
@click.option("--format", "kind", type=click.Choice(list(KINDS)), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Left out: standard output.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Of pdf and xlsx.")
def evaluate(station: str, first: str, last: str, kind: str, out: Path | None, language: Language) -> None:
    """What a station achieved: every figure with its denominator and its range."""
    settings = screen.settings()
    targets = Targets.read(settings.answer_within, settings.arrive_within)
    with screen.progress("Reading the book") as steps:
        asked, cases = road.read(settings, walked, station, first, last, targets, steps)
        steps.now("Counting")
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


def walked(tx: Tx, station: str, first: str, last: str, targets: Targets, steps: Steps) -> tuple[Question, Cases]:
    asked = actions.question(tx, station, first, last, {}, targets)
    walk = Walk(asked)
    while not walk.over:
        walk.take(walk.read(tx))
        steps.at(walk.cases, None)
    return asked, walk.done()
