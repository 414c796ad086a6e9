"""``siharat evaluate``."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

import click
import msgspec

from siharat.admin import road
from siharat.cli import screen
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.evaluate import actions
from siharat.evaluate.actions import Question, Walk
from siharat.evaluate.cases import Cases
from siharat.evaluate.rules import Targets
from siharat.kernel import Problem

SOFTWARE = f"siharat {version('siharat')}"


def as_json(cases: Cases, asked: Question) -> bytes:
    return msgspec.json.format(msgspec.json.encode(actions.document(cases, asked, SOFTWARE)), indent=1) + b"\n"


Writer: TypeAlias = Callable[[Cases, Question], bytes]
WRITERS: dict[str, Writer] = {"json": as_json}


@click.command()
@click.option("--station", required=True, help="Its code, such as 63.72.")
@click.option("--from", "first", required=True, metavar="DATE", help="The first day, such as 2026-10-01.")
@click.option("--to", "last", required=True, metavar="DATE", help="The last day; it belongs to the period.")
@click.option("--format", "kind", type=click.Choice(list(WRITERS)), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Left out: standard output.")
def evaluate(station: str, first: str, last: str, kind: str, out: Path | None) -> None:
    """What a station achieved: every figure with its denominator and its range."""
    settings = screen.settings()
    targets = Targets.read(settings.answer_within, settings.arrive_within)
    with screen.progress("Reading the book") as steps:
        asked, cases = road.read(settings, walked, station, first, last, targets, steps)
        steps.now("Counting")
        paper = WRITERS[kind](cases, asked)
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
