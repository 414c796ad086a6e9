"""``siharat simulate``: what response would be with other officers, another ladder, another boundary."""

from __future__ import annotations

import json
from pathlib import Path

import click
import numpy as np
from shapely.geometry import shape
from shapely.ops import unary_union

from siharat.admin import road
from siharat.cli import files, screen
from siharat.cli.evaluate import walked
from siharat.evaluate import actions, staffing
from siharat.evaluate.cases import Cases, Mask
from siharat.evaluate.rules import Targets
from siharat.evaluate.staffing import Outlook, Scenario
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.kernel.errors import invalid

LARGEST_AREA_MB = 20


@click.command()
@click.option("--station", required=True, help="Its code, such as 63.72.")
@click.option("--from", "first", metavar="DATE", required=True, help="The first day that is learned from.")
@click.option("--to", "last", metavar="DATE", required=True, help="The last day; it belongs to the period.")
@click.option("--officers", type=click.IntRange(1, 5_000), help="On duty at a time, in the scenario.")
@click.option("--officers-now", type=click.IntRange(1, 5_000),
              help="On duty at a time, as it was. Left out: the most that were busy at once.")
@click.option("--taken-within", type=click.FloatRange(1, 3_600), metavar="SECONDS",
              help="As if a ladder had somebody take what nobody had taken by then.")
@click.option("--without", multiple=True, metavar="AREA",
              help="A part of town that another station takes; may be repeated.")
@click.option("--areas", type=click.Path(path_type=Path), metavar="FILE",
              help="Another boundary: GeoJSON; only calls inside are answered.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def simulate(station: str, first: str, last: str, officers: int | None, officers_now: int | None,
             taken_within: float | None, without: tuple[str, ...], areas: Path | None, as_json: bool) -> None:
    """Replay a station's own calls under other conditions. Half of the weeks teach, the other half check: the error on
    those is printed beside each figure."""
    settings = screen.settings()
    targets = Targets.read(settings.answer_within, settings.arrive_within)
    with screen.progress("Reading the book") as steps:
        asked, cases, _ = road.read(settings, walked, station, first, last, targets, steps)
        steps.now("Replaying")
        evaluation = actions.evaluate(cases, asked)
        inside = _inside(cases, without, areas)
        now = officers_now or staffing.outlook(evaluation, Scenario(1)).officers_now
        found = staffing.outlook(evaluation, Scenario(
            officers or now, round(taken_within * SECOND) if taken_within else None, inside), now)
    click.echo(json.dumps(_document(found, officers or now), indent=1) if as_json else _told(found, officers or now))


def _inside(cases: Cases, without: tuple[str, ...], areas: Path | None) -> Mask | None:
    """Which calls the station would still answer for."""
    if not without and areas is None:
        return None
    kept = np.ones(len(cases), dtype=bool)
    for name in without:
        if name not in cases.locality.texts:
            known = ", ".join(sorted(text for text in cases.locality.texts if text)[:12])
            raise invalid("without", f"{name!r} is no part of town of these calls. There are: {known}")
        kept &= ~cases.locality.are(name)
    if areas is not None:
        kept &= _within(cases, areas)
    return np.asarray(kept)


def _within(cases: Cases, areas: Path) -> Mask:
    import shapely

    try:
        told = json.loads(files.contents(areas, LARGEST_AREA_MB))
        shapes = [shape(each["geometry"]) for each in told["features"]] if "features" in told else \
            [shape(told.get("geometry", told))]
        outline = unary_union(shapes)
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise Problem(422, "invalid", f"{areas} is no GeoJSON with areas: {error}. Draw it anew and export it as "
                      "GeoJSON.", field="areas") from error
    return np.asarray(shapely.contains_xy(outline, np.nan_to_num(cases.lon, nan=999.0),
                                          np.nan_to_num(cases.lat, nan=999.0)))


def _document(found: Outlook, officers: int) -> dict[str, object]:
    return {"officers": {"now": found.officers_now, "then": officers},
            "calls": {"now": found.calls[0], "then": found.calls[1]},
            "held_out": {"count": found.held_out, "of": found.block},
            "now": found.now, "then": found.then, "error": found.error}


def _told(found: Outlook, officers: int) -> str:
    """A table, and what it is worth."""
    names = {"median_s": "median until arrival", "p90_s": "nine of ten arrive within", "within": "within their target"}
    lines = [f"{'':28}{'now':>12}{'then':>12}{'change':>12}{'error':>12}"]
    for figure in staffing.FIGURES:
        now, then, error = found.now[figure], found.then[figure], found.error[figure]
        lines.append(f"{names[figure]:28}{_spoken(now, figure):>12}{_spoken(then, figure):>12}"
                     f"{_spoken(then - now, figure, signed=True):>12}{'±' + _spoken(error, figure):>12}")
    beyond = [names[figure] for figure in staffing.FIGURES
              if abs(found.then[figure] - found.now[figure]) > found.error[figure]]
    lines += ["", f"{found.officers_now} officers now, {officers} then; {found.calls[0]:,} calls now, "
              f"{found.calls[1]:,} then.",
              f"Error: how far the same model was off, on average, on {found.held_out} {found.block} "
              "that it had not seen.",
              "Larger than the error: " + (", ".join(beyond) if beyond else "nothing; do not decide by this.")]
    return "\n".join(lines)


def _spoken(value: float, figure: str, signed: bool = False) -> str:
    if figure == "within":
        return f"{value * 100:{'+' if signed else ''}.1f} %"
    sign = ("-" if value < 0 else "+") if signed else ""
    minutes, seconds = divmod(round(abs(value)), 60)
    return f"{sign}{minutes}:{seconds:02d}"
