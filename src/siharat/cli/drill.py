"""``siharat drill``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from siharat.admin import road
from siharat.cli import screen
from siharat.cli.screen import Steps
from siharat.db import Tx
from siharat.drill import actions, store
from siharat.drill.rules import LASTS, Report, Times
from siharat.kernel import Problem
from siharat.kernel.clock import SECOND
from siharat.people import stations
from siharat.settings import Settings

STARTS_WITHIN_S = 8.0
"""A node takes what is due within a second; a busy machine gets some more."""
LOOK_EVERY_S = 0.5
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHY = {"no_receipt": "sent to, and said nothing", "failed": "could not be sent to", "gone": "its address is dead",
       "page_closed": "rings only while the page is open, and it was not"}
ENDED = {"over": "its time was over", "answered": "somebody took it", "stopped": "somebody ended it",
         "real_alarm": "a real alarm came"}


@click.group()
def drill() -> None:
    """A marked alarm over the real path: who would ring, after how long, and whose phone is deaf."""


@drill.command()
@click.option("--station", required=True, help="Its code; every phone there rings and says LATIHAN.")
@click.option("--unannounced", is_flag=True, help="Nobody was told beforehand: the report says so.")
@click.option("--telephones", is_flag=True, help="SMS and calls too: they cost money.")
def run(station: str, unannounced: bool, telephones: bool) -> None:
    """Hold a drill now, and print what it showed. Ctrl-C leaves it running; `drill end` ends it."""
    settings = screen.settings()
    plan = road.write(settings, "drill plan", {"station": station, "announced": not unannounced,
                                                "telephones": telephones})
    with screen.progress("Starting") as steps:
        incident = _started(settings, plan)
        for report in _until_ended(settings, incident):
            _show(steps, report)
    print_report(report)


def _started(settings: Settings, plan: str) -> str:
    """The drill's incident, once a server has begun it."""
    tries = round(STARTS_WITHIN_S / LOOK_EVERY_S)
    for _ in range(tries):
        if found := road.read(settings, store.of_plan, plan):
            return found
        row = road.read(settings, store.plan, plan)
        if row is not None and row.refused:
            raise Problem(409, row.refused, f"The drill could not begin: {row.refused.replace('_', ' ')}.")
        time.sleep(LOOK_EVERY_S)
    road.write(settings, "drill cancel", {"plan": plan})
    raise Problem(503, "no_server", "No server began the drill, so nothing has rung. Start `siharat serve`, then call "
                  "this again.")


def _until_ended(settings: Settings, incident: str) -> Iterator[Report]:
    while True:
        report = road.read(settings, actions.report, incident)
        yield report
        if report.ended_at is not None:
            return
        time.sleep(LOOK_EVERY_S)


def _show(steps: Steps, report: Report) -> None:
    steps.now(f"LATIHAN: {report.rang} of {report.phones} phones rang")
    steps.at(report.rang, report.phones)


def print_report(report: Report) -> None:
    said = "announced" if report.announced else "unannounced"
    taken = f"taken by {report.taken_by} after {_s(report.taken_ms)}" if report.taken_by else "taken by nobody"
    click.echo(f"Drill {report.code} at {report.station}, {said}: {report.rang} of {report.phones} phones rang "
               f"({report.share:.1%}); {taken}; ended because {ENDED[report.ended_why or 'over']}.")
    screen.table(("channel", "devices", "rang", "p50", "p90", "last"),
                 [("all phones", report.phones, report.rang, *_three(report.times)),
                  *((each.kind, each.devices, each.rang, *_three(each.times)) for each in report.roads)])
    if report.deaf:
        click.echo(f"\nDid not ring ({len(report.deaf)}):")
        screen.table(("officer", "why", ""), [(each.name, WHY[each.why], each.detail) for each in report.deaf])


def _three(times: Times) -> tuple[str, str, str]:
    return _s(times.p50), _s(times.p90), _s(times.last)


def _s(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds / SECOND:.2f} s"


@drill.command()
@click.option("--station", required=True)
@click.option("--every", type=click.Choice(["week", "month"]), required=True)
@click.option("--day", type=int, required=True, help="0 (Monday) to 6 of the week, or 1 to 28 of the month.")
@click.option("--at", metavar="HH:MM", required=True, help="By the station's own clock.")
@click.option("--unannounced", is_flag=True, help="The officers' pages do not say when the next one is.")
@click.option("--telephones", is_flag=True, help="SMS and calls too, each time: they cost money.")
def plan(station: str, every: str, day: int, at: str, unannounced: bool, telephones: bool) -> None:
    """Plan drills, weekly or monthly, until they are cancelled."""
    found = road.write(screen.settings(), "drill plan", {
        "station": station, "announced": not unannounced, "every": every, "day": day, "at": at,
        "telephones": telephones})
    click.echo(f"Planned. To undo it: siharat drill cancel --plan {found}")


@drill.command("list")
@click.option("--station", required=True)
def list_drills(station: str) -> None:
    """What is planned, and the last drills."""
    plans, past, zone = road.read(screen.settings(), _listed, station)

    def when(at: int) -> str:
        return datetime.fromtimestamp(at / 1_000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")

    if plans:
        screen.table(("plan", "every", "next", "announced", "last refused"), [
            (row.id, DAYS[row.day] if row.every == "week" else f"month, day {row.day}", when(row.due_at),
             "yes" if row.announced else "no", row.refused) for row in plans])
    else:
        click.echo(f"Nothing is planned at {station}.")
    for report in past:
        click.echo(f"{when(report.started_at)}  {report.code}  {report.rang} of {report.phones} rang, last "
                   f"{_s(report.times.last)}")


def _listed(tx: Tx, station: str) -> tuple[list[Any], list[Report], str]:
    zone = stations.get(tx, station).timezone
    return (store.plans(tx, station), [actions.report(tx, row.incident) for row in store.of_station(tx, station, 10)],
            zone)


@drill.command()
@click.option("--plan", "plan_id", required=True, help="As `drill list` shows it.")
def cancel(plan_id: str) -> None:
    """Undo a plan: no further drill of it."""
    road.write(screen.settings(), "drill cancel", {"plan": plan_id})
    click.echo("Cancelled.")


@drill.command()
@click.option("--station", required=True)
def end(station: str) -> None:
    """End the drill that is running: the phones fall silent."""
    road.write(screen.settings(), "drill end", {"station": station})
    click.echo(f"Ended. Longer than {LASTS // SECOND} seconds no drill lasts by itself.")
